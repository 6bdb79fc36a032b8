"""Many patterns sought as one, each compiled when a text first has the letters it cannot do without.

Compiling the alternatives of a language all at once costs far more than a run needs: of a hundred phrases
a text has three. What is found is exactly what the one big pattern would find, the alternatives in their
order: leaving out those that cannot match changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator

from calsync.detect.fields.capitals import is_western, narrowed
from calsync.detect.fields.cues import cues_of, learn
from calsync.detect.fields.needs import Needs

Alternative = tuple[Needs, Callable[[], str]]
"""What a text must have (nothing: it is always tried), and what writes the pattern."""


_NONE: frozenset[str] = frozenset()


class Sought:
    """Alternatives, the first to be preferred where several begin at one place."""

    def __init__(self, alternatives: Iterable[Alternative], flags: re.RegexFlag = re.NOFLAG) -> None:
        self._flags = flags
        self._sources: list[Callable[[], str]] = []
        self._always: list[int] = []
        self._first: dict[str, list[int]] = {}
        """Letters, and whose first need they meet."""
        self._all: dict[int, frozenset[str]] = {}
        """What else must be there: all of these, and"""
        self._some: dict[int, Needs] = {}
        """some of each of these."""
        self._compiled: tuple[dict[int, re.Pattern[str]], ...] = ({}, {})
        """By the place of the alternative: for texts that are not western, and for those that are."""
        for rank, (needs, source) in enumerate(alternatives):
            self._sources.append(source)
            if not needs:
                self._always.append(rank)
                continue
            for cue in needs[0]:
                self._first.setdefault(cue, []).append(rank)
            more = [cues for cues in needs[1:] if not any(map(_is_everywhere, cues))]
            self._all[rank] = (
                frozenset(cue for cues in more for cue in cues if len(cues) == 1) if more else _NONE
            )
            if some := [cues for cues in more if len(cues) > 1]:
                self._some[rank] = some
        self._cues = frozenset(self._first)
        choices = (cues for some in self._some.values() for cues in some)
        learn(self._cues.union(*self._all.values(), *choices))

    def within(self, text: str) -> dict[int, re.Pattern[str]]:
        """Those that may be in ``text`` or in a part of it, by their places and in their order."""
        present, some = cues_of(text), self._some
        met = self._cues & present
        if not met and not self._always:  # as nearly always
            return {}
        ranks = {*self._always}
        for cue in met:
            for rank in self._first[cue]:
                if self._all[rank] <= present and (
                    rank not in some or not any(map(present.isdisjoint, some[rank]))
                ):
                    ranks.add(rank)
        if not ranks:
            return {}
        western = is_western(text)
        made = self._compiled[western]
        return {rank: made.get(rank) or self._compile(rank, western) for rank in sorted(ranks)}

    def _compile(self, rank: int, western: bool) -> re.Pattern[str]:
        source = self._sources[rank]()
        narrow = narrowed(source)
        made = re.compile(narrow if western else source, self._flags)
        self._compiled[western][rank] = made
        if not western or narrow == source:  # in a western text the wider one finds the same
            self._compiled[not western].setdefault(rank, made)
        return made

    def search(self, text: str) -> re.Match[str] | None:
        """The first match."""
        found = [m for pattern in self.within(text).values() if (m := pattern.search(text))]
        return min(found, key=_start) if found else None

    def found_in(self, text: str) -> bool:
        """Whether there is any match."""
        return any(pattern.search(text) for pattern in self.within(text).values())

    def match(self, text: str) -> re.Match[str] | None:
        """The match where ``text`` begins."""
        return next((m for pattern in self.within(text).values() if (m := pattern.match(text))), None)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match that is all of ``text``."""
        return next((m for pattern in self.within(text).values() if (m := pattern.fullmatch(text))), None)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """All matches that do not overlap, in the order of the text."""
        found = self.within(text)
        return matches(found.values(), text) if found else iter(())


def _is_everywhere(cue: str) -> bool:
    return len(cue) == 1 and cue.isascii() and cue.isalpha()


def _start(match: re.Match[str]) -> int:
    return match.start()


def matches(patterns: Collection[re.Pattern[str]], text: str) -> Iterator[re.Match[str]]:
    """What the patterns, as alternatives of one, find in ``text``."""
    ahead = [(m, pattern) for pattern in patterns if (m := pattern.search(text))]
    while ahead:
        first = min((m for m, _ in ahead), key=_start)
        yield first
        at = max(first.end(), first.start() + 1)
        ahead = [
            (later, pattern)
            for m, pattern in ahead
            if (later := m if m.start() >= at else pattern.search(text, at))
        ]
