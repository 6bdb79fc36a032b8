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
_EVENT = b"\nbegin:vevent"
_OURS = re.compile(rb"^(?:UID[^:\r\n]*:calsync-|X-CALSYNC[;:])", re.I | re.M)
_UID = re.compile(rb"^UID[^:\r\n]*:([^\r\n]*)", re.I | re.M)


def unfolded(data: bytes) -> bytes:
    plain = data.replace(b"\r\n ", b"")
    return _FOLD.sub(b"", plain) if b"\n " in plain or b"\n\t" in plain else plain


def is_ours(data: bytes) -> bool:
    """Whether a ``calsync-`` UID or an X-CALSYNC property says that an object is calsync's (law 3)."""
    plain = unfolded(data)
    return _ours(plain, plain.lower())


def _ours(plain: bytes, lowered: bytes) -> bool:
    return b"calsync" in lowered and _OURS.search(plain) is not None


class Choice:
    """Words and UIDs to look for; ``None`` for the words chooses every event."""

    def __init__(self, words: Iterable[str] | None, uids: frozenset[str] = frozenset()) -> None:
        from calsync.ical.words import Words

        self._uids = uids
        self._written = [uid.encode() for uid in uids]
        self._words = None if words is None else Words(words)

    def keep(self, data: bytes) -> bytes | None:
        """What to remember of an object: itself, NO_EVENT, or None when it has none of the words."""
        plain = unfolded(data)
        lowered = plain.lower()
        if _EVENT not in lowered or _ours(plain, lowered):
            return NO_EVENT
        return data if self._words is None or self._is_known(plain) or self._words.found_in(data) else None

    def _is_known(self, plain: bytes) -> bool:
        return any(uid in plain for uid in self._written) and not self._uids.isdisjoint(_uids(plain))


def _uids(plain: bytes) -> Iterable[str]:
    return (found.decode("utf-8", "replace").strip() for found in _UID.findall(plain))


def fingerprints(words: Iterable[str]) -> frozenset[str]:
    """A digest of each word: they are names and companies, which a state file need not show."""
    return frozenset(map(_digest, folded(words)))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
