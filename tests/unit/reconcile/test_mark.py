"""The mark says everything again that it was told, in characters that iCalendar leaves alone."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.ical.item import Field
from calsync.model import Key, Kind, Member, interview_id
from calsync.reconcile.mark import Mark, decode, encode

hexes = st.text("0123456789abcdef", min_size=1, max_size=16)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
anchors = st.uuids().map(str) | st.just("2026-W48")
members = st.builds(Member, st.uuids().map(str), moments, st.integers(0, 99), st.none() | moments)
marks = st.builds(
    Mark,
    key=st.builds(Key, st.sampled_from(Kind), anchors, st.integers(0, 9)),
    generation=st.integers(0, 9),
    members=st.lists(members, max_size=5).map(tuple),
    digests=st.fixed_dictionaries(dict.fromkeys(Field, hexes)),
    facts=hexes,
    timing=hexes,
    ledger=hexes,
)


@given(marks)
def test_a_mark_survives_the_round_trip_and_needs_no_escape(mark: Mark) -> None:
    text = encode(mark)
    back = decode(text)
    assert back == mark
    assert [one.dtstamp for one in back.members] == [one.dtstamp for one in mark.members]
    assert not set(text) & set(';,\\\r\n"')


@given(st.text())
def test_any_other_text_is_no_mark_and_no_error(text: str) -> None:
    assert decode(text) is None


@given(marks, st.data())
def test_a_damaged_mark_is_none_or_another_mark_and_no_error(mark: Mark, data: st.DataObject) -> None:
    text = encode(mark)
    cut = data.draw(st.integers(0, len(text)))
    decode(text[:cut])
    decode(text[:cut] + data.draw(st.text(max_size=3)) + text[cut + 1 :])


@pytest.mark.parametrize("text", [None, "", "v=2 k=thank_you/x/0"])
def test_no_mark_or_a_newer_one_is_left_to_uid_and_ledger(text: str | None) -> None:
    assert decode(text) is None


def test_identities_are_part_of_what_users_have_and_never_change() -> None:
    key = Key(Kind.THANK_YOU, str(uuid.UUID(int=7)))
    assert key.uid() == "calsync-abf49ca8-8b49-57e9-a863-9e053800e8e4"
    assert len({key.uid(0), key.uid(1), Key(Kind.CHECK_IN, key.anchor).uid()}) == 3
    assert Key.parse(str(key)) == key
    assert interview_id("one@example.com", None) == "4dd8c348-dbdf-59b0-9dec-dbecefb3bbf7"
