"""What stands in a folder of calendar files, by a look at the names and the marks alone.

A mark is size, time of change and inode: equal marks, equal content. Of a hundred thousand files nothing
but these is asked, and they are kept and compared as a block, not file by file.
"""

from __future__ import annotations

import os
import time
from array import array
from dataclasses import dataclass

from calsync.stores.readings import is_calendar

Mark = tuple[int, int, int]

NO_MARK: Mark = (-1, -1, -1)
"""Of a file that cannot be looked at, or may change without its mark telling: equal to none there is."""

_RACY_NS = 2_000_000_000

_INODE = (1 << 63) - 1
"""Some systems number their files beyond this."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Names below the folder, in the order the system gave them, and three numbers of each, one by one."""

    names: tuple[str, ...]
    marks: array[int]

    def mark(self, place: int) -> Mark:
        size, changed, inode = self.marks[3 * place : 3 * place + 3]
        return size, changed, inode

    @property
    def settled(self) -> bool:
        """Whether every file will be known again by its mark."""
        return NO_MARK[0] not in self.marks

    def set_mark(self, place: int, mark: Mark) -> None:
        self.marks[3 * place : 3 * place + 3] = array("q", mark)

    def pack(self) -> bytes:
        """As bytes that ``unpack`` reads again. Of the same folder in the same state always the same."""
        return b"".join(self.parts())

    def parts(self) -> tuple[bytes, bytes, bytes]:
        """What it is packed of."""
        names = "\0".join(self.names).encode("utf-8", "surrogateescape")
        return len(self.names).to_bytes(8, "little"), self.marks.tobytes(), names

    @staticmethod
    def unpack(data: bytes) -> Listing:
        """Raises ValueError for what is none."""
        end = 8 + 24 * int.from_bytes(data[:8], "little")
        marks = array("q", data[8:end])
        names = tuple(data[end:].decode("utf-8", "surrogateescape").split("\0")) if marks else ()
        if 3 * len(names) != len(marks):
            raise ValueError("not a listing")
        return Listing(names, marks)


def listing(root: str) -> Listing:
    """Every calendar file below ``root``, hidden files and folders left out.

    Follows links, into no folder twice. A folder that cannot be listed stands for itself, without a mark;
    for ``root`` the OSError is raised.
    """
    names: list[str] = []
    marks = array("q")
    seen: set[tuple[int, int]] = set()
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        try:
            folders = _look(f"{root}/{prefix}", prefix, names, marks)
        except OSError:
            if not prefix:
                raise
            names.append(prefix)
            marks.extend(NO_MARK)
            continue
        for name, place in folders:
            if place not in seen:
                seen.add(place)
                waiting.append(f"{prefix}{name}/")
    return Listing(tuple(names), marks)


def _look(folder: str, prefix: str, names: list[str], marks: array[int]) -> list[tuple[str, tuple[int, int]]]:
    """Adds a folder's files; returns the folders in it. It runs for every file there is: it does no more."""
    folders = []
    add, mark = names.append, marks.append
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if entry.is_dir():
                status = entry.stat()
                if not name.startswith("."):
                    folders.append((name, (status.st_dev, status.st_ino)))
            elif (name.endswith(".ics") and name[0].isalnum()) or is_calendar(name):  # most are told at once
                add(prefix + name)
                try:
                    status = entry.stat()
                except OSError:
                    marks.extend(NO_MARK)
                    continue
                mark(status.st_size)
                mark(status.st_mtime_ns)
                mark(status.st_ino & _INODE)
    return folders


def mark_of(status: os.stat_result) -> Mark:
    """The mark of a file that was opened."""
    return status.st_size, status.st_mtime_ns, status.st_ino & _INODE


def is_racy(status: os.stat_result) -> bool:
    """A file changed this shortly before it is read may change again without its times telling."""
    return time.time_ns() - status.st_mtime_ns < _RACY_NS
