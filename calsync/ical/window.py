"""Whether an event may touch the window, judged from a few bytes of it. In doubt the answer is yes."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import NamedTuple

from calsync.model import Window

_SHORT_DURATION = re.compile(rb"P(?:\d{1,2}D)?(?:T(?:\d{1,3}H)?(?:\d{1,4}M)?(?:\d{1,5}S)?)?\s*")
_SHORT_DAYS = 150
"""No duration of that form is longer."""

_UNTIL = re.compile(rb"UNTIL=(\d{8})")
_COUNTED = re.compile(
    rb"(?=.*FREQ=(DAILY|WEEKLY|MONTHLY|YEARLY))(?=.*COUNT=(\d{1,6})(?:;|\s*$))"
    rb"(?:(?:FREQ|INTERVAL|COUNT|BYDAY|WKST)=[A-Z0-9,+-]+;?)+\s*"
)
_INTERVAL = re.compile(rb"INTERVAL=(\d{1,5})")
_PERIOD_DAYS = {b"DAILY": 1, b"WEEKLY": 7, b"MONTHLY": 31, b"YEARLY": 366}
_SLACK = 8
"""A rule that finds nothing in some of its periods finds something in every eighth at least (29 February)."""


def _digits(moment: datetime, days: int) -> bytes:
    try:
        return f"{moment + timedelta(days=days):%Y%m%d}".rjust(8, "0").encode()
    except OverflowError:
        return b"00000000" if days < 0 else b"99999999"


class Reach(NamedTuple):
    """The window as dates in the form they have in a file, wide enough for every time zone."""

    first: bytes
    last: bytes
    first_if_long: bytes

    @staticmethod
    def of(window: Window) -> Reach:
        return Reach(
            _digits(window.since, -3), _digits(window.until, 3), _digits(window.since, -3 - _SHORT_DAYS)
        )

    def single(self, start: bytes, end: bytes | None) -> bool:
        """For an event that happens once; ``end`` may come before ``start``."""
        if end is None:
            return self.first <= start <= self.last
        return (
            start <= self.last and end >= self.first
            if start <= end
            else end <= self.last and start >= self.first
        )

    def lasting(self, start: bytes, duration: bytes) -> bool:
        """For an event with DURATION, its value as it stands."""
        if start > self.last:
            return duration.lstrip().startswith(b"-")
        return start >= self.first_if_long or _SHORT_DURATION.fullmatch(duration) is None

    def recurring(self, start: bytes, end: bytes | None, rule: bytes) -> bool:
        """For a series with one RRULE, its value as it stands, and instances within a day each."""
        if start > self.last:
            return end is not None and end < start
        if end is not None and end != start:
            return True
        until = _UNTIL.search(rule)
        if until is not None and until[1] < self.first:
            return False
        counted = _COUNTED.fullmatch(rule)
        return counted is None or _last_possible(start, counted, rule) >= self.first


def _last_possible(start: bytes, counted: re.Match[bytes], rule: bytes) -> bytes:
    every = _INTERVAL.search(rule)
    days = _PERIOD_DAYS[counted[1]] * (int(every[1]) if every else 1) * (int(counted[2]) + 1)
    dense = counted[1] == b"WEEKLY" or (counted[1] == b"DAILY" and b"BYDAY" not in rule)
    try:
        last = date(int(start[:4]), int(start[4:6]), int(start[6:])) + timedelta(
            days=days * (1 if dense else _SLACK)
        )
    except (ValueError, OverflowError):
        return b"99999999"
    return f"{last:%Y%m%d}".rjust(8, "0").encode()


EVER = Reach(b"00000000", b"99999999", b"00000000")
"""Every event may touch it."""
