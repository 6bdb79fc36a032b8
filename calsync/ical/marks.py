"""The lines of a calendar file that say where a component begins and ends, when it is and what its UID is.

Patterns over bytes, for ``calsync.ical.scan``: each line that is worth a look is one match, and most events
are one match altogether. ``re`` leaps from line to line by their first letters.
"""

from __future__ import annotations

import re
from functools import cache

_DATE = rb"\d{4}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_START = rb"DTSTART(?:;[^:\r\n]*)?:(" + _DATE + rb")"
_STOP = rb"DTEND(?:;[^:\r\n]*)?:(" + _DATE + rb")"
_DULL = rb"(?:\n(?:CLASS|CREATED|DTSTAMP|LAST-MODIFIED|PRIORITY|SEQUENCE|STATUS|TRANSP)[:;][^\n]*)*+"
_UID = (
    rb"\nUID:([!-\[\]-~]{1,70}+)"  # with nothing in it that would be undone before it is hashed
    rb"(?:(?<=\nUID:.{70})[^\n]*(?:\n[ \t][^\n]*)*+|\r?(?=\n[^ \t]))"
)
_TURN = (
    rb"END:VEVENT\r?()\nBEGIN:VEVENT\r?(?:" + _DULL + _UID + rb")?" + _DULL + rb"\n" + _START + rb"[^\n]*"
    rb"" + _DULL + rb"\n" + _STOP + rb"[^\n]*(?:" + _DULL + _UID + rb")?(?=\n)()"
)
_ALARM = (
    rb"BEGIN:VALARM\r?(?:\n(?!BEGIN|END)(?:[A-Z][A-Z0-9-]*[:;]|[ \t])[^\n]*)*+\nEND:VALARM[ \t]*\r?(?=\n)()"
)


def _lines(before_shortcut: bytes) -> re.Pattern[bytes]:
    return re.compile(
        rb"\n(?=[^ \t\nACF-QSTV-Z])(?:"
        rb"" + before_shortcut + _TURN + rb"|"  # 1-6: from one event to the next, which begins as usual
        rb"" + before_shortcut + _ALARM + rb"|"  # 7: a whole alarm
        rb"" + _START + rb"|"  # 8
        rb"" + _STOP + rb"|"  # 9
        rb"BEGIN:([A-Z0-9-]+)[ \t]*\r?(?=\n)|"  # 10
        rb"END:([A-Z0-9-]+)[ \t]*\r?(?=\n)|"  # 11
        rb"UID:([^\n]*(?:\n[ \t][^\n]*)*)|"  # 12
        rb"RRULE:([^\n]*)(?=\n(?![ \t]))|"  # 13
        rb"DURATION:([^\n]*)(?=\n(?![ \t]))|"  # 14
        rb"RECURRENCE-ID(?:;TZID=[^\":;\r\n]*|;VALUE=[A-Z-]*)*:()|"  # 15
        rb"(?!(?!(?:DTSTART|DTEND|BEGIN|END|UID|RRULE|RDATE|DURATION|RECURRENCE-ID)"
        rb"[:;])[A-Z][A-Z0-9-]*[:;])()"  # 16: any other form of these
        rb")"
    )


STRUCTURE = re.compile(rb"\n(?:BEGIN|END)[ \t]*:", re.IGNORECASE)
LINE = _lines(b"")


@cache
def single_line() -> re.Pattern[bytes]:
    """Without the shortcuts over several lines; the same groups. Rarely wanted."""
    return _lines(b"(?!)")
