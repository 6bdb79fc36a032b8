"""Finding thousands of terms in a text at once.

A term is looked up by how it begins: by its first word and, where it has one, the word after that. Of all
terms of the lexicon a text leaves a few that way, and those are compared with it letter by letter. No
regular expression is compiled, and of the table that is kept in a file only the lines that are hit are read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import chain, zip_longest
from typing import Generic, NamedTuple, TypeVar

from calsync.detect.terms import GAP, TOKEN, Term, forms, known, spellings, tokens

_NEXT = r"(?: (?! \.\.\. ) [^\w*#] | _ )* (?P<next> [a-z0-9]+ | \# | [^\W_a-z0-9] ) (?P<open> [*#] )?"
_BEGIN = re.compile(rf"\^? (?P<word> [a-z0-9]+ | \# ) (?: (?P<goes_on> [*#] ) | {_NEXT} )?", re.VERBOSE)
"""How a term begins that begins with a Latin word or a number."""
_AFTER = re.compile(_NEXT, re.VERBOSE)

_ANY = "*"
"""After a word: it may go on. Alone: what a term begins with may be anything."""

_WORDS, _PASSAGES = 1 << 13, 1 << 9
"""Words and passages that are remembered: in a calendar the same rooms, meetings and small print come again
and again."""

_WRAPPED = 50
"""Letters of a line behind which a program may have broken it, so that the next line goes on with it."""

_DIGITS = "0123456789"
_NO_WORD = " -_,.:;/()\"'\n"

K = TypeVar("K", bound=Hashable)


class Found(NamedTuple, Generic[K]):
    """A term found: what it stands for, and where."""

    key: K
    form: str
    start: int
    end: int


class _Head:
    """The terms that begin with one word, by the word after it."""

    def __init__(self, line: bytes) -> None:
        self.by_next: dict[str, tuple[int, ...]] = {}
        for part in line.decode().split("\t"):
            word, _, numbers = part.rpartition(":")
            self.by_next[word] = tuple(map(int, numbers.split(",")))
        self._known: dict[str, tuple[int, ...]] = {}

    def before(self, word: str) -> tuple[int, ...]:
        """Numbers of the terms that may begin here if this is the next word."""
        if word not in self._known:
            keys = ["", word, *_open(word), *("#" if word[:1].isdigit() else "")]
            self._known[word] = tuple(number for key in keys for number in self.by_next.get(key, ()))
        return self._known[word]


class _Word(NamedTuple):
    """What a word of a text, or two letters of other scripts, may be."""

    heads: tuple[_Head, ...]
    """What terms begin with."""
    letters: tuple[str, ...]
    """What comes after the "any letters" that terms begin with, or the begin of that."""


class Index(Generic[K]):
    """Terms under keys, looked up all at once.

    Its parts are as they stand in a file, in UTF-8, for few of them are read: ``forms`` has every form once,
    after the numbers of its keys and a blank; ``heads``, by how forms begin, what comes then and the numbers
    of the forms: "with:12,13" and "on:4", a tab in between.
    """

    def __init__(self, keys: Sequence[K], forms: Sequence[bytes], heads: Mapping[bytes, bytes]) -> None:
        self.keys, self.forms, self.heads = keys, forms, heads
        self._silent: Collection[str] = ()
        self._terms: dict[int, tuple[Term, tuple[K, ...]]] = {}
        self._heads: dict[str, _Head] = {}
        self._word = lru_cache(maxsize=_WORDS)(self._looked_up)
        self._known = lru_cache(maxsize=_PASSAGES)(self._found)

    @staticmethod
    def of(terms: Iterable[tuple[K, str]]) -> Index[K]:
        """An index of (key, term) pairs. A form that stands under several keys is sought once."""
        under: dict[str, dict[int, None]] = {}
        places: dict[K, int] = {}
        for key, written in terms:
            place = places.setdefault(key, len(places))
            for form in forms(written):
                under.setdefault(form, {})[place] = None
        heads: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for number, form in enumerate(under):
            for head, after in dict.fromkeys(map(_begin, spellings(form))):
                heads[head][after].append(number)
        lines = {head.encode(): _line(heads[head]).encode() for head in sorted(heads)}
        kept = [f"{','.join(map(str, found))} {form}".encode() for form, found in under.items()]
        return Index(list(places), kept, lines)

    def find(self, text: str) -> Sequence[Found[K]]:
        """The places of each term in ``text`` (folded), in the order of the text: the first one, and the
        first of every other way to take its choices. No term goes beyond its passage."""
        found: dict[tuple[K, str, str], Found[K]] = {}
        begun = False
        for start, passage in _passages(text):
            for key, form, at, end in self._known(passage, begun):
                said = passage[at:end] if "(" in form else ""
                found.setdefault((key, form, said), Found(key, form, start + at, start + end))
            begun = True
        return [*found.values()]

    def pass_over(self, forms: Collection[str]) -> None:
        """Find anything but these: what a form is worth is seen without it."""
        self._silent = forms
        self._known.cache_clear()

    def _found(self, text: str, begun: bool) -> Sequence[Found[K]]:
        """The places in a passage; ``begun``: another one comes before it."""
        found = []
        said = tokens(text)
        among = known(said)
        for number, starts in self._starts(text, said).items():
            term, keys = self._terms.get(number) or self._term(number)
            if begun and term.at_begin:
                continue
            if term.may_be_among(among) and term.form not in self._silent:
                for start, end in term.places(text, sorted({*starts}) if len(starts) > 1 else starts):
                    found += [Found(key, term.form, start, end) for key in keys]
        return sorted(found, key=lambda hit: (hit.start, -hit.end, hit.form))

    def _starts(self, text: str, said: Sequence[str]) -> Mapping[int, list[int]]:
        """Where terms may begin, by their numbers."""
        starts: dict[int, list[int]] = defaultdict(list)
        letters: dict[str, None] = {}
        of_numbers = self._head("#")
        at = 0
        for token, after in zip_longest(said, said[1:], fillvalue=""):
            at = text.index(token, at)
            word = self._word(token if token.isascii() else text[at : at + 2])
            for head in word.heads:
                for number in head.before(after):
                    starts[number].append(at)
            if of_numbers and token[0] in _DIGITS:
                for number in of_numbers.before(token.lstrip(_DIGITS) or after):
                    starts[number].append(at)
            letters |= dict.fromkeys(word.letters)
            at += len(token)
        for numbers, at in chain(self._by_signs(text), self._by_letters(text, letters)):
            for number in numbers:
                starts[number].append(at)
        return starts

    def _by_signs(self, text: str) -> Iterator[tuple[tuple[int, ...], int]]:
        """The same for those that begin with a sign."""
        for sign, head in self._signs.items():
            at = text.find(sign)
            while at >= 0:
                after = TOKEN.search(text, at + 1)
                yield head.before(after[0] if after else ""), at
                at = text.find(sign, at + 1)

    def _by_letters(self, text: str, begun: Iterable[str]) -> Iterator[tuple[tuple[int, ...], int]]:
        """The same for those that begin with any letters, by the letters then, which are ``begun``."""
        if head := self._head(_ANY):
            for letters in chain(begun, (letters for letters, _ in self._letters.get("", ()))):
                at = text.find(letters)
                while at >= 0:
                    yield from ((head.by_next[letters], start) for start in _words_before(text, at))
                    at = text.find(letters, at + 1)

    @cached_property
    def _signs(self) -> Mapping[str, _Head]:
        """What begins neither with a letter nor with a number, by the sign that it begins with."""
        signs = {head for head in map(bytes.decode, self.heads) if not head[0].isalnum()} - {_ANY, "#"}
        return {sign: head for sign in sorted(signs) if (head := self._head(sign))}

    @cached_property
    def _letters(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """What comes after the "any letters" that terms begin with, each with its first word, by the begin of
        that: by nothing, where it begins with a sign."""
        found = defaultdict(list)
        head = self._head(_ANY)
        for letters in head.by_next if head else ():
            word = TOKEN.match(letters)
            found[word[0][:2] if word else ""].append((letters, word[0] if word else ""))
        return found

    def _looked_up(self, word: str) -> _Word:
        keys = [word, *_open(word)] if word.isascii() else [word, word[0]]
        begins = {word[at : at + size] for at in range(len(word)) for size in (1, 2)}
        return _Word(
            tuple(filter(None, map(self._head, dict.fromkeys(keys)))),
            tuple(
                letters
                for begin in sorted(self._letters.keys() & begins)
                for letters, run in self._letters[begin]
                if run in word
            ),
        )

    def _head(self, key: str) -> _Head | None:
        if key in self._heads:
            return self._heads[key]
        if (line := self.heads.get(key.encode())) is None:
            return None
        return self._heads.setdefault(key, _Head(line))

    def _term(self, number: int) -> tuple[Term, tuple[K, ...]]:
        if number not in self._terms:
            keys, _, form = self.forms[number].decode().partition(" ")
            self._terms[number] = Term(form), tuple(self.keys[int(key)] for key in keys.split(","))
        return self._terms[number]


def _passages(text: str) -> Iterator[tuple[int, str]]:
    """The parts of a text that have words, each with its place: lines, and those together that belong so."""
    start = at = 0
    for line in (*text.split("\n"), ""):  # with the text its last passage ends
        at += len(line) + 1
        if len(line.rstrip()) < _WRAPPED:
            passage = text[start : at - 1]
            if passage.strip():
                yield start, passage
            start = at


def _line(by_next: Mapping[str, Sequence[int]]) -> str:
    return "\t".join(f"{after}:{','.join(map(str, by_next[after]))}" for after in sorted(by_next))


def _words_before(text: str, at: int) -> Iterator[int]:
    """Where the word begins that ends at ``at``, and the one before what is no word there."""
    for end in dict.fromkeys((len(text[:at].rstrip(_NO_WORD)), at)):
        start = end
        while start and text[start - 1].isalnum():
            start -= 1
        yield start


def _open(word: str) -> Iterator[str]:
    """The begins of a word, as they stand for terms in which it may go on."""
    for end in range(1, len(word) + 1):
        yield f"{word[:end]}{_ANY}"
        if word[end : end + 1] in _DIGITS:
            yield f"{word[:end]}#"


def _begin(spelling: str) -> tuple[str, str]:
    """Where a way to spell a form stands: its first word, and what comes then."""
    if begin := _BEGIN.match(spelling):
        return f"{begin['word']}{begin['goes_on'] or ''}" if begin["word"] != "#" else "#", _after(begin)
    plain = spelling.removeprefix("^")
    if plain.startswith(_ANY):
        return _ANY, next(run for run in GAP.split(plain) if run)
    if plain[0].isalnum():
        return (plain[:2] if re.match(r"[^\W_]{2}", plain) else plain[0]), ""
    return plain[0], _after(_AFTER.match(plain, 1))


def _after(begin: re.Match[str] | None) -> str:
    if begin is None or begin["next"] is None:
        return ""
    return f"{begin['next']}{begin['open'] or ''}" if begin["next"] != "#" else "#"
