"""Beginning a rule shortly before the window gives what recurring-ical-events gives from its DTSTART."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from calsync.errors import ItemError
from calsync.ical.event import Event, Head, own_lines, parse_event
from calsync.ical.expand import expand
from calsync.ical.instance import Instance
from calsync.ical.read import read_calendar
from calsync.ical.rule import Budget
from calsync.ical.split import split
from calsync.ical.usual import Usual
from calsync.ical.zones import Zones
from calsync.model import Query, Window
from tests.unit.ical.calendars import BERLIN, calendar, event, query
from tests.unit.ical.families import families, usual_rules, windows


def library(data: bytes, asked: Query) -> list[tuple[datetime, datetime, str]]:
    """The same by the library alone, every time as an instant."""

    def instant(moment: object) -> datetime:
        if not isinstance(moment, datetime):
            return datetime.combine(moment, datetime.min.time(), BERLIN)  # type: ignore[arg-type]
        return moment if moment.tzinfo else moment.replace(tzinfo=BERLIN)

    since, until = (moment.astimezone(BERLIN) for moment in (asked.window.since, asked.window.until))
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(since, until)
    return sorted(
        (
            instant(each["DTSTART"].dt).astimezone(UTC),
            instant(each["DTEND"].dt).astimezone(UTC),
            str(each.get("SUMMARY", "")),
        )
        for each in found
    )


@settings(deadline=None, max_examples=150)
@given(families(), windows)
def test_same_instances_as_the_library(data: bytes, window: Window) -> None:
    asked = query(window=window)
    mine = read_calendar(data, asked, "x")
    assume(not any("would take too long" in notice.message for notice in mine.notices))
    try:
        rows = library(data, asked)
    except Exception:
        assert mine.notices
        return
    assert not mine.notices
    assert (
        sorted((o.start.astimezone(UTC), o.end.astimezone(UTC), o.summary) for o in mine.occurrences) == rows
    )


@settings(deadline=None, max_examples=150)
@given(families(), windows, st.sampled_from((None, None, ZoneInfo("America/New_York"))))
def test_what_is_worked_out_here_is_what_the_library_path_gives(
    data: bytes, window: Window, meant: ZoneInfo | None
) -> None:
    family = family_of(data, meant)
    assume(all(one.times is not None for one in family))
    try:
        reference = expand([replace(one, times=None) for one in family], window, BERLIN, Budget())
    except ItemError:  # it would have to walk too far
        reject()
    assert rows_of(expand(family, window, BERLIN, Budget())) == rows_of(reference)


def rows_of(instances: list[Instance]) -> list[tuple[str, str, str, bool, int]]:
    return sorted(
        (str(one.start), str(one.end), str(one.rid), one.overridden, one.event.offset) for one in instances
    )


def family_of(data: bytes, meant: ZoneInfo | None) -> list[Event]:
    """The events of a calendar, parsed; ``meant`` is its X-WR-TIMEZONE."""
    parts = split(data)
    zones = Zones(parts.zones, BERLIN)
    return [parse_event(raw, own_lines(raw), "s", Head(zone=meant), zones) for raw in parts.events]


@settings(deadline=None, max_examples=100)
@given(usual_rules())
def test_the_usual_rules_are_worked_out_here(parts: list[str]) -> None:
    assert Usual.parse(";".join(parts)) is not None


def test_a_series_of_ten_years_costs_what_one_of_a_week_costs() -> None:
    window = Window(datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 4, 2, tzinfo=UTC))
    lines = "DTEND;TZID=Europe/Berlin:{}T093000", "RRULE:FREQ=DAILY", "UID:d", "SUMMARY:standup"

    def cost(day: str) -> float:
        begin = f"DTSTART;TZID=Europe/Berlin:{day}T090000"
        data = calendar(
            *(
                event(begin, *(line.format(day) for line in lines)).replace("UID:d", f"UID:{n}")
                for n in range(20)
            )
        )
        started = time.process_time()
        found = read_calendar(data, Query(window, BERLIN), "x").occurrences
        assert len(found) == 60 * 20
        return time.process_time() - started

    cost("20260120")
    assert min(cost("20160120") for _ in range(3)) < 2 * max(cost("20260120") for _ in range(3))


def test_a_window_of_centuries_costs_no_more_than_to_see_that_there_are_too_many() -> None:
    window = Window(datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 28, tzinfo=UTC))
    data = calendar(
        event("UID:daily", "DTSTART:20200101T090000Z", "RRULE:FREQ=DAILY", "EXDATE:20200102T090000Z"),
        event("UID:mondays", "DTSTART:20200106T090000Z", "RRULE:FREQ=DAILY;BYDAY=MO"),
    )
    started = time.process_time()
    reading = read_calendar(data, query(window=window), "x")
    assert reading.unreadable == {"daily", "mondays"}
    assert all("more than the 10000 instances" in notice.message for notice in reading.notices)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=2",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYSECOND=0,1,2,3,4,5,6,7,8,9",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=NEVER",
        "FREQ=DAILY;COUNT=999999999999",
        "FREQ=HOURLY;INTERVAL=24;BYDAY=MO;BYHOUR=25",
    ],
)
def test_a_hostile_rule_costs_a_notice_and_the_rest_goes_on(rule: str) -> None:
    started = time.process_time()
    bomb = event("UID:bomb", "DTSTART:20200101T100000Z", f"RRULE:{rule}", "SUMMARY:boom")
    good = event("UID:good", "DTSTART:20260301T100000Z", "SUMMARY:fine")
    reading = read_calendar(calendar(bomb, good), query(), "x.ics")
    assert "good" in {found.uid for found in reading.occurrences}
    if rule != "FREQ=DAILY;COUNT=999999999999":
        assert reading.unreadable == {"bomb"}
        assert [notice.uid for notice in reading.notices] == ["bomb"]
        assert reading.notices[0].message.startswith("x.ics, line 4: event bomb is left out: ")
    assert time.process_time() - started < 5
