"""Time as the user lives it: local days, business days, and clock times that exist."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from calsync.model import Interview


class Unit(StrEnum):
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    BUSINESS_DAY = "business day"


_EXACT = {Unit.MINUTE: timedelta(minutes=1), Unit.HOUR: timedelta(hours=1)}
_SHORT = {"m": Unit.MINUTE, "min": Unit.MINUTE, "h": Unit.HOUR, "d": Unit.DAY, "w": Unit.WEEK}
_SPAN = re.compile(r"(\d{1,4})\s*([a-z]+(?:\s+[a-z]+)?)")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time as people say it: "30 minutes", "3 business days"."""

    amount: int = 0
    unit: Unit = Unit.DAY

    @staticmethod
    def parse(text: str) -> Span:
        """Raises ValueError that says what would be right."""
        found = _SPAN.fullmatch(text.strip().casefold())
        word = " ".join(found[2].split()) if found else ""
        unit = _SHORT.get(word) or next(
            (unit for unit in Unit if word in (unit.value, f"{unit.value}s")), None
        )
        if found is None or unit is None:
            raise ValueError("write a duration such as 30 minutes, 3 hours, 2 days or 3 business days")
        return Span(int(found[1]), unit)

    @property
    def elapsed(self) -> timedelta:
        """As elapsed time; a business day counts as a day."""
        if self.unit in _EXACT:
            return self.amount * _EXACT[self.unit]
        return timedelta(days=self.amount * (7 if self.unit is Unit.WEEK else 1))

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}{'' if self.amount == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The user's zone and public holidays ("DE", "DE-BE", "US-CA"; None: none).

    Raises ValueError when it is made for a place whose holidays are not known.
    """

    zone: ZoneInfo
    holidays: str | None = None

    def __post_init__(self) -> None:
        if self.holidays is not None:
            object.__setattr__(self, "holidays", check_country(self.holidays))

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def moment(self, day: date, at: time) -> datetime:
        """That clock time on that day; one that a change of clocks skips is read as the time just after."""
        return datetime.combine(day, at, self.zone).astimezone(UTC).astimezone(self.zone)

    def is_business_day(self, day: date) -> bool:
        if self.holidays is None:
            return day.weekday() < 5
        weekend, off = _days_off(self.holidays, day.year)
        return day.weekday() not in weekend and day not in off

    def business_days(self, day: date, count: int) -> date:
        """The ``count``-th business day after ``day``; 0 gives the day itself, whatever it is."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_business_day(day)
        return day

    def later(self, moment: datetime, span: Span, at: time | None = None) -> datetime:
        """``span`` after ``moment``: exact for hours and minutes; days at ``at``, else that time."""
        if span.unit in _EXACT:
            return self.local(moment.astimezone(UTC) + span.elapsed)
        here = self.local(moment)
        day = self.shift(here.date(), span)
        return self.moment(day, at if at is not None else here.time())

    def shift(self, day: date, span: Span) -> date:
        """The day that is ``span`` after ``day``; hours and minutes count as whole days only."""
        if span.unit is Unit.BUSINESS_DAY:
            return self.business_days(day, span.amount)
        return day + timedelta(days=span.elapsed.days)

    def first_day(self, interview: Interview) -> date:
        return self._civil(interview, interview.start)

    def last_day(self, interview: Interview) -> date:
        """The local day it ends on; of an all-day event the last one it fills."""
        if interview.all_day and interview.end > interview.start:
            return self._civil(interview, interview.end - timedelta(seconds=1))
        return self._civil(interview, interview.end)

    def over(self, interview: Interview, all_day: time) -> datetime:
        """When it is over: its end, or the time ``all_day`` on the last day of an all-day event."""
        if interview.all_day:
            return self.moment(self.last_day(interview), all_day)
        return self.local(max(interview.start, interview.end, key=datetime.timestamp))

    def _civil(self, interview: Interview, moment: datetime) -> date:
        """An all-day event keeps its dates wherever the user is now."""
        if interview.all_day:
            return moment.astimezone(_zone(interview.tz) or self.zone).date()
        return self.local(moment).date()


def check_country(code: str) -> str:
    """``code`` in the form Calendar takes. Raises ValueError for a place without known holidays."""
    tidy = code.strip().upper().replace("_", "-")
    try:
        if not re.fullmatch("[A-Z]{2}(-[A-Z0-9]+)?", tidy):
            raise ValueError
        _days_off(tidy, 2026)
    except (NotImplementedError, ValueError):
        raise ValueError(f"no public holidays are known for “{code}”: write DE, DE-BE or US-CA") from None
    return tidy


@lru_cache(maxsize=256)
def _days_off(code: str, year: int) -> tuple[frozenset[int], frozenset[date]]:
    """Weekend weekdays and public holidays of one year. Raises NotImplementedError for an unknown place."""
    import warnings

    import holidays

    country, _, region = code.partition("-")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a year the library knows nothing about has weekends only
        found = holidays.country_holidays(country, subdiv=region or None, years=year)
    return frozenset(found.weekend), frozenset(found)


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        return None
