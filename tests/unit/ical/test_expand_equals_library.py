"""Beginning a rule shortly before the window gives what recurring-ical-events gives from its DTSTART."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.ical.read import read_calendar
from calsync.model import Query, Window
from tests.unit.ical.calendars import BERLIN, calendar, event, query

_days = st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])


@st.composite
def rules(draw: st.DrawFn) -> str:
    freq = draw(st.sampled_from(["DAILY", "DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "YEARLY"]))
    parts = [f"FREQ={freq}"]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 5))}")
    if draw(st.booleans()):
        days = draw(st.lists(_days, min_size=1, max_size=3, unique=True))
        parts.append(f"BYDAY={','.join(days)}")
    if draw(st.integers(0, 3)) == 0:
        parts.append(f"BYMONTH={draw(st.integers(1, 12))}")
    if draw(st.integers(0, 3)) == 0:
        parts.append(f"BYHOUR={draw(st.integers(0, 23))}")
    if draw(st.integers(0, 3)) == 0:
        parts.append(f"WKST={draw(_days)}")
    match draw(st.sampled_from(["", "count", "until"])):
        case "count":
            parts.append(f"COUNT={draw(st.integers(1, 800))}")
        case "until":
            parts.append(f"UNTIL={draw(st.integers(2024, 2027))}0301T120000Z")
        case _:
            pass
    return ";".join(parts)


@st.composite
def series(draw: st.DrawFn) -> bytes:
    start = datetime.fromisoformat("2021-01-01") + timedelta(minutes=30 * draw(st.integers(0, 5 * 365 * 48)))
    zone = draw(st.sampled_from([";TZID=Europe/Berlin", ";TZID=America/New_York", "date", ""]))
    if zone == "date":
        begin, end = (
            f"DTSTART;VALUE=DATE:{start:%Y%m%d}",
            f"DTEND;VALUE=DATE:{start + timedelta(days=2):%Y%m%d}",
        )
    else:
        length = timedelta(minutes=draw(st.sampled_from([0, 30, 60 * 50])))
        begin, end = f"DTSTART{zone}:{start:%Y%m%dT%H%M%S}", f"DTEND{zone}:{start + length:%Y%m%dT%H%M%S}"
    rule = draw(rules())
    if zone in {"date", ""}:
        rule = rule.replace("T120000Z", "" if zone == "date" else "T120000")
    lines = ["UID:s", "DTSTAMP:20260101T000000Z", begin, end, f"RRULE:{rule}"]
    overrides = []
    for _ in range(draw(st.integers(0, 2))):
        day = datetime.fromisoformat("2026-02-01") + timedelta(days=draw(st.integers(0, 58)))
        moment = f"{day:%Y%m%d}" if zone == "date" else f"{day:%Y%m%d}T{start:%H%M%S}"
        kind = ";VALUE=DATE" if zone == "date" else zone
        if draw(st.booleans()):
            lines.append(f"EXDATE{kind}:{moment}")
        else:
            overrides.append(
                event(
                    "UID:s",
                    "DTSTAMP:20260101T000000Z",
                    f"RECURRENCE-ID{kind}:{moment}",
                    f"DTSTART{kind}:{moment}",
                    "SUMMARY:moved",
                )
            )
    return calendar(event(*lines), *overrides)


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


@settings(deadline=None, max_examples=60)
@given(series())
def test_same_instances_as_the_library(data: bytes) -> None:
    asked = query()
    mine = read_calendar(data, asked, "x")
    assert not mine.notices
    rows = [(o.start.astimezone(UTC), o.end.astimezone(UTC), o.summary) for o in mine.occurrences]
    assert sorted(rows) == library(data, asked)


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
