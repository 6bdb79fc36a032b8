"""A VEVENT as read: its lines for what it says, an icalendar component for when it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from calsync.errors import ItemError
from calsync.ical.content import Line, parse_lines, unfold
from calsync.ical.split import Raw
from calsync.ical.zones import Zones

_WHEN = frozenset(
    ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE", "UID")
)


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """One VEVENT component. ``when`` is an icalendar Event with nothing but its temporal properties."""

    uid: str
    lines: tuple[Line, ...]
    when: Any
    line: int

    def first(self, name: str) -> Line | None:
        return next((line for line in self.lines if line.name == name), None)

    def text(self, name: str) -> str:
        line = self.first(name)
        return "" if line is None else line.text

    def all(self, name: str) -> list[Line]:
        return [line for line in self.lines if line.name == name]

    @property
    def recurs(self) -> bool:
        return "RRULE" in self.when or "RDATE" in self.when


def own_lines(raw: Raw) -> tuple[Line, ...]:
    """The component's own properties, without those of the components in it (alarms)."""
    lines: list[Line] = []
    depth = 0
    for line in parse_lines(unfold(raw.text)):
        if line.name == "BEGIN":
            depth += 1
        elif line.name == "END":
            depth -= 1
        elif depth == 1:
            lines.append(line)
    return tuple(lines)


def parse_event(raw: Raw, lines: Sequence[Line], uid: str, zones: Zones) -> Event:
    """Raises ItemError, one line, for an event whose times make no sense."""
    from icalendar import Event as Component

    text = ["BEGIN:VEVENT", f"UID:{uid}"]
    for line in lines:
        if line.name in _WHEN and line.name != "UID":
            params = "".join(
                f';{key}="{value}"' for key, value in line.params if key in ("TZID", "VALUE", "RANGE")
            )
            text.append(f"{line.name}{params}:{line.value.strip()}")
    text.append("END:VEVENT")
    component = Component.from_ical("\r\n".join(text))
    if component.errors:
        name, problem = component.errors[0]
        raise ItemError(f"{name} cannot be read: {problem}")
    if "DTSTART" not in component:
        raise ItemError("it has no DTSTART")
    return Event(uid, tuple(lines), component, raw.line)
