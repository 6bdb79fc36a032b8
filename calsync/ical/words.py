"""Whether any of many words is in an event as it stands in a file, as fast as Python allows.

The scan asks this of every event in the window, in their thousands, with thousands of words in fourteen
languages. Its text is cut into lines, also those within a value, and lines that were clean once are not
looked at again: footers, attendees and reminders repeat, and one set operation takes them all away. The rest
is for ``calsync.seek``. All of it works on bytes: what is done in Python is done for few lines.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from calsync.seek import Needle, Vocabulary, seeker_for

_BLOCK_TAG = re.compile(r"</?(?:t[dhr]|br|p|div|li|h[1-6]|ul|ol|table|tbody|hr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_JOINT = re.compile(rb"<(?<=[^\s<>]<)[^<>]*>(?:<[^<>]*>)*[^\s<>]")
"""Tags without which two words may be one."""

_MAX_CLEAN = 10_000
"""Lines remembered."""

_ANY_FOLD = re.compile(rb"\r?\n[ \t]")

_GOES_ON = b"~"
"""Stands at the begin of a line within a value."""
_PROPERTY = re.compile(rb"\s*[A-Za-z][A-Za-z0-9-]*\s*[:;]")
"""What any other line begins with; one without is part of a value that holds raw line ends."""

_TITLE = re.compile(rb"SUMMARY[^\n]*(?:\n(?:[ \t]|(?!%b))[^\n]*)*" % _PROPERTY.pattern)
"""The summary with its folds, and with raw line ends in it."""

_END = re.compile(rb"\\[nN]")
_HTML_END = re.compile(rb"<(?:br|/?p)>")
"""The commonest ends of lines in HTML."""

_PEOPLE = (b"ATTENDEE", b"ORGANIZER", b"UID")
"""Those, and the UID that often names a house: never the same, so looked at in one go."""
_NEVER_AGAIN = b"UID"
_NAMED = re.compile(rb";(?:CN|EMAIL)=")
_NOT_OF_PEOPLE = re.compile(rb";(?!CN=|EMAIL=)[A-Z-]+=(?:\"[^\"]*\"|[^\";:])*")


def _properties(*names: str) -> tuple[bytes, ...]:
    return tuple(f"{name}{mark}".encode() for name in names for mark in ":;")


_STAMPS = _properties(
    *("DTSTAMP", "CREATED", "LAST-MODIFIED", "DTSTART", "DTEND", "EXDATE", "RDATE", "RECURRENCE-ID")
)
"""Properties whose values are no words, and never the same."""

_SILENT = _properties(
    *("BEGIN", "END", "SEQUENCE", "DURATION", "RRULE", "TRANSP", "CLASS", "PRIORITY", "STATUS", "TRIGGER")
)
"""Others whose values are no words."""


class _Seen(NamedTuple):
    """What a quick look at a text gave."""

    shown: bytes
    hidden: bool
    """Whether tags or entities may hide a word."""
    telling: set[bytes]
    possible: list[Needle]


class Words:
    """A set of words to be found in components as they stand in a file; for their form see ``Seeker``.

    Without ``people`` they are sought in the texts and in the organiser's address only. A word is found
    wherever detection, reading the same component, could find it there, and now and then in other places
    too, which costs a look and nothing else.
    """

    def __init__(self, words: Vocabulary, *, people: bool = True) -> None:
        self._seeker = seeker_for(words)
        self._people = people
        self._titles = Words(words.titles) if words.titles else None
        self._overlap = 2 * self._seeker.longest
        """Bytes on both sides of a line's end in which a word may stand that goes across it."""
        self._clean: set[bytes] = set()
        """Lines that hold no word, nor part of one that may go on in the next line."""
        self._edgy: dict[bytes, tuple[bool, bool]] = {}
        """Lines that hold no word, but maybe part of one: that began before, or goes on after them."""
        self._found: set[int] = set()
        """Hashes of the components that hold a word: they are asked for again when they have been parsed."""

    def found_in(self, data: bytes) -> bool:
        """Whether any word is in the component, whatever folding, escapes, tags or entities hide it."""
        key = hash(data)
        if key not in self._found and (self._is_in(data) or self._is_in_title(data)):
            self._found.add(key)
        return key in self._found

    def _is_in(self, data: bytes) -> bool:
        lines = _lines(data)
        new = {line for line in set(lines) - self._clean if not line.startswith(_STAMPS)}
        people = {line for line in new if line.startswith(_PEOPLE)}
        if people and self._are_told_by(people):
            return True
        for line in new - people:
            if line not in self._edgy and self._is_told_by(line):
                return True
        if self._edgy.keys().isdisjoint(new):
            return False
        if any(_is_quoted(line) for line in new):
            return self._spans(unfolded(data) + _decoded(data))
        return any(window not in self._clean and self._spans(window) for window in self._windows(lines))

    def _is_in_title(self, data: bytes) -> bool:
        if self._titles is None:
            return False
        titles = _TITLE.findall(data if b"SUMMARY" in data else data.upper())
        return any(map(self._titles.found_in, titles))

    def _are_told_by(self, people: set[bytes]) -> bool:
        """Whether lines of people, new so far, hold a word."""
        shown = {_person(line) if self._people else _address(line) for line in people}
        # What is all ASCII is seen through at once; of the rest, numbers alone rule nothing out.
        plain = [line for line in shown if line.isascii()]
        groups = [plain, *([line] for line in shown if not line.isascii())]
        found = any(
            self._seen(b"\n".join(group)).possible
            and any(self._holds(self._seen(_NOT_OF_PEOPLE.sub(b"", line))) for line in group)
            for group in groups
        )
        if not found:
            self._note_clean(line for line in people if not line.startswith(_NEVER_AGAIN))
        return found

    def _is_told_by(self, line: bytes) -> bool:
        """Whether a line of text, new so far, holds a word."""
        seen = self._seen(b"" if line.startswith(_SILENT) else line.removeprefix(b"X-"))
        if self._holds(seen):
            return True
        edges = (True, True) if _is_quoted(line) or _is_open(line) else self._may_go_on(seen)
        if any(edges):
            if len(self._edgy) > _MAX_CLEAN:
                self._edgy.clear()
            self._edgy[line] = edges
        else:
            self._note_clean((line,))
        return False

    def _seen(self, shown: bytes) -> _Seen:
        hidden = (b"<" in shown and _JOINT.search(shown) is not None) or (
            b"&" in shown and any(_entities(shown.decode()))
        )
        data = shown if not hidden else b"\n".join((shown, _revealed(shown.decode()).encode()))
        runs = self._seeker.runs(data)
        telling = self._seeker.telling(runs)
        possible = self._seeker.possible(data, runs, telling) if telling else []
        return _Seen(shown, hidden, telling, possible)

    def _holds(self, seen: _Seen) -> bool:
        return bool(seen.possible) and self._seeker.holds(_revealed(seen.shown.decode()), seen.possible)

    def _may_go_on(self, seen: _Seen) -> tuple[bool, bool]:
        """Whether a line must be seen together with that before, and after it: a word may go on there."""
        if not seen.telling:
            return False, False
        text = seen.shown.decode()
        forms = _forms(text) if seen.hidden else (text, _TAG.sub(" ", text)) if "<" in text else (text,)
        begins, ends = zip(*(self._seeker.may_go_on(form, seen.telling) for form in set(forms)), strict=True)
        return any(begins), any(ends)

    def _note_clean(self, lines: Iterable[bytes]) -> None:
        if len(self._clean) > _MAX_CLEAN:
            self._clean.clear()
        self._clean.update(lines)

    def _windows(self, lines: Sequence[bytes]) -> Iterator[bytes]:
        """What stands around the ends of lines beyond which a word may go on."""
        text, at, reach = b"\n".join(lines), -1, self._overlap
        goes_on = False
        for line in lines:
            begins, ends = self._edgy.get(line, (False, False))
            if (goes_on or begins) and not _PROPERTY.match(line):
                yield text[max(0, at - reach) : at + 1 + reach]
            if begins and ends and _is_open(line):
                yield text
            goes_on = ends
            at += 1 + len(line)

    def _spans(self, window: bytes) -> bool:
        whole = window if window.isascii() else window.decode(errors="ignore").encode()
        if self._holds(self._seen(whole)):
            return True
        self._note_clean((window,))
        return False


@lru_cache(maxsize=8)
def finder(words: Vocabulary, *, people: bool = True) -> Words:
    """The same Words for the same words: what one file taught is known in the next."""
    return Words(words, people=people)


def unfolded(data: bytes) -> bytes:
    """The component as UTF-8 with its folds taken out, in whatever way its lines end."""
    return _utf8(_ANY_FOLD.sub(b"", data))


def _lines(data: bytes) -> list[bytes]:
    """The unfolded lines of a component, also those within a value."""
    lines = _cut(data.replace(b"\r\n ", b""))
    return lines if min(lines) > b" \xff" else _cut(_ANY_FOLD.sub(b"", data))


def _cut(text: bytes) -> list[bytes]:
    if b"\\" in text:
        text = _END.sub(b"\n" + _GOES_ON, text)
    if b"<" in text:
        text = _HTML_END.sub(b"\n" + _GOES_ON, text)
    return _utf8(text).split(b"\n")


def _utf8(data: bytes) -> bytes:
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError:
            return data.decode("utf-8", "calsync-windows").encode()
    return data


def _person(line: bytes) -> bytes:
    """What names a person: mostly the name comes first of what is worth a look."""
    begin = _NAMED.search(line)
    return line[begin.start() :] if begin else line


def _address(line: bytes) -> bytes:
    return line.rpartition(b":")[2] if line.startswith(b"ORGANIZER") else b""


def _is_quoted(line: bytes) -> bool:
    return b"QUOTED-PRINTABLE" in line.upper()


def _is_open(line: bytes) -> bool:
    """Whether a tag goes on in the next line."""
    return b"<" in line and line.rfind(b"<") > line.rfind(b">")


def _decoded(data: bytes) -> bytes:
    raw = quopri.decodestring(data)
    return f"\n{raw.decode('utf-8', 'replace')}\n{raw.decode('cp1252', 'replace')}".encode()


def _revealed(line: str) -> str:
    """The line without what hides a word in it; what that takes away comes after it."""
    return "\n".join(_forms(line))


def _forms(line: str) -> Iterator[str]:
    """The line in the ways in which it can be read."""
    if "\\" in line:
        line = line.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    yield line
    if "<" in line:
        bare = _TAG.sub("", _BLOCK_TAG.sub(" ", line))
        yield bare
        yield from _entities(bare)
    yield from _entities(line)


def _entities(line: str) -> Iterator[str]:
    if "&" in line:
        import html

        plain = html.unescape(line)
        if plain != line:
            yield plain
