"""Dates and times in other forms than 3.3.4 and 3.3.5 allow: ISO 8601 with hyphens and colons, no seconds,
fractions of a second, a numeric offset, a VALUE that says something else than the value."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from calsync.ical.content import Line

_NAMES = frozenset(("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE"))
_RIGHT = re.compile(r"\d{8}(?:T\d{6}Z?)?")
_USUAL = re.compile(r"\d{8}T\d{6}Z?")
_OTHER = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[Tt ](\d\d):?(\d\d)(?::?(\d\d))?(?:[.,]\d+)?\s*([Zz]|[+-]\d\d:?\d\d)?)?"
)


def date_forms(lines: Sequence[Line]) -> Sequence[Line]:
    return [_corrected(line) if line.name in _NAMES else line for line in lines]


def _corrected(line: Line) -> Line:
    if _USUAL.fullmatch(line.value) and not line.param("VALUE"):
        return line
    if line.param("VALUE").upper() == "PERIOD" or "/" in line.value:
        return line
    values = [_basic(value.strip()) for value in line.value.split(",") if value.strip()]
    date_only = all(len(value) == 8 for value in values)
    params = tuple(
        (key, value) for key, value in line.params if key != "VALUE" and not (date_only and key == "TZID")
    )
    if date_only:
        params = (*params, ("VALUE", "DATE"))
    return line._replace(params=params, value=",".join(values))


def _basic(value: str) -> str:
    if _RIGHT.fullmatch(value):
        return value
    match = _OTHER.fullmatch(value)
    if match is None:
        return value
    year, month, day, hour, minute, second, offset = match.groups()
    if hour is None:
        return f"{year}{month}{day}"
    local = f"{year}{month}{day}T{hour}{minute}{second or '00'}"
    if not offset or offset in "Zz":
        return local + ("Z" if offset else "")
    try:
        moment = datetime.strptime(local + offset.replace(":", ""), "%Y%m%dT%H%M%S%z")
        return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    except (ValueError, OverflowError):
        return value
