"""The part of a calendar worth remembering: what the words choose of the present and the future.

A source that remembers (a folder, a feed) keeps these bytes in place of the whole, and reads them the next
time as if they were the whole: same words, same rows.
"""

from __future__ import annotations

import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import BinaryIO

from calsync.ical.scan import Finder, Scan, Unexpected
from calsync.ical.split import Parts
from calsync.ical.window import EVER, Reach

_FIRST_LINE = re.compile(rb"BEGIN:VCALENDAR\r?\n")
_LAST_LINE = re.compile(rb"\nEND:VCALENDAR\s*\n\Z")
_NEVER_WHOLE = 1 << 20
"""Bytes of a calendar of unknown form that is remembered whole; a larger one is not remembered."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """``data`` is a calendar with the chosen components and no others, ``None`` when there are none."""

    data: bytes | None
    events: int
    """VEVENTs in the whole."""
    near: bool = True
    """Whether other words could choose something: whether anything is in reach at all."""


def choose(data: bytes | BinaryIO, words: Finder, uids: frozenset[str], reach: Reach = EVER) -> Chosen | None:
    """What to remember of a calendar; ``None`` when it has to be read anew every time.

    A stream must be seekable and at its beginning. A calendar that cannot be read, wholly or in part, is
    chosen whole, so that whoever reads it says the same about it every time.
    """
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    try:
        scan = Scan(stream, reach, words, uids)
    except Unexpected:
        stream.seek(0)
        whole = stream.read(_NEVER_WHOLE + 1)
        return None if len(whole) > _NEVER_WHOLE else Chosen(whole, 0)
    parts = scan.parts
    if not _all_there(parts):
        return None
    near = bool(parts.events) or any(True for _ in scan.near())
    return Chosen(b"".join(_calendars(parts)) if parts.events else None, parts.seen, near)


def choose_each(
    files: Sequence[bytes], words: Finder, uids: frozenset[str], reach: Reach
) -> list[Chosen | None]:
    """``choose`` for many small calendars, most of which hold nothing of interest.

    They are looked through as one stream, and only those with something in it each by itself.
    """
    counts = [_usual(data) for data in files]
    together = [number for number, count in enumerate(counts) if count is not None]
    begins = list(accumulate((len(files[number]) for number in together), initial=0))
    try:
        scan = Scan(io.BytesIO(b"".join(files[number] for number in together)), reach, words, uids)
    except Unexpected:
        return [choose(data, words, uids, reach) for data in files]
    parts = scan.parts
    if not _all_there(parts) or parts.seen != sum(filter(None, counts)):
        return [choose(data, words, uids, reach) for data in files]

    def files_at(places: Iterator[int]) -> set[int]:
        return {together[bisect_right(begins, place) - 1] for place in places}

    near, chosen = files_at(scan.near()), files_at(raw.offset for raw in parts.events)
    return [
        choose(data, words, uids, reach)
        if count is None or number in chosen
        else Chosen(None, count, number in near)
        for number, (data, count) in enumerate(zip(files, counts, strict=True))
    ]


def _usual(data: bytes) -> int | None:
    """The VEVENTs of a file that is one whole calendar and nothing else; None where it may not be."""
    if (
        not _FIRST_LINE.match(data)
        or not _LAST_LINE.search(data[-32:])
        or data.count(b"\nBEGIN:") + 1 != data.count(b"\nEND:")
        or b"\nBEGIN:VCALENDAR" in data
        or any(trouble in data for trouble in (b"\0", b"\r\r\n"))
    ):
        return None
    return data.count(b"\nBEGIN:VEVENT\r\n") + data.count(b"\nBEGIN:VEVENT\n")


def _all_there(parts: Parts) -> bool:
    return parts.closed and all(raw.closed and raw.size <= len(raw.data) for raw in parts.events)


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
