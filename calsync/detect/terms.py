"""A small language for the lexicon's terms.

A term is written as people write it; it is folded like the text it is sought in. In it

* a blank stands for up to four signs or blanks (or none, where a script writes without them);
* ``*`` stands for any letters, ``#`` for a number, ``...`` for a few words;
* ``(a|b|)`` stands for any of these, the last one here being nothing;
* ``^`` at its head: only where the text begins.

A term begins and ends at the edge of a word, save next to ``*`` and in scripts that have no such edges
(Japanese, Chinese, Korean, Devanagari). "ä ö ü å" also match how they are spelled out: "ae oe ue aa".

How thousands of them are found at once is told in ``calsync.detect.index``.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from calsync.folding import fold

_CHOICE = re.compile(r"\(([^()]*)\)")
_NESTED = re.compile(r"(?<=[(|])([^()|]*(?:\([^()]*\)[^()|]*)+)(?=[|)])")
"""A way to take a choice that has choices of its own."""
_PIECE = re.compile(r"\.\.\.|\*|#|\s+|[^\s*#.]+|\.")
GAP = re.compile(r"\.\.\.|[*#\s]+")
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_BLANKS = 4
"""Signs or blanks that a blank may stand for."""
_FEW = 40
"""Letters that a few words may have."""


def forms(term: str) -> tuple[str, ...]:
    """The folded forms of a term, choices left in them: "ä" as "a" and as "ae"."""
    plain = _NESTED.sub(lambda way: "|".join(spellings(way[1])), " ".join(term.lower().split()))
    if plain.isascii():
        return (plain,)
    return tuple(dict.fromkeys((fold(plain), fold(plain.translate(_SPELLED)))))


def spellings(form: str) -> tuple[str, ...]:
    """A form with its choices spelled out: every text that it stands for, wildcards left in them."""
    parts = _CHOICE.split(form)
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    plain = (" ".join("".join(combination).split()) for combination in itertools.product(*choices))
    return tuple(text for text in dict.fromkeys(plain) if text)


@lru_cache(maxsize=4096)
def literal(form: str, said: str) -> int:
    """How many letters of a form stand for themselves where it is found as ``said``."""
    letters = 0
    for index, part in enumerate(_CHOICE.split(form.removeprefix("^"))):
        ways = [way for way in part.split("|") if _is_in(way, said)] if index % 2 else [part]
        letters += max((len("".join(GAP.split(way))) for way in ways), default=0)
    return letters


def _is_in(way: str, said: str) -> bool:
    return all(run in said for run in GAP.split(way))


class _Kind(Enum):
    """What a step of a term takes from the text."""

    LITERAL = auto()
    BLANK = auto()
    LETTERS = auto()
    NUMBER = auto()
    FEW = auto()
    EDGE = auto()
    EITHER = auto()


_UP_TO_EDGE = "|"
_NO_WAYS: Mapping[str, tuple[_Step | None, ...]] = {}


class _Step(NamedTuple):
    """One step of a term, with what comes after it."""

    kind: _Kind
    next: _Step | None
    letters: str = ""
    """Of LITERAL; of FEW the letters of which one must follow, none where any may; of LETTERS and NUMBER
    whether an edge must follow."""
    ways: Mapping[str, tuple[_Step | None, ...]] = _NO_WAYS
    """Of EITHER, by the letter that is next in the text, and under "" for any other: what is to be tried.
    Each goes on with what comes after the choice."""


class Term:
    """One form, ready to be compared with texts."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.at_begin = form.startswith("^")
        parts = _CHOICE.split(form.removeprefix("^"))
        self._has_choices = len(parts) > 1
        step = None if form[-1] in "*#." else _Step(_Kind.EDGE, None)
        for index, part in reversed(list(enumerate(parts))):
            step = _either(part, step) if index % 2 else _steps(part, step)
        self._first = step
        hard = "..." in form or form.startswith("*")
        self._needs = tuple(sorted(_needed(parts), key=len)) if hard else ()
        """Where it has many ways to go on: of each of these one must be in the text."""

    def end(self, text: str, start: int) -> int:
        """Where it ends in ``text`` (folded) if it begins at ``start``, the edge of a word; else -1."""
        if self.at_begin and any(sign.isalnum() or sign == "_" for sign in text[:start]):
            return -1
        return _end(self._first, text, start)

    def places(self, text: str, starts: Iterable[int]) -> list[tuple[int, int]]:
        """Where it is: the first place, and the first of every other way to take its choices."""
        found: dict[str, tuple[int, int]] = {}
        if self._needs and not _has(text, self._needs):
            return []
        last = 0
        for start in starts:
            end = self.end(text, start) if start >= last else -1
            if end > start:
                said = text[start:end].rstrip()
                found.setdefault(said, (start, start + len(said)))
                if not self._has_choices:
                    break
                last = end
        return list(found.values())


def _needed(parts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Letters without which the parts of a form, of which every second is a choice, cannot be in a text."""
    for index, part in enumerate(parts):
        if index % 2:
            yield tuple(max(GAP.split(way), key=len) for way in part.split("|"))
        else:
            yield from ((run,) for run in GAP.split(part))


def _has(text: str, needs: Iterable[tuple[str, ...]]) -> bool:
    """Whether of each of these some letters are in the text."""
    for some in needs:
        for letters in some:
            if letters in text:
                break
        else:
            return False
    return True


def _either(choice: str, after: _Step | None) -> _Step:
    """A choice, the longer ways first."""
    ways = [_steps(way, after) for way in sorted(choice.split("|"), key=lambda way: (-len(way), way))]
    begins = [(way, _begins(way)) for way in ways]
    letters = {"", *(letter for _, found in begins for letter in found or ())}
    by_letter = {
        letter: tuple(way for way, found in begins if found is None or letter in found) for letter in letters
    }
    return _Step(_Kind.EITHER, None, ways=by_letter)


def _steps(part: str, after: _Step | None) -> _Step | None:
    """The steps of a part without choices."""
    for piece in reversed(_PIECE.findall(part)):
        if piece == "...":
            # A blank after a few words is one of them: it has nothing to say.
            after = after.next if after and after.kind is _Kind.BLANK else after
            after = _Step(_Kind.FEW, after, "".join(sorted(_begins(after) or ())))
        elif piece in _KINDS:
            at_edge = after is not None and after.kind in (_Kind.BLANK, _Kind.EDGE)
            after = _Step(_KINDS[piece], after, _UP_TO_EDGE if at_edge else "")
        else:
            after = _Step(_Kind.BLANK if piece.isspace() else _Kind.LITERAL, after, piece)
    return after


def _begins(step: _Step | None) -> set[str] | None:
    """The letters with which what begins here may begin; None where any may."""
    if step is None or step.kind not in (_Kind.LITERAL, _Kind.EITHER):
        return None
    if step.kind is _Kind.LITERAL:
        return {step.letters[0]}
    return None if step.ways[""] else {*step.ways} - {""}


_KINDS = {"*": _Kind.LETTERS, "#": _Kind.NUMBER}


def _end(step: _Step | None, text: str, at: int) -> int:
    """Where the steps end that begin at ``at``, the first way that leads there; -1 if none does."""
    while step is not None:
        kind, after, letters, ways = step
        if kind is _Kind.LITERAL:
            if not text.startswith(letters, at):
                return -1
            at += len(letters)
        elif kind is _Kind.EDGE:
            if not _is_edge(text, at):
                return -1
        elif kind is _Kind.EITHER:
            for way in ways.get(text[at : at + 1], ways[""]):
                if (end := _end(way, text, at)) >= 0:
                    return end
            return -1
        else:
            places = _places(kind, text, at, letters)
            if not places:
                return -1
            for place in places[:-1]:
                if (end := _end(after, text, place)) >= 0:
                    return end
            at = places[-1]
        step = after
    return at


def _places(kind: _Kind, text: str, at: int, followed: str) -> Sequence[int]:
    """Where a step may lead, in the order in which it is to be tried: mostly there is one way."""
    to, size = at, len(text)
    if kind is _Kind.BLANK:
        if text[at : at + 1] == " " and text[at + 1 : at + 2].isalnum():  # as nearly always
            return at + 1, at
        size = min(size, at + _BLANKS)
        while to < size and not text[to].isalnum():
            to += 1
        return [place for place in range(to, at - 1, -1) if _is_edge(text, place)]
    if kind is not _Kind.FEW:
        fits = str.isalnum if kind is _Kind.LETTERS else str.isdecimal
        while to < size and fits(text[to]):
            to += 1
        places = range(to, at - 1 if kind is _Kind.LETTERS else at, -1)
        return places if followed != _UP_TO_EDGE else [place for place in places if _is_edge(text, place)]
    line = text.find("\n", at, at + _FEW)
    last = min(at + _FEW, size) if line < 0 else line
    while last < size and not text[last].isalnum():
        last += 1
    if followed:
        return [to for to in range(at, min(last + 1, size)) if text[to] in followed and _is_edge(text, to)]
    return [to for to in range(at, last + 1) if _is_edge(text, to)]


def _is_edge(text: str, at: int) -> bool:
    """Not between two letters of one Latin word."""
    return not (0 < at < len(text) and text[at] in _LATIN and text[at - 1] in _LATIN)
