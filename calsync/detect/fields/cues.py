"""Which letters a text has of those that phrases cannot do without: found once for all lists of phrases.

A text is looked at word by word, for the same words come again and again: what a word has is remembered.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

from calsync.folding import fold

_GRAM = 3
_known: set[str] = set()
_by_begin: dict[tuple[str, ...], list[str]] = {}
"""All that is known, by its first three letters, or by as many as it has."""


def learn(cues: Iterable[str]) -> None:
    """Look for these folded letters, too. A blank, at an end of them only, is an edge of the word."""
    new = {*cues} - _known
    for cue in new:
        _by_begin.setdefault((*cue[:_GRAM],), []).append(cue)
    if new:
        _known.update(new)
        for remembered in (cues_of, _cues_of_line, _cues_of_word):
            remembered.cache_clear()


@lru_cache(maxsize=64)
def cues_of(text: str) -> frozenset[str]:
    """What a text has of all that is known, whatever its case: the words side by side are not told apart."""
    first, *more = map(_cues_of_line, text.split("\n"))
    return first.union(*more) if more else first


@lru_cache(maxsize=256)
def _cues_of_line(line: str) -> frozenset[str]:
    """The title and the lines of a body are asked for by themselves, together, and sentence by sentence."""
    return frozenset[str]().union(*map(_cues_of_word, {*fold(line).split()}))


@lru_cache(maxsize=4096)
def _cues_of_word(word: str) -> tuple[str, ...]:
    edged = f" {word} "
    begins = {*zip(edged, strict=True), *pairwise(edged), *zip(edged, edged[1:], edged[2:], strict=False)}
    return tuple(cue for begin in begins & _by_begin.keys() for cue in _by_begin[begin] if cue in edged)
