"""Events made by hand: an occurrence from a few words of a table."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calsync.model import Attendee, Me, Occurrence, Person

ME = Me("Robin Falk", frozenset({"robin.falk@example.com"}))
START = datetime(2026, 3, 3, 10, tzinfo=ZoneInfo("Europe/Berlin"))


def person(text: str) -> Person:
    """ "Name <address>", "Name" or "<address>"."""
    m = re.fullmatch(r"([^<]*?)\s*(?:<(.+)>)?", text)
    assert m
    return Person(m[1] or None, m[2])


def event(
    title: str,
    text: str = "",
    by: str = "",
    guests: Sequence[str] = (),
    rooms: Sequence[str] = (),
    start: datetime = START,
    tz: str = "Europe/Berlin",
    **more: object,
) -> Occurrence:
    attendees = [Attendee(ME.name, "robin.falk@example.com", "ACCEPTED")]
    for guest in guests:
        who = person(guest)
        attendees.append(Attendee(who.name, who.email, cutype="ROOM" if who.email in rooms else "INDIVIDUAL"))
    return Occurrence(
        uid="sample",
        recurrence_id=None,
        source="sample",
        summary=title,
        start=start,
        end=start + timedelta(hours=1),
        all_day=False,
        tz=tz,
        description=text,
        organizer=person(by) if by else None,
        attendees=tuple(attendees) if by or guests else (),
        **more,  # type: ignore[arg-type]
    )
