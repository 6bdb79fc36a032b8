"""A folder of calendar files as a source: walked, and only what has changed is opened."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from calsync.ical.choose import choose
from calsync.ical.read import read_calendar
from calsync.ical.words import Words, finder
from calsync.model import Query, Reading
from calsync.stores.base import Cache, Entry
from calsync.stores.readings import context_terms, failed, is_calendar, merged, read_file, widened
from calsync.stores.remembered import Basis, words_digest

_RACY_NS = 2_000_000_000
"""A file changed this shortly before it was read may change again without its times telling."""

_LARGE = 1 << 20
"""A larger file is not remembered: it is read anew every time."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of calendar files: a vdir, or what somebody collected."""

    name: str
    path: Path
    cache: Cache

    def read(self, query: Query) -> Reading:
        try:
            files = dict(walk(str(self.path)))
        except OSError as error:
            return failed(self.name, str(self.path), error)
        if not files:
            return Reading(self.name, error=f"{self.path} holds no .ics file.")
        if query.words is None:
            return merged(self.name, [read_file(self.name, self.path / href, query) for href in files])
        return self._remembering(files, replace(query, words=tuple(query.words)))

    def _remembering(self, files: Mapping[str, str], query: Query) -> Reading:
        """By words: what is remembered of unchanged files is read in their place."""
        key, digest = f"folder:{self.path.absolute()}", words_digest(query.words or ())
        state, before = self.cache.load(key, digest)
        basis, known = Basis.parse(state), before
        if not basis.covers((), query.uids, before.values()):
            known = {}
        basis = basis.widened(frozenset(), query.uids)
        shelf = self._shelve(files, known, query, basis)
        readings = self._ask(shelf, replace(query, context=None))
        terms = context_terms(query, readings)
        if not basis.covers(terms, frozenset(), ()):
            basis = basis.widened(terms, frozenset())
            shelf = self._shelve(files, {}, query, basis)
        if terms:
            readings = self._ask(shelf, widened(query, terms))
        changed = {href: entry for href, entry in shelf.items() if entry and before.get(href) != entry}
        gone = [href for href in before if shelf.get(href) is None]
        if changed or gone or str(basis) != state:
            self.cache.save(key, digest, str(basis), changed, gone)
        quiet = sum(_events(entry) for entry in shelf.values() if entry and entry.data is None)
        total = merged(self.name, readings) if readings else Reading(self.name, complete=True)
        return replace(total, events=total.events + quiet)

    def _shelve(
        self, files: Mapping[str, str], known: Mapping[str, Entry], query: Query, basis: Basis
    ) -> dict[str, Entry | None]:
        """An entry for every file; None for one that has to be opened whenever it is asked."""
        words = finder((*(query.words or ()), *sorted(basis.terms)))
        shelf: dict[str, Entry | None] = {}
        for href, version in files.items():
            entry = known.get(href)
            if entry is not None and entry.version.startswith(version) and entry.version[len(version)] == "#":
                shelf[href] = entry
            else:
                shelf[href] = self._entry(self.path / href, words, basis)
        return shelf

    def _entry(self, path: Path, words: Words, basis: Basis) -> Entry | None:
        try:
            with path.open("rb") as file:
                status = os.fstat(file.fileno())
                if status.st_size > _LARGE or time.time_ns() - status.st_mtime_ns < _RACY_NS:
                    return None
                chosen = choose(file.read(), words, basis.uids)
        except OSError:
            return None
        return None if chosen is None else Entry(f"{version_of(status)}#{chosen.events}", chosen.data)

    def _ask(self, shelf: Mapping[str, Entry | None], query: Query) -> list[Reading]:
        readings = []
        for href, entry in shelf.items():
            if entry is None:
                readings.append(read_file(self.name, self.path / href, query))
            elif entry.data is not None:
                reading = read_calendar(entry.data, query, self.name, label=str(self.path / href))
                readings.append(replace(reading, events=_events(entry)))
        return readings


def walk(root: str) -> Iterator[tuple[str, str]]:
    """(path below ``root``, version) of every calendar file there, hidden folders left out, by name.

    Follows links, into no folder twice. A folder that cannot be listed stands for itself; for ``root`` the
    OSError is raised.
    """
    seen: set[tuple[int, int]] = set()
    waiting = [("", root)]
    while waiting:
        prefix, folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            if not prefix:
                raise
            yield prefix, ""
            continue
        for entry in entries:
            if entry.is_dir():
                status = entry.stat()
                place = (status.st_dev, status.st_ino)
                if not entry.name.startswith(".") and place not in seen:
                    seen.add(place)
                    waiting.append((f"{prefix}{entry.name}/", entry.path))
            elif is_calendar(entry.name):
                try:
                    yield prefix + entry.name, version_of(entry.stat())
                except OSError:
                    yield prefix + entry.name, ""


def version_of(status: os.stat_result) -> str:
    """Equal versions, equal content: size, time of change and inode."""
    return f"{status.st_size}.{status.st_mtime_ns}.{status.st_ino}"


def _events(entry: Entry) -> int:
    return int(entry.version.rpartition("#")[2])
