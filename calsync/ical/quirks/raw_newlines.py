"""Text with real line breaks in it: lines that are no property belong to the value above them."""

from __future__ import annotations

import re

_ODD = re.compile(r"\n(?!\n|\Z|[^\S\n]*[A-Za-z][A-Za-z0-9-]*[^\S\n]*[:;])")
_PROPERTY = re.compile(r"\s*[A-Za-z][A-Za-z0-9-]*\s*[:;]")


def raw_newlines(text: str) -> str:
    """Lines without a property name joined to the one above, with an escaped newline between."""
    if not _ODD.search(f"\n{text}"):
        return text
    joined: list[str] = []
    for line in text.split("\n"):
        if _PROPERTY.match(line) or not joined:
            joined.append(line)
        elif line.strip():
            joined[-1] += "\\n" + line.strip()
    return "\n".join(joined)
