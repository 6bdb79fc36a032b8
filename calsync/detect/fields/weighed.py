"""Words that are weighed: what the labelled events teach of words that no list foresaw.

The weights of each question stand in a file of their own in ``data``, and are fitted by
``python -m tests.corpus.fit_fields``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from calsync.detect.fields.lexicon import lines
from calsync.detect.fields.phrases import is_east

USUAL = ""
"""Under this stands what is so whatever the words."""

_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+|[^\w\s]")
_STEM = 5
_UNIT = 100
"""Weights stand in the file as whole numbers of so many parts: their sum is the same in any order."""


def words(text: str) -> list[str]:
    """The words and signs of a folded text; any number is "#", and of scripts without blanks two letters
    make a word."""
    found = _WORD.findall(_NUMBER.sub("#", text))
    return found if text.isascii() else [piece for word in found for piece in _pieces(word)]


def _pieces(word: str) -> Sequence[str]:
    if is_east(word):
        return [word[at : at + 2] for at in range(max(1, len(word) - 1))]
    return (word,)


def stems(of: Iterable[str]) -> Iterator[str]:
    """How the longer ones of some words begin, with a ``*``."""
    return (f"{word[:_STEM]}*" for word in of if len(word) > _STEM)


def weight(question: str, said: Iterable[str]) -> float:
    """What is said comes to: more than 0 speaks for it, less against it."""
    weights = _weights(question)
    return sum(weights.get(one, 0) for one in (USUAL, *said)) / _UNIT


@cache
def _weights(question: str) -> Mapping[str, int]:
    cells = (line.rpartition("\t") for line in lines(question).splitlines())
    return {one: int(units) for one, _, units in cells}


def weights_file(weights: Mapping[str, float]) -> str:
    """What the file of these weights should hold."""
    units = {one: round(weight * _UNIT) for one, weight in weights.items()}
    return "".join(f"{one}\t{units[one]}\n" for one in sorted(units) if units[one])
