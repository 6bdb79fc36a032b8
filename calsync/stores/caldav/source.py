"""Interviews in CalDAV calendars."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from calsync.errors import AuthError, CalsyncError, ConfigError, NetworkError, SourceError
from calsync.model import Query, Reading
from calsync.stores.base import Cache, Entry
from calsync.stores.caldav import dav, mirror
from calsync.stores.caldav.addresses import shown
from calsync.stores.caldav.choice import PAST, Choice, fingerprints, has_uid, is_passed
from calsync.stores.caldav.collection import Collection
from calsync.stores.caldav.mirror import Memory
from calsync.stores.caldav.resolve import resolve
from calsync.stores.caldav.run import Run
from calsync.stores.caldav.wire import Wire
from calsync.stores.remembered import basis_of

if TYPE_CHECKING:
    from calsync.ical.words import Words
    from calsync.seek import Vocabulary

_FORM = 2
"""Of what is remembered; another one means a new reading."""


class CalDavSource:
    """The calendars ``wanted`` (names or addresses; none for all that hold events) behind ``wire``.

    A run with nothing new costs one request for each calendar, and what is remembered of their objects is
    not even looked at; a first one a listing and one multiget for each thousand objects, after at most
    three requests that find the calendars. Which calendars an account has is asked again once a week.
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
        run = self._begun(query)
        try:
            urls = self._urls(run.memories)
        except ConfigError as error:
            return Reading(self._name, error=_line(error))
        for url in [url for url in run.memories if url not in urls]:
            name = run.memories.pop(url).name or shown(url)
            run.errors.append(SourceError(f"The calendar {name} has vanished from {self._account}"))
        for url in urls:
            self._ask(run, url)
        if run.quiet and self._is_known(run, query):
            return self._as_known(run, query, partial(self._read, run, query))
        return self._read(run, query)

    def _begun(self, query: Query) -> Run:
        """A run that knows what is remembered for these words."""
        words = f"{_FORM} {'*' if query.words is None else query.words.digest}"
        state = self._cache.state(self._name, words)
        memories, lists = mirror.load(state)
        where = fingerprints((self._wire.url, *(self._wanted or ("*",))))
        before = datetime.fromisoformat(min(lists["since"])) if lists.get("since") else None
        since = min(query.window.since, before or query.window.since)
        words_of = None if query.words is None else partial(_finder, query.words)
        return Run(
            choice=Choice(words_of, query.uids, since),
            words=words,
            state=state,
            where=where,
            before=before,
            looked=lists.get("looked", frozenset()),
            held=min(lists.get("held", ()), default=""),
            memories=memories if lists.get("where") == where else {},
            since=since,
        )

    def _read(self, run: Run, query: Query) -> Reading:
        """The news taken in, and what matters of it read."""
        _, known = self._cache.load(self._name, run.words)
        for url in list(run.memories):
            self._refresh(run, url, known)
        if not run.news and isinstance(run.errors[0], AuthError | NetworkError):
            raise run.errors[0]
        run.removed |= known.keys() - run.entries.keys()
        if run.before is not None and run.since < run.before:
            run.since = self._reach_back(run, run.since, run.before)
        run.hold()
        if not (run.errors or run.passed) and self._is_known(run, query):
            return self._as_known(run, query, partial(self._whole, run, query))
        return self._whole(run, query)

    def _whole(self, run: Run, query: Query) -> Reading:
        from calsync.stores.readings import merged

        self._parse(run, query)
        if query.words is not None:
            self._look_again(run, query)
        run.hold()
        self._remember(run)
        parts = [run.parts[href] for href in sorted(run.parts)]  # in one order, however they came
        found = merged(self._name, parts) if parts else Reading(self._name)
        return replace(
            found,
            events=run.events,
            complete=not run.errors and all(part.complete for part in parts),
            error="; ".join(map(_line, run.errors)) or found.error,
            basis=self._basis(run, query),
        )

    def _is_known(self, run: Run, query: Query) -> bool:
        """Whether the caller still knows what came of the same objects, and asks for no UID that is new."""
        same = bool(run.held) and query.known.get(self._name) == self._basis(run, query)
        return same and (query.words is None or fingerprints(query.uids) <= run.looked)

    def _as_known(self, run: Run, query: Query, whole: Callable[[], Reading]) -> Reading:
        self._remember(run)
        basis = self._basis(run, query)
        return Reading(self._name, events=run.events, complete=True, basis=basis, whole=whole)

    def _basis(self, run: Run, query: Query) -> str:
        # Without the UIDs asked for: what has one of them is held, and a reading is made of what is held.
        return basis_of(replace(query, uids=frozenset()), run.held.encode())

    def _remember(self, run: Run) -> None:
        since = [run.since.isoformat()]
        state = mirror.dump(run.memories, where=run.where, looked=run.looked, since=since, held=[run.held])
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

    def _collection(self, url: str) -> Collection:
        return Collection(self._wire, url, leaves=True)

    def _ask(self, run: Run, url: str) -> None:
        """Ask one calendar what is new; what goes wrong with it stays with it."""
        memory = run.memories.setdefault(url, Memory())
        try:
            self._wire.trust(url)
            run.news[url] = news = mirror.ask(self._collection(url), memory, self._now)
        except CalsyncError as error:
            run.errors.append(error)
        else:
            if news is not None and news.empty:
                run.memories[url] = mirror.learned(memory, news.about)

    def _refresh(self, run: Run, url: str, known: Mapping[str, Entry]) -> None:
        """Bring one calendar up to date; where that fails it is taken as it was."""
        mine = {href: entry for href, entry in known.items() if dav.within(href, url)}
        if url not in run.news:
            run.entries.update(mine)
            return
        memory, news = run.memories[url], run.news[url]
        try:
            fresh = mirror.refresh(self._collection(url), memory, mine, news, run.choice.each, self._now)
        except CalsyncError as error:
            del run.news[url]
            run.errors.append(error)
            run.entries.update(mine)
            return
        if fresh.failed:
            run.errors.append(SourceError(f"{len(fresh.failed)} objects of {shown(url)} could not be read"))
        run.memories[url] = fresh.memory
        run.entries.update(fresh.entries)
        run.changed.update(fresh.changed)
        run.passed.update(fresh.passed)

    def _parse(self, run: Run, query: Query) -> None:
        """Read the kept objects that have not been read yet; each alone, for zones are named alike."""
        from calsync.ical.read import read_calendar

        plain = replace(query, words=None, context=None)
        for href, data in run.kept():
            if href not in run.parts:
                run.parts[href] = read_calendar(data, plain, self._name, label=shown(href))

    def _reach_back(self, run: Run, since: datetime, before: datetime) -> datetime:
        """Look into what was past until now. Returns since when everything has been looked into."""
        past = [href for href, entry in run.entries.items() if entry.data == PAST]
        return since if self._look_into(run, run.choice, past) else before

    def _look_again(self, run: Run, query: Query) -> None:
        """Find what the words of the query alone did not: the context of what was found, and everything else
        that has a UID which is known, or found.

        What was fetched in this run is searched here and now; everything else is fetched once more, but
        only for words never looked for before, and where its UID was noted down.
        """
        from calsync.stores.readings import context_terms

        context = context_terms(query, run.parts.values())
        words = fingerprints(context)
        choice = Choice(partial(_finder_again, context), frozenset(), run.since)
        passed = run.passed if words <= run.looked else [href for href, _ in run.passed_over()]
        if context and self._look_into(run, choice, list(passed)):
            run.looked |= words
        uids = fingerprints(query.uids | run.uids())
        named = [href for href, remark in run.passed_over() if has_uid(remark, uids)]
        if self._look_into(run, Choice(None, frozenset(), run.since), named):
            run.looked |= uids
        self._parse(run, query)

    def _look_into(self, run: Run, choice: Choice, hrefs: Sequence[str]) -> bool:
        """Keep of these objects what this choice keeps. Returns whether all could be had."""
        objects = {
            href: (run.entries[href].version, run.passed[href]) for href in hrefs if href in run.passed
        }
        try:
            objects |= self._fetched(run, [href for href in hrefs if href not in objects])
        except CalsyncError as error:
            run.errors.append(error)
            return False
        finally:
            self._take_in(run, choice, objects)
        return True

    def _take_in(self, run: Run, choice: Choice, objects: Mapping[str, tuple[str, bytes]]) -> None:
        """Keep of these objects, (ETag, bytes) by address, what this choice keeps."""
        kept = choice.each([data for _, data in objects.values()])
        for (href, (etag, whole)), data in zip(objects.items(), kept, strict=True):
            if run.entries[href].data != data:
                run.entries[href] = run.changed[href] = Entry(etag, data)
            if is_passed(data):
                run.passed[href] = whole

    def _fetched(self, run: Run, hrefs: Sequence[str]) -> dict[str, tuple[str, bytes]]:
        """These objects, (ETag, bytes) by address. Raises SourceError where one of them cannot be had."""
        objects: dict[str, tuple[str, bytes]] = {}
        for url in run.memories if hrefs else ():
            mine = [href for href in hrefs if dav.within(href, url)]
            for fetched in Collection(self._wire, url).fetch(mine):
                if fetched.failed:
                    raise SourceError(f"{len(fetched.failed)} objects of {shown(url)} could not be read")
                objects |= fetched.objects
        return objects


def _finder(words: Vocabulary) -> Words:
    from calsync.ical.words import finder

    return finder(words)


def _finder_again(context: frozenset[str]) -> Words:
    from calsync.ical.read import context_finder

    return context_finder(context)


def _line(error: CalsyncError) -> str:
    return f"{error}. {error.hint}" if error.hint else str(error)
