"""Words in components: what is found, and what a plain search would find is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.folding import fold
from calsync.ical.read import read_calendar
from calsync.ical.words import Words
from calsync.seek import Vocabulary
from tests.unit.ical.calendars import calendar, event, query


def component(*lines: str) -> bytes:
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT")).encode()


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("interview", "SUMMARY:Reinterviewing"),
        ("interview", "DESCRIPTION:an Inter<i>view</i>"),
        ("gespräch", "SUMMARY:GESPRÄCH"),
        ("gesprach", "SUMMARY:Gespräch"),
        ("gespräch", "DESCRIPTION:Gespr&auml\\;ch"),
        (" hr ", "SUMMARY:HR: hello"),
        (" hr ", "SUMMARY:hello, hr"),
        ("phone screen", "SUMMARY:Phone-Screen"),
        ("phone screen", "DESCRIPTION:a phone\\nscreen"),
        ("phone screen", "DESCRIPTION:by phone\\n\\n\\nscreen"),
        ("phone screen", "DESCRIPTION:by phone\r\nscreen"),
        ("phone screen", "DESCRIPTION:by phone<br>screen"),
        ("phone screen", "DESCRIPTION:by <b>phone</b>\\n<i>screen</i>"),
        ("phone screen", "DESCRIPTION:by phone<p\\nclass=x>screen"),
        ("2nd round", "DESCRIPTION:for the 2nd\\nround"),
        ("meet the team", "DESCRIPTION:meet\\nthe\\nteam"),
        ("interview", "DESCRIPTION:Inter<b\\n>view"),
        ("interview", "DESCRIPTION:Inter&shy\\;view"),
        ("interview", "DESCRIPTION;ENCODING=QUOTED-PRINTABLE:Inter=\r\nview"),
        ("gespräch", "DESCRIPTION;ENCODING=quoted-printable:Gespr=C3=A4ch"),
        ("meet the team", "SUMMARY:Meet  the (whole) team\\nmeet - the, team"),
        ("smith, jones", "SUMMARY:Smith\\, Jones"),
        ("面接", "SUMMARY:最終面接のご案内"),
        ("acme.example", "ATTENDEE;ROLE=CHAIR;CN=Jane:mailto:jane@acme.example"),
        ("jane roe", 'ATTENDEE;ROLE=CHAIR;CN="Jane Roe":mailto:x@y.example'),
    ],
)
def test_found(word: str, line: str) -> None:
    assert Words(Vocabulary.of([word])).found_in(component(line))
    assert Words(Vocabulary.of([word, "something else", "数"])).found_in(component("SUMMARY:x", line))
    assert Words(Vocabulary.of([word])).found_in(component(line).replace(b"\r\n", b"\n"))


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["SUMMARY:Coffee with Kim"], True),
        (["SUMMARY;LANGUAGE=en:Cof", " fee with Kim"], True),
        (["summary:coffee?"], True),
        (["DTSTART:20260310T100000Z", "SUMMARY:Kim", "and coffee", "LOCATION:x"], True),
        (["SUMMARY:Kim &amp\\; <b>cof</b>fee"], True),
        (["SUMMARY;ENCODING=QUOTED-PRINTABLE:Caf=C3=A9 or cof=", "fee"], True),
        (["SUMMARY:Coffeehouse"], False),
        (["SUMMARY:Kim", "DESCRIPTION:coffee"], False),
        (
            ["DESCRIPTION:coffee", "SUMMARY:Kim", "LOCATION:coffee", "ATTENDEE;CN=Coffee:mailto:a@b.example"],
            False,
        ),
    ],
)
def test_what_tells_in_titles_only_is_found_there_only(lines: list[str], found: bool) -> None:
    words = Words(replace(Vocabulary.of(["interview"]), titles=Vocabulary.of([" coffee "])))
    assert words.found_in(component(*lines)) is found
    assert words.found_in(component(*lines, "COMMENT:interview"))


@pytest.mark.parametrize(
    ("word", "line"),
    [
        (" hr ", "SUMMARY:three"),
        (" hr ", "SUMMARY:hrs"),
        ("phone screen", "SUMMARY:phones and screens"),
        ("role", "ATTENDEE;ROLE=CHAIR;CN=Jane:mailto:jane@acme.example"),
        ("20260301", "DTSTART:20260301T100000Z"),
        ("event", "SUMMARY:x"),
        ("phone screen", "LOCATION:phone\r\nSUMMARY:screen"),
        (" x dana ", "X-DANA:mit"),
    ],
)
def test_not_found(word: str, line: str) -> None:
    assert not Words(Vocabulary.of([word])).found_in(component(line))


def test_without_people_only_the_organiser_s_address_is_looked_at() -> None:
    words = Words(Vocabulary.of(["jane roe", "acme.example"]), people=False)
    assert not words.found_in(component('ATTENDEE;CN="Jane Roe":mailto:jane@acme.example'))
    assert not words.found_in(component('ORGANIZER;CN="Jane Roe":mailto:jane@home.example'))
    assert words.found_in(component('ORGANIZER;CN="Jane":mailto:jane@acme.example'))
    assert words.found_in(component("SUMMARY:Lunch with Jane Roe"))


def test_what_was_found_is_found_again() -> None:
    words = Words(Vocabulary.of(["interview"]))
    assert words.found_in(component("SUMMARY:interview"))
    assert words.found_in(component("SUMMARY:interview"))


def test_no_words_find_nothing() -> None:
    assert not Words(Vocabulary.of([])).found_in(component("SUMMARY:x"))
    assert not Words(Vocabulary.of([" "])).found_in(component("SUMMARY:x y"))


_letters = st.text("aein vwz面ä", min_size=1, max_size=6).filter(str.strip)


@settings(deadline=None)
@given(st.sets(_letters.map(str.strip), min_size=1, max_size=8), st.lists(_letters, min_size=1, max_size=4))
def test_as_a_plain_search_finds(words: set[str], texts: list[str]) -> None:
    # Of two scripts, a word is two parts, between which a blank may stand.
    words = {word for word in words if " " not in word and ("面" not in word or not word.strip("面"))}
    finder = Words(Vocabulary.of(words))
    for text in texts * 2:
        assert finder.found_in(component(f"SUMMARY:{text}")) == any(
            word.replace("ä", "a") in f"summary:{text.replace('ä', 'a')}" for word in words
        )


_PIECES = ("phone", "screen", " ", "\\n", "<br>", "<b>", "</b>", "&amp\\;", "2nd", "<", "x", "\\,")
_texts = st.lists(st.sampled_from(_PIECES), max_size=9).map("".join)


@settings(deadline=None, max_examples=300)
@given(st.lists(_texts, max_size=12))
def test_what_was_learnt_from_other_components_makes_no_difference(texts: list[str]) -> None:
    words = ["phone screen", "2nd screen", " x screen "]
    used = Words(Vocabulary.of(words))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("calsync.ical.words._MAX_CLEAN", 4)
        for text in texts:
            data = component(f"DESCRIPTION:{text}")
            assert used.found_in(data) == Words(Vocabulary.of(words)).found_in(data)


@settings(deadline=None, max_examples=300)
@given(_texts)
def test_what_stands_in_the_text_as_it_is_read_is_found(text: str) -> None:
    words = ["phone screen", "2nd phone", "x screen"]
    (found,) = read_calendar(
        calendar(event("UID:u", "DTSTART:20260303T100000Z", f"DESCRIPTION:{text}")), query(), "cal"
    ).occurrences
    if any(word in " ".join(fold(found.description).split()) for word in words):
        assert Words(Vocabulary.of(words)).found_in(event(f"DESCRIPTION:{text}").encode())
