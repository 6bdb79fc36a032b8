"""Occurrences for tests, with as little said as possible."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from calsync.detect import Settings
from calsync.model import Attendee, Me, Occurrence, Person

ME = Me(
    "Dana Okafor",
    frozenset({"dana@home.example", "dana@brightloom.example"}),
    frozenset({"brightloom.example"}),
)
SETTINGS = Settings(me=ME, zone=ZoneInfo("Europe/Berlin"))
START = datetime(2026, 3, 10, 14, tzinfo=UTC)


def event(
    summary: str,
    description: str = "",
    *,
    uid: str = "one",
    source: str = "work",
    start: datetime = START,
    minutes: int = 60,
    organizer: str | None = None,
    to: str = "dana@home.example",
    others: tuple[str, ...] = (),
    sequence: int = 0,
    status: str = "",
) -> Occurrence:
    """``organizer`` and ``others`` are addresses; an organised event is sent ``to`` the user."""
    people = (to, *others) if organizer else others
    return Occurrence(
        uid=uid,
        recurrence_id=None,
        source=source,
        summary=summary,
        start=start,
        end=start + timedelta(minutes=minutes),
        all_day=False,
        tz="Europe/Berlin",
        description=description,
        organizer=Person(None, organizer) if organizer else None,
        attendees=tuple(Attendee(None, person) for person in people),
        status=status,
        sequence=sequence,
        content=f"{summary}{description}{sequence}",
    )
