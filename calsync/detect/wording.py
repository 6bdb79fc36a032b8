"""How an event is worded, beside the words of the lexicon: what thousands of labelled events tell.

Title and description, and what the sender is called, are cut into short runs of letters, within words. What
each run is worth was fitted to the labelled events together with the lists (``python -m tests.corpus.fit``;
``lexicon/wording.txt`` holds it): all of them say how alike an event is to interviews. They tell where the
lists say little.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from math import fsum, sqrt
from pathlib import Path

from calsync.detect.text import LETTERS, View
from calsync.folding import fold
from calsync.model import Evidence, Person

SIZES = (2, 3, 4, 5)
"""Letters of a run, the blanks at the ends of a word included."""
BODY = 800
"""So many letters of a description say how it is worded; what comes then is mostly small print."""

_LINK = re.compile(r"\S*(?:://|www\.|@\w)\S*")
_LINK_SIGNS = ("://", "www.", "@")
"""Links and addresses are nobody's words; few texts have any, and to look for them takes long."""
_JOINTS = re.compile(r"[@._+-]")
_MAX_KNOWN = 4096
_DAMPING = 60
_LEAST, _MOST = 0.05, 4.0
_MARKS = " .,;:!?()[]{}<>/&+-–—_\"'’“”„…|*#=~、。・「」【】："
_SHOWN = 3
"""Words that are shown as evidence."""
_UNIT = 100
"""Weights stand in the file as whole numbers of so many parts."""
_HEAD = 2
_DIGITS = 5


def words(text: str) -> list[str]:
    """The words of a folded text of which the runs count, each with a blank on both sides."""
    if any(sign in text for sign in _LINK_SIGNS):
        text = _LINK.sub(" ", text)
    return [f" {word} " for word in text.split()]


def runs(word: str) -> set[str]:
    """The runs of a word."""
    return {word[at : at + size] for size in SIZES for at in range(max(1, len(word) - size + 1))}


def size(known: int) -> float:
    """What the sum of the weights of so many runs is divided by: a long text says more than a short one, but
    not in proportion, and a single word says little."""
    return sqrt(known + _DAMPING)


def capped(weight: float) -> float:
    """What a wording is worth at most, either way: it is a guess, however long a text goes on."""
    return max(-_MOST, min(_MOST, weight))


def worth(weights: Mapping[str, float], known: Collection[str]) -> float:
    """What a text of these runs comes to, all of which have a weight."""
    return _sum(weights, known) / size(len(known))


def _sum(weights: Mapping[str, float], known: Iterable[str]) -> float:
    """Exactly, whatever the order."""
    return fsum(map(weights.__getitem__, known))


class Part:
    """What runs are worth in one field."""

    def __init__(self, lines: Iterable[str]) -> None:
        """For their form see ``part_lines``."""
        self._lines = {line[:_HEAD]: line for line in lines}
        self._weights: dict[str, float] = {}
        """Of the runs that were met so far: as objects all of them would take ten times the room."""
        self._known: dict[str, tuple[tuple[str, ...], float]] = {}
        """Of words, the runs that have a weight and their sum: the same words come again and again."""

    def said(self, text: str) -> tuple[float, list[str]]:
        """What a text is worth, and its words, the weightiest in that direction first."""
        if len(self._known) > _MAX_KNOWN:
            self._known.clear()
            self._weights.clear()
        said = {word: self._learn(word) for word in words(text)}
        known = frozenset[str]().union(*(runs for runs, _ in said.values()))
        if not known:
            return 0.0, []
        value = worth(self._weights, known)
        sign = -1 if value > 0 else 1
        return value, sorted(said, key=lambda word: (sign * said[word][1], word))

    def _learn(self, word: str) -> tuple[tuple[str, ...], float]:
        found = self._known.get(word)
        if found is None:
            known = tuple(run for run in runs(word) if self._has(run))
            found = self._known[word] = known, _sum(self._weights, known)
        return found

    def _has(self, run: str) -> bool:
        """Whether it has a weight, which is known from then on."""
        if run in self._weights:
            return True
        line, cell = self._lines.get(run[:_HEAD], ""), f"\t{run[_HEAD:]}\t"
        at = line.find(cell)
        if at >= 0:
            at += len(cell)
            self._weights[run] = int(line[at : at + _DIGITS]) / _UNIT
        return at >= 0


def texts(sender: Person | None, view: View, own: Collection[str]) -> tuple[str, ...]:
    """Title and description, and the sender's name and address: folded, and without the ``own`` names, which
    are in every kind of event of their owner."""
    written = (view.f_title, view.f_body[:BODY], _called(sender))
    return tuple(_without_names(text, own) for text in written)


def _called(sender: Person | None) -> str:
    if sender is None:
        return ""
    address = (sender.email or "").rpartition(".")[0]
    return fold(f"{sender.name or ''} {_JOINTS.sub(' ', address)}")


def _without_names(text: str, own: Collection[str]) -> str:
    if any(name in text for name in own):
        text = LETTERS.sub(lambda word: "" if word[0] in own else word[0], text)
    return text


def evidence(said_of: Sequence[str]) -> Iterator[Evidence]:
    """One piece for all of ``texts`` together; none where they say too little."""
    usual, parts = _kept()
    said = [part.said(text) for part, text in zip(parts, said_of, strict=True)]
    weight = capped(round(sum(value for value, _ in said) - usual, 2))
    weightiest = max(said, key=lambda one: abs(one[0]))[1]
    if abs(weight) >= _LEAST and weightiest:
        shown = [bare for word in weightiest if (bare := word.strip(_MARKS))]
        yield Evidence("wording", weight, ", ".join(shown[:_SHOWN]))


@cache
def _kept() -> tuple[float, tuple[Part, ...]]:
    """What the usual event comes to, and the weights of titles, descriptions and senders."""
    kept = Path(__file__).with_name("lexicon") / "wording.txt"
    usual, *parts = kept.read_text(encoding="utf-8").removesuffix("\n").split("\n\n")
    return float(usual), tuple(Part(part.split("\n")) for part in parts)


def wording_file(parts: Sequence[Mapping[str, float]], usual: float) -> str:
    """What ``lexicon/wording.txt`` should hold: see ``_kept``."""
    return "\n\n".join((f"{usual:.3f}", *("\n".join(part_lines(weights)) for weights in parts))) + "\n"


def part_lines(weights: Mapping[str, float]) -> Iterator[str]:
    """A line for each two letters with which runs begin: these letters, then of every such run the other
    letters and its weight. A weight has more signs than the other letters, so that neither is taken for the
    other when they are sought in the line."""
    alike: dict[str, list[str]] = {}
    for run, weight in sorted(weights.items()):
        if units := round(weight * _UNIT):
            alike.setdefault(run[:_HEAD], []).append(f"{run[_HEAD:]}\t{units:+0{_DIGITS}d}")
    return ("\t".join((head, *cells)) for head, cells in alike.items())
