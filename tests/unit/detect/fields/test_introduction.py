"""Names behind the words that introduce them: the same as if words and name were one pattern."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from calsync.detect.fields.introduction import CAPITAL, Introductions
from calsync.detect.fields.who import NAME

WORDS = ("with", "meet", "meet with")
LED = Introductions(([(), lambda word=word: rf"(?<!\w){word} {CAPITAL}"] for word in WORDS), NAME)
TOGETHER = Introductions(([(), lambda word=word: rf"(?<!\w){word} (?P<name>{NAME})"] for word in WORDS), NAME)
TEXTS = st.lists(st.sampled_from([*WORDS, "Ann", "Şule", "Émile", "von", "élan", "lee", "and", "A."])).map(
    " ".join
)


@given(TEXTS)
def test_what_is_found_is_what_one_pattern_would_find(text: str) -> None:
    whole = re.compile("|".join(rf"(?<!\w){word} ({NAME})" for word in WORDS))
    expected = [(m[m.lastindex or 0], m.start(m.lastindex or 0)) for m in whole.finditer(text)]
    assert list(LED.finditer(text)) == expected
    assert list(TOGETHER.finditer(text)) == expected


def test_nothing_is_found_where_no_name_stands_behind() -> None:
    assert not list(LED.finditer("meet with nobody"))
