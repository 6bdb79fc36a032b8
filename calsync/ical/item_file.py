"""Follow-ups inside a calendar file that holds other things too: found, put in, replaced, taken out.

Pure functions over bytes. A file of a hundred thousand events is searched, not parsed: only the stretch
around a trace of calsync is looked at, and only such a stretch is ever changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import count

from calsync.digests import blake2b
from calsync.errors import ItemError
from calsync.ical.item_tree import FOLLOW_UPS, Node, is_own, parse, render
from calsync.ical.lines import LF, line_end, split, with_line_end, write_line
from calsync.model import MARK_PROPERTY, UID_PREFIX

TRACES = (UID_PREFIX.encode(), MARK_PROPERTY.encode())

_CALENDAR = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN:VCALENDAR\s", re.I)
_BOUNDARY = re.compile(rb"(?:BEGIN|END):V(?:TODO|EVENT|JOURNAL|FREEBUSY|TIMEZONE|CALENDAR)[ \t]*\r?\n", re.I)
_NEXT_BOUNDARY = re.compile(rb"\n(?=(.))" + _BOUNDARY.pattern + rb"(?:[ \t][^\n]*\n?)*", re.I)
_BEGIN = re.compile(rb"BEGIN:V(?:TODO|EVENT)[ \t]*\r?\n", re.I)


@dataclass(frozen=True, slots=True)
class Found:
    """One follow-up of calsync's in a file. An override of the same UID belongs to its master."""

    href: str
    """Its UID; for a second one with the same UID, the UID with ``#2``, and so on."""
    uid: str
    spans: tuple[tuple[int, int], ...]
    """Where its components stand, as byte offsets."""
    data: bytes
    """Those components as a whole VCALENDAR, with the time zones of the file that they name."""

    @property
    def etag(self) -> str:
        return digest(self.data)


def digest(data: bytes) -> str:
    """A name for exactly these bytes: the ETag of things that have none."""
    return blake2b(data, digest_size=16).hexdigest()


def check(data: bytes) -> None:
    """Raises ItemError where ``data`` is not a calendar, from its first line to its last."""
    if not _CALENDAR.match(data):
        raise ItemError("not an iCalendar file")
    _last_end(data)


def find(data: bytes) -> tuple[tuple[Found, ...], tuple[str, ...]]:
    """calsync's follow-ups in the order of the file, and the names of those that could not be read."""
    found: list[tuple[str, bool, tuple[int, int]]] = []
    broken: list[str] = []
    for start, end in _stretches(data):
        try:
            own, uid, is_override = _nature(data[start:end])
        except ItemError:
            uid = next((line.text for line in split(data[start:end]) if line.name == "UID"), "")
            broken.append(uid or f"#{start}")
            continue
        if not own:
            continue
        if uid:
            found.append((uid, is_override, (start, end)))
        else:
            broken.append(f"#{start}")
    return tuple(_grouped(data, found)), tuple(broken)


def insert(data: bytes, item: bytes) -> bytes:
    """``data`` with the components of the VCALENDAR ``item`` before its last END:VCALENDAR.

    They take on the file's line ends; a time zone comes along where the file has none of that name.
    Raises ItemError where ``data`` is no calendar or ``item`` holds no follow-up.
    """
    at = _last_end(data)
    zones = _zones(item)
    known = _zones(data) if zones else {}
    new = b"".join(zone for name, zone in zones.items() if name not in known) + _components(item)
    return data[:at] + with_line_end(new, _line_end(data)) + data[at:]


def as_feed(item: bytes, *, method: str | None = None) -> bytes:
    """The VCALENDAR ``item`` as the beginning of a file that may be published: whoever subscribes to it is
    asked to look again every hour (REFRESH-INTERVAL, RFC 7986 5.7, and what Outlook reads in its place).

    ``method`` is its METHOD (RFC 5545 3.7.2), None for none, which is what other readers of files expect.
    """
    lines = item.splitlines(keepends=True)
    first = next((number for number, line in enumerate(lines) if line[:6].upper() == b"BEGIN:" and number), 1)
    end = _line_end(item)
    head = ["REFRESH-INTERVAL;VALUE=DURATION:PT1H", "X-PUBLISHED-TTL:PT1H"]
    again = [line.encode() + end for line in ([f"METHOD:{method}", *head] if method else head)]
    return b"".join([*lines[:first], *again, *lines[first:]])


def replace(data: bytes, found: Found, item: bytes) -> bytes:
    """``data`` with the components of ``item`` where those of ``found`` stood."""
    first = found.spans[0]
    end = _line_end(data, first[0])
    new = _components(item)
    if _line_end(new) != end:
        new = with_line_end(new, end)
    return _spliced(data, found, new)


def remove(data: bytes, found: Found) -> bytes:
    """``data`` without ``found``."""
    return _spliced(data, found, b"")


def alone(data: bytes, found: Found) -> bool:
    """True where nothing but ``found`` stands in the file: no other VEVENT, VTODO or VJOURNAL."""
    others = remove(data, found).upper()
    return not any(b"BEGIN:" + name in others for name in (b"VEVENT", b"VTODO", b"VJOURNAL"))


# --------------------------------------------------------------------------- searching


def _stretches(data: bytes) -> Iterator[tuple[int, int]]:
    """The components that hold a trace of calsync, each once, as offsets."""
    done = 0
    for hit in sorted(at for trace in TRACES for at in _hits(data, trace)):
        if hit < done:
            continue
        start = _begin(data, hit, done)
        if start is None:
            done = hit
            continue
        done = _end(data, start)
        yield start, done


def _hits(data: bytes, trace: bytes) -> Iterator[int]:
    """Plain searches one after the other: many times faster than one pattern with alternatives."""
    at = data.find(trace)
    while at >= 0:
        yield at
        at = data.find(trace, at + 1)


def _begin(data: bytes, at: int, floor: int) -> int | None:
    """Where the component around ``at`` begins; None when ``at`` is in none, looking back to ``floor``."""
    while True:
        start = data.rfind(LF, floor, at) + 1 or floor
        if _BEGIN.match(data, start):
            return start
        if start == floor or _BOUNDARY.match(data, start):
            return None
        at = start - 1


def _end(data: bytes, start: int) -> int:
    """Where the component that begins at ``start`` ends: behind its END, or before the next boundary of
    its kind where that is missing, so that one broken component hides no other."""
    boundary = _NEXT_BOUNDARY.search(data, start)
    if boundary is None:
        return len(data)
    return boundary.end() if boundary[1] in b"Ee" else boundary.start() + 1


def _grouped(data: bytes, found: list[tuple[str, bool, tuple[int, int]]]) -> Iterator[Found]:
    masters: dict[str, list[list[tuple[int, int]]]] = {}
    for uid, override, span in found:
        groups = masters.setdefault(uid, [])
        if override and groups:
            groups[0].append(span)
        else:
            groups.append([span])
    taken = set(masters)
    zones = _zones(data) if any(b"TZID=" in data[start:end] for _, _, (start, end) in found) else {}
    for uid, groups in masters.items():
        for number, spans in enumerate(groups, 1):
            names = (f"{uid}#{n}" for n in count(number))
            href = uid if number == 1 else next(name for name in names if name not in taken)
            taken.add(href)
            yield Found(href, uid, tuple(spans), _wrapped(b"".join(data[a:b] for a, b in spans), zones))


def _wrapped(components: bytes, zones: dict[str, bytes]) -> bytes:
    """Components of a file as an object of their own; the same bytes in, the same bytes out."""
    end = _line_end(components)
    named = b"".join(zone for name, zone in zones.items() if name.encode() in components)
    head = (("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//calsync//calsync//EN"))
    return b"".join(
        (*(write_line(*line, end) for line in head), named, components, write_line("END", "VCALENDAR", end))
    )


def _zones(data: bytes) -> dict[str, bytes]:
    """The VTIMEZONEs by TZID, the first of each name."""
    zones: dict[str, bytes] = {}
    for start in _hits(data, b"\nBEGIN:VTIMEZONE"):
        stop = _end(data, start + 1)
        try:
            zones.setdefault(_component(data[start + 1 : stop]).text("TZID"), data[start + 1 : stop])
        except ItemError:
            continue
    return zones


@lru_cache(maxsize=4096)
def _nature(data: bytes) -> tuple[bool, str, bool]:
    """Of a component: whether it is calsync's, its UID, whether it is an override. Kept, because a file is
    searched again for every follow-up that is written into it. Raises ItemError where it cannot be read."""
    node = _component(data)
    return is_own(node), node.text("UID"), node.first("RECURRENCE-ID") is not None


def _component(data: bytes) -> Node:
    """The one component these bytes are."""
    top = parse(data)
    if len(top) != 1 or not isinstance(top[0], Node):
        raise ItemError("not one whole component")
    return top[0]


def _components(item: bytes) -> bytes:
    calendars = (top for top in parse(item) if isinstance(top, Node) and top.name == "VCALENDAR")
    components = render(node for calendar in calendars for node in calendar.nodes(*FOLLOW_UPS))
    if not components:
        raise ItemError("no VTODO or VEVENT in it")
    return components


# --------------------------------------------------------------------------- writing


def _last_end(data: bytes) -> int:
    """Where the last line END:VCALENDAR begins."""
    at = data.rfind(b"END:VCALENDAR")
    if at < 0:
        at = data.upper().rfind(b"END:VCALENDAR")
    if at < 1 or data[at - 1 : at] != LF or b"BEGIN:VCALENDAR" in data[at:].upper():
        raise ItemError("the calendar has no END:VCALENDAR: the file seems to be cut off")
    return at


def _line_end(data: bytes, start: int = 0) -> bytes:
    """The line end of the line that begins at ``start``."""
    return line_end(data[start : data.find(LF, start) + 1])


def _spliced(data: bytes, found: Found, new: bytes) -> bytes:
    """``data`` with ``new`` at the first span of ``found`` and nothing at the others."""
    parts: list[bytes] = []
    last = 0
    for number, (start, end) in enumerate(found.spans):
        parts += [data[last:start], new if number == 0 else b""]
        last = end
    return b"".join((*parts, data[last:]))
