"""From an instance to the Occurrence that the rest of calsync knows."""

from __future__ import annotations

import hashlib
from datetime import datetime
from zoneinfo import ZoneInfo

from calsync.ical.instance import Instance, identity, instant
from calsync.ical.said import Said
from calsync.model import Occurrence


def occurrence(instance: Instance, said: Said, *, zone: ZoneInfo, source: str) -> Occurrence:
    """The Occurrence of an instance; ``zone`` reads what has no zone of its own."""
    event, begin, finish, rid, overridden = instance
    start, end = instant(begin, zone), instant(finish, zone)
    when = f"{said.content}{begin.isoformat()}{finish.isoformat()}"
    # By position: this runs for every instance, and two dozen names would cost as much again.
    return Occurrence(
        event.uid,
        identity(rid, zone),
        source,
        said.summary,
        start,
        max(start, end),
        not isinstance(begin, datetime),
        getattr(start.tzinfo, "key", zone.key),
        said.description,
        said.location,
        said.url,
        said.conference,
        said.categories,
        said.organizer,
        said.attendees,
        said.status,
        event.head.method,
        said.busy,
        said.sequence,
        said.dtstamp,
        rid is not None and not overridden,
        event.head.product,
        hashlib.blake2b(when.encode(), digest_size=16).hexdigest(),
    )
