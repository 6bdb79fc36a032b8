"""A term as steps that lead through a text, one after the other, and back where one leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from typing import NamedTuple

_PIECE = re.compile(r"\.\.\.|\*|#|\s+|[^\s*#.]+|\.")
LATIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_BLANKS = 4
"""Signs or blanks that a blank may stand for."""
_FEW = 40
"""Letters that a few words may have."""


class _Kind(Enum):
    """What a step of a term takes from the text."""

    LITERAL = auto()
    BLANK = auto()
    LETTERS = auto()
    NUMBER = auto()
    FEW = auto()
    EDGE = auto()
    EITHER = auto()


_LITERAL, _BLANK, _LETTERS, _NUMBER, _FEW_WORDS, _EDGE, _EITHER = _Kind
"""By names of their own: members of an enumeration take nine times as long to look up."""

_UP_TO_EDGE = "\0"
_NO_WAYS: Mapping[str, tuple[Step | None, ...]] = {}


class Step(NamedTuple):
    """One step of a term, with what comes after it."""

    kind: _Kind
    next: Step | None
    letters: str = ""
    """Of LITERAL; of FEW and BLANK those of which one must follow, none where any may; of LETTERS and NUMBER
    all that must follow, or that it is an edge."""
    ways: Mapping[str, tuple[Step | None, ...]] = _NO_WAYS
    """Of EITHER, by the letter that is next in the text, and under "" for any other: what is to be tried.
    Each goes on with what comes after the choice."""


def first(parts: Sequence[str], *, to_edge: bool) -> Step | None:
    """The first step of a form, of whose parts every second is a choice; ``to_edge``: no letters after it."""
    step = Step(_EDGE, None) if to_edge else None
    for index, part in reversed(list(enumerate(parts))):
        step = _either(part, step) if index % 2 else _steps(part, step)
    return step


def _either(choice: str, after: Step | None) -> Step:
    """A choice, the longer ways first."""
    ways = [_steps(way, after) for way in sorted(choice.split("|"), key=lambda way: (-len(way), way))]
    begins = [(way, _begins(way)) for way in ways]
    letters = {"", *(letter for _, found in begins for letter in found or ())}
    by_letter = {
        letter: tuple(way for way, found in begins if found is None or letter in found) for letter in letters
    }
    return Step(_EITHER, None, ways=by_letter)


def _steps(part: str, after: Step | None) -> Step | None:
    """The steps of a part without choices."""
    for piece in reversed(_PIECE.findall(part)):
        if piece == "...":
            # A blank after a few words is one of them: it has nothing to say.
            after = after.next if after and after.kind is _BLANK else after
            after = Step(_FEW_WORDS, after, _followed(after))
        elif piece in _KINDS:
            after = Step(_KINDS[piece], after, _next(after))
        else:
            is_blank = piece.isspace()
            after = Step(_BLANK if is_blank else _LITERAL, after, _followed(after) if is_blank else piece)
    return after


def _next(step: Step | None) -> str:
    """What comes after any letters or a number, as far as it is known: an edge, or letters."""
    if step is None or step.kind not in (_BLANK, _EDGE, _LITERAL):
        return ""
    return step.letters if step.kind is _LITERAL else _UP_TO_EDGE


def _followed(step: Step | None) -> str:
    """The letters of which one must be where a step begins; none where any may."""
    return "".join(sorted(_begins(step) or ()))


def _begins(step: Step | None) -> set[str] | None:
    """The letters with which what begins here may begin; None where any may."""
    if step is None or step.kind not in (_LITERAL, _EITHER):
        return None
    if step.kind is _LITERAL:
        return {step.letters[0]}
    return None if step.ways[""] else {*step.ways} - {""}


_KINDS = {"*": _LETTERS, "#": _NUMBER}


def end(step: Step | None, text: str, at: int) -> int:
    """Where the steps end that begin at ``at``, the first way that leads there; -1 if none does."""
    while step is not None:
        kind, after, letters, ways = step
        if kind is _LITERAL:
            if not text.startswith(letters, at):
                return -1
            at += len(letters)
        elif kind is _EITHER:
            for way in ways.get(text[at : at + 1], ways[""]):
                if (to := end(way, text, at)) >= 0:
                    return to
            return -1
        elif kind is _EDGE:
            if not _is_edge(text, at):
                return -1
        else:
            places = _places(kind, text, at, letters)
            if not places:
                return -1
            for place in places[:-1]:
                if (to := end(after, text, place)) >= 0:
                    return to
            at = places[-1]
        step = after
    return at


def _places(kind: _Kind, text: str, at: int, followed: str) -> Sequence[int]:
    """Where a step may lead, in the order in which it is to be tried: mostly there is one way."""
    to, size = at, len(text)
    if kind is _BLANK:
        if text[at : at + 1] == " " and text[at + 1 : at + 2].isalnum():  # as nearly always
            return (at + 1,) if followed else (at + 1, at)
        size = min(size, at + _BLANKS)
        while to < size and not text[to].isalnum():
            to += 1
        return [place for place in range(to, at - 1, -1) if _is_edge(text, place)]
    if kind is not _FEW_WORDS:
        fits = str.isalnum if kind is _LETTERS else str.isdecimal
        while to < size and fits(text[to]):
            to += 1
        places = range(to, at - 1 if kind is _LETTERS else at, -1)
        if followed == _UP_TO_EDGE:
            return [place for place in places if _is_edge(text, place)]
        return [place for place in places if text.startswith(followed, place)]
    line = text.find("\n", at, at + _FEW)
    last = min(at + _FEW, size) if line < 0 else line
    while last < size and not text[last].isalnum():
        last += 1
    if followed:
        return [to for to in range(at, min(last + 1, size)) if text[to] in followed and _is_edge(text, to)]
    return [to for to in range(at, last + 1) if _is_edge(text, to)]


def _is_edge(text: str, at: int) -> bool:
    """Not between two letters of one Latin word."""
    return not (0 < at < len(text) and text[at] in LATIN and text[at - 1] in LATIN)
