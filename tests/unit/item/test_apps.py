"""Follow-ups as well-known programs give them back, written in their manner; what they mean, and a patch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from calsync.ical.item import Content, Field, patch_item, read_item
from calsync.model import State, Stored

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)

BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
X-LIC-LOCATION:Europe/Berlin
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
END:VTIMEZONE
"""

WINDOWS = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


@dataclass(frozen=True)
class Case:
    """What an app made of it, what that means, and its lines after DUE was moved to 20260310T100000Z."""

    text: str
    state: State
    due: str
    mark: str | None
    changed: dict[str, str]


CASES = {
    "a task app on the phone, completed": Case(
        """BEGIN:VCALENDAR
VERSION:2.0
PRODID:+//IDN tasks.org//android-130604//EN
BEGIN:VTODO
DTSTAMP:20260303T081500Z
UID:calsync-1
CREATED:20260302T090000Z
LAST-MODIFIED:20260303T081455Z
SUMMARY:Thank Priya\\, today
PRIORITY:5
CLASS:PRIVATE
DUE:20260303T090000Z
COMPLETED:20260303T081455Z
PERCENT-COMPLETE:100
STATUS:COMPLETED
X-APPLE-SORT-ORDER:794217295
CATEGORIES:calsync,job search
X-CALSYNC:mark
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:Thank Priya\\, today
TRIGGER;VALUE=DATE-TIME:20260303T090000Z
UID:calsync-1-alarm
END:VALARM
END:VTODO
END:VCALENDAR
""",
        State.DONE,
        "2026-03-03T09:00:00Z",
        "mark",
        {
            "DUE:20260303T090000Z": "DUE:20260310T100000Z",
            "TRIGGER;VALUE=DATE-TIME:20260303T090000Z": "TRIGGER;VALUE=DATE-TIME:20260310T100000Z",
        },
    ),
    "a desktop calendar, moved in its own zone, alarm acknowledged": Case(
        f"""BEGIN:VCALENDAR
PRODID:-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN
VERSION:2.0
{BERLIN}BEGIN:VTODO
CREATED:20260302T090000Z
LAST-MODIFIED:20260303T070000Z
DTSTAMP:20260303T070000Z
UID:calsync-1
SUMMARY:Thank Priya
STATUS:IN-PROCESS
DTSTART;TZID=Europe/Berlin:20260303T080000
DUE;TZID=Europe/Berlin:20260303T180000
PERCENT-COMPLETE:20
X-MOZ-LASTACK:20260303T070000Z
X-MOZ-GENERATION:3
SEQUENCE:1
X-CALSYNC:mark
BEGIN:VALARM
ACTION:DISPLAY
TRIGGER:-PT15M
DESCRIPTION:Standard
END:VALARM
END:VTODO
END:VCALENDAR
""",
        State.OPEN,
        "2026-03-03T17:00:00Z",
        "mark",
        {"DUE;TZID=Europe/Berlin:20260303T180000": "DUE:20260310T100000Z"},
    ),
    "a web calendar that keeps no unknown property, ticked": Case(
        f"""BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
X-WR-TIMEZONE:Europe/Berlin
{BERLIN}BEGIN:VEVENT
DTSTART;TZID=Europe/Berlin:20260303T100000
DTEND;TZID=Europe/Berlin:20260303T101500
DTSTAMP:20260303T081500Z
UID:calsync-1
CLASS:PRIVATE
CREATED:20260302T090000Z
DESCRIPTION:Why
LAST-MODIFIED:20260303T081455Z
SEQUENCE:0
STATUS:CONFIRMED
SUMMARY:✓ Thank Priya
TRANSP:TRANSPARENT
BEGIN:VALARM
ACTION:DISPLAY
DESCRIPTION:This is an event reminder
TRIGGER:-P0DT0H0M0S
END:VALARM
END:VEVENT
END:VCALENDAR
""",
        State.DONE,
        "2026-03-03T09:00:00Z/2026-03-03T09:15:00Z",
        None,
        {
            "DTSTART;TZID=Europe/Berlin:20260303T100000": "DTSTART:20260310T100000Z",
            "DTEND;TZID=Europe/Berlin:20260303T101500": "DTEND:20260310T101500Z",
        },
    ),
    "an office server, cancelled, in a zone with a name of its own": Case(
        f"""BEGIN:VCALENDAR
METHOD:PUBLISH
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
{WINDOWS}BEGIN:VEVENT
SUMMARY;LANGUAGE=de-DE:Danke sagen
DTSTART;TZID=W. Europe Standard Time:20260303T100000
DTEND;TZID=W. Europe Standard Time:20260303T101500
UID:calsync-1
CLASS:PRIVATE
PRIORITY:5
DTSTAMP:20260303T081500Z
TRANSP:TRANSPARENT
STATUS:CANCELLED
SEQUENCE:4
X-MICROSOFT-CDO-BUSYSTATUS:FREE
X-CALSYNC:mark
BEGIN:VALARM
DESCRIPTION:REMINDER
TRIGGER;RELATED=START:PT0M
ACTION:DISPLAY
END:VALARM
END:VEVENT
END:VCALENDAR
""",
        State.CANCELLED,
        "2026-03-03T09:00:00Z/2026-03-03T09:15:00Z",
        "mark",
        {
            "DTSTART;TZID=W. Europe Standard Time:20260303T100000": "DTSTART:20260310T100000Z",
            "DTEND;TZID=W. Europe Standard Time:20260303T101500": "DTEND:20260310T101500Z",
        },
    ),
    "a reminders app, made all-day": Case(
        """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Apple Inc.//iOS 17.1//EN
CALSCALE:GREGORIAN
BEGIN:VTODO
CREATED:20260302T090000Z
UID:calsync-1
SUMMARY:Thank Priya
DTSTART;VALUE=DATE:20260303
DUE;VALUE=DATE:20260303
STATUS:NEEDS-ACTION
DTSTAMP:20260303T081500Z
X-APPLE-SORT-ORDER:1
X-CALSYNC:mark
BEGIN:VALARM
X-WR-ALARMUID:4F0C
UID:calsync-1-alarm
TRIGGER;VALUE=DATE-TIME:20260303T090000Z
ACKNOWLEDGED:20260303T085959Z
DESCRIPTION:Reminder
ACTION:DISPLAY
END:VALARM
END:VTODO
END:VCALENDAR
""",
        State.OPEN,
        "2026-03-03",
        "mark",
        {
            "DTSTART;VALUE=DATE:20260303": "DTSTART:20260303T235900Z",
            "DUE;VALUE=DATE:20260303": "DUE:20260310T100000Z",
            "TRIGGER;VALUE=DATE-TIME:20260303T090000Z": "TRIGGER;VALUE=DATE-TIME:20260310T100000Z",
        },
    ),
}

VERSION = ("DTSTAMP:", "LAST-MODIFIED:", "SEQUENCE:", "X-CALSYNC:")


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_what_an_app_made_of_it_is_understood_and_kept(name: str, end: str) -> None:
    case = CASES[name]
    before = case.text.replace("\n", end).encode()
    item = read_item(Stored("h", "e", before))
    assert (item.state, item.values[Field.DUE], item.mark) == (case.state, case.due, case.mark)
    assert item.summary.startswith(("Thank Priya", "Danke"))

    content = Content("unused", "unused", datetime(2026, 3, 10, 10, 0, tzinfo=UTC), 1, ())
    after = patch_item(before, content, frozenset({Field.DUE}), "new", NOW).decode()
    expected = [case.changed.get(line, line) for line in case.text.splitlines()]
    assert [line for line in after.split(end) if not line.startswith(VERSION)] == [
        line for line in [*expected, ""] if not line.startswith(VERSION)
    ]
    assert f"X-CALSYNC:new{end}" in after
    assert read_item(Stored("h", "e", after.encode())).state is case.state
