"""Short ids: what a person types for a follow-up or an interview.

The id is the head of a base-32 digest of the whole identity (a follow-up's key, an interview's id), so it
is the same in every run and on every machine, and does not depend on what else there is: only its length
grows where two would be equal.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from calsync.errors import UsageError

_LENGTH = 6
_FULL = 26
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's: without i, l, o and u, which are read as something else."""

T = TypeVar("T", bound=Hashable)


def digest(identity: str) -> str:
    """26 characters of base 32 that stand for ``identity`` (a key, an interview id)."""
    from calsync.digests import sha256

    number = int.from_bytes(sha256(identity.encode()).digest()[:17], "big")
    return "".join(_ALPHABET[(number >> 5 * place) & 31] for place in reversed(range(_FULL)))


def short_ids(identities: Iterable[str]) -> dict[str, str]:
    """Identity to short id: six characters, more for those that would share them."""
    whole = {identity: digest(identity) for identity in identities}
    ordered = sorted(set(whole.values()))
    lengths: dict[str, int] = {}
    for before, this, after in zip(["", *ordered], ordered, [*ordered[1:], ""], strict=False):
        common = max(_common(before, this), _common(this, after))
        lengths[this] = max(_LENGTH, common + 1)
    return {identity: text[: lengths[text]] for identity, text in whole.items()}


def resolve(typed: str, candidates: Mapping[str, T], *, what: str) -> T:
    """The one candidate (by identity) whose identity, or whose short id, begins with what was typed.

    Raises UsageError when there is none, or more than one.
    """
    wanted = typed.strip().lower()
    if typed.strip() in candidates:
        return candidates[typed.strip()]
    readable = wanted.translate(str.maketrans("ilo", "110"))
    found = {
        identity: value
        for identity, value in candidates.items()
        if len(wanted) >= 3 and (digest(identity).startswith(readable) or identity.lower().startswith(wanted))
    }
    if len(set(found.values())) == 1:
        return next(iter(found.values()))
    if found:
        raise UsageError(f"“{typed}” fits {len(found)} {what}s: type more of the id")
    raise UsageError(f"no {what} “{typed}”")


def _common(left: str, right: str) -> int:
    length = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        length += 1
    return length
