"""A target that is a folder of ``.ics`` files, one object each, as khal, todoman and vdirsyncer keep it.

An object of calsync's may stand under any file name, also beside others in one file; a new one gets a
file of its own, named after its UID.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from calsync.errors import ItemError, NotThere, Stale, TargetError, UidTaken
from calsync.ical.item_file import TRACES, Found, alone, check, digest, find, remove, replace
from calsync.model import Component, Stored
from calsync.stores.atomic import (
    create_file,
    delete_file,
    locked,
    make_folder,
    read_file,
    real_path,
    reason,
    replace_file,
)
from calsync.stores.base import Snapshot
from calsync.stores.proof import prove

_PLAIN = re.compile(r"[a-z0-9-]{1,80}")

Signature = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class _Entry:
    """One object of calsync's in one file of the folder."""

    stored: Stored
    uid: str
    path: Path
    file: bytes
    found: Found
    whole: bool
    """True where the file holds nothing else: then the file is the object."""


class VdirTarget:
    """The follow-ups in ``folder``; it need not exist yet."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._seen: dict[str, tuple[Signature, frozenset[str]]] = {}

    @property
    def id(self) -> str:
        return f"dir:{real_path(self._folder)}"

    @property
    def name(self) -> str:
        return str(self._folder)

    @property
    def components(self) -> frozenset[Component]:
        return frozenset(Component)

    def read(self) -> Snapshot:
        objects: list[Stored] = []
        unreadable: list[str] = []
        files = self._files()
        for path in files or ():
            try:
                entries, broken = self._entries(path)
            except TargetError:
                unreadable.append(_href(path.name))
                continue
            objects += (entry.stored for entry in entries)
            unreadable += broken
        return Snapshot(tuple(objects), exists=files is not None, unreadable=tuple(unreadable))

    def get(self, href: str) -> Stored | None:
        entry = self._entry(href)
        return entry.stored if entry else None

    def create(self, uid: str, data: bytes) -> Stored:
        prove(data, uid)
        make_folder(real_path(self._folder))
        with locked(real_path(self._folder)):
            if uid in self._uids():
                raise UidTaken(f"{self._folder} already holds {uid}")
            path = self._free(uid)
            create_file(path, data)
        return Stored(_href(path.name), digest(data), data)

    def update(self, href: str, etag: str, data: bytes) -> Stored:
        with locked(real_path(self._folder)):
            entry = self._entry(href)
            if entry is None or entry.stored.etag != etag:
                raise Stale(f"{href} in {self._folder} is not what it was")
            prove(data, entry.uid)
            new = data if entry.whole else replace(entry.file, entry.found, data)
            self._still(entry)
            replace_file(entry.path, new)
            after = self._entry(href)
        if after is None:
            raise Stale(f"{href} in {self._folder} is being written by another program")
        return after.stored

    def delete(self, href: str, etag: str) -> None:
        with locked(real_path(self._folder)):
            entry = self._entry(href)
            if entry is None:
                raise NotThere(f"{href} is no longer in {self._folder}")
            if entry.stored.etag != etag:
                raise Stale(f"{href} in {self._folder} is not what it was")
            self._still(entry)
            if entry.whole:
                delete_file(entry.path)
            else:
                replace_file(entry.path, remove(entry.file, entry.found))

    def _still(self, entry: _Entry) -> None:
        if read_file(entry.path) != entry.file:
            raise Stale(f"{entry.path} is being written by another program")

    def _files(self) -> list[Path] | None:
        """The ``.ics`` files by name, hidden ones left out; None where there is no such folder."""
        try:
            with os.scandir(self._folder) as entries:
                names = [entry.name for entry in entries if entry.is_file()]
        except FileNotFoundError:
            return None
        except OSError as error:
            raise TargetError(f"cannot read {self._folder}: {reason(error)}") from error
        return [
            self._folder / name for name in sorted(names) if name.lower().endswith(".ics") and name[0] != "."
        ]

    def _entries(self, path: Path) -> tuple[list[_Entry], list[str]]:
        """The objects in one file, and the hrefs of those that cannot be read."""
        data = read_file(path)
        if data is None or not any(trace in data for trace in TRACES):
            return [], []
        name = _href(path.name)
        try:
            check(data)
        except ItemError:
            return [], [name]
        found, broken = find(data)
        entries = []
        for one in found:
            href = name if len(found) == 1 and not broken else f"{name}#{one.href}"
            whole = len(found) == 1 and alone(data, one)
            stored = Stored(href, digest(data), data) if whole else Stored(href, one.etag, one.data)
            entries.append(_Entry(stored, one.uid, path, data, one, whole))
        return entries, [f"{name}#{uid}" for uid in broken]

    def _entry(self, href: str) -> _Entry | None:
        """The object by its href, also where the file has gained or lost others since."""
        name, _, uid = href.partition("#")
        if "/" in name or not name:
            return None
        entries, broken = self._entries(self._folder / _name(name))
        if href in broken or (not uid and (broken or len(entries) > 1)):
            raise TargetError(f"{href} in {self._folder} cannot be read, or holds several follow-ups by now")
        return next((entry for entry in entries if uid in ("", entry.found.href)), None)

    def _uids(self) -> frozenset[str]:
        """calsync's UIDs in the folder. What a file held is remembered for as long as it looks the same."""
        seen: dict[str, tuple[Signature, frozenset[str]]] = {}
        for path in self._files() or ():
            try:
                status = path.stat()
            except FileNotFoundError:
                continue
            signature = (status.st_size, status.st_mtime_ns, status.st_ino)
            known = self._seen.get(path.name)
            if known is None or known[0] != signature:
                known = signature, frozenset(entry.uid for entry in self._entries(path)[0])
            seen[path.name] = known
        self._seen = seen
        return frozenset[str]().union(*(uids for _, uids in seen.values()))

    def _free(self, uid: str) -> Path:
        """A file name for a new object that is safe everywhere and not in use."""
        stem = uid.lower() if _PLAIN.fullmatch(uid.lower()) else f"calsync-{digest(uid.encode())}"
        number = 1
        path = self._folder / f"{stem}.ics"
        while os.path.lexists(path):
            number += 1
            path = self._folder / f"{stem}-{number}.ics"
        return path


def _href(name: str) -> str:
    """A file name as the part of an href before ``#``."""
    return name.replace("%", "%25").replace("#", "%23")


def _name(part: str) -> str:
    return part.replace("%23", "#").replace("%25", "%")
