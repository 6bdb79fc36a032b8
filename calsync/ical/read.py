"""Bytes to occurrences: the one way calendars are read.

Two paths lead there, with the same result. The lazy one (``scan``) looks for the query's words in the bytes
and parses what has one; the full one parses everything. The full path is taken where everything is asked
for, and where a file is not of a form the scan knows.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from typing import BinaryIO

from calsync.ical.gather import Choice, Gathering
from calsync.ical.quirks import BYTES
from calsync.ical.scan import Scan, Unexpected
from calsync.ical.split import split
from calsync.ical.window import Reach
from calsync.ical.words import Words, finder
from calsync.model import Occurrence, Query, Reading
from calsync.seek import Vocabulary

MAX_WHOLE = 1 << 30
"""Bytes of a file that is read whole."""

_SAMPLE = 1 << 20


class Opened:
    """A calendar looked through for the query's words, and ready for a second look."""

    def __init__(self, gathering: Gathering, wanted: Choice, look_again: Callable[[Words], None]) -> None:
        self._gathering = gathering
        self._wanted = wanted
        self._look_again = look_again

    def look_again(self, words: Words) -> None:
        """Take in what these words choose as well. Once: where all the others stand is let go then."""
        self._look_again(words)
        del self._look_again
        before = self._wanted
        self._wanted = lambda uid, data: words.found_in(data) or before(uid, data)
        self._gathering.parse(self._wanted)

    def occurrences(self) -> list[Occurrence]:
        """What the words have chosen by now, in order of start."""
        return self._gathering.occurrences()

    def reading(self, found: Iterable[Occurrence]) -> Reading:
        """The result, with everything noted on the way."""
        return self._gathering.reading(found)


def read_calendar(data: bytes | BinaryIO, query: Query, source: str, *, label: str | None = None) -> Reading:
    """What a calendar file holds of what the query asks for.

    ``data`` as a stream must be seekable and at its beginning. ``label`` names the file in messages, where
    it is not the source itself. Never raises for what is in the data: a component that cannot be read is a
    notice (file, line, UID) and its UID is in ``unreadable``; a file that is no calendar has ``error``.
    With ``query.words``, only events that hold a word (folded, anywhere in the component) or have one of
    ``query.uids`` are kept, then those with a word of ``query.context`` too. In order of start.
    """
    return _finished(open_calendar(data, query, source, label=label), query)


def _finished(opened: Opened | Reading, query: Query) -> Reading:
    """With the second look at what the context of the first is."""
    if isinstance(opened, Reading):
        return opened
    found = opened.occurrences()
    if query.context is not None and query.words is not None and (terms := query.context(found)):
        opened.look_again(context_finder(terms))
        found = opened.occurrences()
    return opened.reading(found)


def open_calendar(
    data: bytes | BinaryIO, query: Query, source: str, *, label: str | None = None
) -> Opened | Reading:
    """The first look of ``read_calendar``, or its result where there is nothing more to be seen."""
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    label = label or source
    if query.words is not None:
        try:
            return _lazily(stream, query, source, label)
        except Unexpected as why:
            import logging

            logging.getLogger("calsync.ical").debug("%s is read whole: %s", label, why)
            stream.seek(0)
    return _whole(stream, query, source, label)


def context_finder(terms: Iterable[str]) -> Words:
    """The Words for a second look; sought where detection seeks them."""
    return finder(Vocabulary.of(terms), people=False)


def _lazily(stream: BinaryIO, query: Query, source: str, label: str) -> Opened | Reading:
    words = finder(query.words or Vocabulary())
    scan = Scan(stream, Reach.of(query.window), words, query.uids)
    if not scan.parts.is_calendar:
        raise Unexpected("there is no calendar in it")
    if scan.parts.closed and not scan.parts.events and query.context is None:
        return Reading(source, events=scan.parts.seen, complete=True)
    gathering, wanted = Gathering(source, label, scan.parts, query), _choice(words, query.uids)
    gathering.parse(wanted)
    scan.claim(gathering.uids)
    gathering.parse(wanted)
    return Opened(gathering, wanted, scan.look_again)


def _whole(stream: BinaryIO, query: Query, source: str, label: str) -> Opened | Reading:
    content = _mended(sample := stream.read(_SAMPLE))
    if b"begin" not in content.lower():
        return Reading(source, error=f"{label} {_not_a_calendar(content)}")
    if len(sample) == _SAMPLE:
        stream.seek(0)
        content = stream.read(MAX_WHOLE + 1)
        if len(content) > MAX_WHOLE:
            return Reading(source, error=f"{label} is larger than {MAX_WHOLE >> 20} MB: export a part of it.")
        content = _mended(content)
    parts = split(content)
    if not parts.is_calendar:
        return Reading(source, error=f"{label} {_not_a_calendar(content)}")
    words = None if query.words is None else finder(query.words)
    gathering, wanted = Gathering(source, label, parts, query), _choice(words, query.uids)
    gathering.parse(wanted)
    return Opened(gathering, wanted, lambda _: None)


def _mended(content: bytes) -> bytes:
    for quirk in BYTES:
        content = quirk(content)
    return content


def _choice(words: Words | None, uids: frozenset[str]) -> Choice:
    """By these words or UIDs; without words everything."""
    if words is None:
        return lambda _uid, _data: True
    return lambda uid, data: uid in uids or words.found_in(data)


def _not_a_calendar(content: bytes) -> str:
    """What is wrong with a file that is no calendar, from how it begins."""
    start = content[:512].lstrip().lower()
    if not start:
        return "is empty: export the calendar again."
    if start.startswith(b"%pdf"):
        return "is a PDF, not a calendar: export it as .ics."
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")):
        return "is a web page, not a calendar: check the address, or log in and download it again."
    if start.startswith(b"pk\x03\x04"):
        return "is a zip file: name it .zip."
    return "is not an iCalendar file: it has no BEGIN:VCALENDAR."
