"""A small language for the lexicon's terms, and a fast way to find thousands of them in a text.

A term is written as people write it; it is folded like the text it is sought in. In it

* a blank stands for up to four signs or blanks (or none, where a script writes without them);
* ``*`` stands for any letters, ``#`` for a number, ``...`` for a few words;
* ``(a|b|)`` stands for any of these, the last one here being nothing;
* ``^`` at its head: only where the text begins.

A term begins and ends at the edge of a word, save next to ``*`` and in scripts that have no such edges
(Japanese, Chinese, Korean, Devanagari). "ä ö ü å" also match how they are spelled out: "ae oe ue aa".

Most terms are not in most texts, so finding comes in two steps: a look-up by the first letters of each
word that the text has, and a regular expression, compiled when first wanted, for the few left over.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from calsync.folding import fold

_CHOICE = re.compile(r"\(([^()]*)\)")
_PIECE = re.compile(r"\.\.\.|\*|#|\s+|[^\s*#.]+|\.")
_GAP = re.compile(r"\.\.\.|[*#\s]+")
_WORD = re.compile(r"[a-z0-9]+")
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_HEAD = 4
_HEAD_WORD = re.compile(r"\^?([a-z0-9]+)([*#]|[^\W_])?")
"""The first word of a Latin term, and whatever may make it go on."""


def spellings(term: str) -> tuple[str, ...]:
    """Every plain folded form of a term: choices spelled out, "ä" as "a" and as "ae"."""
    parts = _CHOICE.split(term.lower())
    choices = [part.split("|") if index % 2 else [part] for index, part in enumerate(parts)]
    plain = [" ".join("".join(combination).split()) for combination in itertools.product(*choices)]
    if not term.isascii():
        plain = [fold(written) for form in plain for written in (form, form.translate(_SPELLED))]
    return tuple(form for form in dict.fromkeys(plain) if form)


class Term:
    """One plain form."""

    def __init__(self, form: str) -> None:
        self.form = form

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """Its literal runs, the longest first: where one is missing there is no need to look further."""
        runs = {run for run in _GAP.split(self.form.removeprefix("^")) if run}
        return tuple(sorted(runs, key=lambda run: (-len(run), run)))

    def telling(self, key: str) -> str:
        """The longest run that is not the one known to be there by ``key``, if there is another."""
        return next((run for run in self.runs if not run.startswith(key.rstrip())), self.runs[0])

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        form = self.form.removeprefix("^")
        pieces = ["", *_PIECE.findall(form), ""]
        body = "".join(map(_source, pieces, pieces[1:], pieces[2:]))
        start = ""
        if form != self.form:
            start = r"^\W*"
        elif first := _WORD.match(form):  # asked behind it: ``re`` jumps from one such word to the next
            start, body = rf"{first[0]}(?<![a-z0-9]{first[0]})", body[first.end() :]
        end = r"(?![a-z0-9])" if _WORD.match(self.form[-1]) else ""
        return re.compile(start + body + end)


def _source(before: str, piece: str, after: str) -> str:
    """The pattern of one piece of a term, which a blank parts from its neighbours only in Latin letters."""
    match piece:
        case "*":
            return r"[^\W_]*"
        case "#":
            return r"\d+"
        case "...":
            return r"[^\n]{0,40}?"
        case _ if piece.isspace():
            apart = _WORD.match(before[-1:]) and (_WORD.match(after) or after in {"...", "#", "*"})
            return r"[\W_]{1,4}" if apart else r"[\W_]{0,4}"
        case _:
            return re.escape(piece)


K = TypeVar("K", bound=Hashable)


class Found(NamedTuple, Generic[K]):
    """A term found: what it stands for, and where."""

    key: K
    form: str
    start: int
    end: int


Bucket = dict[str, list[int]]
"""Forms, with the places of their keys in the index's ``keys``."""

_Seek = tuple[str, Term, list[int]]
"""What of a term is asked for first, the term, and the places of its keys."""


@dataclass
class Index(Generic[K]):
    """Terms under keys, looked up all at once."""

    keys: list[K] = field(default_factory=list)
    heads: dict[str, Bucket] = field(default_factory=dict)
    """Latin terms by their first word and a blank; by its first letters, where it may go on."""
    signs: dict[str, Bucket] = field(default_factory=dict)
    """Other terms by the first letter of their longest literal run."""
    _heads: dict[str, list[_Seek]] = field(default_factory=dict)
    _signs: dict[str, list[_Seek]] = field(default_factory=dict)
    """What has been looked up of ``heads`` and ``signs``."""

    @staticmethod
    def of(terms: Iterable[tuple[K, str]]) -> Index[K]:
        """An index of (key, term) pairs. A form that stands under several keys is sought once."""
        under: dict[str, dict[int, None]] = {}
        places: dict[K, int] = {}
        for key, written in terms:
            place = places.setdefault(key, len(places))
            for form in spellings(written):
                under.setdefault(form, {})[place] = None
        index: Index[K] = Index(list(places))
        for form, found in under.items():
            head = _HEAD_WORD.match(form)
            home = index.heads if head else index.signs
            home.setdefault(_home(head) if head else Term(form).runs[0][0], {})[form] = list(found)
        return index

    def candidates(self, text: str) -> Iterator[_Seek]:
        """Terms whose first letters, and one run more, are in ``text`` (folded)."""
        words = set(_WORD.findall(text))
        heads = {word[:length] for word in words for length in (_HEAD - 1, _HEAD)}
        heads.update([f"{word} " for word in words])
        for home, ready, keys in (
            (self.heads, self._heads, heads),
            (self.signs, self._signs, set(text)),
        ):
            for key in home.keys() & keys:
                bucket = ready.get(key)
                if bucket is None:
                    bucket = ready[key] = [
                        (term.telling(key), term, places)
                        for term, places in ((Term(form), places) for form, places in home[key].items())
                    ]
                yield from [seek for seek in bucket if seek[0] in text]

    def find(self, text: str) -> list[Found[K]]:
        """The first place of each term in ``text`` (folded), in the order of the text."""
        found = []
        for _, term, places in self.candidates(text):
            if all(run in text for run in term.runs) and (match := term.pattern.search(text)):
                found += [Found(self.keys[at], term.form, match.start(), match.end()) for at in places]
        return sorted(found, key=lambda hit: (hit.start, -hit.end, hit.form))


def _home(head: re.Match[str]) -> str:
    return head[1][:_HEAD] if head[2] else f"{head[1]} "
