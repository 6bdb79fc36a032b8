"""What a recurrence rule costs to expand, and where it may be begun later with the same result.

recurring-ical-events walks every rule from its DTSTART. For the rules people's series have, the walk can be
begun shortly before the window instead; for a few hostile ones it would never end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import prod
from typing import Any

MAX_STEPS = 400_000
"""Steps of one rule's walk; about a second of work."""

_PERIOD = {
    "SECONDLY": timedelta(seconds=1),
    "MINUTELY": timedelta(minutes=1),
    "HOURLY": timedelta(hours=1),
    "DAILY": timedelta(days=1),
    "WEEKLY": timedelta(days=7),
    "MONTHLY": timedelta(days=28),
    "YEARLY": timedelta(days=365),
}
_WEIGHT = {"YEARLY": 50, "MONTHLY": 4}
_PLAIN_KEYS = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"))
_TIME_KEYS = ("BYHOUR", "BYMINUTE", "BYSECOND")
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MARGIN = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Rule:
    """The parts of an RRULE that matter for its cost; the values as they stand."""

    freq: str
    interval: int
    count: int | None
    until: date | None
    by: Mapping[str, Sequence[Any]]

    @staticmethod
    def of(recur: Mapping[str, Sequence[Any]]) -> Rule:
        """From an icalendar vRecur. Raises ValueError for a rule without meaning."""
        interval = int(recur.get("INTERVAL", [1])[0])
        if interval < 1:
            raise ValueError("INTERVAL must be at least 1")
        count = recur.get("COUNT")
        until = recur.get("UNTIL")
        freq = str(recur["FREQ"][0]).upper()
        if freq not in _PERIOD:
            raise ValueError(f"FREQ={freq} is unknown")
        by = {key: value for key, value in recur.items() if key.upper() not in _PLAIN_KEYS}
        return Rule(freq, interval, int(count[0]) if count else None, until[0] if until else None, by)

    @property
    def step(self) -> timedelta:
        """At most the time from one period of the rule to the next."""
        return _PERIOD[self.freq] * self.interval


def steps(rule: Rule, start: datetime, stop: datetime) -> int:
    """How many steps a walk from ``start`` past ``stop`` (both naive) takes, at most."""
    if rule.until is not None:
        stop = min(stop, wall(rule.until) + timedelta(days=1))
    if _may_never_match(rule):
        stop = datetime.max  # noqa: DTZ901 - wall time has no zone
    try:
        walked = max(0, int((stop - start) / rule.step)) + 1
    except OverflowError:
        walked = MAX_STEPS + 1
    if rule.count is not None and not rule.by:
        walked = min(walked, rule.count)
    each = prod(len(rule.by.get(key, (0,))) for key in _TIME_KEYS)
    return walked * max(1, each) * _WEIGHT.get(rule.freq, 1)


def later_start(rule: Rule, start: datetime, before: datetime) -> tuple[datetime, int] | None:
    """A later DTSTART (wall time) that gives the same instances from ``before`` on, and the COUNT used up.

    ``None`` where there is none, or where only the library knows.
    """
    target = before - _MARGIN - _PERIOD["WEEKLY"]
    if rule.freq not in {"DAILY", "WEEKLY"} or start >= target:
        return None
    if rule.count is not None and not _one_each(rule, start):
        return None
    skipped = int((target - start) / rule.step)
    if skipped < 1 or (rule.count is not None and skipped >= rule.count):
        return None
    return start + rule.step * skipped, skipped


def _one_each(rule: Rule, start: datetime) -> bool:
    """Whether every period holds exactly one instance, at the wall time of the start."""
    if rule.freq == "WEEKLY" and set(rule.by) == {"BYDAY"}:
        return [str(day).upper() for day in rule.by["BYDAY"]] == [_WEEKDAYS[start.weekday()]]
    return not rule.by


def _may_never_match(rule: Rule) -> bool:
    """Filters that, taken together, may let nothing through until the end of time."""
    if rule.freq in {"SECONDLY", "MINUTELY", "HOURLY"}:
        return bool(rule.by)
    dates = [key for key in rule.by if key not in _TIME_KEYS]
    if not dates:
        return False
    if len(dates) == 1 and dates[0] in {"BYDAY", "BYMONTH"}:
        return rule.freq == "DAILY" and rule.interval > 1
    if rule.freq == "DAILY" and set(dates) == {"BYDAY", "BYMONTH"}:
        return rule.interval > 1
    return True


def wall(moment: date) -> datetime:
    """What a clock there shows, without zone; the midnight of a date."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime.combine(moment, time.min)
