"""The part of a calendar worth remembering: what the words choose, whatever the window.

A source that remembers (a folder, a feed) keeps these bytes in place of the whole, and reads them the next
time as if they were the whole: same words, same rows.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from calsync.ical.scan import Scan, Unexpected
from calsync.ical.split import Parts
from calsync.ical.window import EVER
from calsync.ical.words import Words

_NEVER_WHOLE = 1 << 20
"""Bytes of a calendar of unknown form that is remembered whole; a larger one is not remembered."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """``data`` is a calendar with the chosen components and no others, ``None`` when there are none."""

    data: bytes | None
    events: int
    """VEVENTs in the whole."""


def choose(data: bytes | BinaryIO, words: Words, uids: frozenset[str]) -> Chosen | None:
    """What to remember of a calendar; ``None`` when it has to be read anew every time.

    A stream must be seekable and at its beginning. A calendar that cannot be read, wholly or in part, is
    chosen whole, so that whoever reads it says the same about it every time.
    """
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    try:
        scan = Scan(stream, EVER, words, uids)
    except Unexpected:
        stream.seek(0)
        whole = stream.read(_NEVER_WHOLE + 1)
        return None if len(whole) > _NEVER_WHOLE else Chosen(whole, 0)
    parts = scan.parts
    if not parts.closed or any(not raw.closed or raw.size > len(raw.data) for raw in parts.events):
        return None
    return Chosen(b"".join(_calendars(parts)) if parts.events else None, parts.seen)


def _calendars(parts: Parts) -> Iterator[bytes]:
    for number, head in enumerate(parts.heads):
        events = [raw.data for raw in parts.events if raw.calendar == number]
        if not events:
            continue
        zones = [raw.data for raw in parts.zones if raw.calendar == number]
        lines = [line for line in head.split(b"\n") if line.strip()]
        yield b"BEGIN:VCALENDAR\r\n"
        for block in (*(line.rstrip(b"\r") for line in lines), *zones, *events):
            yield block.rstrip(b"\r\n") + b"\r\n"
        yield b"END:VCALENDAR\r\n"
