"""What an event says, read from its lines once, for all of its instances."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from calsync.digests import blake2b
from calsync.ical.content import Line, Lines, split_list
from calsync.ical.event import sequence_of
from calsync.ical.html import looks_like_html, plain
from calsync.model import Attendee, Person

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


class Said(NamedTuple):
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


def said(lines: Lines, method: str) -> Said:
    """From the lines of an event in a calendar with this METHOD."""
    text, named = lines.text, lines.named
    return Said(
        summary=_one_line(text("SUMMARY")),
        description=_description(lines),
        location=_readable(text("LOCATION")),
        url=text("URL").strip(),
        conference=_conference(lines),
        categories=tuple(
            word
            for line in named.get("CATEGORIES", ())
            for item in split_list(line.value)
            if (word := item.strip())
        ),
        organizer=_person(named["ORGANIZER"][0]) if "ORGANIZER" in named else None,
        attendees=tuple(map(_attendee, named.get("ATTENDEE", ()))),
        status="CANCELLED" if method == "CANCEL" else text("STATUS").strip().upper(),
        busy=(text("X-MICROSOFT-CDO-BUSYSTATUS") or text("TRANSP")).strip().upper(),
        sequence=sequence_of(lines),
        dtstamp=_utc(text("DTSTAMP")),
        content=digest(lines.all, method),
    )


def digest(lines: Iterable[Line], *more: str) -> str:
    """Digest of everything detection may look at; the order of the lines does not matter."""
    known = sorted(
        f"{line.name}\x1f{line.params}\x1f{line.value}" for line in lines if line.name not in _SILENT
    )
    return blake2b("\x1e".join((*known, *more)).encode(), digest_size=16).hexdigest()


def _conference(lines: Lines) -> str:
    if _CONFERENCE.isdisjoint(lines.named):
        return ""
    return " ".join(dict.fromkeys(line.text.strip() for line in lines.all if line.name in _CONFERENCE))


def _description(lines: Lines) -> str:
    text = _readable(lines.text("DESCRIPTION"))
    return text if text or "X-ALT-DESC" not in lines.named else plain(lines.text("X-ALT-DESC"))


def _readable(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain(text) if "<" in text and looks_like_html(text) else text.strip()


def _one_line(text: str) -> str:
    return " ".join(_readable(text).split())


def _person(line: Line) -> Person:
    return Person(name=_name(line), email=_email(line))


def _attendee(line: Line) -> Attendee:
    return Attendee(
        name=_name(line),
        email=_email(line),
        partstat=_upper(line.param("PARTSTAT")) or "NEEDS-ACTION",
        role=_upper(line.param("ROLE")) or "REQ-PARTICIPANT",
        cutype=_upper(line.param("CUTYPE")) or "INDIVIDUAL",
    )


_upper = lru_cache(maxsize=256)(str.upper)
"""Of thousands of attendees these few are the same."""


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
    digits = text.strip().rstrip("Zz")
    if len(digits) != 15 or digits[8] != "T":
        return None
    try:
        return datetime.fromisoformat(digits).replace(tzinfo=UTC)
    except ValueError:
        return None
