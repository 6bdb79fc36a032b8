"""Sources on the local machine: an ``.ics`` file, a ``.zip`` of them, standard input; folders are apart."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from calsync.model import Query, Reading
from calsync.stores.base import Cache, Source
from calsync.stores.listing import is_racy, mark_of
from calsync.stores.readings import failed, in_context, is_calendar, merged, read_file
from calsync.stores.remembered import basis_of

if TYPE_CHECKING:
    from zipfile import ZipFile

MAX_INPUT = 1 << 30
"""Bytes read from standard input."""

MAX_MEMBERS = 20_000
MAX_MEMBER = 1 << 29
MAX_UNPACKED = 1 << 31
MAX_RATIO = 200
"""Limits of a zip: files in it, bytes of one, bytes of all, and how much smaller one may have got."""

_IN_MEMORY = 1 << 23


def open_source(argument: str, *, name: str | None = None, cache: Cache, stdin: BinaryIO) -> Source:
    """The source that an argument names: a path, an http(s) or webcal URL, or ``-`` for ``stdin``.

    Opens nothing yet: what is wrong with it is told by ``read``. Raises SourceError only for what can never
    be a source: a URL of another scheme, or plain http to another machine.
    """
    if argument == "-":
        return Stream(name or "standard input", stdin)
    if "://" in argument:
        from calsync.stores.feed import open_feed

        return open_feed(argument, name=name, cache=cache)
    path = Path(argument).expanduser()
    if path.is_dir():
        from calsync.stores.folder import Folder

        return Folder(name or argument, path, cache)
    return Archive(name or argument, path) if path.suffix.lower() == ".zip" else File(name or argument, path)


@dataclass(frozen=True, slots=True)
class Stream:
    """Standard input: read once, and proof of nothing by what it does not hold."""

    name: str
    stream: BinaryIO

    def read(self, query: Query) -> Reading:
        """Spools the stream, since the scan goes back in it."""
        import tempfile

        from calsync.ical.read import read_calendar

        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
            while chunk := self.stream.read(1 << 16):
                spool.write(chunk)
                if spool.tell() > MAX_INPUT:
                    return Reading(self.name, covers=False, error=f"{self.name} holds more than 1 GB.")
            spool.seek(0)
            return replace(read_calendar(cast("BinaryIO", spool), query, self.name), covers=False)


@dataclass(frozen=True, slots=True)
class File:
    """One calendar file."""

    name: str
    path: Path

    def read(self, query: Query) -> Reading:
        return _if_changed(self.name, self.path, query, partial(read_file, self.name, self.path, query))


@dataclass(frozen=True, slots=True)
class Archive:
    """A zip of calendar files, as Google and Outlook export them."""

    name: str
    path: Path

    def read(self, query: Query) -> Reading:
        return _if_changed(self.name, self.path, query, partial(self._read, query))

    def _read(self, query: Query) -> Reading:
        import zipfile
        import zlib

        try:
            with zipfile.ZipFile(self.path) as archive:
                readings = in_context(query, lambda asked: list(self._members(archive, asked)))
        except zipfile.BadZipFile:
            return Reading(self.name, error=f"{self.path} is not a zip file, or is damaged: export it again.")
        except (OSError, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
            return failed(self.name, str(self.path), error)
        return merged(self.name, readings) if readings else self._error(f"{self.path} holds no .ics file.")

    def _members(self, archive: ZipFile, query: Query) -> Iterator[Reading]:
        from calsync.ical.read import read_calendar

        members = [info for info in archive.infolist() if is_calendar(info.filename.rpartition("/")[2])]
        unpacked = 0
        for info in members[:MAX_MEMBERS]:
            label = f"{self.path}/{info.filename}"
            unpacked += info.file_size
            shrunk = info.file_size > max(1 << 20, MAX_RATIO * info.compress_size)
            if shrunk or info.file_size > MAX_MEMBER or unpacked > MAX_UNPACKED:
                yield self._error(f"{label} would unpack to too much: left out.")
            elif info.flag_bits & 1:
                yield self._error(f"{label} is encrypted: unpack it first.")
            else:
                with archive.open(info) as member:
                    yield read_calendar(cast("BinaryIO", member), query, self.name, label=label)
        if len(members) > MAX_MEMBERS:
            yield self._error(f"{self.path} holds more than {MAX_MEMBERS} files: the rest is left out.")

    def _error(self, message: str) -> Reading:
        return Reading(self.name, error=message)


def _if_changed(name: str, path: Path, query: Query, read: Callable[[], Reading]) -> Reading:
    """What ``read`` makes of a file, unless it looks as it did when the caller came to know it."""
    before = _basis(path, query)
    if before and query.known.get(name) == before:
        return Reading(name, complete=True, basis=before, whole=read)
    reading = read()
    return replace(reading, basis=before) if before == _basis(path, query) else reading


def _basis(path: Path, query: Query) -> str:
    """Empty for a file that its size, times and inode do not tell from what it will be in a moment."""
    try:
        status = path.stat()
    except OSError:
        return ""
    mark = repr(mark_of(status)).encode()
    return "" if is_racy(status) else basis_of(query, os.fsencode(path.absolute()), mark)
