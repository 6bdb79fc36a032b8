"""Seeking words by tokens finds whatever a plain search in the folded text finds."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.folding import fold
from calsync.seek import Seeker, Table

_signs = st.text("ab io.-/x12 _@ä面接\u0308\u00adＡ™①\n", min_size=1, max_size=12)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("seek") / "table.txt"


@settings(deadline=None, max_examples=400)
@given(st.sets(_signs, min_size=1, max_size=6), st.lists(_signs, max_size=5))
def test_what_a_plain_search_finds_is_found(words: set[str], texts: list[str]) -> None:
    text = " ".join(texts)
    words = {word for word in words if any(sign.isalnum() for sign in fold(word))}
    if any(fold(word) in fold(text) for word in words):
        assert Seeker(Table.of(words)).found_in(text)


@settings(deadline=None)
@given(st.text(max_size=30))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_blank_at_the_edge_of_a_word_is_the_edge_of_a_word() -> None:
    assert Seeker(Table.of([" hr "])).found_in("with HR: Monday")
    assert not Seeker(Table.of([" hr "])).found_in("three days")
    assert Seeker(Table.of([" recruit"])).found_in("a Recruiter calls")
    assert not Seeker(Table.of([" screen "])).found_in("phone screening")


def test_signs_at_the_edge_of_a_word_are_part_of_it() -> None:
    assert Seeker(Table.of([" dana / "])).found_in("Dana / Acme")
    assert not Seeker(Table.of([" dana / "])).found_in("Dana, Acme")


@settings(deadline=None)
@given(st.sets(_signs, min_size=1, max_size=6), st.lists(_signs, max_size=9))
def test_what_was_learnt_from_other_texts_makes_no_difference(words: set[str], texts: list[str]) -> None:
    used = Seeker(Table.of(words))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("calsync.seek.seeker._MAX_KNOWN", 5)
        assert [used.found_in(text) for text in texts * 2] == [
            Seeker(Table.of(words)).found_in(text) for text in texts * 2
        ]


def test_digits_are_sought_as_well() -> None:
    assert Seeker(Table.of([" 360 "])).found_in("a 360 of you")
    assert not Seeker(Table.of([" 360 ", "word"])).found_in("a 1360 of you")
    assert Seeker(Table.of([" 1st call"])).found_in("our 1st calls")
    assert not Seeker(Table.of([" 1st call "])).found_in("our 21st call")
    assert not Seeker(Table.of([" st call "])).found_in("our 1st call")


@settings(deadline=None)
@given(st.sets(_signs, min_size=1, max_size=6), st.sets(_signs, max_size=3))
def test_a_table_is_the_same_when_it_is_kept_and_added_to(
    file: Path, words: set[str], more: set[str]
) -> None:
    table = Table.of(words)
    assert set(Table.of([*words, *more])) == set(table.with_words(more))
    if not table.digits:
        file.write_text(str(table), encoding="utf-8", newline="\n")
        kept = Table.kept_in(file)
        for key in {*kept.every_key(), *table.every_key()}:
            assert kept.under(key) == table.under(key)
        assert set(kept.with_words(more)) == set(table.with_words(more))


def test_half_a_sign_is_no_word_and_stops_nothing(file: Path) -> None:
    file.write_text(str(Table.of(["interview"])), encoding="utf-8")
    kept = Table.kept_in(file)
    assert Seeker(kept).found_in("\ud800abc \udfff interview")
    assert not Seeker(kept).found_in("\ud800abc \udfff")
