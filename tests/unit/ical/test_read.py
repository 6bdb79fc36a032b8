"""What is read from calendars as other programs write them, and from what is none."""

from __future__ import annotations

import time
import tracemalloc
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from calsync.ical.read import read_calendar
from calsync.model import Attendee, Occurrence, Person, Reading
from tests.unit.ical.calendars import BERLIN, calendar, event, folded, query


def read(*parts: str, head: tuple[str, ...] = (), **more: object) -> Reading:
    return read_calendar(calendar(*parts, head=head), query(**more), "cal", label="cal.ics")


def one(*lines: str, head: tuple[str, ...] = ()) -> Occurrence:
    more = () if any(line.startswith("UID") for line in lines) else ("UID:u",)
    reading = read(event(*more, *lines), head=head)
    assert not reading.notices
    (found,) = reading.occurrences
    return found


def test_every_field_is_filled() -> None:
    found = one(
        "DTSTART;TZID=Europe/Berlin:20260303T100000",
        "DTEND;TZID=Europe/Berlin:20260303T110000",
        "SUMMARY:Interview\\, round 2",
        "DESCRIPTION:Hello\\nworld \\; all",
        "LOCATION:Room 1",
        "URL:https://example.com/x",
        "X-GOOGLE-CONFERENCE:https://meet.example.com/abc",
        "CATEGORIES:Jobs,Work\\, other",
        'ORGANIZER;CN="Roe, Jane":MAILTO:Jane@Acme.example',
        "ATTENDEE;CN=Dana;PARTSTAT=accepted;ROLE=OPT-PARTICIPANT;CUTYPE=ROOM:mailto:dana@example.com",
        "STATUS:confirmed",
        "X-MICROSOFT-CDO-BUSYSTATUS:tentative",
        "SEQUENCE:3",
        "DTSTAMP:20260201T080000Z",
        head=("PRODID:-//Acme//EN", "METHOD:request"),
    )
    assert found.summary == "Interview, round 2"
    assert found.description == "Hello\nworld ; all"
    assert (found.start, found.end) == (
        datetime(2026, 3, 3, 10, tzinfo=BERLIN),
        datetime(2026, 3, 3, 11, tzinfo=BERLIN),
    )
    assert (found.tz, found.all_day, found.recurrence_id, found.recurring) == (
        "Europe/Berlin",
        False,
        None,
        False,
    )
    assert found.categories == ("Jobs", "Work, other")
    assert found.organizer == Person("Roe, Jane", "jane@acme.example")
    assert found.attendees == (Attendee("Dana", "dana@example.com", "ACCEPTED", "OPT-PARTICIPANT", "ROOM"),)
    assert (found.status, found.method, found.busy, found.product) == (
        "CONFIRMED",
        "REQUEST",
        "TENTATIVE",
        "-//Acme//EN",
    )
    assert (found.sequence, found.dtstamp) == (3, datetime(2026, 2, 1, 8, tzinfo=UTC))
    assert found.conference == "https://meet.example.com/abc"
    assert (found.url, found.location) == ("https://example.com/x", "Room 1")


def test_content_changes_with_the_text_and_not_with_the_stamp() -> None:
    lines = (
        "DTSTART:20260303T100000Z",
        "SUMMARY:a",
        "DTSTAMP:20260101T000000Z",
        "LAST-MODIFIED:20260101T000000Z",
    )
    same = (lines[3].replace("01T", "09T"), lines[2].replace("01T", "09T"), *lines[:2])
    assert one(*lines).content == one(*same).content
    assert one(*lines).content != one(*lines[:1], "SUMMARY:b").content


@pytest.mark.parametrize(
    ("lines", "start", "tz"),
    [
        (("DTSTART;TZID=W. Europe Standard Time:20260303T100000",), "2026-03-03T09:00", "Europe/Berlin"),
        (
            ("DTSTART;TZID=/freeassociation.example/Asia/Tokyo:20260303T100000",),
            "2026-03-03T01:00",
            "Asia/Tokyo",
        ),
        (("DTSTART:20260303T100000",), "2026-03-03T09:00", "Europe/Berlin"),
        (("DTSTART:20260303T100000Z",), "2026-03-03T10:00", "UTC"),
        (("DTSTART;TZID=America/New_York:20260303T100000Z",), "2026-03-03T10:00", "UTC"),
        (("dtstart;tzid=Europe/London:20260303T100000",), "2026-03-03T10:00", "Europe/London"),
        (("DTSTART:2026-03-03T10:00:00Z",), "2026-03-03T10:00", "UTC"),
        (("DTSTART:2026-03-03T10:00:00+05:30",), "2026-03-03T04:30", "UTC"),
        (("DTSTART:20260303T1000",), "2026-03-03T09:00", "Europe/Berlin"),
        (("DTSTART;VALUE=DATE:20260303T100000Z",), "2026-03-03T10:00", "UTC"),
    ],
)
def test_times_in_every_form(lines: tuple[str, ...], start: str, tz: str) -> None:
    found = one(*lines)
    assert (found.start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M"), found.tz) == (start, tz)


@pytest.mark.parametrize("line", ["DTSTART;VALUE=DATE:20260303", "DTSTART:20260303", "DTSTART:2026-03-03"])
def test_all_day_is_local_midnight_of_the_users_zone(line: str) -> None:
    found = one(line)
    assert found.all_day
    assert (found.start, found.end) == (
        datetime(2026, 3, 3, tzinfo=BERLIN),
        datetime(2026, 3, 4, tzinfo=BERLIN),
    )


def test_duration_and_reversed_times() -> None:
    assert one("DTSTART:20260303T100000Z", "DURATION:PT90M").end == datetime(2026, 3, 3, 11, 30, tzinfo=UTC)
    found = one("DTSTART:20260303T100000Z", "DTEND:20260303T090000Z")
    assert (found.start.hour, found.end.hour) == (9, 10)


ZONE = """BEGIN:VTIMEZONE\r
TZID:Customized Time Zone\r
BEGIN:STANDARD\r
DTSTART:16010101T030000\r
TZOFFSETFROM:{summer}\r
TZOFFSETTO:{winter}\r
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r
END:STANDARD\r
BEGIN:DAYLIGHT\r
DTSTART:16010101T020000\r
TZOFFSETFROM:{winter}\r
TZOFFSETTO:{summer}\r
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r
END:DAYLIGHT\r
END:VTIMEZONE\r
"""


@pytest.mark.parametrize(
    ("summer", "winter", "hour", "tz"),
    [
        ("+0300", "+0200", 8, None),
        ("+0200", "+0100", 9, "Europe/Berlin"),
        ("+0417", "+0317", 6, "Europe/Berlin"),
    ],
)
def test_a_zone_only_the_file_knows(summer: str, winter: str, hour: int, tz: str | None) -> None:
    zone = ZONE.format(summer=summer, winter=winter)
    lines = ("UID:u", "DTSTART;TZID=Customized Time Zone:20260303T100000")
    (found,) = read(event(*lines), zone).occurrences
    assert found.start.astimezone(UTC).hour == hour
    assert tz is None or found.tz == tz


def test_an_unknown_zone_is_the_users_with_a_warning() -> None:
    reading = read(event("UID:u", "DTSTART;TZID=Customized Time Zone:20260303T100000"))
    assert reading.occurrences[0].start == datetime(2026, 3, 3, 10, tzinfo=BERLIN)
    (notice,) = reading.notices
    assert (notice.code, notice.uid) == ("unknown_zone", "u")
    assert "cal.ics, line 2" in notice.message


def test_x_wr_timezone_moves_utc_and_floating_times() -> None:
    head = ("X-WR-TIMEZONE:Asia/Tokyo",)
    assert one("DTSTART:20260303T100000", head=head).start.astimezone(UTC).hour == 1
    found = one("DTSTART:20260303T100000Z", head=head)
    assert (found.start.astimezone(UTC).hour, found.tz) == (10, "Asia/Tokyo")


SERIES = (
    "UID:s",
    "DTSTART;TZID=Europe/Berlin:20260302T100000",
    "DTEND;TZID=Europe/Berlin:20260302T110000",
    "RRULE:FREQ=DAILY;COUNT=5",
    "SUMMARY:series",
)


def rows(reading: Reading) -> list[tuple[object, ...]]:
    return [(o.recurrence_id, o.start.astimezone(UTC), o.summary, o.recurring) for o in reading.occurrences]


def utc(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def test_every_instance_has_a_recurrence_id_that_survives_moving() -> None:
    moved = event(
        "UID:s",
        "RECURRENCE-ID;TZID=Europe/Berlin:20260303T100000",
        "DTSTART;TZID=Europe/Berlin:20260310T150000",
        "SUMMARY:moved",
    )
    master = event(
        *SERIES, "EXDATE;TZID=Europe/Berlin:20260304T100000", "RDATE;TZID=Europe/Berlin:20260320T100000"
    )
    expected = [
        (utc(2), utc(2), "series", True),
        (utc(5), utc(5), "series", True),
        (utc(6), utc(6), "series", True),
        (utc(3), utc(10, 14), "moved", False),
        (utc(20), utc(20), "series", True),
    ]
    assert rows(read(master, moved)) == expected
    assert rows(read(moved, master)) == expected


def test_this_and_future_moves_the_rest_and_leaves_their_identity() -> None:
    later = event(
        "UID:s",
        "RECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Berlin:20260304T100000",
        "DTSTART;TZID=Europe/Berlin:20260304T120000",
        "DTEND;TZID=Europe/Berlin:20260304T123000",
        "SUMMARY:later",
    )
    assert rows(read(event(*SERIES), later)) == [
        (utc(2), utc(2), "series", True),
        (utc(3), utc(3), "series", True),
        (utc(4), utc(4, 11), "later", False),
        (utc(5), utc(5, 11), "later", True),
        (utc(6), utc(6, 11), "later", True),
    ]


def test_an_all_day_series_is_known_by_its_dates() -> None:
    reading = read(event("UID:s", "DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=WEEKLY;COUNT=2"))
    assert [found.recurrence_id for found in reading.occurrences] == [date(2026, 3, 2), date(2026, 3, 9)]


def test_an_override_without_its_series_stands_for_itself() -> None:
    found = one("UID:s", "RECURRENCE-ID:20260303T100000Z", "DTSTART:20260305T100000Z")
    assert (found.recurrence_id, found.recurring) == (utc(3, 10), False)


def test_cancellation_by_status_and_by_method() -> None:
    assert one("DTSTART:20260303T100000Z", "STATUS:CANCELLED").status == "CANCELLED"
    assert one("DTSTART:20260303T100000Z", head=("METHOD:CANCEL",)).status == "CANCELLED"


def test_method_belongs_to_its_own_calendar() -> None:
    first = calendar(event("UID:a", "DTSTART:20260303T100000Z"), head=("METHOD:CANCEL",))
    second = calendar(event("UID:b", "DTSTART:20260303T100000Z"), head=("METHOD:REQUEST",))
    for words in (None, ("uid",)):
        reading = read_calendar(first + second, query(words=words), "cal")
        assert [found.status for found in reading.occurrences] == ["CANCELLED", ""]


def test_own_follow_ups_are_never_read() -> None:
    reading = read(
        event("UID:calsync-1", "DTSTART:20260303T100000Z"),
        event("UID:x", "DTSTART:20260303T100000Z", "X-CALSYNC:v1"),
        event("UID:y", "DTSTART:20260303T100000Z"),
    )
    assert [found.uid for found in reading.occurrences] == ["y"]
    assert not reading.unreadable


def test_html_becomes_text() -> None:
    html = (
        "<html><head><style>p {x}</style></head><body><p>Hi <b>Dana</b>,</p><ul><li>one</li><li>two</li></ul>"
    )
    escaped = html.replace(",", "\\,").replace(";", "\\;")
    text = "Hi Dana,\n\none\n\ntwo"
    for name in ("DESCRIPTION", "X-ALT-DESC;FMTTYPE=text/html"):
        assert one("DTSTART:20260303T100000Z", f"{name}:{escaped}").description.replace(
            "\n\n", "\n"
        ) == text.replace("\n\n", "\n")
    link = 'Join <a href="https://zoom.example/j/1">here</a> &amp; now'
    assert (
        one("DTSTART:20260303T100000Z", f"DESCRIPTION:{link}").description
        == "Join here https://zoom.example/j/1 & now"
    )
    assert one("DTSTART:20260303T100000Z", "DESCRIPTION:a < b and c > d").description == "a < b and c > d"


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.replace(b"\r\n", b"\n"),
        lambda data: data.replace(b"\r\n", b"\r"),
        lambda data: data.replace(b"\r\n", b"\r\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.decode().encode("utf-16"),
        lambda data: data.decode().encode("utf-32"),
        lambda data: data.replace(b"SUMMARY", b"SUM\0MARY"),
        lambda data: data.replace(b"BEGIN:", b"begin:").replace(b"END:", b"End:"),
        lambda data: data.replace(b"SUMMARY", b"summary"),
        lambda data: data.replace(b"\xc3\xa4", b"\xe4"),
        lambda data: data.replace(b"END:VCALENDAR", b"END:VCALENDAR\r\n\r\n\x1a"),
        lambda data: data.replace(b"\xc3\xa4", b"\xc3\r\n \xa4"),
        lambda data: data.replace(b"VERSION:2.0\r\n", b"VERSION:2.0\r\n\r\n"),
    ],
)
@pytest.mark.parametrize("words", [None, ("gespräch",)])
def test_files_in_every_form(change: object, words: tuple[str, ...] | None) -> None:
    data = calendar(event("UID:u", "DTSTART:20260303T100000Z", "SUMMARY:Gespräch"), head=("VERSION:2.0",))
    reading = read_calendar(change(data), query(words=words), "cal")  # type: ignore[operator]
    assert [found.summary for found in reading.occurrences] == ["Gespräch"]
    assert (reading.error, reading.notices, reading.complete) == (None, (), True)


def test_raw_line_breaks_in_a_description() -> None:
    found = one("DTSTART:20260303T100000Z", "DESCRIPTION:Dear Dana", "", "we look forward!", "SUMMARY:x")
    assert found.description == "Dear Dana\nwe look forward!"


def test_quoted_printable_of_vcalendar_1() -> None:
    lines = (
        "DTSTART:20260303T100000Z",
        "SUMMARY;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Gespr=C3=A4ch mit =",
        "Acme",
    )
    assert one(*lines).summary == "Gespräch mit Acme"
    reading = read(event("UID:u", *lines), words=("gespräch mit acme",))
    assert len(reading.occurrences) == 1


def test_folding_may_split_a_character_or_a_word() -> None:
    for at in range(1, 12):
        summary = folded("SUMMARY:Vorstellungsgespräch", 8 + at)
        body = b"BEGIN:VEVENT\r\nUID:u\r\nDTSTART:20260303T100000Z\r\n" + summary + b"\r\nEND:VEVENT\r\n"
        data = b"BEGIN:VCALENDAR\r\n" + body + b"END:VCALENDAR\r\n"
        (found,) = read_calendar(data, query(words=("vorstellungsgespräch",)), "cal").occurrences
        assert found.summary == "Vorstellungsgespräch"


@pytest.mark.parametrize(
    "lines",
    [
        ("UID:bad", "SUMMARY:no start"),
        ("UID:bad", "DTSTART:99999999T000000Z"),
        ("UID:bad", "DTSTART:yesterday"),
        ("UID:bad", "DTSTART:20260303T100000Z", "RRULE:FREQ=SOMETIMES"),
        ("UID:bad", "DTSTART:20260303T100000Z", "RECURRENCE-ID:x"),
        ("UID:bad", "DTSTART:20260303T100000Z", "DTEND:20269999"),
    ],
)
@pytest.mark.parametrize("words", [None, ("bad", "good")])
def test_an_unreadable_event_costs_only_itself(lines: tuple[str, ...], words: tuple[str, ...] | None) -> None:
    reading = read(event("UID:good", "DTSTART:20260303T100000Z"), event(*lines), words=words)
    assert [found.uid for found in reading.occurrences] == ["good"]
    assert reading.unreadable == {"bad"}
    assert reading.complete
    (notice,) = reading.notices
    assert notice.message.startswith("cal.ics, line 6: event bad is left out: ")
    assert "\n" not in notice.message


def test_a_missing_uid_is_made_from_the_content_and_stays() -> None:
    lines = ("DTSTART:20260303T100000Z", "SUMMARY:x")
    first, second = read(event(*lines)), read(event(*lines, "DTSTAMP:20260101T000000Z"))
    assert first.occurrences[0].uid == second.occurrences[0].uid
    assert [notice.code for notice in first.notices] == ["no_uid"]


def test_a_lost_end_line_costs_one_event() -> None:
    broken = event("UID:a", "DTSTART:20260303T100000Z").replace("END:VEVENT\r\n", "")
    for words in (None, ("uid",)):
        reading = read(broken, event("UID:b", "DTSTART:20260303T100000Z"), words=words)
        assert [found.uid for found in reading.occurrences] == ["b"]
        assert (reading.unreadable, reading.complete, reading.events) == ({"a"}, True, 2)


@pytest.mark.parametrize("words", [None, ("uid",)])
def test_a_truncated_file_is_read_as_far_as_it_goes(words: tuple[str, ...] | None) -> None:
    data = calendar(event("UID:a", "DTSTART:20260303T100000Z"), event("UID:b", "DTSTART:20260304T100000Z"))
    for cut in (len(data) - 20, len(data) - 40):
        reading = read_calendar(data[:cut], query(words=words), "cal", label="cal.ics")
        assert "a" in {found.uid for found in reading.occurrences}
        assert not reading.complete
        assert "truncated" in {notice.code for notice in reading.notices}


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "cal.ics is empty"),
        (b" \r\n", "cal.ics is empty"),
        (b"%PDF-1.7 ...", "cal.ics is a PDF"),
        (b"<!DOCTYPE html><html>log in", "cal.ics is a web page"),
        (b"PK\x03\x04...", "cal.ics is a zip file"),
        (b"Dear Sir or Madam", "cal.ics is not an iCalendar file"),
        (bytes(range(256)) * 5000, "cal.ics is not an iCalendar file"),
    ],
)
@pytest.mark.parametrize("words", [None, ("x",)])
def test_what_is_no_calendar_is_one_clear_line(data: bytes, what: str, words: tuple[str, ...] | None) -> None:
    reading = read_calendar(data, query(words=words), "cal", label="cal.ics")
    assert reading.error is not None
    assert reading.error.startswith(what)
    assert not reading.complete
    assert "\n" not in reading.error


LONG_LINE = "\r\n".join(
    ("BEGIN:VEVENT", "UID:bomb", "DTSTART:20260303T100000Z", "DESCRIPTION:" + "x" * 50_000_000)
)
NESTED = "BEGIN:VEVENT\r\nUID:bomb\r\n" + "BEGIN:X\r\n" * 300_000 + "END:X\r\n" * 300_000
GOOD = event("UID:good", "DTSTART:20260303T100000Z")


@pytest.mark.parametrize("words", [None, ("uid",)])
@pytest.mark.parametrize("bomb", [LONG_LINE, NESTED], ids=["line of 50 MB", "nesting"])
def test_a_bomb_costs_a_notice(bomb: str, words: tuple[str, ...] | None) -> None:
    started = time.process_time()
    reading = read_calendar(calendar(f"{bomb}\r\nEND:VEVENT\r\n", GOOD), query(words=words), "cal")
    assert time.process_time() - started < 20
    assert [found.uid for found in reading.occurrences] == ["good"]
    assert reading.unreadable == {"bomb"}


def test_a_long_line_is_not_kept_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.ics"
    path.write_bytes(calendar(f"{LONG_LINE}\r\nEND:VEVENT\r\n", GOOD))
    with path.open("rb") as file:
        tracemalloc.start()
        reading = read_calendar(file, query(words=("uid",)), "cal")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert reading.events == 2
    assert peak < 30_000_000


def test_hostile_text_passes_as_text() -> None:
    found = one("DTSTART:20260303T100000Z", "SUMMARY:a\x1b[31m<script>alert(1)</script>\\nBcc: x")
    assert "\n" not in found.summary
    assert found.summary.endswith("Bcc: x")
