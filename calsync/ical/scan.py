"""The lazy scan: from the bytes of a calendar to the few components worth parsing.

The file is read in chunks; one pattern over the bytes finds the lines that say where a component begins
and ends, when it is and what its UID is. Components outside the window are passed over, the rest is looked
through for the words; what has one is taken with its whole family (every component of that UID). Of all
others nothing stays but where they are and a hash of their UID.

Memory is bounded by the chunk and by ``MAX_COMPONENT``. A component whose form the pattern does not know
for certain counts as inside the window; a file of an unknown form altogether is ``Unexpected``.
"""

from __future__ import annotations

import codecs
import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import BinaryIO, Protocol

from calsync.ical.content import unescape
from calsync.ical.marks import LINE, STRUCTURE, single_line
from calsync.ical.quirks.carriage_returns import carriage_returns
from calsync.ical.split import KEPT_OF_OVERSIZED, MAX_COMPONENT, Parts
from calsync.ical.window import Reach
from calsync.ical.words import unfolded

CHUNK = 256 * 1024
_SAMPLE = 1 << 20

_MOST = 0xFFFF_FFFF
"""Bytes of a component that are counted: one of more than ``MAX_COMPONENT`` is not read anyway."""

_BEFORE_FOLD = 70
"""Bytes of a UID that stand before the first fold, if folded where RFC 5545 3.1 says."""


class Unexpected(Exception):
    """The file is not of a form the scan knows; the message says how. It must be read whole."""


_Facts = tuple[bytes | None, bytes | None, bytes | None, bytes | None, bytes | None, bool]
"""Of a component: DTSTART, DTEND (dates only), RRULE, DURATION, what tells its UID, and whether there is more
to it."""

_NOTHING: _Facts = (None, None, None, None, None, False)


class Finder(Protocol):
    """What says whether a component holds one of the words."""

    def found_in(self, data: bytes) -> bool:
        """Whether it does."""


class Scan:
    """One pass over a seekable file, and what was learnt in it. ``parts`` holds what was taken."""

    def __init__(self, stream: BinaryIO, reach: Reach, words: Finder, uids: frozenset[str]) -> None:
        self.parts = Parts(partial(_line_at, stream))
        self._stream = stream
        self._reach = reach
        self._words = words
        self._wanted = set(_keys_of(uids))
        self._keys = array("q")
        self._places = array("Q")
        self._sizes = array("I")
        self._firsts: list[int] = []
        """Of every VCALENDAR, the number of its first component."""
        self._near = array("I")
        """Numbers of the components in the window that have none of the words."""
        self._taken: set[int] = set()
        self._strays = False
        """Whether there are components whose UID is written in a form the pattern does not know."""
        # where in the structure of the file the pass is
        self._depth = 0
        self._kind = b""
        self._begin = 0
        self._facts = _NOTHING
        self._prefix: bytes | None = None
        self._gap = 0
        self._run()
        self.take_families()

    def claim(self, uids: Iterable[str]) -> None:
        """Take everything else of these UIDs: those of components whose own the scan could not tell."""
        if self._strays:
            self._wanted.update(_keys_of(frozenset(uids)))
            self.take_families()

    def look_again(self, words: Finder) -> None:
        """Take the components in the window that have one of these words as well, with their families."""
        for number in self._near:
            if number not in self._taken and words.found_in(self._fetch(number)):
                self._wanted.add(self._keys[number])
        self.take_families()

    def near(self) -> Iterator[int]:
        """Where the components in the window begin that have none of the words."""
        return (self._places[number] for number in self._near)

    def take_families(self) -> None:
        """Take every component whose UID is wanted."""
        for number, key in enumerate(self._keys):
            if key in self._wanted and number not in self._taken:
                self._taken.add(number)
                calendar = bisect_right(self._firsts, number)
                self.parts.keep(self._fetch(number), self._places[number], calendar)

    def _fetch(self, number: int) -> bytes:
        self._stream.seek(self._places[number])
        return carriage_returns(self._stream.read(self._sizes[number]))

    # -------------------------------------------------- the pass; all places count from the file's begin

    def _run(self) -> None:
        buffer = b"\n" + self._stream.read(CHUNK)
        if not STRUCTURE.search(buffer):
            buffer += self._stream.read(_SAMPLE)
        base, done = -1, 0
        if buffer.startswith(codecs.BOM_UTF8, 1):
            buffer, base = b"\n" + buffer[4:], 2
        if not STRUCTURE.search(buffer):
            raise Unexpected("it does not begin like a calendar")
        _check(buffer)
        while True:
            cut = buffer.rfind(b"\nEND:", done)
            if cut > done:
                self._advance(buffer, base, done, cut)
                done = cut
            keep = min(done, self._begin - base) if self._depth else done
            if len(buffer) - keep > MAX_COMPONENT:
                cut = max(done, buffer.rfind(b"\n"))
                self._advance(buffer, base, done, cut)
                self._overflow(buffer, base)
                keep = done = cut if len(buffer) - cut < CHUNK else len(buffer)
            chunk = self._stream.read(CHUNK)
            buffer, base, done = buffer[keep:] + chunk, base + keep, done - keep
            if not chunk:
                break
            _check(chunk)
        buffer += b"\n"
        self._advance(buffer, base, done, len(buffer) - 1)
        if self._depth:
            self._close(buffer, base, len(buffer) - 1, closed=False)
            self.parts.closed = False

    def _advance(  # noqa: PLR0912, PLR0915 - one loop on purpose, see below
        self, buffer: bytes, base: int, done: int, cut: int, lines: re.Pattern[bytes] = LINE
    ) -> None:
        """Work through the lines of ``buffer[done:cut]``; what is at ``cut`` begins a new line.

        This is the one loop that runs for every event of a file: it keeps to local names and does nothing
        in vain. Of most events outside the window it sees one match.
        """
        first, last = self._reach.first, self._reach.last
        add_key, add_place, add_size = self._keys.append, self._places.append, self._sizes.append
        start, end, rule, duration, uid, other = self._facts
        depth, passed = self._depth, 0
        for match in lines.finditer(buffer, done, cut + 1):
            group = match.lastindex
            if group == 6 and depth == 1 and self._kind == b"VEVENT":
                closed = match.end(1)
                if (
                    start is not None
                    and end is not None
                    and start <= end
                    and (start > last or end < first)
                    and not (other or rule is not None or duration is not None)
                    and uid
                ):
                    begin = self._begin
                    add_key(hash(uid))
                    add_place(begin)
                    add_size(base + closed - begin)
                    passed += 1
                else:
                    self._facts = (start, end, rule, duration, uid, other)
                    self._close(buffer, base, closed, closed=True)
                self._begin = base + closed + 1
                self._prefix = rule = duration = None
                uid, start, end, later = match.group(2, 3, 4, 5)
                uid = uid or later
                other = False
            elif group == 7 and depth:
                continue
            elif group in {6, 7}:
                self._facts, self._depth = (start, end, rule, duration, uid, other), depth
                self._advance(buffer, base, match.start(), match.end(), single_line())
                (start, end, rule, duration, uid, other), depth = self._facts, self._depth
            elif group == 11:
                if depth > 1:
                    depth -= 1
                elif depth == 0:
                    self._outside(buffer, base, match, match[11], opening=False)
                else:
                    depth = self._depth = 0
                    self._facts = (start, end, rule, duration, uid, other)
                    self._close(buffer, base, match.end(), closed=True)
            elif group == 10:
                name = match[10]
                if depth and (name == b"VCALENDAR" or name == self._kind == b"VEVENT"):
                    self._facts = (start, end, rule, duration, uid, other)
                    self._close(buffer, base, match.start() + 1, closed=False)
                    depth = self._depth = 0
                if depth:
                    depth += 1
                else:
                    self._outside(buffer, base, match, name, opening=True)
                    depth = self._depth
                    start = end = rule = duration = uid = None
                    other = False
            elif group == 16:
                if STRUCTURE.match(buffer, match.start()):
                    raise Unexpected("its BEGIN and END lines are written in an unusual way")
                other = other or depth == 1
            elif depth != 1:
                continue
            elif group == 8:
                start = start or match[8]
            elif group == 9:
                end = end or match[9]
            elif group == 12:
                uid = uid or _telling(match[12])
            elif group == 13:
                other = other or rule is not None
                rule = match[13]
            elif group == 14:
                duration = match[14]
        self.parts.seen += passed
        self._facts = (start, end, rule, duration, uid, other)
        self._depth = depth
        if depth == 0:
            self._note_head(buffer, base, cut)

    def _note(self, uid: bytes | None, after: int) -> int:
        """Remember where the component that ends before ``after`` is, and under which UID. Its number."""
        number = len(self._keys)
        self._keys.append(hash(uid) if uid else -1 - number)
        self._places.append(self._begin)
        self._sizes.append(min(after - self._begin, _MOST))
        self._gap = after
        self.parts.seen += 1
        return number

    def _close(self, buffer: bytes, base: int, end: int, *, closed: bool) -> None:
        """The component ends at ``buffer[end]``: take it if it may be in the window and has a word."""
        data = carriage_returns(buffer[self._begin - base : end] if self._prefix is None else self._prefix)
        uid = self._facts[4]
        if self._kind == b"VTIMEZONE":
            self.parts.add(self._kind, data, self._begin)
        elif self._kind == b"VEVENT":
            number = self._note(uid, base + end)
            self._strays = self._strays or not uid
            if self._prefix is not None or not uid or not closed:
                self._taken.add(number)
                self.parts.keep(data, self._begin, len(self._firsts), size=self._sizes[number], closed=closed)
                self._wanted.add(self._keys[number])
            elif self._may_touch():
                if self._words.found_in(data):
                    self._wanted.add(self._keys[number])
                else:
                    self._near.append(number)
        self._gap = base + end

    def _may_touch(self) -> bool:
        start, end, rule, duration, _, other = self._facts
        if other or start is None:
            return True
        if rule is not None:
            return duration is not None or self._reach.recurring(start, end, rule)
        if duration is not None and end is None:
            return self._reach.lasting(start, duration)
        return self._reach.single(start, end)

    def _outside(
        self, buffer: bytes, base: int, match: re.Match[bytes], name: bytes, *, opening: bool
    ) -> None:
        """A BEGIN or END line that stands in no component."""
        if base + match.start() > self._gap:
            self._note_head(buffer, base, match.start())
        self._gap = base + match.end()
        if name == b"VCALENDAR":
            if opening:
                self.parts.open_calendar()
                self._firsts.append(len(self._keys))
            else:
                self.parts.closed = True
        elif opening:
            self._depth, self._begin, self._kind = 1, base + match.start() + 1, name
            self._prefix = None

    def _note_head(self, buffer: bytes, base: int, cut: int) -> None:
        if base + cut > self._gap:
            self.parts.add_head(buffer[max(0, self._gap - base) : cut])
            self._gap = base + cut

    def _overflow(self, buffer: bytes, base: int) -> None:
        """The buffer has to be let go: keep the beginning of the component that fills it."""
        if not self._depth:
            raise Unexpected("a long stretch of it holds no component")
        if self._prefix is None:
            at = self._begin - base
            self._prefix = buffer[at : at + KEPT_OF_OVERSIZED]


def _line_at(stream: BinaryIO, offset: int) -> int:
    stream.seek(0)
    line = 1
    while offset > 0 and (chunk := stream.read(min(CHUNK, offset))):
        line += chunk.count(b"\n")
        offset -= len(chunk)
    return line


def _check(chunk: bytes) -> None:
    if b"\0" in chunk:
        raise Unexpected("there are NUL bytes in it")


@lru_cache(maxsize=4)
def _keys_of(uids: frozenset[str]) -> frozenset[int]:
    """The same for every file of a folder."""
    return frozenset(hash(_telling(uid.encode())) for uid in uids)


def _telling(uid: bytes) -> bytes:
    """What tells a UID from others, the same however it is folded; of a long one its first line."""
    if b"\\" in uid or not uid.isascii():
        uid = unescape(unfolded(uid).decode()).encode()
    elif b"\n" in uid[:_BEFORE_FOLD]:
        uid = unfolded(uid)
    return uid[:_BEFORE_FOLD].strip()
