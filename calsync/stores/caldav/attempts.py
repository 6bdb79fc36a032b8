"""Trying again: how often, after what pause, and what a server says about it."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from calsync.errors import NetworkError

TRIES = 4
CONNECT_SECONDS = 10.0
READ_SECONDS = 60.0
"""Without a byte. A small server that lists ten thousand objects for the first time takes its time."""
WHOLE_SECONDS = 300.0
LONGEST_PAUSE = 60.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Time limits in seconds, and how a pause is made: replaced in tests."""

    connect: float = CONNECT_SECONDS
    read: float = READ_SECONDS
    whole: float = WHOLE_SECONDS
    tries: int = TRIES
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random
    """A number from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try out of a bounded number."""

    number: int
    timing: Timing

    def failed(self, error: NetworkError, after: str | None = None) -> None:
        """Pause before the next try: what Retry-After (``after``) asks for, else growing, with jitter.

        Raises ``error`` after the last try, and when the server asks for a longer pause than is sensible.
        """
        wait = retry_after(after)
        if self.number >= self.timing.tries or (wait or 0) > LONGEST_PAUSE:
            raise error
        if wait is None:
            wait = 0.5 * 2 ** (self.number - 1) * (0.5 + self.timing.jitter())
        self.timing.sleep(wait)


def retry_after(value: str | None) -> float | None:
    """Seconds that Retry-After asks for (RFC 9110 10.2.3), a moment in the past counting as 0."""
    if value is None:
        return None
    if re.fullmatch(r"\s*[0-9]+\s*", value):
        return float(value.strip()[:9])
    moment = http_date(value)
    return None if moment is None else max(0.0, (moment - datetime.now(UTC)).total_seconds())


def http_date(value: str) -> datetime | None:
    """A date of HTTP (RFC 9110 5.6.7) in UTC; None for anything else."""
    try:
        moment = parsedate_to_datetime(value)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None
