"""Many files looked through together give what each by itself gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.ical.choose import choose, choose_each
from calsync.ical.window import EVER, Reach
from calsync.ical.words import Words
from calsync.seek import Vocabulary
from tests.unit.ical.calendars import WINDOW, WORDS, calendar, event, files

TALK = calendar(event("UID:talk", "DTSTART:20260304T100000Z", "SUMMARY:Interview"))
LUNCH = calendar(event("UID:lunch", "DTSTART:20260303T100000Z", "SUMMARY:Lunch"))
OLD = TALK.replace(b"2026", b"2016")


@settings(deadline=None)
@given(st.lists(files().map(lambda both: both[0]), max_size=5), st.booleans())
def test_together_as_each_alone(several: list[bytes], ever: bool) -> None:
    reach = EVER if ever else Reach.of(WINDOW)
    uids = frozenset({"b"})
    alone = [choose(data, Words(Vocabulary.of(WORDS)), uids, reach) for data in several]
    assert choose_each(several, Words(Vocabulary.of(WORDS)), uids, reach) == alone


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"nonsense",
        TALK[:-20],
        TALK.replace(b"END:VEVENT\r\n", b""),
        TALK.replace(b"\r\n", b"\n"),
        TALK.replace(b"\r\n", b"\r\r\n"),
        TALK.lower(),
        TALK + LUNCH,
        b"\xef\xbb\xbf" + TALK,
        TALK.rstrip(),
        TALK + b"\r\n\r\n",
        TALK.replace(b"SUMMARY:", b"SUMMARY:\0"),
        TALK.decode().encode("utf-16"),
        TALK.replace(b"END:VCALENDAR", b"end:vcalendar"),
        LUNCH.replace(b"UID:lunch", b"UID:talk"),
        calendar("BEGIN:VTODO\r\nUID:t\r\nSUMMARY:Interview\r\nEND:VTODO\r\n"),
        b"BEGIN:VCALENDAR\r\n" + b"X" * 100_000 + b"\r\nEND:VCALENDAR\r\n",
    ],
)
def test_a_file_of_another_form_takes_nothing_from_the_others(odd: bytes) -> None:
    words, reach = Words(Vocabulary.of(WORDS)), Reach.of(WINDOW)
    several = [OLD, odd, TALK, odd, LUNCH]
    assert choose_each(several, words, frozenset(), reach) == [
        choose(data, words, frozenset(), reach) for data in several
    ]


def test_what_can_and_cannot_be_chosen_by_other_words_is_told_apart() -> None:
    words, reach = Words(Vocabulary.of(WORDS)), Reach.of(WINDOW)
    old, talk, lunch = choose_each([OLD, TALK, LUNCH], words, frozenset(), reach)
    assert old is not None
    assert (old.data, old.near) == (None, False)
    assert lunch is not None
    assert (lunch.data, lunch.near) == (None, True)
    assert talk is not None
    assert b"UID:talk" in (talk.data or b"")
