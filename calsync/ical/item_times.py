"""DATE and DATE-TIME values of a stored object, whatever zone another app put them in."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from calsync.ical.item_tree import Node, Tree, render
from calsync.ical.lines import Line
from calsync.ical.split import Raw
from calsync.ical.zones import Zones

_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z)?)?", re.ASCII)
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?", re.ASCII
)

Moment = datetime | date
"""An aware datetime in UTC; a naive one for a floating time; a date for an all-day value."""


def moment(line: Line | None, tree: Tree) -> Moment | None:
    """The value of a DATE or DATE-TIME property (RFC 5545 3.3.4, 3.3.5), None where it cannot be read.

    ``tree`` is the object it stands in, for the VTIMEZONE its TZID may name.
    """
    match = _TIME.fullmatch(line.value.strip()) if line else None
    if line is None or match is None:
        return None
    year, month, day, hour, minute, second, utc = match.groups()
    try:
        if hour is None:
            return _sane(date(int(year), int(month), int(day)))
        # A leap second is written as 60 (RFC 5545 3.3.12); Python knows none.
        clock = time(int(hour), int(minute), min(int(second), 59))
        naive = datetime.combine(date(int(year), int(month), int(day)), clock)
        zone = UTC if utc else _zone(line.params.get("TZID", ""), tree)
        return _sane(naive if zone is None else naive.replace(tzinfo=zone).astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def duration(line: Line | None) -> timedelta | None:
    """The value of a DURATION property (RFC 5545 3.3.6), None where it cannot be read."""
    match = _DURATION.fullmatch(line.value.strip()) if line else None
    if match is None:
        return None
    sign, *parts = match.groups()
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in parts)
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    return -length if sign == "-" else length


def due(node: Node, tree: Tree) -> Moment | None:
    """When a VTODO is due: DUE, or DTSTART with DURATION. When a VEVENT is: its start."""
    start = moment(node.first("DTSTART"), tree)
    return start if node.name == "VEVENT" else _end(node, tree, "DUE", start)


def event_end(node: Node, tree: Tree) -> Moment | None:
    """DTEND, or DTSTART with DURATION."""
    return _end(node, tree, "DTEND", moment(node.first("DTSTART"), tree))


def _end(node: Node, tree: Tree, name: str, start: Moment | None) -> Moment | None:
    written = node.first(name)
    if written is not None:
        return moment(written, tree)
    length = duration(node.first("DURATION"))
    try:
        return None if start is None or length is None else _sane(start + length)
    except OverflowError:
        return None


def _sane(value: Moment) -> Moment | None:
    """No follow-up is due at the edges of time, where moving a value to another zone overflows."""
    return value if 1900 <= value.year <= 9000 else None


def instant(value: Moment, zone: tzinfo = UTC) -> datetime:
    """``value`` as an aware UTC datetime; floating times and dates are read in ``zone``.

    A date is due until its end: 23:59, so that nothing is overdue on the day itself.
    """
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(23, 59))
    if value.tzinfo is None:
        value = value.replace(tzinfo=zone)
    return value.astimezone(UTC)


def stamp(value: Moment) -> str:
    """As iCalendar writes it: ``20260301T100000Z``, floating without the Z, a date as ``20260301``."""
    if not isinstance(value, datetime):
        return f"{value.year:04}{value.month:02}{value.day:02}"
    if value.tzinfo is not None:
        value = value.astimezone(UTC)
    clock = f"{value.hour:02}{value.minute:02}{value.second:02}"
    return f"{value.year:04}{value.month:02}{value.day:02}T{clock}{'' if value.tzinfo is None else 'Z'}"


def _zone(tzid: str, tree: Tree) -> tzinfo | None:
    """The zone a TZID names, here in this object; None (floating) where nobody knows it."""
    if not tzid:
        return None
    nodes = (node for top in tree if isinstance(top, Node) for node in top.nodes("VTIMEZONE"))
    return _known(tzid, tuple(render((node,)) for node in nodes if node.text("TZID") == tzid))


@lru_cache(maxsize=64)
def _known(tzid: str, definitions: tuple[bytes, ...]) -> tzinfo | None:
    zones = [Raw("VTIMEZONE", definition, offset=0, calendar=1) for definition in definitions]
    return Zones(zones, ZoneInfo("UTC")).get(tzid)
