"""Whether any of many words is in an event as it stands in a file, as fast as Python allows.

The scan asks this of every event in the window, in their thousands, with thousands of words in fourteen
languages. Lines that were clean once are not looked at again (footers, attendees and reminders repeat);
the rest is for ``calsync.seek``.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from calsync.ical.html import looks_like_html
from calsync.seek import Seeker

_BLOCK_TAG = re.compile(r"</?(?:t[dhr]|br|p|div|li|h[1-6]|ul|ol|table|tbody|hr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_FOLD = re.compile(rb"\r?\n[ \t]")
_MAX_CLEAN = 20_000
_OVERLAP = 40

_PEOPLE = ("ATTENDEE", "ORGANIZER")
_NOT_OF_PEOPLE = re.compile(r";(?!CN=|EMAIL=)[A-Z-]+=(?:\"[^\"]*\"|[^\";:])*")
_SILENT = tuple(
    f"{name}{mark}"
    for name in (
        *("BEGIN", "END", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "DURATION"),
        *("RRULE", "EXDATE", "RDATE", "RECURRENCE-ID", "TRANSP", "CLASS", "PRIORITY", "STATUS", "TRIGGER"),
    )
    for mark in ":;"
)
"""Properties whose values are no words."""


class Words:
    """A set of words to be found in components as they stand in a file; for their form see ``Seeker``.

    Without ``people`` they are sought in the texts and in the organiser's address only. A word is found
    wherever detection, reading the same component, could find it there, and now and then in other places
    too, which costs a look and nothing else.
    """

    def __init__(self, words: Iterable[str], *, people: bool = True) -> None:
        self._seeker = Seeker(words)
        self._people = people
        self._clean: set[str] = set()
        self._found: set[int] = set()
        """Hashes of the components that hold a word: they are asked for again when they have been parsed."""

    def found_in(self, data: bytes) -> bool:
        """Whether any word is in the component, whatever folding, escapes, tags or entities hide it."""
        key = hash(data)
        if key not in self._found and self._is_in(data):
            self._found.add(key)
        return key in self._found

    def _is_in(self, data: bytes) -> bool:
        text = unfolded(data)
        if (b"rintable" in data or b"RINTABLE" in data) and b"QUOTED-PRINTABLE" in data.upper():
            text += _decoded(data)
        new = [piece for piece in _spoken(text, people=self._people) if piece not in self._clean]
        if not new:
            return False
        if self._seeker.found_in("\n".join(map(_revealed, new))):
            return True
        if len(self._clean) > _MAX_CLEAN:
            self._clean.clear()
        self._clean.update(new)
        return False


@lru_cache(maxsize=8)
def finder(words: tuple[str, ...], *, people: bool = True) -> Words:
    """The same Words for the same words: what one file taught is known in the next."""
    return Words(words, people=people)


def _spoken(text: str, *, people: bool) -> Iterator[str]:
    """All that is text in a component, in pieces that repeat: lines, also those within a value.

    With each comes a bit of what follows it in the same value, for the words that go on there. The "X" of a
    property's name is left out: between names it would be a word.
    """
    for line in text.split("\n"):
        if line.startswith(_PEOPLE):
            if people:
                yield _NOT_OF_PEOPLE.sub("", line)
            elif line[0] == "O":
                yield line.rpartition(":")[2]
        elif not line.startswith(_SILENT):
            value = line.removeprefix("X-").replace("\\n", "\n").replace("\\N", "\n")
            begin = 0
            while (end := value.find("\n", begin)) >= 0:
                yield value[begin : end + _OVERLAP]
                begin = end + 1
            yield value[begin:]


def unfolded(data: bytes) -> str:
    """The component's text with its folds taken out, in whatever way its lines end."""
    if b"\n " in data or b"\n\t" in data:
        data = data.replace(b"\r\n ", b"")
        if b"\n " in data or b"\n\t" in data:
            data = _FOLD.sub(b"", data)
    return data.decode("utf-8", "calsync-windows")


def _decoded(data: bytes) -> str:
    raw = quopri.decodestring(data)
    return "\n" + raw.decode("utf-8", "replace") + "\n" + raw.decode("cp1252", "replace")


def _revealed(piece: str) -> str:
    """The piece without what hides a word in it; what that takes away comes after it."""
    if "\\" in piece:
        piece = piece.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    if "<" in piece:
        bare = _TAG.sub("", _BLOCK_TAG.sub(" ", piece))
        rest = _TAG.findall(piece) if looks_like_html(piece) else [piece]
        piece = "\n".join((bare, *rest))
    if "&" in piece:
        import html

        plain = html.unescape(piece)
        if plain != piece:
            piece += "\n" + plain
    return piece
