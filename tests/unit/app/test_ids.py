"""Short ids: stable, unique, easy to type."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.app.ids import digest, resolve, short_ids
from calsync.errors import UsageError

IDENTITIES = st.sets(st.text(max_size=30), min_size=1, max_size=30)


@given(IDENTITIES)
def test_short_ids_are_unique_and_resolve_to_what_they_stand_for(identities: set[str]) -> None:
    ids = short_ids(identities)
    assert len(set(ids.values())) == len(identities)
    candidates = {identity: identity for identity in identities}
    for identity, short in ids.items():
        if short not in identities:
            assert resolve(short, candidates, what="thing") == identity


@given(IDENTITIES, st.text(max_size=30))
def test_an_id_does_not_depend_on_what_else_there_is(identities: set[str], more: str) -> None:
    before, after = short_ids(identities), short_ids(identities | {more})
    assert all(after[identity].startswith(before[identity]) for identity in identities)


def test_known_ids_never_change() -> None:
    assert digest("thank_you/1/0")[:6] == short_ids(["thank_you/1/0"])["thank_you/1/0"]
    assert short_ids(["a"]) == {"a": "mqg49c"}


def test_letters_that_are_read_as_digits_are_taken_for_them() -> None:
    identity = next(str(n) for n in range(1000) if {"0", "1"} <= set(digest(str(n))[:6]))
    typed = digest(identity)[:6].replace("0", "O").replace("1", "l").upper().replace("L", "l")
    assert resolve(typed, {identity: 1}, what="thing") == 1


@pytest.mark.parametrize(
    ("typed", "said"), [("zzzzzz", "no thing “zzzzzz”"), ("a", "no thing"), ("", "no thing")]
)
def test_what_fits_nothing_is_said(typed: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        resolve(typed, {"one": 1, "two": 2}, what="thing")


def test_what_fits_two_asks_for_more() -> None:
    with pytest.raises(UsageError, match="fits 2 things"):
        resolve("interview", {"interview-1": 1, "interview-2": 2}, what="thing")
