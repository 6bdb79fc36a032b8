"""Names with the words that introduce them: the words are sought, and the name is read right behind them.

The pattern of a name takes ten times as long to compile as the words do: so it is compiled once for all.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from calsync.detect.fields.capitals import compiled
from calsync.detect.fields.sought import Alternative, Sought, matches

CAPITAL = r"(?=[^\W\d_a-z])"
"""Ends the words where a name may begin."""


class Named(NamedTuple):
    """A name, and where it begins."""

    name: str
    start: int


class Introductions:
    """Ways to name somebody or something: words with a name behind them, or a pattern with it in a group
    that has a name of its own."""

    def __init__(self, ways: Iterable[Alternative], name: str) -> None:
        self._ways = Sought(ways)
        self._name = name

    def finditer(self, text: str) -> Iterator[Named]:
        """The names in the order of the text; where ways overlap the first one, as ``Sought`` has it."""
        ways = self._ways.within(text).values()
        return self._found(ways, text) if ways else iter(())

    def _found(self, ways: Collection[re.Pattern[str]], text: str) -> Iterator[Named]:
        if all(way.groupindex for way in ways):
            yield from map(_in_group, matches(ways, text))
            return
        found = [
            (m.start(), rank, *named)
            for rank, way in enumerate(ways)
            for m in way.finditer(text)
            if (named := self._named(m, text))
        ]
        at = 0
        for start, _, end, name in sorted(found):
            if start >= at:
                yield name
                at = end

    def _named(self, way: re.Match[str], text: str) -> tuple[int, Named] | None:
        """Where it all ends, and the name."""
        if way.re.groupindex:
            return way.end(), _in_group(way)
        name = compiled(self._name, text).match(text, way.end())
        return (name.end(), Named(name[0], name.start())) if name else None


def _in_group(way: re.Match[str]) -> Named:
    group = next(group for group, value in way.groupdict().items() if value)
    return Named(way[group], way.start(group))
