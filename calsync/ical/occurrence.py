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
        all_day = not isinstance(begin, datetime)
        # How long it is follows from its lines, and where it is meant by the wall clock, so does the zone.
        when: date | float = begin
        if rid is begin and not all_day:
            recurrence: date | None = (utc := start.astimezone(UTC))
            if start is begin:
                when = utc.timestamp()  # of the same moment, in a quarter of the time
        else:
            recurrence = identity(rid, zone)
            if start is begin:
                when = start.timestamp()
        end = end if end > start else start
        tz = getattr(start.tzinfo, "key", zone.key)
        recurring = rid is not None and not overridden
        # By position: this runs for every instance, and two dozen names would cost as much again.
        found.append(
            Occurrence(
                uid,
                recurrence,
                source,
                summary,
                start,
                end,
                all_day,
                tz,
                *about,
                recurring,
                product,
                f"{content} {when}",
            )
        )
    return found
