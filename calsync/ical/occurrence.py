"""From an instance to the Occurrence that the rest of calsync knows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calsync.ical.content import Line, split_list
from calsync.ical.event import Event, sequence_of
from calsync.ical.html import looks_like_html, plain
from calsync.ical.instance import Instance, identity, instant
from calsync.model import Attendee, Occurrence, Person

_SILENT = frozenset(
    [
        "DTSTAMP",
        "CREATED",
        "LAST-MODIFIED",
        "SEQUENCE",
        "RRULE",
        "RDATE",
        "EXDATE",
        "UID",
        "TRANSP",
        "PRIORITY",
        "CLASS",
        "X-MOZ-GENERATION",
        "X-MOZ-LASTACK",
        "X-MOZ-SNOOZE-TIME",
        "X-MICROSOFT-CDO-APPT-SEQUENCE",
        "X-MICROSOFT-CDO-OWNERAPPTID",
        "X-APPLE-CREATOR-IDENTITY",
        "X-APPLE-CREATOR-TEAM-IDENTITY",
    ]
)
"""What a server rewrites without the event having changed: left out of the content digest."""

_CONFERENCE = frozenset(
    (
        "CONFERENCE",
        "X-CONFERENCE-URL",
        "X-GOOGLE-CONFERENCE",
        "X-MICROSOFT-ONLINEMEETINGCONFLINK",
        "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
        "X-MICROSOFT-SKYPETEAMSMEETINGURL",
        "X-TELEMOST-CONFERENCE",
    )
)


def occurrence(instance: Instance, *, zone: ZoneInfo, source: str) -> Occurrence:
    """The Occurrence of an instance; ``zone`` reads what has no zone of its own."""
    event, begin, finish, rid, overridden = instance
    start, end = instant(begin, zone), instant(finish, zone)
    said = _said(event)
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


class _Said(NamedTuple):
    """What all instances of an event share, by the names of Occurrence."""

    summary: str
    description: str
    location: str
    url: str
    conference: str
    categories: tuple[str, ...]
    organizer: Person | None
    attendees: tuple[Attendee, ...]
    status: str
    busy: str
    sequence: int
    dtstamp: datetime | None
    content: str


@lru_cache(maxsize=4)
def _said(event: Event) -> _Said:
    """Read once: the instances of an event come one after the other."""
    method = event.head.method
    return _Said(
        summary=_one_line(event.text("SUMMARY")),
        description=_description(event),
        location=_readable(event.text("LOCATION")),
        url=_value(event.first("URL")),
        conference=" ".join(dict.fromkeys(_value(line) for line in event.lines if line.name in _CONFERENCE)),
        categories=tuple(
            word
            for line in event.all("CATEGORIES")
            for item in split_list(line.value)
            if (word := item.strip())
        ),
        organizer=next((_person(line) for line in event.all("ORGANIZER")), None),
        attendees=tuple(_attendee(line) for line in event.all("ATTENDEE")),
        status="CANCELLED" if method == "CANCEL" else event.text("STATUS").strip().upper(),
        busy=(event.text("X-MICROSOFT-CDO-BUSYSTATUS") or event.text("TRANSP")).strip().upper(),
        sequence=sequence_of(event.lines),
        dtstamp=_utc(event.text("DTSTAMP")),
        content=digest(event.lines, method),
    )


def digest(lines: Iterable[Line], *more: str) -> str:
    """Digest of everything detection may look at; the order of the lines does not matter."""
    known = sorted(
        f"{line.name}\x1f{line.params}\x1f{line.value}" for line in lines if line.name not in _SILENT
    )
    return hashlib.blake2b("\x1e".join((*known, *more)).encode(), digest_size=16).hexdigest()


def _description(event: Event) -> str:
    text = _readable(event.text("DESCRIPTION"))
    if text.strip():
        return text
    return next((plain(line.text) for line in event.all("X-ALT-DESC")), text)


def _readable(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain(text) if looks_like_html(text) else text.strip()


def _one_line(text: str) -> str:
    return " ".join(_readable(text).split())


def _value(line: Line | None) -> str:
    return "" if line is None else line.text.strip()


def _person(line: Line) -> Person:
    return Person(name=_name(line), email=_email(line))


def _attendee(line: Line) -> Attendee:
    return Attendee(
        name=_name(line),
        email=_email(line),
        partstat=line.param("PARTSTAT").upper() or "NEEDS-ACTION",
        role=line.param("ROLE").upper() or "REQ-PARTICIPANT",
        cutype=line.param("CUTYPE").upper() or "INDIVIDUAL",
    )


def _name(line: Line) -> str | None:
    name = " ".join(line.param("CN").split())
    return name if name and name.lower() != _email(line) else None


def _email(line: Line) -> str | None:
    for value in (line.value, line.param("EMAIL")):
        address = (
            value.strip().removeprefix("mailto:").removeprefix("MAILTO:").removeprefix("Mailto:").lower()
        )
        if "@" in address and " " not in address:
            return address
    return None


def _utc(text: str) -> datetime | None:
    try:
        return datetime.strptime(text.strip().rstrip("Zz"), "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
