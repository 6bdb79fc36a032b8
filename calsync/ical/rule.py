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

from calsync.errors import ItemError

MAX_STEPS = 400_000
"""Steps of one rule's walk; about a second of work."""

MAX_ALL_STEPS = 20_000_000
"""Steps of all rules in a file."""

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
_DATE_KEYS = frozenset(("BYYEARDAY", "BYWEEKNO", "BYEASTER"))
_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_CYCLE = 28 * 366
"""Days after which dates and weekdays come together again as before."""

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


class Budget:
    """The steps a file's rules may still take."""

    def __init__(self) -> None:
        self._left = MAX_ALL_STEPS

    def spend(self, rule: Rule, amount: int) -> None:
        """Raises ItemError when it is too much."""
        if amount > MAX_STEPS or amount > self._left:
            raise ItemError(f"its rule (FREQ={rule.freq}) would take too long to work out")
        self._left -= amount


def steps(rule: Rule, start: datetime, stop: datetime) -> int:
    """How many steps a walk from ``start`` past ``stop`` (both naive) takes, at most."""
    if rule.until is not None:
        stop = min(stop, wall(rule.until) + timedelta(days=1))
    if _may_never_match(rule, start):
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


def _may_never_match(rule: Rule, start: datetime) -> bool:
    """Whether its filters, taken together, may let nothing through until the end of time."""
    if rule.freq in {"SECONDLY", "MINUTELY", "HOURLY"}:
        return bool(rule.by)
    if not _DATE_KEYS.isdisjoint(rule.by) or any(
        abs(int(place)) > 4 for place in rule.by.get("BYSETPOS", ())
    ):
        return True
    if rule.freq == "DAILY":
        days = (start + rule.step * n for n in range(_CYCLE))
        return len(rule.by) > 1 and not any(_passes(rule, day) for day in days if day.year < 9000)
    months = [int(month) for month in rule.by.get("BYMONTH", range(1, 13))]
    longest = max(_LONGEST[month - 1] for month in months if 1 <= month <= 12)
    return all(abs(int(day)) > longest for day in rule.by.get("BYMONTHDAY", (1,)))


def _passes(rule: Rule, day: date) -> bool:
    """Whether a DAILY rule's filters let this day through."""
    after = day.replace(day=28) + timedelta(days=4)
    from_end = (day - after.replace(day=1)).days
    return (
        day.month in map(int, rule.by.get("BYMONTH", (day.month,)))
        and not {day.day, from_end}.isdisjoint(map(int, rule.by.get("BYMONTHDAY", (day.day,))))
        and any(
            str(name).upper().endswith(_WEEKDAYS[day.weekday()]) for name in rule.by.get("BYDAY", _WEEKDAYS)
        )
    )


def wall(moment: date) -> datetime:
    """What a clock there shows, without zone; the midnight of a date."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    return datetime.combine(moment, time.min)
