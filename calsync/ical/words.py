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
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from calsync.detect.text import fold

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
_END = ""


class Words:
    """A set of words, folded as detection folds text, to be found in components as they stand in a file.

    A word is found wherever detection, reading the same component, could find it in any field; in a few
    other places too (a parameter, an alarm), which costs a look and nothing else.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._patterns = _patterns(frozenset(words))
        self._clean: set[str] = set()

    def found_in(self, data: bytes) -> bool:
        """Whether any word is in the component, whatever folding, escapes, tags or entities hide it."""
        if not self._patterns:
            return False
        text = unfolded(data)
        lines = text.replace("\\n", "\n").replace("\\N", "\n").split("\n")
        new = [line for line in lines if line not in self._clean]
        if len(self._clean) > _MAX_CLEAN:
            self._clean.clear()
        joined = "\n".join(new)
        if self._in(_folded(joined)):
            return True
        revealed = _revealed(joined, data)
        if revealed != joined and self._in(_folded(revealed)):
            return True
        self._clean.update(new)
        return False

    def _in(self, folded: str) -> bool:
        return any(pattern.search(folded) for pattern in self._patterns)


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


def _revealed(text: str, data: bytes) -> str:
    """The text with what hides a word taken away; the same text where nothing does."""
    if (b"rintable" in data or b"RINTABLE" in data) and b"QUOTED-PRINTABLE" in data.upper():
        raw = quopri.decodestring(data)
        text += "\n" + raw.decode("utf-8", "replace") + "\n" + raw.decode("cp1252", "replace")
    if "\\" in text:
        text = text.replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")
    if "<" in text:
        text = _without_tags(text)
    if "&" in text:
        import html

        text = html.unescape(text)
        if "<" in text:
            text += "\n" + _without_tags(text)
    return text


def _without_tags(text: str) -> str:
    return _TAG.sub("", _BLOCK_TAG.sub(" ", text))


@lru_cache(maxsize=8)
def _patterns(words: frozenset[str]) -> tuple[re.Pattern[str], ...]:
    """Patterns of which one matches where a word ends; words beyond ASCII have one of their own."""
    needed = _without_covered({folded for word in words if (folded := fold(word).strip())})
    plain = {word for word in needed if word.isascii()}
    return tuple(re.compile(_alternatives(_trie(group))) for group in (plain, needed - plain) if group)


def _without_covered(words: set[str]) -> set[str]:
    """The words without those that hold another one: where they are, so is the other."""
    kept: set[str] = set()
    for word in sorted(words, key=len):
        size = len(word)
        if not any(word[a:b] in kept for a in range(size) for b in range(a + 1, size + 1)):
            kept.add(word)
    return kept


def _trie(words: set[str]) -> dict[str, Any]:
    """The words from their anchor on, letter by letter; at its end each has what must stand before."""
    anchors = _anchors(words)
    trie: dict[str, Any] = {}
    for word in sorted(words):
        places = (at for at, char in enumerate(word) if char in anchors)
        anchor = min(places, key=lambda at: _SHARE.get(word[at], 0))
        node = trie
        for char in word[anchor:]:
            node = node.setdefault(char, {})
        node.setdefault(_END, []).append(word if anchor else _END)
    return trie


def _anchors(words: set[str]) -> set[str]:
    """A few letters of which every word has one, as rare as can be (a greedy cover)."""
    left = set(words)
    chosen: set[str] = set()
    while left:
        reach = Counter(char for word in left for char in set(word))
        best = max(sorted(reach), key=lambda char: reach[char] / (_SHARE.get(char, 0) + _RARE))
        chosen.add(best)
        left = {word for word in left if best not in word}
    for char in sorted(chosen, key=lambda char: (-_SHARE.get(char, 0), char)):
        if all(not (chosen - {char}).isdisjoint(word) for word in words):
            chosen.discard(char)
    return chosen


def _alternatives(node: dict[str, Any]) -> str:
    """The regular expression of a trie node."""
    branches: list[str] = []
    for char, child in node.items():
        if char == _END:
            if _END in child:
                return ""
            branches += [f"(?<={re.escape(word)})" for word in child]
        else:
            branches.append(re.escape(char) + _alternatives(child))
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
