"""An instance of an event, and the moments in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from calsync.ical.event import Event


class Instance(NamedTuple):
    """One instance as iCalendar says it: dates stay dates, floating times stay floating."""

    event: Event
    start: date
    end: date
    rid: date | None
    """RECURRENCE-ID, also of an instance without override; None outside of a series."""
    overridden: bool


def instant(moment: date, zone: tzinfo) -> datetime:
    """As an aware datetime: a date is its midnight, a floating time its wall time, in ``zone``."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=zone)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def identity(rid: date | None, zone: tzinfo) -> datetime | date | None:
    """A RECURRENCE-ID as it enters an identity: a UTC instant, or the date of an all-day series."""
    return instant(rid, zone).astimezone(UTC) if isinstance(rid, datetime) else rid
