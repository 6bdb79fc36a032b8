"""How Google, Outlook and Nextcloud write events: UIDs, zones, HTML, folding. Values in, lines out."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable
from dataclasses import dataclass

EUROPE = ("-1SU", 3, "020000", "-1SU", 10, "030000")
AMERICA = ("2SU", 3, "020000", "1SU", 11, "020000")


@dataclass(frozen=True)
class Zone:
    """A TZID as a product writes it, the IANA zone behind it, and the rules of its VTIMEZONE."""

    tzid: str
    iana: str
    standard: str
    daylight: str
    rules: tuple[str, int, str, str, int, str] | None


ZONES = (
    Zone("Europe/Berlin", "Europe/Berlin", "+0100", "+0200", EUROPE),
    Zone("Europe/London", "Europe/London", "+0000", "+0100", ("-1SU", 3, "010000", "-1SU", 10, "020000")),
    Zone("America/New_York", "America/New_York", "-0500", "-0400", AMERICA),
    Zone("America/Los_Angeles", "America/Los_Angeles", "-0800", "-0700", AMERICA),
    Zone("Asia/Kolkata", "Asia/Kolkata", "+0530", "+0530", None),
    Zone("W. Europe Standard Time", "Europe/Berlin", "+0100", "+0200", EUROPE),
    Zone("Eastern Standard Time", "America/New_York", "-0500", "-0400", AMERICA),
)
IANA, WINDOWS = ZONES[:5], ZONES[5:]


@dataclass(frozen=True)
class Style:
    """How one product writes events."""

    uid: Callable[[random.Random], str]
    zones: tuple[Zone, ...]
    html: bool
    alt_desc: bool
    extras: tuple[str, ...]


STYLES = {
    "google": Style(
        uid=lambda r: f"{r.getrandbits(128):026x}"[:26] + "@google.com",
        zones=IANA,
        html=True,
        alt_desc=False,
        extras=("TRANSP:OPAQUE", "X-GOOGLE-CONFERENCE:https://meet.example.com/abc-defg-hij"),
    ),
    "outlook": Style(
        uid=lambda r: "040000008200E00074C5B7101A82E008" + f"{r.getrandbits(256):064X}",
        zones=WINDOWS,
        html=False,
        alt_desc=True,
        extras=(
            "CLASS:PUBLIC",
            "PRIORITY:5",
            "X-MICROSOFT-CDO-APPT-SEQUENCE:0",
            "X-MICROSOFT-CDO-OWNERAPPTID:2119384756",
            "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
            "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY",
            "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE",
            "X-MICROSOFT-CDO-IMPORTANCE:1",
            "X-MICROSOFT-DISALLOW-COUNTER:FALSE",
        ),
    ),
    "nextcloud": Style(
        uid=lambda r: "-".join(f"{r.getrandbits(4 * n):0{n}x}" for n in (8, 4, 4, 4, 12)),
        zones=IANA,
        html=False,
        alt_desc=False,
        extras=("X-MOZ-GENERATION:3", "CATEGORIES:Termine,Büro"),
    ),
}
STYLE_WEIGHTS = (45, 35, 20)


def fold(line: str) -> str:
    """RFC 5545 3.1: lines of at most 75 octets, never splitting a character."""
    if len(line) <= 75 and line.isascii():
        return line
    if line.isascii():
        return "\r\n ".join((line[:75], *(line[i : i + 74] for i in range(75, len(line), 74))))
    pieces, piece, size = [], 0, 0
    for index, octets in enumerate(map(len, map(str.encode, line))):
        if size + octets > 75:
            pieces.append(line[piece:index])
            piece, size = index, 1
        size += octets
    return "\r\n ".join((*pieces, line[piece:]))


def escape(text: str) -> str:
    """RFC 5545 3.3.11."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def attendee(name: str, mail: str, partstat: str) -> str:
    return (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};RSVP=TRUE;"
        f'CN="{name}";X-NUM-GUESTS=0:mailto:{mail}'
    )


def as_html(text: str) -> str:
    return "".join(f"<p>{part}</p>" for part in text.split("\n\n")).replace("\n", "<br>")


def as_outlook_html(text: str) -> str:
    head = (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">\n<HTML>\n<HEAD>\n'
        '<META NAME="Generator" CONTENT="MS Exchange Server version 16.0">\n<TITLE></TITLE>\n</HEAD>\n'
        "<BODY>\n"
    )
    span = '<P DIR=LTR><SPAN LANG="en-us"><FONT FACE="Calibri">{}</FONT></SPAN></P>\n'
    return head + "".join(span.format(p) for p in text.split("\n\n")) + "</BODY>\n</HTML>"


@functools.cache
def vtimezone(zone: Zone) -> tuple[str, ...]:
    """The zone's rules as products write them (RFC 5545 3.6.5)."""

    def part(kind: str, source: str, goal: str, begin: str, rule: tuple[str, ...]) -> tuple[str, ...]:
        head = (f"BEGIN:{kind}", f"TZOFFSETFROM:{source}", f"TZOFFSETTO:{goal}", f"DTSTART:{begin}")
        return (*head, *rule, f"END:{kind}")

    std, dst, year = zone.standard, zone.daylight, "1601" if zone in WINDOWS else "1970"
    if zone.rules is None:
        body = part("STANDARD", std, std, f"{year}0101T000000", ())
    else:
        spring, march, at, autumn, october, back = zone.rules
        body = part(
            "DAYLIGHT", std, dst, f"{year}0101T{at}", (f"RRULE:FREQ=YEARLY;BYDAY={spring};BYMONTH={march}",)
        ) + part(
            "STANDARD",
            dst,
            std,
            f"{year}0101T{back}",
            (f"RRULE:FREQ=YEARLY;BYDAY={autumn};BYMONTH={october}",),
        )
    return ("BEGIN:VTIMEZONE", f"TZID:{zone.tzid}", *body, "END:VTIMEZONE")


def blob(*groups: tuple[str, ...]) -> bytes:
    return "".join(fold(line) + "\r\n" for group in groups for line in group).encode()
