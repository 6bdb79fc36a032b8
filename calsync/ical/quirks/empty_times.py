"""Properties without a value (``DTEND:``, ``RRULE:``): as good as not there."""

from __future__ import annotations

from collections.abc import Sequence

from calsync.ical.content import Line

_TIMES = frozenset(("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "SEQUENCE"))


def empty_times(lines: Sequence[Line]) -> Sequence[Line]:
    return [line for line in lines if line.name not in _TIMES or line.value.strip()]
