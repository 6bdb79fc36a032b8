"""Sources on the local machine: an ``.ics`` file, a folder of them, a ``.zip`` of them, standard input."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from calsync.ical.read import read_calendar
from calsync.model import Notice, Query, Reading
from calsync.stores.base import Cache, Source

CALENDAR_SUFFIXES = (".ics", ".ical", ".icalendar", ".ifb", ".vcs")
MAX_MEMBERS = 100_000
MAX_MEMBER = 512 * 1024 * 1024
MAX_UNPACKED = 2 * 1024 * 1024 * 1024
MAX_RATIO = 200
"""Limits of a zip: members read, bytes of one member, bytes of all, and how far one may have shrunk."""


def open_source(argument: str, *, name: str | None = None, cache: Cache, stdin: BinaryIO) -> Source:
    """The source that an argument names: a path, an http(s) or webcal URL, or ``-`` for ``stdin``.

    Opens nothing yet: what is wrong with it is told by ``read``. Raises SourceError only for an argument
    that can never be a source (a URL of another scheme, http to another machine).
    """
    if argument == "-":
        return Stream(name or "standard input", stdin)
    if "://" in argument:
        from calsync.stores.feed import open_feed

        return open_feed(argument, name=name, cache=cache)
    path = Path(argument).expanduser()
    label = name or argument
    if path.is_dir():
        return Folder(label, path, cache)
    return Archive(label, path) if path.suffix.lower() == ".zip" else File(label, path)


@dataclass(frozen=True, slots=True)
class Stream:
    """Standard input: read once, and proof of nothing by what it does not hold."""

    name: str
    stream: BinaryIO

    def read(self, query: Query) -> Reading:
        return replace(read_calendar(self.stream, query, self.name), covers=False)


@dataclass(frozen=True, slots=True)
class File:
    """One calendar file."""

    name: str
    path: Path

    def read(self, query: Query) -> Reading:
        try:
            with self.path.open("rb") as file:
                return read_calendar(file, query, self.name, label=str(self.path))
        except OSError as error:
            return failed(self.name, self.path, error)


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip of calendar files, as Google and Outlook export them."""

    name: str
    path: Path

    def read(self, query: Query) -> Reading:
        import zipfile
        import zlib

        try:
            with zipfile.ZipFile(self.path) as archive:
                return merged(self.name, self._members(archive, query), "no .ics file in this zip")
        except zipfile.BadZipFile:
            return Reading(self.name, error=f"{self.path} is not a zip file, or is damaged: export it again.")
        except (OSError, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
            return failed(self.name, self.path, error)

    def _members(self, archive: object, query: Query) -> Iterator[Reading]:
        import zipfile

        assert isinstance(archive, zipfile.ZipFile)
        infos = [
            info for info in archive.infolist() if not info.is_dir() and is_calendar(Path(info.filename))
        ]
        total = 0
        for info in infos[:MAX_MEMBERS]:
            label = f"{self.path}/{info.filename}"
            total += info.file_size
            bomb = info.file_size > max(1 << 20, MAX_RATIO * info.compress_size)
            if bomb or info.file_size > MAX_MEMBER or total > MAX_UNPACKED:
                yield Reading(self.name, error=f"{label} unpacks to too much: left out.")
            elif info.flag_bits & 1:
                yield Reading(self.name, error=f"{label} is encrypted: unpack it first.")
            else:
                with archive.open(info) as member:
                    yield read_calendar(member, query, self.name, label=label)  # type: ignore[arg-type]
        if len(infos) > MAX_MEMBERS:
            yield Reading(
                self.name, error=f"{self.path} holds more than {MAX_MEMBERS} files: the rest is left out."
            )


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of calendar files, walked: a vdir, or what somebody collected."""

    name: str
    path: Path
    cache: Cache

    def read(self, query: Query) -> Reading:
        readings = (replace(File(self.name, path).read(query)) for path in walk(self.path))
        return merged(self.name, readings, "no .ics file in this folder")


def is_calendar(path: Path) -> bool:
    """By its name: a calendar file that is neither hidden nor a writer's temporary file."""
    name = path.name
    return path.suffix.lower() in CALENDAR_SUFFIXES and not name.startswith((".", "~", "#"))


def walk(root: Path) -> Iterator[Path]:
    """Calendar files below ``root``, hidden folders left out, in the order of their names."""
    for path in sorted(root.iterdir()):
        if path.name.startswith("."):
            continue
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            yield from walk(path)
        elif is_calendar(path):
            yield path


def merged(name: str, readings: Iterable[Reading], nothing: str) -> Reading:
    """Many readings as the one of the source they belong to; a part that failed is a notice."""
    parts = list(readings)
    if not parts:
        return Reading(name, error=f"{name}: {nothing}.")
    notices = [notice for part in parts for notice in part.notices]
    notices += [Notice("unreadable_file", part.error, name) for part in parts if part.error]
    return Reading(
        name,
        tuple(sorted((o for part in parts for o in part.occurrences), key=lambda o: (o.start, o.uid))),
        events=sum(part.events for part in parts),
        complete=all(part.complete for part in parts),
        error=parts[0].error if all(part.error for part in parts) else None,
        notices=tuple(notices),
        unreadable=frozenset(uid for part in parts for uid in part.unreadable),
    )


def failed(name: str, path: Path, error: Exception) -> Reading:
    """The Reading of something that could not be opened or read to its end."""
    match error:
        case FileNotFoundError():
            message = f"{path} does not exist: check the name."
        case PermissionError():
            message = f"{path} cannot be read: permission denied."
        case _:
            message = f"{path} cannot be read: {getattr(error, 'strerror', None) or error}."
    return Reading(name, error=message)
