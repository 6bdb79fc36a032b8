"""Which objects of a calendar may matter: only these are kept between runs.

Chosen by words and UIDs alone, never by time: what is far ahead today is near in a month.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from calsync.stores.base import folded

NO_EVENT = b""
"""Kept in place of an object that holds no event of the user's: a task, or calsync's own follow-up."""

_FOLD = re.compile(rb"\r?\n[ \t]")
_EVENT = re.compile(rb"^BEGIN:VEVENT\s*$", re.I | re.M)
_OURS = re.compile(rb"^(?:UID[^:\r\n]*:calsync-|X-CALSYNC[;:])", re.I | re.M)
_UID = re.compile(rb"^UID[^:\r\n]*:([^\r\n]*)", re.I | re.M)


def unfolded(data: bytes) -> bytes:
    return _FOLD.sub(b"", data)


def is_ours(data: bytes) -> bool:
    """Whether a ``calsync-`` UID or an X-CALSYNC property says that an object is calsync's (law 3)."""
    return bool(_OURS.search(unfolded(data)))


class Choice:
    """Words and UIDs to look for; ``None`` for the words chooses every event."""

    def __init__(self, words: Iterable[str] | None, uids: frozenset[str] = frozenset()) -> None:
        from calsync.ical.words import Words

        self._uids = uids
        self._words = None if words is None else Words(words)

    def keep(self, data: bytes) -> bytes | None:
        """What to remember of an object: itself, NO_EVENT, or None when it has none of the words."""
        plain = unfolded(data)
        if not _EVENT.search(plain) or _OURS.search(plain):
            return NO_EVENT
        if self._words is None or not self._uids.isdisjoint(_uids(plain)) or self._words.found_in(data):
            return data
        return None


def _uids(plain: bytes) -> Iterable[str]:
    return (found.decode("utf-8", "replace").strip() for found in _UID.findall(plain))


def fingerprints(words: Iterable[str]) -> frozenset[str]:
    """A digest of each word: they are names and companies, which a state file need not show."""
    return frozenset(map(_digest, folded(words)))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
