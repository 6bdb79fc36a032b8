"""The lazy scan gives the rows of the full reading, whatever the calendar looks like."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.folding import fold
from calsync.ical import read, scan
from calsync.ical.read import read_calendar
from calsync.model import Occurrence, Query, Reading
from tests.unit.ical.calendars import WORDS, files, query


def context(found: Sequence[Occurrence]) -> frozenset[str]:
    return frozenset({"r&d", "zahnarzt"}) if found else frozenset()


def by_words() -> Query:
    return query(words=WORDS, uids=frozenset({"b", "d,e"}), context=context)


def whole(data: bytes, asked: Query) -> Reading:
    return read._finished(read._whole(io.BytesIO(data), asked, "x", "x"), asked)


@settings(deadline=None)
@given(files(), st.booleans())
def test_same_rows_as_the_full_reading(both: tuple[bytes, bytes], reverse: bool) -> None:
    data = both[reverse]
    lazy, full = read_calendar(data, by_words(), "x"), whole(data, by_words())
    assert lazy.occurrences == full.occurrences
    assert lazy.events == full.events
    assert lazy.complete == full.complete
    assert lazy.error == full.error


@settings(deadline=None)
@given(files())
def test_order_of_components_makes_no_difference(both: tuple[bytes, bytes]) -> None:
    first, second = (read_calendar(data, by_words(), "x") for data in both)
    assert {o.uid for o in first.occurrences} == {o.uid for o in second.occurrences}


@settings(deadline=None)
@given(files())
def test_no_occurrence_with_a_word_in_its_folded_text_is_lost(both: tuple[bytes, bytes]) -> None:
    everything = read_calendar(both[0], query(), "x").occurrences
    kept = set(read_calendar(both[0], query(words=WORDS), "x").occurrences)
    for found in everything:
        people = " ".join(a.name or "" for a in found.attendees)
        text = fold("\n".join((found.summary, found.description, found.location, found.url, people)))
        if any(fold(word) in text for word in WORDS):
            assert found in kept


@settings(deadline=None)
@given(files(), st.integers(50, 400))
def test_the_size_of_a_chunk_makes_no_difference(both: tuple[bytes, bytes], size: int) -> None:
    data = both[0]
    expected = read_calendar(data, by_words(), "x")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scan, "CHUNK", size)
        assert read_calendar(data, by_words(), "x") == expected
