"""The instances of an event, its overrides and its rules, inside a window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from calsync.ical.event import Event
from calsync.model import Window


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance as iCalendar says it: dates stay dates, floating times stay floating."""

    event: Event
    start: date
    end: date
    rid: date | None
    overridden: bool


def expand(family: Sequence[Event], window: Window, zone: tzinfo) -> Iterator[Instance]:
    """Instances of all components of one UID that touch the window."""
    from icalendar import Calendar
    from recurring_ical_events import of

    calendar = Calendar()
    for number, event in enumerate(family):
        event.when["X-NUMBER"] = str(number)
        calendar.add_component(event.when)
    series = any(event.recurs or "RECURRENCE-ID" in event.when for event in family)
    since, until = (moment.astimezone(zone) for moment in (window.since, window.until))
    for component in of(calendar).between(since, until):
        event = family[int(component["X-NUMBER"])]
        start, end = component["DTSTART"].dt, component["DTEND"].dt
        override = event.when.get("RECURRENCE-ID")
        rid = start
        if override is not None:
            rid = override.dt
            moved = event.when["DTSTART"].dt
            if override.params.get("RANGE") == "THISANDFUTURE" and start != moved:
                rid = start - (moved - rid)
                override = None
        yield Instance(event, start, end, rid if series else None, override is not None)


def instant(moment: date, zone: tzinfo) -> datetime:
    """As an aware datetime: a date is its midnight, a floating time its wall time, in ``zone``."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=zone)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def identity(rid: date | None, zone: tzinfo) -> datetime | date | None:
    """A RECURRENCE-ID as it enters an identity: a UTC instant, or the date of an all-day series."""
    return instant(rid, zone).astimezone(UTC) if isinstance(rid, datetime) else rid
