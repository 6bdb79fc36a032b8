"""A VEVENT as read: who it is and when it is. What it says is left to ``calsync.ical.said``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial
from typing import Any, NamedTuple

from calsync.digests import blake2b, sha256
from calsync.errors import ItemError
from calsync.ical.content import Line, Lines, parse_lines, unfold
from calsync.ical.quirks import LINES, TEXT
from calsync.ical.split import Raw
from calsync.ical.times import Times, placed, times_of
from calsync.ical.zones import Zones
from calsync.model import MARK_PROPERTY, UID_PREFIX

_ONCE = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID")
_OFTEN = ("RRULE", "RDATE", "EXDATE")
_TEMPORAL = frozenset((*_ONCE, *_OFTEN))
_ZONED = frozenset(("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE"))


class Head(NamedTuple):
    """The properties of a VCALENDAR that bear on its events."""

    method: str = ""
    product: str = ""
    zone: tzinfo | None = None
    """X-WR-TIMEZONE: what UTC and floating times are meant in."""


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """One VEVENT. ``times`` says when it is, in the usual case."""

    uid: str
    sequence: int
    version: tuple[str, bytes]
    """DTSTAMP, and a digest of the bytes: of two components with the same SEQUENCE the greater counts."""
    times: Times | None
    component: Callable[[], Any]
    """Its temporal properties, and nothing else, as an icalendar Event."""
    head: Head
    offset: int
    """Where in the file it begins."""
    unknown_zones: tuple[str, ...] = ()


def own_lines(raw: Raw) -> Lines:
    """The component's own properties, without those of the components in it (alarms), quirks undone."""
    text = unfold(raw.data)
    for quirk in TEXT:
        text = quirk(text)
    depth = 0
    own: list[Line] = []
    for line in parse_lines(text):
        if line.name == "BEGIN":
            depth += 1
        elif line.name == "END":
            depth -= 1
        elif depth == 1:
            own.append(line)
    lines: Sequence[Line] = own
    for fix in LINES:
        lines = fix(lines)
    return Lines.of(lines)


def uid_of(lines: Lines) -> str:
    """The UID, or one made from the content where there is none (it stays while the content does)."""
    uid = lines.text("UID").strip()
    if uid:
        return uid
    content = "\n".join(f"{line.name}:{line.value}" for line in lines.all if line.name != "DTSTAMP")
    return "no-uid-" + sha256(content.encode()).hexdigest()[:32]


def sequence_of(lines: Lines) -> int:
    """SEQUENCE, 0 where it is missing or makes no sense."""
    found = lines.named.get("SEQUENCE")
    text = found[0].value.strip() if found else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def is_own(uid: str, lines: Lines) -> bool:
    """Whether calsync itself wrote it (law 3)."""
    return uid.startswith(UID_PREFIX) or MARK_PROPERTY in lines.named


def parse_event(raw: Raw, lines: Lines, uid: str, head: Head, zones: Zones) -> Event:
    """Raises ItemError, one line, for an event whose times make no sense."""
    temporal = [line for line in lines.all if line.name in _TEMPORAL]
    sequence = sequence_of(lines)
    version = lines.text("DTSTAMP"), blake2b(raw.data, digest_size=8).digest()
    make = partial(_component, temporal, sequence, head.zone, zones)
    times = times_of(lines.named, zones, head.zone)
    if times is not None:
        return Event(uid, sequence, version, times, make, head, raw.offset)
    component = make()
    unknown = (tzid for line in temporal if (tzid := _tzid(line)) and zones.get(tzid) is None)
    return Event(
        uid, sequence, version, None, lambda: component, head, raw.offset, tuple(dict.fromkeys(unknown))
    )


def _component(lines: Sequence[Line], sequence: int, calendar: tzinfo | None, zones: Zones) -> Any:
    from icalendar import Event as Component

    once = (next((line for line in lines if line.name == name), None) for name in _ONCE)
    present = [line for line in once if line is not None] + [line for line in lines if line.name in _OFTEN]
    text = ["BEGIN:VEVENT", "UID:x", f"SEQUENCE:{sequence}"]
    custom: dict[str, tzinfo] = {}
    for line in present:
        tzid = _tzid(line)
        zone = zones.get(tzid) if tzid else None
        key = getattr(zone, "key", None)
        if zone is not None and key is None:
            custom[line.name] = zone
        params = "".join(f";{name}={value}" for name, value in line.params if name in ("VALUE", "RANGE"))
        params += f';TZID="{key}"' if key else ""
        text.append(f"{line.name}{params}:{line.value.strip()}")
    component = Component.from_ical("\r\n".join((*text, "END:VEVENT")))
    if component.errors:
        name, problem = component.errors[0]
        raise ItemError(f"{name} cannot be read: {problem}")
    if "DTSTART" not in component:
        raise ItemError("it has no DTSTART")
    for name in _ZONED:
        if name in component and (name in custom or calendar is not None):
            _place(component[name], custom.get(name), calendar)
    return component


def _tzid(line: Line) -> str:
    """The zone that a time is in, where one is named."""
    is_local = line.name in _ZONED and not line.value.rstrip().upper().endswith("Z")
    return line.param("TZID") if is_local and line.param("VALUE").upper() != "DATE" else ""


def _place(prop: Any, custom: tzinfo | None, calendar: tzinfo | None) -> None:
    """Give the times of a property their zone where icalendar could not."""
    for each in prop if isinstance(prop, list) else [prop]:
        for value in each.dts:
            moment = value.dt
            value.dt = (
                tuple(placed(part, custom, calendar) for part in moment)
                if isinstance(moment, tuple)
                else placed(moment, custom, calendar)
            )
