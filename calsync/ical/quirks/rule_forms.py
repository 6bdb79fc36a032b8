"""Recurrence rules in other forms than 3.3.10 allows: blanks, lower case, a stray semicolon,
UNTIL in ISO 8601, COUNT=-1 for "no end"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from calsync.ical.content import Line

_NO_COUNT = re.compile(r"-\d+")


def rule_forms(lines: Sequence[Line]) -> Sequence[Line]:
    return [_corrected(line) if line.name == "RRULE" else line for line in lines]


def _corrected(line: Line) -> Line:
    parts: dict[str, str] = {}
    for part in "".join(line.value.split()).upper().removeprefix("RRULE:").split(";"):
        key, equals, value = part.partition("=")
        if equals and value and not (key == "COUNT" and _NO_COUNT.fullmatch(value)):
            parts.setdefault(key, value.strip(","))
    if "UNTIL" in parts:
        parts["UNTIL"] = re.sub(r"[-:]", "", parts["UNTIL"])
    return Line(line.name, line.params, ";".join(f"{key}={value}" for key, value in parts.items()))
