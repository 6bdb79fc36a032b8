"""The contracts of the edge: what a source and a target can do, and nothing of how.

A target is a set of stored objects, each one a whole iCalendar object with a single follow-up in it,
addressed by an ``href`` and guarded by an ``etag``. Stores know nothing of follow-ups: they move bytes.
All writes are conditional, and one call is one request (or one atomic replace): that is what makes the
crash rule provable. Which bytes to write is decided by ``calsync.ical``; when, by ``calsync.apply``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from calsync.model import Component, Query, Reading, Stored


class Source(Protocol):
    """Where interviews are read. Reading never raises for what is in the data: see ``Reading.error``."""

    @property
    def name(self) -> str:
        """As shown to the user, secrets redacted."""

    def read(self, query: Query) -> Reading:
        """Everything the query asks for.

        Raises AuthError or NetworkError where nothing could be read for these reasons; every other
        failure is told in the Reading (``complete=False``, ``error`` one clear line).
        """


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything in a target that may be ours."""

    objects: tuple[Stored, ...]
    exists: bool
    """False when the target itself is missing (no file, no folder, 404): it will be created on write."""
    unreadable: tuple[str, ...] = field(default=())
    """hrefs of objects that may be ours but could not be read: never taken for absent."""


class Target(Protocol):
    """Where follow-ups are written.

    Every method raises AuthError, NetworkError or TargetError (with its subclasses as named).
    """

    @property
    def id(self) -> str:
        """Stable identity for the ledger, e.g. ``file:/home/dana/followups.ics``; no secrets."""

    @property
    def name(self) -> str:
        """As shown to the user."""

    @property
    def components(self) -> frozenset[Component]:
        """What it is believed to take; the answer to a write is what counts (``Refused``)."""

    def read(self) -> Snapshot:
        """All objects that are, or may be, calsync's: a ``calsync-`` UID or an X-CALSYNC property."""

    def get(self, href: str) -> Stored | None:
        """The object as it stands now, or None when it is proven not to be there."""

    def create(self, uid: str, data: bytes) -> Stored:
        """Store a new object; never overwrites. Returns what stands there now, read back.

        Raises UidTaken when the UID is refused or present, Refused for the component or the content.
        """

    def update(self, href: str, etag: str, data: bytes) -> Stored:
        """Replace the object if it still has this etag. Returns what stands there now. Raises Stale."""

    def delete(self, href: str, etag: str) -> None:
        """Remove the object if it still has this etag. Raises Stale, or NotThere when already gone."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is remembered of one resource of a source (a CalDAV object, a feed), or a block of its memory."""

    version: str
    """An ETag or the like: equal means unchanged."""
    data: bytes | None
    """The bytes of its candidate events, or None when it holds none for the words it was chosen with."""


class Cache(Protocol):
    """The sources' memory between runs. Kept in the ledger; in scan and plan what is saved is dropped."""

    def load(self, source: str, words: str) -> tuple[str, dict[str, Entry]]:
        """State (sync token, ctag, validators; free text) and entries by href.

        Empty when nothing is known, or when it was chosen with other words (``words`` is their digest):
        new words, new reading.
        """

    def state(self, source: str, words: str) -> str:
        """The state alone: where it says that nothing is new, the entries need not be looked at."""

    def save(
        self, source: str, words: str, state: str, changed: Mapping[str, Entry], removed: Iterable[str]
    ) -> None:
        """Remember ``state`` and the changed entries, and forget the removed ones, in one commit."""


def folded(words: Iterable[str]) -> frozenset[str]:
    """Words as ``Query.words`` wants them: case-folded, without empty ones."""
    return frozenset(word.casefold() for word in words if word.strip())
