"""Whether two names mean the same person."""

from __future__ import annotations

import re
from functools import lru_cache

from calsync.detect.fields.parties import Party
from calsync.folding import fold

_DOTS = re.compile("[._-]")


def fits(name: str, p: Party) -> bool:
    """Whether a name in the text is this person: by their name, or the parts of their address."""
    if p.name:
        return same(name, p.name)
    local = _DOTS.split(fold((p.email or "").partition("@")[0]))
    return any(len(w) > 2 and w in local for w in fold(name).split())


def same(name: str, other: str) -> bool:
    """One name is part of the other, word by word; the words of inflecting languages may end otherwise, and
    a given name may be short for the other: "Darek" for "Dariusz"."""
    here, there = _initials(name), _initials(other)
    if not (here <= there or there <= here):  # as nearly always
        return False
    a, b = sorted((name_parts(name), name_parts(other)), key=len)
    if len(a) == len(b) == 2 and a[1] == b[1] and len(a[1]) > 3 and a[0][:2] == b[0][:2]:
        return True
    return bool(a) and all(any(alike(w, v) for v in b) for w in a) and any(len(w) > 1 for w in a)


@lru_cache(maxsize=4096)
def name_parts(name: str) -> list[str]:
    """Its folded words."""
    return fold(name).replace(".", " ").split()


@lru_cache(maxsize=4096)
def _initials(name: str) -> frozenset[str]:
    return frozenset(part[0] for part in name_parts(name))


def alike(a: str, b: str) -> bool:
    """Whether two folded words are one name, in another case, or one the other's initial."""
    if a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b)):
        return True
    stem = min(len(a), len(b)) - 1
    return stem >= 3 and a[:stem] == b[:stem] and abs(len(a) - len(b)) <= 2
