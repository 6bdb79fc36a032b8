"""What the words around a date say of it: whether it is the day on which the candidate will hear.

What they are worth was fitted to the dates that the labelled interviews name, without a look at the cues of
the language files (``python -m tests.corpus.fit_dates``; ``data/around.txt`` holds it). So they speak where
people say in words of their own what no cue foresaw ("short list goes out Feb 9"), and against a cue that
stands beside another date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from calsync.detect.fields.lexicon import lines
from calsync.detect.fields.phrases import is_east

_WORD = re.compile(r"\d+|[^\W\d_]+|[^\w\s]")
_STEM = 5
_OWN = 2
"""Words of the date itself that count."""

USUAL = ""
"""Under this stands what any date is worth."""


def said(text: str, start: int, end: int, *, in_title: bool) -> frozenset[str]:
    """What counts of a folded sentence with a date from ``start`` to ``end``: the words before it (``<``),
    behind it (``>``), on either side (``~``) and how they begin, those right beside it (``<<``, ``>>``), and
    its own (``=``)."""
    before, own, behind = (_words(part) for part in (text[:start], text[start:end], text[end:]))
    beside = {*before, *behind}
    return frozenset(
        (
            USUAL,
            *(f"<{word}" for word in before),
            *(f">{word}" for word in behind),
            *(f"~{word}" for word in beside),
            *(f"~{word[:_STEM]}*" for word in beside if len(word) > _STEM),
            *(f"<<{' '.join(last)}" for last in (before[-1:], before[-2:][: 2 * (len(before) > 1)])),
            f">>{' '.join(behind[:1])}",
            *(f"={word}" for word in own[:_OWN]),
            *("^" for _ in range(in_title)),
        )
    )


def weight(text: str, start: int, end: int, *, in_title: bool) -> float:
    """What speaks for a date of a folded sentence (more than 0) or against it."""
    weights = _weights()
    return sum(weights.get(one, 0) for one in said(text, start, end, in_title=in_title)) / _UNIT


_UNIT = 100
"""Weights stand in the file as whole numbers of so many parts: their sum is the same in any order."""


def _words(text: str) -> list[str]:
    """Words and signs; any number is "#", and of scripts without blanks two letters make a word."""
    return [piece for word in _WORD.findall(text) for piece in _pieces(word)]


def _pieces(word: str) -> Iterable[str]:
    if word[0].isdigit():
        return ("#",)
    if is_east(word):
        return [word[at : at + 2] for at in range(max(1, len(word) - 1))]
    return (word,)


@cache
def _weights() -> Mapping[str, int]:
    cells = (line.rpartition("\t") for line in lines("around").splitlines())
    return {one: int(units) for one, _, units in cells}


def weights_file(weights: Mapping[str, float]) -> Iterator[str]:
    """The lines that ``data/around.txt`` should have."""
    for one in sorted(weights):
        if units := round(weights[one] * _UNIT):
            yield f"{one}\t{units}\n"
