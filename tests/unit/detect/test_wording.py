"""How events are worded: a text is worth what its runs of letters are, in whatever order they come."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.detect.text import view
from calsync.detect.wording import Part, evidence, part_lines, runs, size, texts, words
from calsync.model import Person
from tests.unit.detect.events import event


def test_a_text_is_cut_into_runs_within_its_words() -> None:
    assert words("a chat, see https://acme.example/x or kim@acme.example") == [
        " a ",
        " chat, ",
        " see ",
        " or ",
    ]
    assert runs(" hi ") == {" h", "hi", "i ", " hi", "hi ", " hi "}
    assert runs("面接") == {"面接"}


def test_a_text_is_worth_more_the_more_of_it_is_known_and_shows_its_weightiest_words() -> None:
    part = Part(part_lines({"go": 1.0, "ba": -3.0}))
    assert part.said("good") == (pytest.approx(1 / size(1)), [" good "])
    value, said = part.said("a bad and a good one")
    assert value == pytest.approx(-2 / size(2))
    assert said[0] == " bad "
    assert part.said("nothing") == (0.0, [])


SAID = ["the", "candidate", "will", "meet", "the", "panel", "for", "a", "chat", "about", "the", "role"]


@given(st.permutations(SAID))
def test_the_order_of_words_plays_no_part(order: list[str]) -> None:
    assert [*evidence(("chat", " ".join(order), "kim"))] == [*evidence(("chat", " ".join(SAID), "kim"))]


def test_what_is_worded_like_interviews_is_told_from_what_is_not() -> None:
    (like,) = evidence(("", "they are growing and would love to meet me", "talent acquisition"))
    (unlike,) = evidence(("cake for the kids at grandma's", "", ""))
    assert like.weight > 0 > unlike.weight


def test_whose_calendar_it_is_is_left_out() -> None:
    seen = view(event("Acme phone screen w/ Kim (Dana, Danish)", "about the role"))
    title, body, sender = texts(Person("Kim Lo", "kim.lo@hr.acme.example"), seen, {"dana"})
    assert "dana" not in title
    assert "acme phone screen w/ kim" in title
    assert "danish" in title
    assert body == "about the role"
    assert sender.split() == ["kim", "lo", "kim", "lo", "hr", "acme"]
