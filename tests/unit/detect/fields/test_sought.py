"""Many patterns sought as one: nothing is lost by compiling only those whose letters a text has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.detect.fields.lexicon import LANGUAGES, data
from calsync.detect.fields.needs import needs, worked_out
from calsync.detect.fields.phrases import alternatives, source
from calsync.detect.fields.sought import Sought
from calsync.detect.tables import made
from calsync.folding import fold
from tests.corpus.events import SETS, rows

SLOTS = {"n": r"\d", "wd": "montag", "d": r"\d", "month": "mai", "p": "Ann", "c": "Acme", "r": "Cook"} | {
    "tell": "call",
    "telling": "calling",
    "one": "you",
    "they": "board",
}


def listed(table: object) -> Iterator[list[str]]:
    """Every list of phrases in a language file."""
    if isinstance(table, dict):
        for value in table.values():
            yield from listed(value)
    elif isinstance(table, list) and table and all(isinstance(phrase, str) for phrase in table):
        yield table


LISTS = [
    some for language in LANGUAGES for name in ("who", "lang") for some in listed(data(f"{name}/{language}"))
]
PHRASES = sorted({phrase for some in LISTS for phrase in some})
TEXTS = [fold(row["ics"]) for name in SETS for row in rows(name)]


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(PHRASES).flatmap(lambda p: st.tuples(st.just(p), st.from_regex(source(p, SLOTS)))))
def test_whatever_a_phrase_means_has_its_letters(found: tuple[str, str]) -> None:
    phrase, text = found
    assert all(any(cue in fold(text) for cue in cues) for cues in needs(phrase))


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(LISTS), st.lists(st.sampled_from(TEXTS), min_size=1, max_size=5))
def test_what_is_found_is_what_the_one_big_pattern_finds(some: list[str], texts: list[str]) -> None:
    sources = [source(phrase, SLOTS) for phrase in some]
    whole = re.compile("|".join(sources))
    sought = Sought((needs(phrase), partial(str, made)) for phrase, made in zip(some, sources, strict=True))
    for text in texts:
        assert [m.span() for m in sought.finditer(text)] == [m.span() for m in whole.finditer(text)]


@pytest.mark.parametrize(
    ("phrase", "needed"),
    [
        ("next week", [{"next"}, {"week"}]),
        ("rückmeld*", [{"ruckmeld"}]),
        ("the end( of the week)?", [{"the"}, {"end"}]),
        ("(?:call|ring) {p}", [{"call", "ring"}]),
        ("(?:call|ring|) {p}", []),
        ("(?:call me|ring) {p} back", [{"back"}, {"call", "ring"}]),
        ("colou?r", [{"colo"}, {"r"}]),
        ("w/ {p}", [{"w/"}]),
        ("and/?or", [{"and"}, {"or"}]),
        (r"\d{1,2}月中旬", [{"月中旬"}]),
        ("(?!not )ever{0,2}", [{"eve"}]),
        ("[ab]c", [{"c"}]),
        ("(?:a(?:bc|de)?|fgi)h", [{"h"}, {"a", "fgi"}]),
        ("(?:ab(?:cd)?|fgi)h", [{"ab", "fgi"}, {"h"}]),
        ("(ab cd)(?:ef){2}", [{"ab"}, {"cd"}, {"ef"}]),
        ("(?:xy){0,3}zz", [{"zz"}]),
        ("{n} {wd}", []),
    ],
)
def test_the_letters_a_phrase_cannot_do_without(phrase: str, needed: list[set[str]]) -> None:
    assert [set(cues) for cues in worked_out(phrase)] == needed


def test_what_the_tables_keep_is_what_would_be_worked_out() -> None:
    """When this fails: ``python -m calsync.detect.tables > tables.jsonl``, to be put into its place."""
    kept = (resources.files("calsync.detect") / "tables.jsonl").read_text("utf-8")
    assert kept.splitlines() == list(made())
    for phrase in PHRASES:
        assert [set(cues) for cues in needs(phrase)] == [set(cues) for cues in worked_out(phrase)]


def test_a_pattern_is_only_compiled_for_a_text_that_meets_all_its_needs() -> None:
    compiled = []

    def write() -> str:
        compiled.append("call me back")
        return "call me back"

    sought = Sought([((frozenset({"call"}), frozenset({"back", "again"})), write)])
    assert not sought.within("please call me")
    assert not sought.within("come back")
    assert not compiled
    assert sought.search("call me back")
    assert compiled


def test_the_first_alternative_wins_where_several_begin_at_one_place() -> None:
    sought = Sought(((frozenset({word}),), partial(str, word)) for word in ("ab", "abc", "c"))
    assert [m[0] for m in sought.finditer("abcab")] == ["ab", "c", "ab"]
    assert sought.search("xyz") is None
    assert sought.match("abc")
    assert not sought.match("xab")
    assert sought.fullmatch("abc")
    assert not sought.fullmatch("abcd")


def test_a_name_in_braces_is_needed_where_it_may_not_be_missing() -> None:
    digits = {"d": [frozenset("0123456789")]}
    sought = alternatives(["the {d}(?:st|nd)", "day( {d})?", "{d}? days"], {"d": r"\d+"}, digits)
    assert not sought.within("the start")
    assert list(sought.within("the 2nd")) == [0]
    assert list(sought.within("day")) == [1]
    assert list(sought.within("two days")) == [1, 2]
