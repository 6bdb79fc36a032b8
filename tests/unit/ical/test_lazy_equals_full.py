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
from tests.unit.ical.calendars import WORDS, calendar, event, files, query, refolded


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


@pytest.mark.parametrize("length", [1, 60, 65, 66, 69, 70, 71, 72, 75, 90])
@pytest.mark.parametrize("at", [33, 74, 75, 10_000])
@pytest.mark.parametrize("sign", ["x", "\\,", "é"])
def test_a_family_is_found_however_long_its_uid_and_wherever_it_is_folded(
    length: int, at: int, sign: str
) -> None:
    uid = f"UID:{'u' * (length - 1)}{sign}"
    other = event("UID:o", "DTSTART:20200101T100000Z", "DTEND:20200101T110000Z", "SUMMARY:o")
    moved = event(
        uid,
        "DTSTAMP:20260101T000000Z",
        "DTSTART:20290303T100000Z",
        "DTEND:20290303T110000Z",
        "RECURRENCE-ID:20260310T100000Z",
        "SUMMARY:moved",
    )
    series = event("DTSTART:20260303T100000Z", "RRULE:FREQ=WEEKLY;COUNT=3", uid, "SUMMARY:interview")
    data = refolded(calendar(other, moved, other, series).decode().rstrip(), at, b"\r\n")
    reading = read_calendar(data, query(words=WORDS), "x")
    assert [found.start.day for found in reading.occurrences] == [3, 17]
    assert reading.events == 4


_NEARLY = [
    ("RRULE:FREQ=WEEKLY",),
    ("RDATE:20260303T100000Z",),
    ("rrule:FREQ=WEEKLY",),
    ("RRULE ;X=1:FREQ=WEEKLY",),
    ("RRUL\r\n E:FREQ=WEEKLY",),
    ("RDA\r\n\tTE:20260303T100000Z",),
    ("BEGIN:VALARM", "DESCRIPTION:x", "END:VALARM", "RRULE:FREQ=WEEKLY"),
    ("BEGIN:VALARM", "begin:x", "end:x", "END:VALARM", "RRULE:FREQ=WEEKLY"),
    ("BEGIN:VALARM", "BEGIN:X-A", "END:X-A", "END:VALARM", "RRULE:FREQ=WEEKLY"),
    ("BEGIN:VALARM", "RRULE:FREQ=DAILY", "END:VALARM", "RDATE:20260303T100000Z"),
]


@pytest.mark.parametrize("line", _NEARLY)
@pytest.mark.parametrize("uid_first", [True, False])
def test_an_event_that_is_only_nearly_usual_is_seen_as_it_is(
    line: tuple[str, ...], *, uid_first: bool
) -> None:
    usual = ("DTSTART:20240102T100000Z", "DTEND:20240102T110000Z", "DTSTAMP:20240101T000000Z")
    other = event("UID:o", *usual)
    lines = ("UID:u", *usual) if uid_first else (*usual, "UID:u")
    data = calendar(other, event(*lines, *line, "SUMMARY:interview"), other, event(*lines[1:], "UID:a"))
    lazy, full = read_calendar(data, query(words=WORDS), "x"), whole(data, query(words=WORDS))
    assert lazy.occurrences == full.occurrences
    assert {found.uid for found in lazy.occurrences} == {"u"}


@pytest.mark.parametrize("broken", ["END:VEVENT", "END:VALARM", "BEGIN:VEVENT"])
def test_a_lost_line_between_usual_events_loses_no_other_event(broken: str) -> None:
    alarm = ("BEGIN:VALARM", "TRIGGER:-PT5M", "END:VALARM")
    one, two, three = (
        event(f"UID:{uid}", "DTSTART:20260302T100000Z", "DTEND:20260302T110000Z", "SUMMARY:interview", *alarm)
        for uid in "abc"
    )
    data = calendar(one, two.replace(f"{broken}\r\n", "", 1), three, two.replace("UID:b", "UID:d"))
    assert {found.uid for found in read_calendar(data, query(words=WORDS), "x").occurrences} >= {"a", "d"}
    assert read_calendar(data, by_words(), "x").occurrences == whole(data, by_words()).occurrences


@pytest.mark.parametrize("late", [b"SUMMARY:inter\r\r\n view\r\r\n", b"X-A:b\r\r\nSUMMARY:interview\r\n"])
def test_line_ends_that_go_wrong_in_the_middle(late: bytes) -> None:
    good = event("UID:g", "DTSTART:20260302T100000Z", "SUMMARY:x")
    data = calendar(good, event("UID:u", "DTSTART:20260302T100000Z", "SUMMARY:y")).replace(
        b"SUMMARY:y\r\n", late
    )
    lazy, full = read_calendar(data, by_words(), "x"), whole(data, by_words())
    assert lazy.occurrences == full.occurrences
    assert [found.summary for found in lazy.occurrences] == ["interview"]
