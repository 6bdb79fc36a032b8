"""Patterns of names are narrowed to the letters that a text can have, and find the same in it."""

from __future__ import annotations

import re
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.detect.fields.capitals import UPPER, compiled, is_western
from calsync.detect.fields.phrases import begun_in_any_case
from calsync.detect.fields.who import COMPANY, NAME

CAPITALS = re.compile(f"[{UPPER}]")


@given(st.text())
def test_a_text_is_western_where_all_its_capitals_are(text: str) -> None:
    assert is_western(text) == all(letter <= "Þ" for letter in CAPITALS.findall(text))


@pytest.mark.parametrize("source", [NAME, COMPANY])
@given(st.text(st.sampled_from("AÉÞŁŞअabéłş. '’-&")))
def test_what_is_found_is_the_same(source: str, text: str) -> None:
    assert compiled(source, text).findall(text) == re.findall(source, text)


@pytest.mark.parametrize("words", ["interview", "Keen", "s", r"w/\s+", "is(?: it)?", "(?:a|b)c", "a?b", ""])
@given(st.text(st.sampled_from("aàbcintervwkKeEnsSſ İıIW/K_(. ")))
def test_words_in_any_case_are_found_where_they_begin(words: str, text: str) -> None:
    plain = re.compile(rf"(?<!\w)(?i:{words})")
    found = re.compile(begun_in_any_case(words))
    assert [m.span() for m in found.finditer(text)] == [m.span() for m in plain.finditer(text)]


@pytest.mark.parametrize("letter", ascii_lowercase)
def test_a_letter_in_any_case_is_what_re_takes_for_it(letter: str) -> None:
    every = "".join(map(chr, range(0x110000)))
    assert re.findall(begun_in_any_case(letter), " ".join(every)) == re.findall(f"(?i:{letter})", every)
