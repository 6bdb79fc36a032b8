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
from functools import cached_property, lru_cache
from typing import Generic, NamedTuple, TypeVar

from calsync.folding import fold

_CHOICE = re.compile(r"\(([^()]*)\)")
_NESTED = re.compile(r"(?<=[(|])([^()|]*(?:\([^()]*\)[^()|]*)+)(?=[|)])")
"""A way to take a choice that has choices of its own."""
_PIECE = re.compile(r"\.\.\.|\*|#|\s+|[^\s*#.]+|\.")
_GAP = re.compile(r"\.\.\.|[*#\s]+")
_WORD = re.compile(r"[a-z0-9]+")
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_HEAD = 4
_HEAD_WORD = re.compile(r"\^?([a-z0-9]+)([*#]|[^\W_])?")
"""The first word of a Latin term, and whatever may make it go on."""

_EDGE = r"(?:(?<![a-z0-9])|(?![a-z0-9]))"
"""Not between two letters of one Latin word."""

_FORMS = {"*": r"[^\W_]*", "#": r"\d+", "...": r"[^\n]{0,40}?"}


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
        letters += max((len("".join(_GAP.split(way))) for way in ways), default=0)
    return letters


def _is_in(way: str, said: str) -> bool:
    return all(run in said for run in _GAP.split(way))


class Term:
    """One form, ready to be sought."""

    def __init__(self, form: str) -> None:
        self.form = form
        self._parts = _CHOICE.split(form.removeprefix("^"))
        self.has_choices = len(self._parts) > 1

    @cached_property
    def runs(self) -> tuple[str, ...]:
        """Its literal runs, the longest first: where one is missing there is no need to look further."""
        runs = {run for part in self._parts[::2] for run in _GAP.split(part) if run}
        return tuple(sorted(runs, key=lambda run: (-len(run), run)))

    @cached_property
    def choices(self) -> tuple[tuple[str, ...], ...]:
        """Of each choice one run of every way to take it: one of them must be there."""
        ways = (part.split("|") for part in self._parts[1::2])
        return tuple(tuple(max(_GAP.split(way), key=len) for way in choice) for choice in ways)

    def telling(self, key: str) -> str:
        """The longest run that is not the one known to be there by ``key``; may be empty."""
        return next((run for run in self.runs if not run.startswith(key.rstrip())), "")

    def possible(self, text: str) -> bool:
        """Whether all its letters are in ``text``, in whatever order."""
        return all(run in text for run in self.runs) and all(
            any(way in text for way in choice) for choice in self.choices
        )

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where it is in ``text``: the first place, and the first of every other way to take its choices."""
        found: dict[str, tuple[int, int]] = {}
        for match in self.pattern.finditer(text):
            said = match[0].strip()
            start = match.start() + match[0].index(said)
            if said:
                found.setdefault(said if self.has_choices else "", (start, start + len(said)))
            if not self.has_choices:
                break
        return list(found.values())

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        pieces = [
            _either(part) if index % 2 else "".join(map(_source, _PIECE.findall(part)))
            for index, part in enumerate(self._parts)
        ]
        body, start = "".join(pieces), "" if self._parts[0][:1] == "*" else _EDGE
        if self.form[0] == "^":
            start = r"^\W*"
        elif (first := _WORD.match(self._parts[0])) and first.end() < len(self._parts[0]):
            # asked behind it: ``re`` jumps from one such word to the next
            start, body = rf"{first[0]}(?<![a-z0-9]{first[0]})", body[first.end() :]
        return re.compile(f"{start}{body}{'' if self.form[-1] in '*#.' else _EDGE}")


def _either(choice: str) -> str:
    """The pattern of a choice, the longer ways first."""
    ways = sorted(choice.split("|"), key=lambda way: (-len(way), way))
    return f"(?:{'|'.join(''.join(map(_source, _PIECE.findall(way))) for way in ways)})"


def _source(piece: str) -> str:
    """The pattern of one piece of a term. A blank may be nothing, save between Latin letters."""
    if piece.isspace():
        return r"[\W_]{0,4}" + _EDGE
    return _FORMS.get(piece) or re.escape(piece)


K = TypeVar("K", bound=Hashable)


class Found(NamedTuple, Generic[K]):
    """A term found: what it stands for, and where."""

    key: K
    form: str
    start: int
    end: int


@dataclass
class Index(Generic[K]):
    """Terms under keys, looked up all at once."""

    keys: list[K] = field(default_factory=list)
    forms: list[str] = field(default_factory=list)
    places: list[list[int]] = field(default_factory=list)
    """Of every form, the places of its keys in ``keys``."""
    heads: dict[str, list[int]] = field(default_factory=dict)
    """Numbers of Latin forms by their first word and a blank; by its first letters, where it may go on."""
    signs: dict[str, list[int]] = field(default_factory=dict)
    """Numbers of other forms by the first letter of their longest literal run."""
    _terms: dict[int, Term] = field(default_factory=dict)
    _sought: dict[tuple[bool, str], list[tuple[str, int]]] = field(default_factory=dict)
    """What has been looked up of ``heads`` and ``signs``: what is asked for first, and the form's number."""

    @staticmethod
    def of(terms: Iterable[tuple[K, str]]) -> Index[K]:
        """An index of (key, term) pairs. A form that stands under several keys is sought once."""
        under: dict[str, dict[int, None]] = {}
        places: dict[K, int] = {}
        for key, written in terms:
            place = places.setdefault(key, len(places))
            for form in forms(written):
                under.setdefault(form, {})[place] = None
        index: Index[K] = Index(list(places), list(under), [list(found) for found in under.values()])
        for number, form in enumerate(under):
            homes: dict[tuple[bool, str], None] = {}
            for text in spellings(form):
                head = _HEAD_WORD.match(text)
                homes[(True, _home(head)) if head else (False, Term(text).runs[0][0])] = None
            for latin, home in homes:
                (index.heads if latin else index.signs).setdefault(home, []).append(number)
        return index

    def candidates(self, text: str) -> Iterator[int]:
        """Numbers of the forms whose first letters, and one run more, are in ``text`` (folded)."""
        words = set(_WORD.findall(text))
        heads = {word[:length] for word in words for length in range(1, _HEAD + 1)}
        heads.update([f"{word} " for word in words])
        for latin, home, keys in ((True, self.heads, heads), (False, self.signs, set(text))):
            for key in home.keys() & keys:
                bucket = self._sought.get((latin, key))
                if bucket is None:
                    bucket = [(self._term(number).telling(key), number) for number in home[key]]
                    self._sought[latin, key] = bucket
                yield from [number for run, number in bucket if run in text]

    def find(self, text: str) -> list[Found[K]]:
        """The places of each term in ``text`` (folded), in the order of the text."""
        found = []
        for number in set(self.candidates(text)):
            term = self._term(number)
            if term.possible(text):
                for start, end in term.places(text):
                    found += [Found(self.keys[at], term.form, start, end) for at in self.places[number]]
        return sorted(found, key=lambda hit: (hit.start, -hit.end, hit.form))

    def _term(self, number: int) -> Term:
        if number not in self._terms:
            self._terms[number] = Term(self.forms[number])
        return self._terms[number]


def _home(head: re.Match[str]) -> str:
    return head[1][:_HEAD] if head[2] else f"{head[1]} "
