"""A Hypothesis strategy for the components of one UID: rules, exceptions, additions, overrides at random."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from calsync.model import Window
from tests.unit.ical.calendars import calendar, event

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "floating", "date")
_TIMES = ((0, 0), (2, 30), (1, 30), (9, 0), (23, 45))
_HARD_DAYS = (date(2020, 2, 29), date(2024, 2, 29), date(2023, 1, 31), date(2025, 3, 30), date(2025, 10, 26))

windows = st.builds(
    lambda day, hours, days: Window(
        datetime(2025, 1, 1, hours, tzinfo=UTC) + timedelta(days=day),
        datetime(2025, 1, 1, hours, tzinfo=UTC) + timedelta(days=day + days),
    ),
    st.integers(0, 500),
    st.integers(0, 23),
    st.sampled_from((1, 7, 60, 210)),
)


@st.composite
def usual_rules(draw: st.DrawFn) -> list[str]:
    """The parts of a rule that calsync works out itself, without COUNT and UNTIL."""
    freq = draw(st.sampled_from(("DAILY", "WEEKLY", "MONTHLY", "YEARLY")))
    parts = [f"FREQ={freq}"]
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 7))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(WEEKDAYS))}")
    days = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=4)
    if freq in {"DAILY", "WEEKLY"}:
        if draw(st.booleans()):
            parts.append("BYDAY=" + ",".join(draw(days)))
        return parts
    by_day = ""
    match draw(st.sampled_from(("", "plain", "nth"))):
        case "plain":
            by_day = ",".join(draw(days))
        case "nth":
            which = draw(st.lists(st.sampled_from((-5, -2, -1, 1, 2, 4, 5)), min_size=1, max_size=3))
            by_day = ",".join(f"{one}{draw(st.sampled_from(WEEKDAYS))}" for one in which)
    if draw(st.booleans()) or (by_day and freq == "YEARLY"):
        months = draw(st.lists(st.integers(1, 12), min_size=1, max_size=4))
        parts.append("BYMONTH=" + ",".join(map(str, months)))
    if draw(st.booleans()):
        numbers = draw(
            st.lists(st.sampled_from((-31, -30, -2, -1, 1, 13, 28, 29, 30, 31)), min_size=1, max_size=3)
        )
        parts.append("BYMONTHDAY=" + ",".join(map(str, numbers)))
    if by_day:
        parts.append(f"BYDAY={by_day}")
    return parts


@st.composite
def rules(draw: st.DrawFn, zone: str) -> str:
    """Any rule: a usual one, or one only the library knows."""
    parts = draw(usual_rules())
    if draw(st.integers(0, 9)) == 0:
        parts.append(draw(st.sampled_from(("BYHOUR=10", "BYSETPOS=1", "BYMONTH=3", "BYMINUTE=15,45"))))
    match draw(st.sampled_from(("", "", "count", "until"))):
        case "count":
            parts.append(f"COUNT={draw(st.sampled_from((1, 2, 3, 10, 150, 800, 3000)))}")
        case "until":
            day = datetime.fromisoformat("2024-12-01") + timedelta(days=draw(st.integers(0, 700)))
            hour, minute = draw(st.sampled_from(_TIMES))
            form = draw(
                st.sampled_from(
                    ("%Y%m%d", f"%Y%m%dT{hour:02}{minute:02}00", f"%Y%m%dT{hour:02}{minute:02}00Z")
                )
            )
            parts.append("UNTIL=" + day.strftime(form))
    if len({part.partition("=")[0] for part in parts}) < len(parts):
        parts = list({part.partition("=")[0]: part for part in parts}.values())
    return ";".join(parts)


def written(name: str, zone: str, *moments: datetime, more: str = "") -> str:
    """A property with these times as they are in the zone."""
    if zone == "date":
        return f"{name}{more};VALUE=DATE:" + ",".join(f"{moment:%Y%m%d}" for moment in moments)
    values = ",".join(f"{moment:%Y%m%dT%H%M%S}" + ("Z" if zone == "UTC" else "") for moment in moments)
    return f"{name}{more}:{values}" if zone in {"UTC", "floating"} else f"{name}{more};TZID={zone}:{values}"


@st.composite
def elsewhere(draw: st.DrawFn, name: str, zone: str, moments: Sequence[datetime]) -> str:
    """Times of a series, now and then written as of another zone, or as days."""
    form = draw(st.sampled_from((zone, zone, zone, "UTC", "floating", "date")))
    if zone in {"date", "floating"} or form in {zone, "floating", "date"}:
        return written(name, form, *moments)
    there = [moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for moment in moments]
    return written(name, "UTC", *there)


@st.composite
def families(draw: st.DrawFn) -> bytes:
    """A calendar with one UID. The newest component comes first, as the reading takes them."""
    zone = draw(st.sampled_from(ZONES))
    day = draw(st.one_of(st.sampled_from(_HARD_DAYS), st.dates(date(2016, 1, 1), date(2026, 6, 1))))
    hour, minute = (0, 0) if zone == "date" else draw(st.sampled_from(_TIMES))
    start = datetime.combine(day, time(hour, minute))
    sizes = (
        (timedelta(days=1), timedelta(days=3))
        if zone == "date"
        else (timedelta(0), timedelta(minutes=30), timedelta(hours=50), timedelta(days=10))
    )
    step = draw(st.sampled_from((1, 1, 7, 14)))
    near = max(0, (date(2025, 1, 1) - day).days // step)
    instances = st.integers(near, near + 500 // step).map(lambda n: start + timedelta(days=n * step))

    def when(begin: datetime) -> list[str]:
        length = draw(st.sampled_from(sizes))
        lines = [written("DTSTART", zone, begin)]
        match draw(st.sampled_from(("end", "end", "duration", "none"))):
            case "end":
                lines.append(written("DTEND", zone, begin + length))
            case "duration":
                seconds = f"T{length.seconds}S" if length.seconds else ""
                lines.append(f"DURATION:P{length.days}D{seconds}")
        return lines

    components = []
    for _ in range(draw(st.sampled_from((1, 1, 1, 1, 2)))):
        lines = when(start)
        if draw(st.integers(0, 9)):
            lines.append(f"RRULE:{draw(rules(zone))}")
        for _ in range(draw(st.integers(0, 2))):
            lines.append(draw(elsewhere("EXDATE", zone, draw(st.lists(instances, min_size=1, max_size=2)))))
        if draw(st.integers(0, 4)) == 0:
            added = draw(st.lists(instances, min_size=1, max_size=2))
            if draw(st.integers(0, 4)) or zone == "date":
                lines.append(
                    draw(elsewhere("RDATE", zone, added))
                    if draw(st.integers(0, 4)) == 0
                    else written("RDATE", zone, *added)
                )
            else:
                lines.append(f"RDATE;VALUE=PERIOD:{added[0]:%Y%m%dT%H%M%SZ}/PT2H")
        components.append(lines)
    if draw(st.integers(0, 9)) == 0:
        components.pop()
    for _ in range(draw(st.integers(0, 3)) or (not components)):
        original = draw(instances)
        more = ";RANGE=THISANDFUTURE" if draw(st.integers(0, 14)) == 0 else ""
        line = (
            written("RECURRENCE-ID", zone, original, more=more)
            if more
            else draw(elsewhere("RECURRENCE-ID", zone, [original]))
        )
        moved = timedelta(days=draw(st.sampled_from((0, 0, 1, -1, 40, -200))))
        if zone != "date":
            moved += timedelta(minutes=draw(st.sampled_from((0, 0, 90))))
        lines = [line, *when(original + moved)]
        if draw(st.integers(0, 19)) == 0:
            lines.append("RRULE:FREQ=DAILY;COUNT=3")
        components.append(lines)
    order = draw(st.permutations(components))
    return calendar(
        *(
            event(
                "UID:s",
                f"DTSTAMP:20260101T0000{59 - number:02}Z",
                f"SEQUENCE:{draw(st.sampled_from((0, 0, 1, 2)))}",
                f"SUMMARY:{number}",
                *lines,
            )
            for number, lines in enumerate(order)
        )
    )
