"""What a calendar says reaches the terminal as text, and as nothing else."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.cli.clean import clean, clean_block, clean_json

HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from("\x1b\x9b\x07\r\n\t\x00\x08\u202e\u2066\u200b\ud800[]0;mHJ\\")
    ),
    max_size=60,
)


def obeyed(text: str) -> list[str]:
    """Characters a terminal acts upon, or that hide or turn text."""
    return [
        char
        for char in text
        if unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
        or char in "\u200b\u200e\u200f\u061c\ufeff"
        or "\u202a" <= char <= "\u202e"
        or "\u2066" <= char <= "\u2069"
    ]


@given(HOSTILE)
def test_a_cleaned_line_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    assert obeyed(clean(text)) == []


@given(HOSTILE)
def test_a_cleaned_block_keeps_line_feeds_and_nothing_else_of_that_kind(text: str) -> None:
    assert set(obeyed(clean_block(text))) <= {"\n"}


@given(HOSTILE)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=40))
def test_ordinary_text_comes_through_as_it_is(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;new title\x07Interview", "Interview"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x9b2JInterview", "Interview"),
        ("a\r\nb", "a b"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("x\u2066y\u2069", "xy"),
        ("  two   spaces ", "two spaces"),
        ("👩‍💻 वार्ता‍", "👩‍💻 वार्ता‍"),
        ("\ud800", "\ufffd"),
    ],
)
def test_examples(text: str, shown: str) -> None:
    assert clean(text) == shown


@given(HOSTILE)
def test_json_keeps_the_data_and_shows_only_harmless_characters(text: str) -> None:
    document = clean_json(json.dumps({"summary": text}, ensure_ascii=False))
    assert obeyed(document) == []
    assert json.loads(document)["summary"].encode("utf-16", "surrogatepass") == text.encode(
        "utf-16", "surrogatepass"
    )
