"""Dates in running text: explicit, by weekday, and relative to the day of the interview."""

from __future__ import annotations

import calendar as months
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from calsync.detect.fields.lexicon import Calendar, calendar
from calsync.detect.fields.sought import matches

FARTHEST = timedelta(days=200)
"""A date without a year that would lie farther ahead was meant to lie in the past."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ISO = re.compile(r"(?<![\d./-])(\d{4})\s?[-/.年년]\s?(\d{1,2})\s?[-/.月월]\s?(\d{1,2})[日号일]?(?!\d)")
_EAST = re.compile(r"(?<!\d)(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号일]?(?!\d)")
_NUMERIC = re.compile(
    r"(?<![\d/.:,-])(\d{1,2})(?:\s?([/.])\s?|(-))(\d{1,2})(?:[/.-]\s?(\d{4}|\d{2})(?!\d))?\.?"
    r"(?![\d/:%-]|\s?(?:uhr|uur|hrs?|h|am|pm|a\.m|p\.m|hours?|stunden)(?!\w))"
)
_CLOCK = re.compile(
    r"(?:(?<!\w)(?:kl|ore|um|om|saat|godz|at|klockan|hora|as|a las|v|ver|version|room)\.?\s*)$"
)
_BETWEEN = r"\W{0,3}(?:the|den|dem|der|am|le|el|il|de|o|dia|del|to|d)?\s*"


class Found(NamedTuple):
    """A stretch of folded text and the day it means; ``None`` for what names no day ("mid-June")."""

    start: int
    end: int
    day: date | None
    sure: bool = False
    """A day of a month with its own weekday beside it."""
    rule: str = ""
    """For words that count from another day ("fri+1"), how they do."""


def may_have_dates(text: str, language: str) -> bool:
    """Whether a ``Reader`` could find one in a folded text or in a part of it."""
    return bool(_DIGIT.search(text)) or calendar(language).phrases.found_in(text)


_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Reader:
    """What an ambiguous date rests on: the interview's local date and how its place writes numbers."""

    base: date
    month_first: bool
    around: bool = False
    """A day without a year is the nearest to the interview, before it or after: what is asked for in time
    for an interview. Otherwise it is the first on or after it."""

    def find(self, text: str, language: str) -> tuple[Found, ...]:
        """Every date in a folded sentence, in order; of overlapping readings the surest, then the longest.

        What counts from a day named before it ("we meet on the 12th and call you the next day") is so read.
        """
        known = calendar(language)
        found = sorted(self._all(text, known), key=lambda f: (not f.sure, f.start - f.end, f.start))
        kept: list[Found] = []
        for one in found:
            if all(one.end <= other.start or one.start >= other.end for other in kept):
                kept.append(one)
        return self._counted(text, sorted((f for f in kept if f.day), key=lambda f: f.start), known)

    def _counted(self, text: str, found: list[Found], known: Calendar) -> tuple[Found, ...]:
        """With the days counted from the one before, where the words say so, and not from the interview."""
        last: date | None = None
        for place, one in enumerate(found):
            words = text[one.start : one.end]
            if last and last > self.base and one.rule and known.counting.search(words):
                found[place] = one._replace(day=replace(self, base=last)._relative(one.rule, words, known))
            last = found[place].day
        return tuple(one for one in found if one.day)

    def _all(self, text: str, known: Calendar) -> Iterator[Found]:
        digits, likely = _DIGIT.search(text), known.phrases.within(text)
        if not digits and not likely:
            return
        yield from (Found(m.start(), m.end(), None) for m in known.vague.finditer(text))
        if digits:
            yield from self._explicit(text, known)
        for rule, phrases in groupby(likely.items(), lambda item: known.rules[item[0]]):
            for m in matches([phrase for _, phrase in phrases], text):
                yield Found(m.start(), m.end(), self._relative(rule, m[0], known), rule=rule)

    def _explicit(self, text: str, known: Calendar) -> Iterator[Found]:
        for m in _ISO.finditer(text):
            yield self._with_weekday(m, text, known, [(int(m[1]), int(m[2]), int(m[3]))])
        for m in _EAST.finditer(text):
            yield self._with_weekday(m, text, known, [(None, int(m[1]), int(m[2]))])
        for m in _NUMERIC.finditer(text):
            if _CLOCK.search(text, 0, m.start()) or (m[3] and not m[5]):
                continue
            year = None if m[5] is None else int(m[5]) + (2000 if len(m[5]) == 2 else 0)
            first, second = int(m[1]), int(m[4])
            if (
                m[2] == "."
                and not known.weekday_marks
                and (len(m[4]) == 1 and not m[0].endswith("."))
                and not year
            ):
                continue
            day_first, month_first = (year, second, first), (year, first, second)
            dotted = m[2] == "." and not known.weekday_marks
            order = (
                [month_first, day_first]
                if self.month_first or known.month_first
                else [day_first, month_first]
            )
            yield self._with_weekday(m, text, known, [day_first] if dotted else order)
        for m in known.named.finditer(text):
            month = known.months[m["m1"] or m["m2"]]
            written = m["y1"] or m["y2"]
            yield self._with_weekday(
                m, text, known, [(int(written) if written else None, month, int(m["d1"] or m["d2"]))]
            )

    def _with_weekday(
        self, m: re.Match[str], text: str, known: Calendar, readings: Iterable[tuple[int | None, int, int]]
    ) -> Found:
        """The first reading that is a day, fits the weekday beside it, and lies near; widened by it."""
        before = re.search(known.weekdays.pattern + _BETWEEN + "$", text[: m.start()])
        after = re.match(
            rf"\s*[(,]?\s*(?:{known.weekdays.pattern}|[{known.weekday_marks or '!'}](?=\)))\)?",
            text[m.end() :],
        )
        near = (before or after) and _weekday((before or after)[0], known)  # type: ignore[index]
        days = [day for reading in readings if (day := self._day(*reading))]
        fitting = [day for day in days if near is not None and day.weekday() == near]
        ahead = [day for day in days if timedelta(0) <= day - self.base <= timedelta(days=100)]
        day = next(iter(fitting or ahead or days), None)
        start = m.start() - (len(text[: m.start()]) - before.start() if before else 0)
        return Found(start, m.end() + (after.end() if after else 0), day, sure=bool(fitting))

    def _day(self, year: int | None, month: int, day: int) -> date | None:
        """The day; without a year as ``around`` says. None where there is no such day, or none near."""
        found: list[date] = []
        for candidate in (year,) if year else range(self.base.year - 1, self.base.year + 2):
            try:
                found.append(date(candidate, month, day))
            except ValueError:
                continue
        if not year:
            earliest = self.base - FARTHEST if self.around else self.base
            found = [one for one in found if earliest <= one <= self.base + FARTHEST]
        return min(found, key=lambda one: abs(one - self.base), default=None)

    def _relative(self, rule: str, words: str, known: Calendar) -> date | None:
        if rule.endswith("{n}"):
            unit = rule.removesuffix("{n}")
            count = _number(words, known)
            return None if count is None else self._after(unit, count)
        if rule == "dom":
            return self._day_of_month(int(re.findall(r"\d+", words)[-1]))
        if fixed := re.fullmatch(r"(bd|[dwmh])(\d+)", rule):
            return self._after(fixed[1], int(fixed[2]))
        name, _, weeks = rule.partition("+")
        if name == "month_end":
            if not weeks:
                m = known.month.search(words)
                return self._month_end(_month(m[0], known)) if m else None
            month = self.base.month + int(weeks)
            return self._month_end((month - 1) % 12 + 1)
        if name == "wd":
            m = known.weekdays.search(words)
            weekday = _weekday(m[0], known) if m else None
            return None if weekday is None else self._in_week(weekday, int(weeks), named=True)
        return self._in_week(_DAYS.index(name), int(weeks), named=False)

    def _in_week(self, weekday: int, weeks: int, *, named: bool) -> date:
        """That weekday of this week or a later one; this week's is never before the interview.

        A weekday named on that very weekday means the one a week later; "the end of the week" does not.
        """
        day = self.base + timedelta(days=weekday - self.base.weekday() + 7 * weeks)
        return day + timedelta(days=7) if day < self.base or (named and day == self.base) else day

    def _after(self, unit: str, count: int) -> date | None:
        match unit:
            case "bd":
                return business_days_after(self.base, count) if count <= 90 else None
            case "d" | "w":
                days = count * (7 if unit == "w" else 1)
                return self.base + timedelta(days=days) if days <= FARTHEST.days else None
            case "h":
                return self.base + timedelta(days=-(-count // 24)) if 24 <= count <= 240 else None
            case _:
                month = self.base.month - 1 + count
                if count > 6:
                    return None
                year, month = self.base.year + month // 12, month % 12 + 1
                return date(year, month, min(self.base.day, months.monthrange(year, month)[1]))

    def _day_of_month(self, day: int) -> date | None:
        for ahead in range(3):
            year, month = divmod(self.base.year * 12 + self.base.month - 1 + ahead, 12)
            if 1 <= day <= months.monthrange(year, month + 1)[1]:
                found = date(year, month + 1, day)
                if found >= self.base:
                    return found
        return None

    def _month_end(self, month: int) -> date:
        year = self.base.year + (month < self.base.month)
        return date(year, month, months.monthrange(year, month)[1])


def business_days_after(day: date, count: int) -> date:
    """The ``count``-th Monday-to-Friday day after ``day``."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _number(words: str, known: Calendar) -> int | None:
    """The last number of "2 to 3 days": digits if there are any, else words. None for "a few"."""
    if digits := re.findall(r"\d+", words):
        return int(digits[-1])
    spelt = [known.numbers[w] for w in known.number.findall(words) if w in known.numbers]
    return (spelt[-1] if known.weekday_marks or len(spelt) == 1 else max(spelt)) or None if spelt else None


def _weekday(words: str, known: Calendar) -> int | None:
    for n, pattern in enumerate(known.weekday_of):
        if re.search(pattern if known.weekday_marks else rf"(?<!\w){pattern}(?!\w)", words):
            return n
    marks = [n for n, mark in enumerate(known.weekday_marks) if mark in words]
    return marks[0] if marks else None


def _month(words: str, known: Calendar) -> int:
    return known.months[words] if known.months else int(re.findall(r"\d+", words)[0])
