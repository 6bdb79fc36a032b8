"""Many patterns sought as one, each compiled when a text first has the letters it cannot do without.

Compiling the alternatives of a language all at once costs far more than a run needs: of a hundred phrases
a text has three. What is found is exactly what the one big pattern would find, the alternatives in their
order: leaving out those that cannot match changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from calsync.folding import fold

Alternative = tuple[frozenset[str], Callable[[], str]]
"""Folded letters of which a text must have some (none: it is always tried), and what writes the pattern."""


_MANY = 8
"""Letters from which the first that are found are enough to stop."""


class Sought:
    """Alternatives, the first to be preferred where several begin at one place."""

    def __init__(self, alternatives: Iterable[Alternative], flags: re.RegexFlag = re.NOFLAG) -> None:
        self._flags = flags
        self._sources: list[Callable[[], str]] = []
        self._always: list[int] = []
        self._cues: list[tuple[str, int]] = []
        self._many: list[tuple[frozenset[str], int]] = []
        self._compiled: dict[int, re.Pattern[str]] = {}
        for rank, (cues, source) in enumerate(alternatives):
            self._sources.append(source)
            if not cues:
                self._always.append(rank)
            elif len(cues) > _MANY:
                self._many.append((cues, rank))
            else:
                self._cues += [(cue, rank) for cue in cues]

    def within(self, text: str) -> dict[int, re.Pattern[str]]:
        """Those that may be in ``text`` or in a part of it, by their places and in their order."""
        letters = _letters(text)
        ranks = {rank for cue, rank in self._cues if cue in letters}
        ranks.update(self._always)
        for cues, rank in self._many:
            for cue in cues:
                if cue in letters:
                    ranks.add(rank)
                    break
        if not ranks:
            return {}
        return {rank: self._compiled.get(rank) or self._compile(rank) for rank in sorted(ranks)}

    def _compile(self, rank: int) -> re.Pattern[str]:
        made = self._compiled[rank] = re.compile(self._sources[rank](), self._flags)
        return made

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        return next(self.finditer(text), None)

    def match(self, text: str) -> re.Match[str] | None:
        """The match where ``text`` begins."""
        return next((m for pattern in self.within(text).values() if (m := pattern.match(text))), None)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match that is all of ``text``."""
        return next((m for pattern in self.within(text).values() if (m := pattern.fullmatch(text))), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches that do not overlap, in the order of the text."""
        return matches(self.within(text).values(), text)


def matches(patterns: Iterable[re.Pattern[str]], text: str) -> Iterator[re.Match[str]]:
    """What the patterns, as alternatives of one, find in ``text``."""
    ahead = [(m, pattern) for pattern in patterns if (m := pattern.search(text))]
    while ahead:
        first = min((m for m, _ in ahead), key=lambda m: m.start())
        yield first
        at = max(first.end(), first.start() + 1)
        ahead = [
            (later, pattern)
            for m, pattern in ahead
            if (later := m if m.start() >= at else pattern.search(text, at))
        ]


@lru_cache(maxsize=32)
def _letters(text: str) -> str:
    """Folded once, though many lists are sought in a text one after the other."""
    return fold(text)


def cues_of_any(phrases: Iterable[str]) -> frozenset[str]:
    """The letters of which a text must have some for any of these to be in it; empty: none known."""
    found = [cues(phrase) for phrase in phrases]
    return frozenset().union(*found) if all(found) else frozenset()


_PLAIN = re.compile(r"[\w' *-]*\w[\w' *-]*")
_COUNT = r"\{[\d,]+\}"
_CLASS = re.compile(rf"(?:\[\^?\]?[^\]]*\]|\\.)(?:[?*+]|{_COUNT})?|\{{[a-z]+\}}|\w(?:\?|{_COUNT})")
"""Whatever is no letter of its own, and letters that may be missing."""
_GROUP = re.compile(rf"\((\?[:=!<][=!]?)?([^()]*)\)([?*]|{_COUNT})?")
_RUN = re.compile(r"\w+")
_CHOICE = 0xE000
"""The first of the private letters that stand for groups one of whose alternatives must be there."""


@lru_cache(maxsize=8192)
def cues(phrase: str) -> frozenset[str]:
    """The letters, folded, of which a text must have some for ``phrase`` to be in it; empty: none known.

    ``phrase`` is as in ``phrases.py``: a regular expression whose quantifiers stand behind letters, classes
    and groups, with ``*`` behind a letter for any ending of the word.
    """
    if _PLAIN.fullmatch(phrase):
        return frozenset({fold(max(_RUN.findall(phrase), key=len))})
    choices: list[frozenset[str]] = []

    def needed(text: str) -> frozenset[str]:
        """Of what every text must have, the longest; for each of several alternatives."""
        found: set[str] = set()
        for part in text.split("|"):
            some = [frozenset({fold(run)}) for run in _RUN.findall(part)]
            some += [choices[ord(char) - _CHOICE] for char in part if 0 <= ord(char) - _CHOICE < len(choices)]
            best = max(some, key=lambda runs: (min(map(len, runs)), -len(runs)), default=None)
            if not best or "" in best:
                return frozenset()
            found |= best
        return frozenset(found)

    text = _CLASS.sub(" ", phrase)
    while group := _GROUP.search(text):
        mark = " "
        if group[1] in (None, "?:") and not _may_lack(group[3]) and (inner := needed(group[2])):
            mark = chr(_CHOICE + len(choices))
            choices.append(inner)
        text = f"{text[: group.start()]}{mark}{text[group.end() :]}"
    return needed(text)


def _may_lack(count: str | None) -> bool:
    return count is not None and (count in "?*" or count.startswith(("{0", "{,")))
