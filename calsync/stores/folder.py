"""A folder of calendar files as a source: looked over, and where nothing is new, no more than that."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from calsync.model import Query, Reading
from calsync.seek import Vocabulary
from calsync.stores.base import Cache
from calsync.stores.listing import Listing, listing
from calsync.stores.readings import failed, merged, read_file
from calsync.stores.remembered import basis_of


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of calendar files: a vdir, or what somebody collected."""

    name: str
    path: Path
    cache: Cache

    def read(self, query: Query) -> Reading:
        try:
            seen = listing(str(self.path))
        except OSError as error:
            return failed(self.name, str(self.path), error)
        if not seen.names:
            return Reading(self.name, error=f"{self.path} holds no .ics file.")
        if query.words is None:
            files = (read_file(self.name, self.path / name, query) for name in sorted(seen.names))
            return merged(self.name, files)
        whole = partial(self._look, query, query.words, seen)
        if self.name in query.known and query.known[self.name] == (basis := self._basis(query, seen)):
            return Reading(self.name, complete=True, basis=basis, whole=whole)
        return whole()

    def _look(self, query: Query, words: Vocabulary, seen: Listing) -> Reading:
        from calsync.stores.folder_look import Look

        look = Look(self.name, self.path, self.cache, seen, query, words)
        reading = look.reading()
        return replace(reading, basis=self._basis(query, look.listing)) if look.listing.settled else reading

    def _basis(self, query: Query, seen: Listing) -> str:
        return basis_of(query, os.fsencode(self.path.absolute()), *seen.parts())
