"""vCalendar 1.0 values in quoted-printable, as old phones and Lotus Notes export them."""

from __future__ import annotations

import quopri
from collections.abc import Sequence

from calsync.ical.content import Line

_MARK = "QUOTED-PRINTABLE"


def join_soft_breaks(text: str) -> str:
    """A quoted-printable value goes on in the next line where it ends in ``=``."""
    if _MARK not in text.upper():
        return text
    joined: list[str] = []
    soft = False
    for line in text.split("\n"):
        if soft:
            joined[-1] = joined[-1][:-1] + line
        else:
            joined.append(line)
        soft = joined[-1].endswith("=") and _MARK in joined[-1].upper()
    return "\n".join(joined)


def quoted_printable(lines: Sequence[Line]) -> Sequence[Line]:
    return [_decoded(line) if line.params and _is_quoted(line) else line for line in lines]


def _is_quoted(line: Line) -> bool:
    """Named with ``ENCODING=``, or bare as vCalendar 1.0 allows."""
    return any(key == _MARK or (key == "ENCODING" and value.upper() == _MARK) for key, value in line.params)


def _decoded(line: Line) -> Line:
    raw = quopri.decodestring(line.value.encode())
    try:
        text = raw.decode(line.param("CHARSET") or "utf-8")
    except (LookupError, UnicodeDecodeError):
        text = raw.decode("utf-8", "replace")
    return line._replace(value=text.replace("\r\n", "\n").replace("\n", "\\n"))
