"""What is remembered of a collection, brought up to date with as few requests as the server allows.

First everything is listed and fetched; then only what changed: by sync token (RFC 6578), else by ctag
(one request that says "nothing new"), else by listing again. Tokens are not trusted for ever: SOGo's are
whole seconds, and several servers answer a stale one as if nothing were wrong, so that everything is
listed again once a week, and whenever an answer does not fit what is known. ETags are not trusted for
ever either: SOGo's are counters, which begin anew when an object is deleted and made again. What is said
to have changed is fetched whatever its ETag, and with a doubtful listing everything that matters.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta

from calsync.stores.base import Entry
from calsync.stores.caldav.choice import is_kept, is_passed
from calsync.stores.caldav.collection import About, Collection, Listing

WEEK = timedelta(days=7)

Keep = Callable[[Sequence[bytes]], Sequence[bytes | None]]
"""What to remember of each fetched object: its bytes, or a short remark of the caller's own."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is remembered of a collection besides its objects. The default knows nothing."""

    name: str = ""
    components: tuple[str, ...] = ()
    token: str = ""
    ctag: str = ""
    full: str = ""
    """When everything was last listed, ISO; "" for never, or not to the end."""

    def due(self, now: datetime) -> bool:
        """Whether everything must be listed again: a week has passed, or the clock went backwards."""
        if not self.full:
            return True
        age = now - datetime.fromisoformat(self.full)
        return age >= WEEK or age < -timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """The entries as they stand now, and what is different from what was known."""

    memory: Memory
    entries: Mapping[str, Entry]
    changed: Mapping[str, Entry]
    removed: frozenset[str]
    passed: Mapping[str, bytes]
    """Objects that arrived in this run, and were passed over."""
    failed: frozenset[str]
    """Objects that could not be had: the reading is not complete, and they are asked for again."""


def ask(collection: Collection, memory: Memory, now: datetime) -> Listing | None:
    """What changed since the last time, or None when only a full listing can tell.

    Raises NetworkError, AuthError, and NotThere when the collection is gone.
    """
    if memory.due(now):
        return None
    if memory.token:
        return collection.changes(memory.token)
    if memory.ctag:
        about = collection.about()
        return Listing({}, about) if about.ctag == memory.ctag else None
    return None


def learned(memory: Memory, about: About) -> Memory:
    """The memory after nothing but the news was told."""
    return replace(memory, token=about.token, ctag=about.ctag or memory.ctag)


def refresh(
    collection: Collection,
    memory: Memory,
    known: Mapping[str, Entry],
    news: Listing | None,
    keep: Keep,
    now: datetime,
) -> Refreshed:
    """Bring ``known`` up to date with the ``news`` that ``ask`` brought.

    Raises NetworkError, AuthError, and NotThere when the collection is gone.
    """
    listing = None if news is None or _repeats(news, known) else news
    if listing is None:
        listing = collection.listing()
        listing = replace(listing, gone=frozenset(known.keys() - listing.etags.keys()))
        doubted = known if memory.token or memory.due(now) else {}
        wanted = _different(listing, known) | {href for href in listing.etags if _has_data(doubted, href)}
        memory = _learn(memory, listing.about, now)
    else:
        wanted = set(listing.etags)
        memory = learned(memory, listing.about)
    changed: dict[str, Entry] = {}
    passed: dict[str, bytes] = {}
    gone, failed = set(listing.gone), set[str]()
    for fetched in collection.fetch(sorted(wanted)):
        kept = keep([data for _, data in fetched.objects.values()])
        for (href, (etag, whole)), data in zip(fetched.objects.items(), kept, strict=True):
            entry = Entry(etag or listing.etags.get(href, ""), data)
            if known.get(href) != entry:
                changed[href] = entry
            if is_passed(data):
                passed[href] = whole
        gone |= fetched.gone
        failed |= fetched.failed
    if failed:
        memory = replace(memory, full="")
    entries = {href: entry for href, entry in known.items() if href not in gone} | changed
    return Refreshed(memory, entries, changed, frozenset(known.keys() & gone), passed, frozenset(failed))


def _repeats(listing: Listing, known: Mapping[str, Entry]) -> bool:
    """Whether "changes" are for the most part what is known already: no answer to *our* token."""
    same = sum(1 for href, etag in listing.etags.items() if etag and _version(known, href) == etag)
    return same > 0 and same * 2 >= len(known)


def _different(listing: Listing, known: Mapping[str, Entry]) -> set[str]:
    return {href for href, etag in listing.etags.items() if not etag or _version(known, href) != etag}


def _has_data(known: Mapping[str, Entry], href: str) -> bool:
    return href in known and is_kept(known[href].data)


def _version(entries: Mapping[str, Entry], href: str) -> str | None:
    return entries[href].version if href in entries else None


def _learn(memory: Memory, about: About, now: datetime) -> Memory:
    return Memory(about.name or memory.name, about.components, about.token, about.ctag, now.isoformat())


def dump(memories: Mapping[str, Memory], **more: Iterable[str]) -> str:
    """Memories by collection address, and further lists of words, as text for ``Cache.save``."""
    return json.dumps(
        {"collections": {url: asdict(memory) for url, memory in memories.items()}}
        | {name: sorted(values) for name, values in more.items()},
        sort_keys=True,
    )


def load(state: str) -> tuple[dict[str, Memory], dict[str, frozenset[str]]]:
    """Inverse of ``dump``; nothing is known when the text is not one of its own."""
    try:
        read = json.loads(state)
        memories = {
            url: Memory(**{**fields, "components": tuple(fields["components"])})
            for url, fields in read.pop("collections").items()
        }
        return memories, {name: frozenset(values) for name, values in read.items()}
    except (ValueError, TypeError, KeyError, AttributeError):
        return {}, {}
