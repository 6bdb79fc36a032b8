"""An invitation file by its events, and what a newer version of one does to an older.

Components are moved as they are, byte for byte. Only a cancellation (METHOD:CANCEL, RFC 5546 3.2.5), which
may say no more than which event it means, is worked into the event.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from calsync.ical.item_tree import Node, parse, put, render
from calsync.ical.lines import CRLF, with_line_end, write_line
from calsync.ical.quirks import BYTES

_OURS = ("VERSION", "PRODID", "METHOD", "CALSCALE")


@dataclass(frozen=True, slots=True)
class Invitation:
    """Everything a file says about one UID."""

    uid: str
    events: dict[str, Node]
    """The event ("") and the overrides of its instances, by RECURRENCE-ID as written."""
    zones: tuple[Node, ...]
    head: bytes
    """The calendar's own property lines that matter for reading, e.g. X-WR-TIMEZONE."""
    cancels: bool

    @property
    def summary(self) -> str:
        return next((text for event in self.events.values() if (text := event.text("SUMMARY"))), "")

    @property
    def has_start(self) -> bool:
        """False for what cannot stand alone: a cancellation need not say when."""
        return any(event.first("DTSTART") for event in self.events.values())

    def data(self) -> bytes:
        """A calendar with this invitation alone, CRLF line ends."""
        lines = (("BEGIN", "VCALENDAR"), ("VERSION", "2.0"), ("PRODID", "-//calsync//import//EN"))
        parts = (
            *(write_line(*line) for line in lines),
            self.head,
            render((*self.zones, *self.events.values())),
            write_line("END", "VCALENDAR"),
        )
        return with_line_end(b"".join(parts), CRLF)


def invitations(data: bytes) -> tuple[Invitation, ...]:
    """The events of a calendar file by UID, those without one left out.

    Raises ItemError for a file whose BEGIN and END do not match up.
    """
    for quirk in BYTES:
        data = quirk(data)
    found: dict[str, Invitation] = {}
    for calendar in parse(data.removeprefix(b"\xef\xbb\xbf").rstrip() + CRLF):
        if not isinstance(calendar, Node) or calendar.name != "VCALENDAR":
            continue
        head = render(line for line in calendar.lines() if line.name and line.name not in _OURS)
        empty = Invitation(
            "", {}, tuple(calendar.nodes("VTIMEZONE")), head, calendar.text("METHOD") == "CANCEL"
        )
        for event in calendar.nodes("VEVENT"):
            if uid := event.text("UID").strip():
                family = found.setdefault(uid, replace(empty, uid=uid, events={}))
                family.events[event.text("RECURRENCE-ID")] = event
    return tuple(found.values())


def merged(old: Invitation | None, new: Invitation) -> Invitation | None:
    """What stands after ``new`` has come in; None when ``old`` is as new, event by event.

    A newer event brings its own overrides. A newer override, or a cancellation, changes its instance only.
    """
    have = old.events if old else {}
    newer = {
        rid: event
        for rid, event in new.events.items()
        if rid not in have or _version(event) > _version(have[rid])
    }
    if not newer:
        return None
    if new.cancels:
        newer = {rid: _cancelled(have.get(rid, event), event) for rid, event in newer.items()}
    elif "" in newer:
        return new
    zones = {zone.text("TZID"): zone for zone in (*(old.zones if old else ()), *new.zones)}
    return replace(old or new, events={**have, **newer}, zones=tuple(zones.values()), cancels=False)


def _version(event: Node) -> tuple[int, str]:
    """SEQUENCE and DTSTAMP: greater is newer (RFC 5546 2.1.5)."""
    sequence = event.text("SEQUENCE").strip()
    return int(sequence) if sequence.isdecimal() else 0, event.text("DTSTAMP").strip()


def _cancelled(event: Node, by: Node) -> Node:
    """The event as it stood, cancelled; of the cancellation only its version is taken."""
    values = {"STATUS": "CANCELLED", "SEQUENCE": str(_version(by)[0]), "DTSTAMP": _version(by)[1]}
    for name, value in values.items():
        if value:
            event = put(event, name, write_line(name, value, event.eol))
    return event
