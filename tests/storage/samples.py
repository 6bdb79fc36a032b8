"""Follow-ups to store: ordinary ones, and some nobody would wish for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from calsync.ical.item import Content, new_item
from calsync.model import Component, Key, Kind

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MARK = '{"v":1,"key":"thank_you/abc/0","digests":["a,b;c"]}'

HOSTILE = [
    'Thank "Priya"; Raman, (Nimbus \\ Co)\\n',
    "Injected\r\nATTENDEE:mailto:boss@example.com\r\nX: y",
    "\x1b[31mred\x1b[0m \x07 \x00 \x9b31m",
    "\u202edesrever\u202c and \u200eltr",
    "日本語のとても長い題名" * 30,
    "👩‍👩‍👧‍👦 🇩🇪 ✓ e\u0301 \ufeff",
    "line\u2028separator\u2029paragraph\x85next\x0bvt\x0cff",
    "   blanks\t\t around   ",
    "BEGIN:VEVENT\nEND:VTODO\nEND:VCALENDAR",
]


def content(summary: str = "Thank Priya Raman (Nimbus) today", days: int = 1, **changes: object) -> Content:
    values = {
        "summary": summary,
        "description": "Why: it is the day.\n\n<mailto:priya@nimbus.example?subject=Thank%20you>\n",
        "due": NOW + timedelta(days=days),
        "priority": 5,
        "categories": ("calsync", "job search"),
    }
    return Content(**{**values, **changes})  # type: ignore[arg-type]


def uid(number: int) -> str:
    return Key(Kind.THANK_YOU, f"interview-{number}").uid()


def item(
    number: int = 0, what: Content | None = None, component: Component = Component.VTODO, mark: str = MARK
) -> bytes:
    return new_item(uid(number), what or content(), component, mark, NOW)


def shared_calendar(end: str = "\r\n", events: int = 300) -> bytes:
    """A calendar as people have them: a time zone, many events, tasks, text that mentions calsync."""
    zone = [
        "BEGIN:VTIMEZONE",
        "TZID:Europe/Berlin",
        "BEGIN:STANDARD",
        "DTSTART:19701025T030000",
        "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
        "TZOFFSETFROM:+0200",
        "TZOFFSETTO:+0100",
        "END:STANDARD",
        "BEGIN:DAYLIGHT",
        "DTSTART:19700329T020000",
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0200",
        "END:DAYLIGHT",
        "END:VTIMEZONE",
    ]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Example//Calendar//EN",
        "X-WR-CALNAME:calsync-x",
        *zone,
    ]
    for number in range(events):
        lines += [
            "BEGIN:VEVENT",
            f"UID:event-{number}@example.com",
            "DTSTAMP:20260101T000000Z",
            f"DTSTART;TZID=Europe/Berlin:202603{number % 28 + 1:02}T100000",
            "DURATION:PT1H",
            f"SUMMARY:Meeting {number}",
            "DESCRIPTION:we tried calsync-0815 and X-CALSYNC\\nBEGIN:VTODO\\n" + "long " * 20,
            " folded BEGIN:VTODO",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-PT15M",
            "DESCRIPTION:calsync-alarm",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines += [
        "BEGIN:VTODO",
        "UID:mine@example.com",
        "SUMMARY:Buy milk — süß",
        "END:VTODO",
        "END:VCALENDAR",
        "",
    ]
    return end.join(lines).encode()
