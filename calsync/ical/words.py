"""Whether any of many words is in an event's text, as fast as Python allows.

The scan asks this of every event in the window, in their thousands, with hundreds of words in fourteen
languages. A plain alternation of them runs at some 2 MB/s. Two things help: lines that were clean once are
not looked at again (footers, attendees and reminders repeat), and every word is looked for from one of a
few letters that are rare in calendars, so that most of the text is skipped without a second look.
"""

from __future__ import annotations

import quopri
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from typing import Any

from calsync.detect.text import fold
from calsync.ical.html import looks_like_html

_COMMONEST = 'eta nirosd_pclm0u:2=hg;-1fbv/.\\<>xy3"457986kwz,q%@j'
"""Characters of calendar files by how often they occur, the commonest first; any other is rare."""

_RARE = 0.0005
_SHARE = {char: 0.08 * 0.94**rank for rank, char in enumerate(_COMMONEST)}
"""About what part of a calendar's text each of them is."""

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_BLANKS = re.compile(r"[^\S\n]{2,}|\t")
_BLOCK_TAG = re.compile(r"</?(?:t[dhr]|br|p|div|li|h[1-6]|ul|ol|table|tbody|hr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_FOLD = re.compile(rb"\r?\n[ \t]")
_MAX_CLEAN = 20_000
_OVERLAP = 40
_PLAIN = frozenset(
    (
        *(
            "about",
            "call",
            "chat",
            "description",
            "first",
            "from",
            "head",
            "initial",
            "intro",
            "introductory",
        ),
        *(
            "equipe",
            "join",
            "kitchen",
            "last",
            "location",
            "meet",
            "meeting",
            "next",
            "phone",
            "point",
            "regarding",
        ),
        *(
            "review",
            "round",
            "screen",
            "session",
            "summary",
            "talk",
            "team",
            "teams",
            "test",
            "third",
            "this",
        ),
        *("three", "visit", "will", "with", "would", "your"),
    )
)
"""Parts of words that any calendar is full of."""

_END = "end"
_EDGE = r"(?![a-z0-9])"
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
    """A set of words to be found in components as they stand in a file.

    Words are folded as detection folds text. A word matches anywhere, also inside another; a blank or a
    hyphen within it stands for anything but letters and digits, before or after it for the edge of a word.
    It is found wherever detection, reading the same component, could find it in any text, and now and then
    in other places too, which costs a look and nothing else.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._needles = _needles(frozenset(words))
        self._clean: set[str] = set()

    def found_in(self, data: bytes) -> bool:
        """Whether any word is in the component, whatever folding, escapes, tags or entities hide it."""
        if not self._needles:
            return False
        text = unfolded(data)
        if (b"rintable" in data or b"RINTABLE" in data) and b"QUOTED-PRINTABLE" in data.upper():
            text += _decoded(data)
        new = [piece for piece in _spoken(text) if piece not in self._clean]
        if not new:
            return False
        folded = _folded("\n".join(map(_revealed, new)))
        if any(needles.found_in(folded) for needles in self._needles):
            return True
        if len(self._clean) > _MAX_CLEAN:
            self._clean.clear()
        self._clean.update(new)
        return False


@lru_cache(maxsize=8)
def finder(words: tuple[str, ...]) -> Words:
    """The same Words for the same words: what one file taught is known in the next."""
    return Words(words)


def _spoken(text: str) -> Iterator[str]:
    """All that is text in a component, in pieces that repeat: lines, also those within a value.

    With each comes a bit of what follows it in the same value, for the words that go on there.
    """
    for line in text.split("\n"):
        if line.startswith(_PEOPLE):
            yield _NOT_OF_PEOPLE.sub("", line)
        elif not line.startswith(_SILENT):
            value = line.replace("\\n", "\n").replace("\\N", "\n")
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


def _folded(text: str) -> str:
    if not text.isascii():
        text = _NOT_ASCII.sub(_fold_run, text)
    text = text.lower()
    return _BLANKS.sub(" ", text) if "  " in text or "\t" in text else text


def _fold_run(match: re.Match[str]) -> str:
    return _fold_cached(match[0])


@lru_cache(maxsize=8192)
def _fold_cached(run: str) -> str:
    return fold(run)


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


@lru_cache(maxsize=8)
def _needles(words: frozenset[str]) -> tuple[_Needles, ...]:
    """The words ready to be sought; those beyond ASCII apart, for most texts have no such letters."""
    needed = {folded.replace("-", " ") for word in words if (folded := fold(word)).strip(" -")}
    plain = {word for word in needed if word.isascii()}
    return tuple(_Needles(group) for group in (plain, needed - plain) if group)


class _Needles:
    """Words sought from their telling part on; where that is found, the whole words are sought."""

    def __init__(self, words: set[str]) -> None:
        self._words = words
        self._quick = re.compile(_alternatives(_trie({_from_telling_part(word) for word in words})))

    def found_in(self, folded: str) -> bool:
        """Whether one of the words is in a folded text."""
        return self._quick.search(folded) is not None and self._exact.search(folded) is not None

    @cached_property
    def _exact(self) -> re.Pattern[str]:
        return re.compile(_alternatives(_trie(self._words)))


def _from_telling_part(word: str) -> str:
    """The word from a part on that is rare elsewhere; a blank before it is the edge it has there."""
    parts = word.split()
    telling = [at for at, part in enumerate(parts) if len(part) > 3 and part not in _PLAIN]
    telling = telling or [at for at, part in enumerate(parts) if len(part) > 1][:1]
    at = max(telling, key=lambda at: len(parts[at]), default=0)
    before = " " if at > 0 or word[0] == " " else ""
    return f"{before}{' '.join(parts[at:])}{' ' if word[-1] == ' ' else ''}"


def _trie(words: set[str]) -> dict[str, Any]:
    """The words from their anchor on, letter by letter; after their first part what must stand before."""
    anchors = _anchors({word.split()[0] for word in words})
    trie: dict[str, Any] = {}
    for word in sorted(words):
        first, *rest = word.split()
        anchor = min(
            (at for at in range(len(first)) if first[at] in anchors), key=lambda at: _share(first[at])
        )
        node = trie
        for char in first[anchor:]:
            node = node.setdefault(char, {})
        edge = r"(?<![a-z0-9])" if word[0] == " " else ""
        if anchor or edge:
            node = node.setdefault(f"(?<={edge}{re.escape(first)})", {})
        for char in "".join(f" {part}" for part in rest):
            node = node.setdefault(char, {})
        node[_EDGE if word[-1] == " " else _END] = {}
    return trie


def _share(char: str) -> float:
    return _SHARE.get(char, 0.0)


def _anchors(words: set[str]) -> set[str]:
    """A few letters of which every word has one, as rare as can be (a greedy cover)."""
    left = set(words)
    chosen: set[str] = set()
    while left:
        reach = Counter(char for word in left for char in set(word))
        best = max(sorted(reach), key=lambda char: reach[char] / (_share(char) + _RARE))
        chosen.add(best)
        left = {word for word in left if best not in word}
    for char in sorted(chosen, key=lambda char: (-_share(char), char)):
        if all(not (chosen - {char}).isdisjoint(word) for word in words):
            chosen.discard(char)
    return chosen


def _alternatives(node: dict[str, Any]) -> str:
    """The regular expression of a trie node."""
    if _END in node:
        return ""
    branches: list[str] = []
    for key, child in node.items():
        if key == _EDGE:
            branches.append(key)
        elif key == " ":
            branches.append(r"[\W_]+" + _alternatives(child))
        else:
            branches.append((key if len(key) > 1 else re.escape(key)) + _alternatives(child))
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
