"""One reading of a CalDAV source: what is remembered, what the calendars told, what is gathered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from calsync.errors import CalsyncError
from calsync.model import Reading
from calsync.stores.base import Entry
from calsync.stores.caldav.choice import NO_EVENT, Choice, is_kept, is_passed, uids_of
from calsync.stores.caldav.collection import Listing
from calsync.stores.caldav.mirror import Memory


@dataclass(slots=True)
class Run:
    """What one reading has gathered so far."""

    choice: Choice
    words: str
    """Digest of the query's words."""
    state: str
    """As it was remembered; the next five are what it says."""
    where: frozenset[str]
    before: datetime | None
    """From when on everything had been looked into."""
    looked: frozenset[str]
    """Fingerprints of the further words, and of the UIDs, that everything has been searched for."""
    held: str
    """How many events there are, and a digest of all that is kept of them."""
    memories: dict[str, Memory]
    since: datetime
    """From when on everything has been looked into now."""
    news: dict[str, Listing | None] = field(default_factory=dict)
    """By address of the calendars that answered: what is new, None where all must be listed."""
    entries: dict[str, Entry] = field(default_factory=dict)
    changed: dict[str, Entry] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    passed: dict[str, bytes] = field(default_factory=dict)
    """Objects fetched in this run that had none of the words: at hand for the second look."""
    parts: dict[str, Reading] = field(default_factory=dict)
    """What the kept objects hold, by address."""
    errors: list[CalsyncError] = field(default_factory=list)

    @property
    def quiet(self) -> bool:
        """Whether nothing is new anywhere, and no more is asked for than the last time."""
        told = all(news is not None and news.empty for news in self.news.values())
        return told and self.since == self.before and not self.errors

    @property
    def events(self) -> int:
        return int(self.held.partition(" ")[0])

    def kept(self) -> Iterator[tuple[str, bytes]]:
        """Address and bytes of what is remembered whole."""
        for href, entry in self.entries.items():
            if entry.data is not None and is_kept(entry.data):
                yield href, entry.data

    def passed_over(self) -> Iterator[tuple[str, bytes]]:
        """Address of each object that has none of the words, and what is noted of it."""
        for href, entry in self.entries.items():
            if entry.data is not None and is_passed(entry.data):
                yield href, entry.data

    def hold(self) -> None:
        """Count and digest what is remembered now."""
        known = blake2b(digest_size=16)
        for href, data in sorted(self.kept()):
            known.update(f"{href} {len(data)} ".encode())
            known.update(data)
        events = sum(1 for entry in self.entries.values() if entry.data != NO_EVENT)
        self.held = f"{events} {known.hexdigest()}"

    def uids(self) -> frozenset[str]:
        """The UIDs of what is remembered whole."""
        return frozenset(uid for _, data in self.kept() for uid in uids_of(data))
