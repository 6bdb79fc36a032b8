"""Bytes to occurrences: the one way calendars are read."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import BinaryIO

from calsync.errors import ItemError
from calsync.ical.content import Line, parse_lines, unfold
from calsync.ical.event import Event, own_lines, parse_event
from calsync.ical.expand import expand
from calsync.ical.occurrence import occurrence
from calsync.ical.split import split
from calsync.ical.zones import Zones, iana
from calsync.model import MARK_PROPERTY, UID_PREFIX, Notice, Occurrence, Query, Reading


def read_calendar(data: bytes | BinaryIO, query: Query, source: str, *, label: str | None = None) -> Reading:
    """What a calendar file holds of what the query asks for.

    Never raises for what is in the data: a component that cannot be read is a notice (file, line, UID),
    its UID is in ``unreadable``; a file that is none has ``error``. Occurrences come in order of start.
    """
    label = label or source
    content = data if isinstance(data, bytes) else data.read()
    text = content.decode("utf-8-sig", "replace")
    parts = split(text)
    if not parts.calendars and not parts.events:
        return Reading(source, error=f"{label} is not an iCalendar file: it has no BEGIN:VCALENDAR.")
    head = {line.name: line for block in parts.head for line in parse_lines(unfold(block))}
    zone = iana(_value(head, "X-WR-TIMEZONE")) or query.zone
    zones = Zones(parts.zones, zone)
    notices: list[Notice] = []
    unreadable: set[str] = set()
    families: dict[str, list[Event]] = defaultdict(list)
    for raw in parts.events:
        lines = own_lines(raw)
        uid = next((line.value.strip() for line in lines if line.name == "UID"), "")
        uid = uid or "calsync.no-uid." + hashlib.sha256(raw.text.encode()).hexdigest()[:32]
        if uid.startswith(UID_PREFIX) or any(line.name == MARK_PROPERTY for line in lines):
            continue
        try:
            families[uid].append(parse_event(raw, lines, uid, zones))
        except (ItemError, ValueError, KeyError, TypeError, AttributeError) as error:
            unreadable.add(uid)
            notices.append(_unreadable(source, label, raw.line, uid, error))
    found: list[Occurrence] = []
    method, product = _value(head, "METHOD").upper(), _value(head, "PRODID")
    for uid, family in families.items():
        try:
            found.extend(
                occurrence(instance, zone=zone, source=source, method=method, product=product)
                for instance in expand(family, query.window, zone)
            )
        except Exception as error:
            unreadable.add(uid)
            notices.append(_unreadable(source, label, family[0].line, uid, error))
    found.sort(key=lambda item: (item.start, item.uid, str(item.recurrence_id)))
    return Reading(
        source,
        tuple(found),
        events=len(parts.events),
        complete=parts.closed,
        notices=tuple(notices),
        unreadable=frozenset(unreadable),
    )


def _unreadable(source: str, label: str, line: int, uid: str, error: Exception) -> Notice:
    return Notice("unreadable_event", f"{label}, line {line}, UID {uid}: left out, {error}", source, uid)


def _value(head: dict[str, Line], name: str) -> str:
    return head[name].text.strip() if name in head else ""
