"""A calendar cut into its components, without reading what is in them.

Every component is kept as its own stretch of text, so that one which cannot be read costs only itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_MARK = re.compile(r"^(BEGIN|END)[ \t]*:[ \t]*([A-Za-z0-9-]+)[ \t]*\r?$", re.I | re.M)


@dataclass(frozen=True, slots=True)
class Raw:
    """The text of one component from its BEGIN to its END, and the line it begins on (from 1)."""

    name: str
    text: str
    line: int
    closed: bool = True


@dataclass(slots=True)
class Parts:
    """What a calendar file consists of."""

    events: list[Raw] = field(default_factory=list)
    zones: list[Raw] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    """Property lines of the VCALENDARs themselves."""
    calendars: int = 0
    closed: bool = True
    """False when the text ends inside a component: truncated."""


def split(text: str) -> Parts:
    """Cut decoded text with ``\\n`` or CRLF line ends into its parts."""
    parts = Parts()
    depth = 0
    begin: re.Match[str] | None = None
    last = 0
    for mark, line in _marks(text):
        name = mark[2].upper()
        opening = mark[1].upper() == "BEGIN"
        if name == "VCALENDAR":
            if begin is not None:
                _keep(parts, begin, text[begin.start() : mark.start()], line, closed=False)
                begin, depth = None, 0
            parts.head.append(text[last : mark.start()])
            last = mark.end()
            parts.calendars += opening
            parts.closed = not opening
        elif begin is None:
            if opening:
                parts.head.append(text[last : mark.start()])
                begin, depth, begin_line = mark, 1, line
            last = mark.end()
        else:
            depth += 1 if opening else -1
            if depth == 0:
                _keep(parts, begin, text[begin.start() : mark.end()], begin_line, closed=True)
                begin, last = None, mark.end()
    if begin is not None:
        _keep(parts, begin, text[begin.start() :], begin_line, closed=False)
        parts.closed = False
    else:
        parts.head.append(text[last:])
    return parts


def _marks(text: str) -> Iterator[tuple[re.Match[str], int]]:
    line, at = 1, 0
    for mark in _MARK.finditer(text):
        line += text.count("\n", at, mark.start())
        at = mark.start()
        yield mark, line


def _keep(parts: Parts, begin: re.Match[str], text: str, line: int, *, closed: bool) -> None:
    name = begin[2].upper()
    raw = Raw(name, text, line, closed)
    if name == "VEVENT":
        parts.events.append(raw)
    elif name == "VTIMEZONE":
        parts.zones.append(raw)
