"""The reading of a folder of which something is new: only what has changed is opened."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from calsync.ical.choose import choose_each
from calsync.ical.read import Opened, context_finder, open_calendar
from calsync.ical.scan import Finder
from calsync.ical.window import Reach
from calsync.ical.words import Words, finder
from calsync.model import Query, Reading, Window
from calsync.seek import Vocabulary
from calsync.stores.base import Cache
from calsync.stores.listing import NO_MARK, Listing, is_racy, mark_of
from calsync.stores.readings import context_terms, failed, merged
from calsync.stores.remembered import Basis
from calsync.stores.shelf import CHOSEN, CLEAN, OPEN, PAST, Shelf

_LARGE = 1 << 20
"""A larger file is not remembered: it is read anew every time."""

_BATCH = 1 << 22
"""Bytes of files that are looked through together."""

_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_EVER = datetime.max.replace(tzinfo=UTC)


class Look:
    """The reading of a folder by words: what is remembered of unchanged files is read in their place.

    Remembered is what the words choose of everything that ends after the window begins; the window's other
    end is left open, since it moves on.
    """

    def __init__(
        self, name: str, path: Path, cache: Cache, seen: Listing, query: Query, words: Vocabulary
    ) -> None:
        self._name = name
        self._path = path
        self._cache = cache
        self._query = query
        self._words = words
        self._learnt = False
        self._opened: dict[int, Opened | Reading] = {}
        """What was chosen, by place, as read by this query."""
        self._key = f"folder:{path.absolute()}"
        self._digest = words.digest
        self._state, self._before = cache.load(self._key, self._digest)
        self._basis = Basis.parse(self._state)
        shelf = Shelf.unpack(self._before, seen)
        if shelf is None:
            self._basis, self._shelf, unknown = Basis(), Shelf.of(seen), list(range(len(seen.names)))
        elif shelf.listing is seen:
            self._shelf, unknown = shelf, []
        else:
            self._shelf, unknown = shelf.moved(seen)
            self._learnt = True
        self._update(unknown)

    @property
    def listing(self) -> Listing:
        """Of the files as they were read."""
        return self._shelf.listing

    def reading(self) -> Reading:
        """Everything the query asks for; what has been learnt is remembered."""
        readings = self._ask(frozenset())
        terms = context_terms(self._query, readings)
        if not self._basis.terms.issuperset(terms):
            self._basis = self._basis.widened(terms, frozenset())
            self._look_into(self._shelf.places(CLEAN, CHOSEN))
        if terms:
            readings = self._ask(terms)
        self._save()
        if len(readings) < len(self._shelf.states):
            readings.append(Reading(self._name, complete=True))  # of the files with nothing in them
        total = merged(self._name, readings)
        return replace(total, events=total.events + sum(self._shelf.counts))

    def _update(self, unknown: list[int]) -> None:
        """Look into what is not known, and into what was not looked at for all that this query asks."""
        basis, since = self._basis, self._query.window.since.isoformat()
        again = set(unknown)
        if not basis.since or self._query.window.since < datetime.fromisoformat(basis.since):
            again.update(self._shelf.places(PAST))
            basis = replace(basis, since=since)
        if not basis.covers((), self._query.uids, self._shelf.chosen.values()):
            again.update(self._shelf.places(CLEAN, CHOSEN))
        self._basis = basis.widened(frozenset(), self._query.uids)
        self._look_into(sorted(again))

    # -------------------------------------------------- looking into files

    def _look_into(self, places: Sequence[int]) -> None:
        """Choose anew what of these files is to be remembered."""
        terms = self._basis.terms
        words: Finder = finder(self._words)
        if terms:
            words = _Either(words, context_finder(terms))
        reach = Reach.of(Window(datetime.fromisoformat(self._basis.since), _EVER))
        self._learnt = self._learnt or bool(places)
        for batch in self._batches(places):
            results = choose_each([data for _, data in batch], words, self._basis.uids, reach)
            for (place, _), chosen in zip(batch, results, strict=True):
                self._opened.pop(place, None)
                if chosen is None:
                    self._shelf.put(place, OPEN)
                elif chosen.data is None:
                    self._shelf.put(place, CLEAN if chosen.near else PAST, chosen.events)
                else:
                    self._shelf.put(place, CHOSEN, chosen.events, chosen.data)

    def _batches(self, places: Iterable[int]) -> Iterator[list[tuple[int, bytes]]]:
        """The files' bytes, by place; one that has to be read on its own is put on the shelf as such."""
        batch: list[tuple[int, bytes]] = []
        size = 0
        for place in places:
            data = self._bytes(place)
            if data is None:
                self._opened.pop(place, None)
                self._shelf.put(place, OPEN)
                continue
            batch.append((place, data))
            size += len(data)
            if size > _BATCH:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _bytes(self, place: int) -> bytes | None:
        seen = self._shelf.listing
        try:
            file = os.open(f"{self._path}/{seen.names[place]}", _READ)
            try:
                status = os.fstat(file)
                seen.set_mark(place, NO_MARK if is_racy(status) else mark_of(status))
                if status.st_size > _LARGE:
                    return None
                data = os.read(file, status.st_size + 1)
            finally:
                os.close(file)
        except OSError:
            return None
        return data if len(data) == status.st_size else None

    # -------------------------------------------------- reading what was chosen

    def _ask(self, terms: frozenset[str]) -> list[Reading]:
        """Of every file with something in it, by name, the reading; with what these terms choose as well."""
        names = self._shelf.listing.names
        places = sorted(self._shelf.places(CHOSEN, OPEN), key=names.__getitem__)
        context = context_finder(terms) if terms else None
        return [self._read(place, f"{self._path}/{names[place]}", context) for place in places]

    def _read(self, place: int, label: str, context: Words | None) -> Reading:
        data = self._shelf.chosen.get(place)
        if data is None:
            try:
                with Path(label).open("rb") as file:
                    return _seen(open_calendar(file, self._query, self._name, label=label), context)
            except OSError as error:
                return failed(self._name, label, error)
        opened = self._opened.get(place)
        if opened is None:
            opened = self._opened[place] = open_calendar(data, self._query, self._name, label=label)
        return replace(_seen(opened, context), events=0)  # they are counted already

    def _save(self) -> None:
        before, state = self._before, str(self._basis)
        entries = self._shelf.pack() if self._learnt else before
        changed = {name: entry for name, entry in entries.items() if before.get(name) != entry}
        gone = before.keys() - entries.keys()
        if changed or gone or state != self._state:
            self._cache.save(self._key, self._digest, state, changed, gone)


@dataclass(frozen=True, slots=True)
class _Either:
    """Words, and those of a context: each sought where detection seeks them."""

    words: Finder
    context: Finder

    def found_in(self, data: bytes) -> bool:
        return self.words.found_in(data) or self.context.found_in(data)


def _seen(opened: Opened | Reading, context: Words | None) -> Reading:
    if isinstance(opened, Reading):
        return opened
    if context is not None:
        opened.look_again(context)
    return opened.reading(opened.occurrences())
