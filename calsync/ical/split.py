"""A calendar cut into its components, without reading what is in them.

Every component is kept as its own stretch of bytes, so that one which cannot be read costs only itself.
Bytes, because a fold may split a character (RFC 5545 3.1).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

MAX_COMPONENT = 8 * 1024 * 1024
"""Bytes of one component; a larger one is no event but a mistake, or an attack."""

KEPT_OF_OVERSIZED = 64 * 1024
"""Of a larger one this much is looked at, for its UID."""

_MAX_HEAD = 256 * 1024
_MARK = re.compile(rb"^(BEGIN|END)[ \t]*:[ \t]*([A-Za-z0-9-]+)[ \t]*\r?$", re.I | re.M)


class Raw(NamedTuple):
    """One component as it stands in the file, from its BEGIN to its END."""

    name: str
    data: bytes
    offset: int
    calendar: int
    """Which VCALENDAR of the file it is in, counted from 1."""
    closed: bool = True
    size: int = 0
    """Bytes in the file; ``data`` is no more than the beginning of an oversized component."""


@dataclass(slots=True)
class Parts:
    """What was cut out of a calendar file."""

    line_at: Callable[[int], int]
    """The line, from 1, that an offset is in."""
    events: list[Raw] = field(default_factory=list)
    zones: list[Raw] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=lambda: [b""])
    """Property lines of every VCALENDAR; the first is what stands outside of any."""
    seen: int = 0
    """VEVENTs in the file, those left out included."""
    closed: bool = True
    """False when the file ends inside a component: truncated."""

    @property
    def is_calendar(self) -> bool:
        return len(self.heads) > 1 or self.seen > 0

    def open_calendar(self) -> None:
        self.heads.append(b"")
        self.closed = False

    def add_head(self, data: bytes) -> None:
        room = _MAX_HEAD - len(self.heads[-1])
        self.heads[-1] += data[:room]

    def add(self, name: bytes, data: bytes, offset: int, *, closed: bool = True) -> None:
        """File a finished component under its kind; the kinds nobody asks for are dropped."""
        if name == b"VEVENT":
            self.seen += 1
            self.keep(
                data[:KEPT_OF_OVERSIZED] if len(data) > MAX_COMPONENT else data,
                offset,
                len(self.heads) - 1,
                size=len(data),
                closed=closed,
            )
        elif name == b"VTIMEZONE":
            self.zones.append(Raw("VTIMEZONE", data, offset, len(self.heads) - 1, closed, len(data)))

    def keep(self, data: bytes, offset: int, calendar: int, *, size: int = 0, closed: bool = True) -> None:
        """File a VEVENT."""
        self.events.append(Raw("VEVENT", data, offset, calendar, closed, size or len(data)))


def split(data: bytes) -> Parts:
    """Cut a whole file. A VEVENT that begins inside a VEVENT ends the outer one: its END was lost."""
    parts = Parts(lambda offset: data.count(b"\n", 0, offset) + 1)
    depth = 0
    name, begin, last = b"", 0, 0
    for mark in _MARK.finditer(data):
        kind, opening = mark[2].upper(), mark[1].upper() == b"BEGIN"
        if depth and (kind == b"VCALENDAR" or (kind == name == b"VEVENT" and opening)):
            parts.add(name, data[begin : mark.start()], begin, closed=False)
            depth, last = 0, mark.start()
        if depth:
            depth += 1 if opening else -1
            if depth == 0:
                parts.add(name, data[begin : mark.end()], begin)
                last = mark.end()
            continue
        parts.add_head(data[last : mark.start()])
        last = mark.end()
        if kind == b"VCALENDAR":
            if opening:
                parts.open_calendar()
            else:
                parts.closed = True
        elif opening:
            name, begin, depth = kind, mark.start(), 1
    if depth:
        parts.add(name, data[begin:], begin, closed=False)
        parts.closed = False
    else:
        parts.add_head(data[last:])
    return parts
