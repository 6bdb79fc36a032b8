"""Text with real line breaks in it: lines that are no property belong to the value above them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_PROPERTY = re.compile(r"\s*[A-Za-z][A-Za-z0-9-]*\s*[:;]")


def raw_newlines(lines: Sequence[str]) -> Sequence[str]:
    """Lines without a property name joined to the one above, with an escaped newline between."""
    if all(not line or _PROPERTY.match(line) for line in lines):
        return lines
    joined: list[str] = []
    for line in lines:
        if _PROPERTY.match(line) or not joined:
            joined.append(line)
        elif line.strip():
            joined[-1] += "\\n" + line.strip()
    return joined
