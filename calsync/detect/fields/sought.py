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


class Sought:
    """Alternatives, the first to be preferred where several begin at one place."""

    def __init__(self, alternatives: Iterable[Alternative], flags: re.RegexFlag = re.NOFLAG) -> None:
        self._flags = flags
        self._sources: list[Callable[[], str]] = []
        self._always: list[int] = []
        self._first: dict[str, list[int]] = {}
        """Letters, and whose first need they meet."""
        self._more: dict[int, Needs] = {}
        """All needs but the first."""
        self._compiled: tuple[dict[int, re.Pattern[str]], ...] = ({}, {})
        """By the place of the alternative: for texts that are not western, and for those that are."""
        for rank, (needs, source) in enumerate(alternatives):
            self._sources.append(source)
            if not needs:
                self._always.append(rank)
                continue
            for cue in needs[0]:
                self._first.setdefault(cue, []).append(rank)
            if len(needs) > 1:
                self._more[rank] = needs[1:]
        self._cues = frozenset(self._first)
        learn(self._cues.union(*(cues for needs in self._more.values() for cues in needs)))

    def within(self, text: str) -> dict[int, re.Pattern[str]]:
        """Those that may be in ``text`` or in a part of it, by their places and in their order."""
        present = cues_of(text)
        ranks = {*self._always}
        for cue in self._cues & present:
            ranks.update(self._first[cue])
        if not ranks:
            return {}
        western = is_western(text)
        made, more = self._compiled[western], self._more
        return {
            rank: made.get(rank) or self._compile(rank, western)
            for rank in sorted(ranks)
            if rank not in more or not any(map(present.isdisjoint, more[rank]))
        }

    def _compile(self, rank: int, western: bool) -> re.Pattern[str]:
        source = self._sources[rank]()
        made = re.compile(narrowed(source) if western else source, self._flags)
        self._compiled[western][rank] = made
        if narrowed(source) == source:
            self._compiled[not western][rank] = made
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
