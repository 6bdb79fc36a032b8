"""A word ready to be sought in texts of which the runs are known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from calsync.seek.runs import PART

_NUMBER = re.compile(r"[0-9]")
_WRITTEN = re.compile(r"[\s\\,;]")
"""What may be written in several ways."""

_SPECIAL = re.compile(r"[^\w\s-]")


@dataclass(frozen=True, slots=True, eq=False)
class Needle:
    """A word ready to be sought."""

    spaced: str
    """Its parts with a blank between them, and one where it begins or ends with the edge of a word."""
    exact: str
    """What the folded text must hold as well, where signs are part of the word."""
    literal: bytes
    """The same, where the text as it stands must hold it too, but for the case of its letters."""
    whole: frozenset[bytes]
    """Runs that any text must have to hold it, some at least."""
    numbers: frozenset[bytes]
    """Parts with digits that any text must have to hold it."""
    alone: bool
    """Whether the run it is sought by proves it."""

    @staticmethod
    def of(word: str, run: re.Pattern[str]) -> Needle:
        """The needle of a folded word; ``run`` is what texts are cut into."""
        parts, runs = PART.findall(word), run.findall(word)
        begins, ends = not word[0].isalnum(), not word[-1].isalnum()
        spaced = f"{' ' if begins else ''}{' '.join(parts)}{' ' if ends else ''}"
        exact = word.strip()
        if not _SPECIAL.search(exact) or (" " in exact and exact[0].isalnum() and exact[-1].isalnum()):
            exact = ""
        literal = exact.encode() if exact.isascii() and not _WRITTEN.search(exact) else b""
        # Between runs there is an edge, and where a digit that cuts them is the first or the last sign.
        first = 0 if begins or not parts[0].startswith(runs[0]) else 1
        last = len(runs) if ends or not parts[-1].endswith(runs[-1]) else len(runs) - 1
        certain = parts[0 if begins else 1 : None if ends else -1]
        return Needle(
            word if word == spaced else spaced,  # mostly the same: one string less
            exact,
            literal,
            whole=_set(runs[first:last][:_ENOUGH]),
            numbers=_set(part for part in certain if _NUMBER.search(part)),
            alone=spaced == runs[0] and not exact,
        )

    def ends(self) -> Iterator[tuple[str, str]]:
        """What it is cut into by the end of a line: the part before and the part after, with blanks."""
        if not self.exact:
            at = self.spaced.find(" ", 1)
            while 0 < at < len(self.spaced) - 1:
                yield self.spaced[: at + 1], self.spaced[at:]
                at = self.spaced.find(" ", at + 1)


_ENOUGH = 4
"""Runs that are asked for before a word is compared: a set of more takes three times the room."""
_NOTHING: frozenset[bytes] = frozenset()


def _set(parts: Iterable[str]) -> frozenset[bytes]:
    """Thousands of needles are made of a few hundred parts, and most of them have no numbers."""
    return frozenset(map(_encoded, parts)) or _NOTHING


_encoded = lru_cache(maxsize=2048)(str.encode)


def edged(folded: str) -> str:
    """The parts of a folded text with a blank between them, and one at both ends."""
    return f" {' '.join(PART.findall(folded))} "
