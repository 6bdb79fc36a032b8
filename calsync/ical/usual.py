"""The recurrence rules that people's series have, and the days they fall on, by arithmetic.

No walk from DTSTART: what a rule gives in a window is worked out from the window, so that a series of ten
years costs what one of a week costs. Only a COUNT of a monthly or yearly rule is counted through.
Everything beyond these rules is for recurring-ical-events.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import NamedTuple

_WEEKDAYS = {name: number for number, name in enumerate(("MO", "TU", "WE", "TH", "FR", "SA", "SU"))}
_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
_UNTIL = re.compile(r"[0-9]{8}(?:T[0-9]{6}Z?)?")
_BYDAY = re.compile(r"(?:([+-]?)([1-5]))?(MO|TU|WE|TH|FR|SA|SU)")
_FREQUENCIES = frozenset(("DAILY", "WEEKLY", "MONTHLY", "YEARLY"))
_KEYS = frozenset(("FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH"))


class Usual(NamedTuple):
    """A rule of the usual kind (RFC 5545 3.3.10). Days of the week count from Monday, 0."""

    freq: str
    interval: int
    limit: int | None
    """COUNT: of the days the rule gives, whatever DTSTART adds to them."""
    until: str
    """As it stands, or empty."""
    week_start: int
    weekdays: frozenset[int]
    nth: frozenset[tuple[int, int]]
    """(which in the month, weekday); a negative one counts from its end. Never beside ``weekdays``."""
    month_days: frozenset[int]
    months: tuple[int, ...]

    @staticmethod
    def parse(text: str) -> Usual | None:
        """From the value of an RRULE; ``None`` for any other form."""
        parts: dict[str, str] = {}
        for part in text.split(";"):
            key, equals, value = part.partition("=")
            if key not in _KEYS or key in parts or not equals:
                return None
            parts[key] = value
        freq, until = parts.get("FREQ", ""), parts.get("UNTIL", "")
        interval, count = parts.get("INTERVAL", "1"), parts.get("COUNT")
        if (
            freq not in _FREQUENCIES
            or not _NUMBER.fullmatch(interval)
            or ("COUNT" in parts and ("UNTIL" in parts or not _NUMBER.fullmatch(parts["COUNT"])))
            or ("UNTIL" in parts and not _UNTIL.fullmatch(until))
            or parts.get("WKST", "MO") not in _WEEKDAYS
        ):
            return None
        days = _days_of_week(parts.get("BYDAY"))
        month_days = _numbers(parts.get("BYMONTHDAY"), -31, 31)
        months = _numbers(parts.get("BYMONTH"), 1, 12)
        if days is None or month_days is None or months is None:
            return None
        weekdays, nth = days
        if freq in {"DAILY", "WEEKLY"}:
            strange = bool(nth or month_days or months)
        else:
            strange = bool(weekdays and nth) or (freq == "YEARLY" and "BYDAY" in parts and not months)
        if strange:
            return None
        return Usual(
            freq,
            int(interval),
            int(count) if count else None,
            until,
            _WEEKDAYS[parts.get("WKST", "MO")],
            weekdays,
            nth,
            month_days,
            tuple(sorted(months)),
        )

    def days(self, start: date, first: int, last: int) -> Iterable[int]:
        """The days it gives from ``first`` to ``last``, both inclusive, as ordinals, in order.

        UNTIL is not looked at. ``start`` is the day of DTSTART; whether it is one of the rule's own or not,
        none is before it.
        """
        first = max(first, start.toordinal())
        match self.freq:
            case "DAILY":
                return self._daily(start.toordinal(), first, last)
            case "WEEKLY":
                return self._weekly(start, first, last)
            case _:
                return self._by_month(start, first, last)

    def _daily(self, start: int, first: int, last: int) -> Iterable[int]:
        every = self.interval
        skipped = -(-(first - start) // every)
        if not self.weekdays:
            if self.limit is not None:
                last = min(last, start + (self.limit - 1) * every)
            return range(start + skipped * every, last + 1, every)
        found = (day for day in range(start + skipped * every, last + 1, every) if self._is_on(day))
        if self.limit is None:
            return found
        cycle = [self._is_on(start + step * every) for step in range(7)]
        used = skipped // 7 * sum(cycle) + sum(cycle[: skipped % 7])
        return islice(found, max(0, self.limit - used))

    def _is_on(self, day: int) -> bool:
        return (day - 1) % 7 in self.weekdays

    def _weekly(self, start: date, first: int, last: int) -> Iterator[int]:
        begin = start.toordinal()
        week = begin - (start.weekday() - self.week_start) % 7
        offsets = sorted((day - self.week_start) % 7 for day in self.weekdays or (start.weekday(),))
        before = sum(week + offset < begin for offset in offsets)
        every = 7 * self.interval
        skipped = (first - week) // every
        number = skipped * len(offsets) - before
        for monday in range(week + skipped * every, last + 1, every):
            for offset in offsets:
                day = monday + offset
                if first <= day <= last and (self.limit is None or number < self.limit):
                    yield day
                number += 1

    def _by_month(self, start: date, first: int, last: int) -> Iterator[int]:
        begin = start.toordinal()
        months = self._months(start, first, last)
        found = (day for year, month in months for day in self._in(year, month, start) if day >= begin)
        return (day for day in islice(found, self.limit) if first <= day <= last)

    def _months(self, start: date, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The months to look into: from the start where it must be counted, else those of the window."""
        begin, end = date.fromordinal(first), date.fromordinal(max(first, last))
        if self.limit is not None:
            begin = start
        every = self.interval
        if self.freq == "YEARLY":
            months = self.months or ((start.month,) if not self.month_days else range(1, 13))
            since = start.year - (start.year - begin.year) // every * every
            return ((year, month) for year in range(since, end.year + 1, every) for month in months)
        zero = start.year * 12 + start.month - 1
        since = zero - (zero - (begin.year * 12 + begin.month - 1)) // every * every
        return (
            (number // 12, number % 12 + 1)
            for number in range(since, end.year * 12 + end.month, every)
            if not self.months or number % 12 + 1 in self.months
        )

    def _in(self, year: int, month: int, start: date) -> list[int]:
        """Its days in this month."""
        weekday, length = monthrange(year, month)
        before = date(year, month, 1).toordinal() - 1
        by_week = bool(self.weekdays or self.nth)
        if self.month_days or not by_week:
            wanted = {day if day > 0 else length + 1 + day for day in self.month_days or (start.day,)}
            days = {day for day in wanted if 1 <= day <= length}
        else:
            days = set(range(1, length + 1))
        if by_week:
            first_of = [(other - weekday) % 7 + 1 for other in range(7)]
            on = {day for other in self.weekdays for day in range(first_of[other], length + 1, 7)}
            for which, other in self.nth:
                all_of = range(first_of[other], length + 1, 7)
                place = which - 1 if which > 0 else which
                if -len(all_of) <= place < len(all_of):
                    on.add(all_of[place])
            days &= on
        return [before + day for day in sorted(days)]


def _days_of_week(text: str | None) -> tuple[frozenset[int], frozenset[tuple[int, int]]] | None:
    plain: set[int] = set()
    nth: set[tuple[int, int]] = set()
    for item in text.split(",") if text is not None else ():
        match = _BYDAY.fullmatch(item)
        if match is None:
            return None
        if match[2]:
            nth.add((int(f"{match[1]}{match[2]}"), _WEEKDAYS[match[3]]))
        else:
            plain.add(_WEEKDAYS[match[3]])
    return frozenset(plain), frozenset(nth)


def _numbers(text: str | None, least: int, most: int) -> frozenset[int] | None:
    """A list of numbers within these bounds, never 0."""
    try:
        found = frozenset(map(int, text.split(","))) if text is not None else frozenset()
    except ValueError:
        return None
    return found if 0 not in found and all(least <= number <= most for number in found) else None
