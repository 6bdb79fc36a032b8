"""When an event is, straight from its lines, where they have the usual form.

icalendar reads every form there is, at a hundred times the price. What is not certainly read the same here
is left to it: ``None``, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from calsync.ical.content import Line
from calsync.ical.usual import Usual
from calsync.ical.zones import Zones

_UTC = ZoneInfo("UTC")
_DURATION = re.compile(
    r"P(?:(\d{1,4})W|(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?)", re.ASCII
)
_FORM = re.compile(r"(\d{8}T(?:[01]\d|2[0-3])\d{4})(Z?)|\d{8}", re.ASCII)
"""A date and time, and whether it is UTC; or a date."""
_YEARS = range(1900, 2300)
"""Beyond, arithmetic may leave the calendar."""


class Times(NamedTuple):
    """The temporal properties. ``start`` and ``end`` are both dates, both floating, or both aware."""

    start: date
    end: date
    """DTEND, or what DURATION or their absence come to; it may be before ``start``."""
    rid: date | None
    rule: Usual | None
    rdates: tuple[date, ...]
    exdates: tuple[date, ...]

    @property
    def in_series(self) -> bool:
        """Whether it is, or changes, a series."""
        return bool(self.rule or self.rid or self.rdates or self.exdates)


def times_of(found: Mapping[str, Sequence[Line]], zones: Zones, calendar: tzinfo | None) -> Times | None:
    """The times of an event, from its lines by name; ``None`` where only icalendar can tell.

    ``calendar`` is the zone that UTC and floating times are meant in (X-WR-TIMEZONE), if any.
    """
    try:
        return _times(found, zones, calendar)
    except (_Unusual, ValueError, OverflowError):
        return None


class _Unusual(Exception):
    pass


def _times(found: Mapping[str, Sequence[Line]], zones: Zones, calendar: tzinfo | None) -> Times:
    def one(name: str) -> date | None:
        lines = found.get(name)
        return _moment(lines[0], lines[0].value.strip(), zones, calendar) if lines else None

    def many(name: str) -> tuple[date, ...]:
        lines = found.get(name, ())
        return tuple(_moment(line, value, zones, calendar) for line in lines for value in _values(line))

    start = one("DTSTART")
    if start is None:
        raise _Unusual
    end, rid = one("DTEND"), one("RECURRENCE-ID")
    rdates, exdates = many("RDATE"), many("EXDATE")
    rules = found.get("RRULE", ())
    rule = Usual.parse(rules[0].value.strip()) if rules else None
    if rules and (len(rules) > 1 or rule is None):
        raise _Unusual
    if rid and (found["RECURRENCE-ID"][0].param("RANGE") or rules or rdates or exdates):
        raise _Unusual
    end = _end(start, found.get("DURATION")) if end is None else end
    times = Times(start, end, rid, rule, rdates, exdates)
    if not _fit(times):
        raise _Unusual
    return times


def _moment(line: Line, text: str, zones: Zones, calendar: tzinfo | None) -> date:
    kind, tzid, form = line.param("VALUE"), line.param("TZID"), _FORM.fullmatch(text)
    if form is None:
        raise _Unusual
    if form[1] is None:
        if kind != "DATE" or tzid:
            raise _Unusual
        return _in_time(date.fromisoformat(text))
    if kind not in {"", "DATE-TIME"}:
        raise _Unusual
    moment = datetime.fromisoformat(form[1])
    if form[2] or tzid:
        zone = _UTC if form[2] else zones.get(tzid)
        if zone is None:
            raise _Unusual
        moment = moment.replace(tzinfo=zone)
    return _in_time(placed(moment, None, calendar))


def _values(line: Line) -> Sequence[str]:
    """The values of a list; the zone of one of them is the zone of all."""
    values = line.value.strip().split(",")
    if len({value.endswith("Z") for value in values}) > 1:
        raise _Unusual
    return values


def _in_time(moment: date) -> date:
    if moment.year not in _YEARS:
        raise _Unusual
    return moment


def _end(start: date, duration: Sequence[Line] | None) -> date:
    """Where there is no DTEND (RFC 5545 3.6.1)."""
    if duration is None:
        return start if isinstance(start, datetime) else start + timedelta(days=1)
    match = _DURATION.fullmatch(duration[0].value.strip())
    if match is None or not any(match.groups()):
        raise _Unusual
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    if length.seconds and not isinstance(start, datetime):
        raise _Unusual
    return start + length


def _fit(times: Times) -> bool:
    """Whether dates, floating and aware times are not mixed in a way that takes more than arithmetic."""
    start, end = times.start, times.end
    if not isinstance(start, datetime):
        others = (end, *times.rdates, *times.exdates)
        return not any(isinstance(other, datetime) for other in others)
    if not isinstance(end, datetime) or (start.tzinfo is None) != (end.tzinfo is None):
        return False
    if any(isinstance(other, datetime) and other.tzinfo is not start.tzinfo for other in times.rdates):
        return False
    return start.tzinfo is not None or not any(
        isinstance(other, datetime) and other.tzinfo is not None for other in times.exdates
    )


def placed(moment: date, custom: tzinfo | None, calendar: tzinfo | None) -> date:
    """A moment as icalendar reads it, in the zone that it, or its calendar, is meant in."""
    if not isinstance(moment, datetime) or (custom is None and calendar is None):
        return moment
    if moment.tzinfo is None:
        zone = custom or calendar
        return moment if zone is None else moment.replace(tzinfo=zone)
    is_utc = moment.tzinfo is UTC or getattr(moment.tzinfo, "key", None) == "UTC"
    return moment.astimezone(calendar) if is_utc and calendar is not None else moment
