"""From the instances of an event to the Occurrences that the rest of calsync knows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from calsync.ical.event import Event
from calsync.ical.instance import Instance, identity, instant
from calsync.ical.said import Said
from calsync.model import Occurrence


def occurrences(
    event: Event, instances: Iterable[Instance], said: Said, *, zone: ZoneInfo, source: str
) -> list[Occurrence]:
    """One for each instance of ``event``, which says ``said``; ``zone`` reads what has no zone of its own."""
    uid, (method, product, _) = event.uid, event.head
    about = (
        said.description,
        said.location,
        said.url,
        said.conference,
        said.categories,
        said.organizer,
        said.attendees,
        said.status,
        method,
        said.busy,
        said.sequence,
        said.dtstamp,
    )
    summary, content = said.summary, said.content
    found = []
    for _, begin, finish, rid, overridden in instances:
        start, end = instant(begin, zone), instant(finish, zone)
        recurrence: date | None
        # How long it is follows from its lines, and where it is meant by the wall clock, so does the zone.
        when: date | float = begin
        if start is not begin:
            recurrence = identity(rid, zone)
        elif rid is begin:
            recurrence = utc = start.astimezone(UTC)
            when = utc.timestamp()  # of the same moment, in a quarter of the time
        else:
            recurrence = identity(rid, zone)
            when = start.timestamp()
        end = end if end > start else start
        tz = getattr(start.tzinfo, "key", zone.key)
        all_day = not isinstance(begin, datetime)
        recurring = rid is not None and not overridden
        digest = f"{content} {when}"
        # By position and past the constructor: this runs for every instance, and either costs as much again.
        values = uid, recurrence, source, summary, start, end, all_day, tz, *about, recurring, product, digest
        found.append(tuple.__new__(Occurrence, values))
    return found
