"""Patterns of names are narrowed to the letters that a text can have, and find the same in it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.detect.fields.capitals import UPPER, compiled, is_western
from calsync.detect.fields.who import COMPANY, NAME

CAPITALS = re.compile(f"[{UPPER}]")


@given(st.text())
def test_a_text_is_western_where_all_its_capitals_are(text: str) -> None:
    assert is_western(text) == all(letter <= "Þ" for letter in CAPITALS.findall(text))


@pytest.mark.parametrize("source", [NAME, COMPANY])
@given(st.text(st.sampled_from("AÉÞŁŞअabéłş. '’-&")))
def test_what_is_found_is_the_same(source: str, text: str) -> None:
    assert compiled(source, text).findall(text) == re.findall(source, text)
