"""Interviews in CalDAV calendars."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from calsync.errors import AuthError, CalsyncError, ConfigError, NetworkError, SourceError
from calsync.ical.read import context_finder, read_calendar
from calsync.ical.words import finder
from calsync.model import Query, Reading
from calsync.stores.base import Cache, Entry
from calsync.stores.caldav import dav, mirror
from calsync.stores.caldav.addresses import shown
from calsync.stores.caldav.choice import NO_EVENT, PAST, Choice, fingerprints, is_kept
from calsync.stores.caldav.collection import Collection
from calsync.stores.caldav.mirror import Memory
from calsync.stores.caldav.resolve import resolve
from calsync.stores.caldav.wire import Wire
from calsync.stores.readings import context_terms, merged


@dataclass(slots=True)
class _Run:
    """What one reading has gathered so far."""

    choice: Choice
    words: str
    """Digest of the query's words."""
    state: str
    """As it was remembered."""
    where: frozenset[str]
    since: datetime
    """From when on everything has been looked into."""
    looked: frozenset[str]
    """Fingerprints of the further words that everything has been searched for."""
    entries: dict[str, Entry] = field(default_factory=dict)
    memories: dict[str, Memory] = field(default_factory=dict)
    changed: dict[str, Entry] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    passed: dict[str, bytes] = field(default_factory=dict)
    """Objects fetched in this run that had none of the words: at hand for the second look."""
    parts: dict[str, Reading] = field(default_factory=dict)
    """What the kept objects hold, by address."""
    errors: list[CalsyncError] = field(default_factory=list)


class CalDavSource:
    """The calendars ``wanted`` (names or addresses; none for all that hold events) behind ``wire``.

    A run with nothing new costs one request for each calendar; a first one a listing and one multiget
    for each thousand objects, after at most three requests that find the calendars. Which calendars an
    account has is asked again once a week.
    """

    def __init__(
        self,
        name: str,
        wire: Wire,
        wanted: Sequence[str] = (),
        *,
        now: datetime,
        cache: Cache,
        account: str = "",
    ) -> None:
        self._name = name
        self._wire = wire
        self._wanted = tuple(wanted)
        self._now = now
        self._cache = cache
        self._account = account or wire.host

    @property
    def name(self) -> str:
        return self._name

    def read(self, query: Query) -> Reading:
        words = "*" if query.words is None else query.words.digest
        state, known = self._cache.load(self._name, words)
        memories, lists = mirror.load(state)
        where = fingerprints((self._wire.url, *(self._wanted or ("*",))))
        if lists.get("where") != where:
            memories = {}
        before = min(lists.get("since", ()), default="")
        since = min(query.window.since, datetime.fromisoformat(before) if before else query.window.since)
        words_of = None if query.words is None else partial(finder, query.words)
        looked = lists.get("looked", frozenset())
        run = _Run(Choice(words_of, query.uids, since), words, state, where, since, looked)
        try:
            urls = self._urls(memories)
        except ConfigError as error:
            return Reading(self._name, error=_line(error))
        run.errors += [
            SourceError(f"The calendar {memory.name or shown(url)} has vanished from {self._account}")
            for url, memory in memories.items()
            if url not in urls
        ]
        for url in urls:
            self._refresh(run, url, memories.get(url, Memory()), known)
        if not run.memories and isinstance(run.errors[0], AuthError | NetworkError):
            raise run.errors[0]
        run.memories = {**_still(memories, urls), **run.memories}
        run.removed |= known.keys() - run.entries.keys()
        if before and since < datetime.fromisoformat(before):
            run.since = self._reach_back(run, since, datetime.fromisoformat(before))
        same = not (run.errors or run.changed or run.removed or run.passed)
        basis = self._basis(run, query) if same and self._name in query.known else ""
        if basis and query.known[self._name] == basis:
            self._remember(run)
            whole = partial(self._whole, run, query)
            return Reading(self._name, events=_events(run), complete=True, basis=basis, whole=whole)
        return self._whole(run, query)

    def _whole(self, run: _Run, query: Query) -> Reading:
        self._parse(run, query)
        if query.words is not None:
            self._look_again(run, query)
        self._remember(run)
        found = merged(self._name, run.parts.values()) if run.parts else Reading(self._name)
        return replace(
            found,
            events=_events(run),
            complete=not run.errors and all(part.complete for part in run.parts.values()),
            error="; ".join(map(_line, run.errors)) or found.error,
            basis=self._basis(run, query),
        )

    def _basis(self, run: _Run, query: Query) -> str:
        """Digest of what was asked for, and of everything that was kept to answer it."""
        asked = (run.words, sorted(query.uids), query.window, query.zone.key, _events(run))
        known = hashlib.blake2b(repr(asked).encode(), digest_size=16)
        for href, entry in sorted(run.entries.items()):
            if entry.data is not None and is_kept(entry.data):
                known.update(f"{href} {len(entry.data)} ".encode())
                known.update(entry.data)
        return known.hexdigest()

    def _remember(self, run: _Run) -> None:
        state = mirror.dump(run.memories, where=run.where, looked=run.looked, since=[run.since.isoformat()])
        if state != run.state or run.changed or run.removed:
            self._cache.save(self._name, run.words, state, run.changed, run.removed)

    # ------------------------------------------------------------------ inner

    def _urls(self, memories: Mapping[str, Memory]) -> tuple[str, ...]:
        """Addresses of the chosen calendars: remembered, or found out anew once a week."""
        if memories and not any(memory.due(self._now) for memory in memories.values()):
            return tuple(memories)
        found = resolve(self._wire, self._wanted, self._account)
        if not found:
            raise ConfigError(f"{self._account} has calendars, but none that holds events")
        return tuple(calendar.url for calendar in found)

    def _refresh(self, run: _Run, url: str, memory: Memory, known: Mapping[str, Entry]) -> None:
        """Bring one calendar up to date; what goes wrong with it stays with it."""
        mine = {href: entry for href, entry in known.items() if dav.within(href, url)}
        try:
            self._wire.trust(url)
            fresh = mirror.refresh(
                Collection(self._wire, url, leaves=True), memory, mine, run.choice.each, self._now
            )
        except CalsyncError as error:
            run.errors.append(error)
            run.entries.update(mine)
            return
        if fresh.failed:
            run.errors.append(SourceError(f"{len(fresh.failed)} objects of {shown(url)} could not be read"))
        run.memories[url] = fresh.memory
        run.entries.update(fresh.entries)
        run.changed.update(fresh.changed)
        run.passed.update(
            {href: data for href, data in fresh.fetched.items() if fresh.entries[href].data is None}
        )

    def _parse(self, run: _Run, query: Query) -> None:
        """Read the kept objects that have not been read yet; each alone, for zones are named alike."""
        plain = replace(query, words=None, context=None)
        for href, entry in run.entries.items():
            if href not in run.parts and entry.data is not None and is_kept(entry.data):
                run.parts[href] = read_calendar(entry.data, plain, self._name, label=shown(href))

    def _reach_back(self, run: _Run, since: datetime, before: datetime) -> datetime:
        """Look into what was past until now. Returns since when everything has been looked into."""
        try:
            objects = self._fetch_passed(run, PAST)
        except CalsyncError as error:
            run.errors.append(error)
            return before
        self._take_in(run, run.choice, objects)
        return since

    def _look_again(self, run: _Run, query: Query) -> None:
        """Find what the words of the query alone did not: known UIDs, and the context of what was found.

        What was fetched in this run is searched here and now; everything else is fetched once more, but
        only for words never looked for before.
        """
        context = context_terms(query, run.parts.values())
        asked = fingerprints(query.uids | context)
        passed = run.passed if context else {}  # by their UIDs they have been sought already
        objects = {href: (run.entries[href].version, data) for href, data in passed.items()}
        if not asked <= run.looked:
            try:
                objects |= self._fetch_passed(run, None)
                run.looked |= asked
            except CalsyncError as error:
                run.errors.append(error)
        self._take_in(run, Choice(partial(context_finder, context), query.uids, run.since), objects)
        self._parse(run, query)

    def _take_in(self, run: _Run, choice: Choice, objects: Mapping[str, tuple[str, bytes]]) -> None:
        """Keep of these objects, (ETag, bytes) by address, what this choice keeps."""
        kept = choice.each([data for _, data in objects.values()])
        for (href, (etag, _)), data in zip(objects.items(), kept, strict=True):
            if run.entries[href].data != data:
                run.entries[href] = run.changed[href] = Entry(etag, data)

    def _fetch_passed(self, run: _Run, remark: bytes | None) -> dict[str, tuple[str, bytes]]:
        """The objects of which this was kept and nothing else, and which are not at hand."""
        objects: dict[str, tuple[str, bytes]] = {}
        for url in run.memories:
            hrefs = [
                href
                for href, entry in run.entries.items()
                if entry.data == remark and href not in run.passed and dav.within(href, url)
            ]
            fetched = Collection(self._wire, url).fetch(hrefs)
            if fetched.failed:
                raise SourceError(f"{len(fetched.failed)} objects of {shown(url)} could not be read")
            objects |= fetched.objects
        return objects


def _events(run: _Run) -> int:
    return sum(1 for entry in run.entries.values() if entry.data != NO_EVENT)


def _still(memories: Mapping[str, Memory], urls: Iterable[str]) -> dict[str, Memory]:
    return {url: memories[url] for url in urls if url in memories}


def _line(error: CalsyncError) -> str:
    return f"{error}. {error.hint}" if error.hint else str(error)
