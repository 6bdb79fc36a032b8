"""Which objects of a calendar may matter: only these are kept between runs.

They are looked through by the lazy scan, many at a time as one stream: by time first, then by words.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import compress
from typing import TYPE_CHECKING

from calsync.model import Window
from calsync.stores.base import folded

if TYPE_CHECKING:
    from calsync.ical.choose import Chosen
    from calsync.ical.words import Words

NO_EVENT = b""
"""Kept in place of an object that holds no event of the user's: a task, or calsync's own follow-up."""
PAST = b"past"
"""Kept in place of an object that has ended before everything that was asked for so far."""
_PASSED = b"\0"
"""Begins what is kept in place of an event that has none of the words: fingerprints of its UIDs."""

_BATCH = 1 << 22
"""Bytes of objects that are looked through together."""
_EVER = datetime.max.replace(tzinfo=UTC)

_FOLD = re.compile(rb"\r?\n[ \t]")
_OURS = re.compile(rb"^(?:UID[^:\r\n]*:calsync-|X-CALSYNC[;:])", re.I | re.M)
_UID = re.compile(rb"^UID(?:;[^:\r\n]*)?:([^\r\n]*)", re.I | re.M)


def unfolded(data: bytes) -> bytes:
    plain = data.replace(b"\r\n ", b"")
    return _FOLD.sub(b"", plain) if b"\n " in plain or b"\n\t" in plain else plain


def is_ours(data: bytes) -> bool:
    """Whether a ``calsync-`` UID or an X-CALSYNC property says that an object is calsync's (law 3)."""
    plain = unfolded(data)
    return b"calsync" in plain.lower() and _OURS.search(plain) is not None


def ours_among(objects: Sequence[bytes]) -> list[bool]:
    """``is_ours`` of each of many, few of which name calsync at all."""
    return [ours for batch in _batches(objects) for ours in _ours_in(batch)]


def _ours_in(batch: Sequence[bytes]) -> Iterable[bool]:
    together = unfolded(b"\n".join(batch)).lower()
    return map(is_ours, batch) if b"calsync" in together else [False] * len(batch)


def uids_of(data: bytes) -> frozenset[str]:
    """The UIDs in an object, as they are written there."""
    return frozenset(uid.decode("utf-8", "replace").strip() for uid in _UID.findall(unfolded(data)))


def is_kept(data: bytes | None) -> bool:
    """Whether what is remembered of an object is the object itself."""
    return data is not None and data not in (NO_EVENT, PAST) and not is_passed(data)


def is_passed(data: bytes | None) -> bool:
    """Whether what is remembered of an object is that it has none of the words."""
    return data is not None and data.startswith(_PASSED)


def has_uid(passed: bytes, asked: frozenset[str]) -> bool:
    """Whether an object that was passed over has one of these UIDs, given by their fingerprints."""
    return not asked.isdisjoint(passed[len(_PASSED) :].decode().split())


class Choice:
    """Words and UIDs to look for in what ends after ``since``; ``None`` for the words keeps every event.

    The words are called for when there is something to look into: many runs find nothing new. The window's
    other end is left open: what is far ahead today is near in a month.
    """

    def __init__(self, words: Callable[[], Words] | None, uids: frozenset[str], since: datetime) -> None:
        self._uids = uids
        self._words = words
        self._window = Window(since, _EVER)

    def each(self, objects: Sequence[bytes]) -> list[bytes]:
        """What to remember of each: itself, NO_EVENT, PAST, or that it has none of the words."""
        return [kept for batch in _batches(objects) if batch for kept in self._batch(batch)]

    def _batch(self, objects: Sequence[bytes]) -> Iterator[bytes]:
        from calsync.ical.choose import choose_each
        from calsync.ical.window import Reach

        ours = _ours_in(objects)
        are = [not mine and _is_event(data) for data, mine in zip(objects, ours, strict=True)]
        events = list(compress(objects, are))
        if self._words is None:
            kept: Iterator[bytes] = iter(events)
        else:
            chosen = choose_each(events, self._words(), self._uids, Reach.of(self._window))
            kept = map(_kept, events, chosen)
        yield from (next(kept) if event else NO_EVENT for event in are)


def _kept(data: bytes, chosen: Chosen | None) -> bytes:
    if chosen is None or chosen.data is not None:
        return data
    return _PASSED + " ".join(sorted(fingerprints(uids_of(data)))).encode() if chosen.near else PAST


def _is_event(data: bytes) -> bool:
    """An event, or something that only a closer look can tell."""
    return b"\nBEGIN:VEVENT" in data or b"\nbegin:vevent" in unfolded(data).lower()


def _batches(objects: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    size = begin = 0
    for end, data in enumerate(objects, start=1):
        size += len(data)
        if size > _BATCH:
            yield objects[begin:end]
            size, begin = 0, end
    yield objects[begin:]


def fingerprints(words: Iterable[str]) -> frozenset[str]:
    """A digest of each word: they are names and companies, which a state file need not show."""
    return frozenset(map(_digest, folded(words)))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
