"""Finding thousands of terms in a text at once.

A term is looked up by how it begins: by its first word and, where it has one, the word after that. Of all
terms of the lexicon a text leaves a few that way, and those are compared with it letter by letter. No
regular expression is compiled, and of the table that is kept in a file only the lines that are hit are read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
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

_WORDS, _PAIRS, _CHOSEN = 1 << 13, 1 << 11, 1 << 11
"""Words, two of them side by side, and keys of terms that are remembered: the same ones come again and again.
"""

_DIGITS = "0123456789"
_NO_WORD = " -_,.:;/()\"'\n"

K = TypeVar("K", bound=Hashable)

Choice = Callable[[tuple[K, ...]], tuple[K, ...]]
"""Of the keys of a term those that are meant: remembered, so it is to be the same object for the same answer.
"""


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

    def before(self, keys: Iterable[str]) -> Iterator[tuple[int, ...]]:
        """Numbers of the terms that may begin here, by what comes next."""
        return filter(None, map(self.by_next.get, keys))


class _Word(NamedTuple):
    """What a word of a text, or two letters of other scripts, may be."""

    heads: tuple[_Head, ...]
    """What terms begin with."""
    letters: tuple[str, ...]
    """What comes after the "any letters" that terms begin with, or the begin of that."""


class _Begun(NamedTuple):
    """What may begin with a word where another comes after it."""

    terms: tuple[Term, ...]
    letters: tuple[str, ...]
    """As of ``_Word``."""


class Index(Generic[K]):
    """Terms under keys, looked up all at once.

    Its parts are as they stand in a file, in UTF-8, for few of them are read: ``forms`` has every form once,
    after the numbers of its keys and a blank; ``heads``, by how forms begin, what comes then and the numbers
    of the forms: "with:12,13" and "on:4", a tab in between.
    """

    def __init__(self, keys: Sequence[K], forms: Sequence[bytes], heads: Mapping[bytes, bytes]) -> None:
        self.keys, self.forms, self.heads = keys, forms, heads
        self._silent: Collection[str] = ()
        self._terms: dict[int, Term] = {}
        self._keys: dict[Term, tuple[K, ...]] = {}
        self._heads: dict[str, _Head] = {}
        self._word = lru_cache(maxsize=_WORDS)(self._looked_up)
        self._pair = lru_cache(maxsize=_PAIRS)(self._begun)
        self._meant = lru_cache(maxsize=_PAIRS)(self._looked_for)
        self._chosen = lru_cache(maxsize=_CHOSEN)(lambda term, choose: choose(self._keys[term]))

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

    def find(self, text: str, choose: Choice[K] = tuple) -> Sequence[Found[K]]:
        """The places of each term in ``text`` (folded), in the order of the text.

        ``choose`` says which of the keys under which a term stands are meant. Where none is, the term is not
        looked for.
        """
        found = []
        said = tokens(text)
        among = known(said)
        for term, starts in self._starts(text, said, among, choose).items():
            if term.may_be_among(among) and term.form not in self._silent:
                keys = self._chosen(term, choose)
                for start, end in term.places(text, sorted({*starts}) if len(starts) > 1 else starts):
                    found += [Found(key, term.form, start, end) for key in keys]
        return sorted(found, key=lambda hit: (hit.start, -hit.end, hit.form))

    def pass_over(self, forms: Collection[str]) -> None:
        """Find anything but these: what a form is worth is seen without it."""
        self._silent = forms

    def _starts(
        self, text: str, said: Sequence[str], among: frozenset[str], choose: Choice[K]
    ) -> Mapping[Term, list[int]]:
        """Where terms may begin."""
        starts: dict[Term, list[int]] = defaultdict(list)
        letters = {letters for letters, _ in self._letters.get("", ())}
        at = 0
        for token, after in zip_longest(said, said[1:], fillvalue=""):
            at = text.index(token, at)
            begin = self._pair(token if token.isascii() else text[at : at + 2], after, choose)
            for term in begin.terms:
                starts[term].append(at)
            letters.update(begin.letters)
            at += len(token)
        for sign in self._signs:
            for at in _all_places(sign, text):
                next_word = TOKEN.search(text, at + 1)
                for term in self._pair(sign, next_word[0] if next_word else "", choose).terms:
                    starts[term].append(at)
        for one in letters:
            begun = self._meant(self._behind_any[one], choose)
            if terms := [term for term in begun if term.may_be_among(among)]:
                for start in chain.from_iterable(_words_before(text, at) for at in _all_places(one, text)):
                    for term in terms:
                        starts[term].append(start)
        return starts

    @cached_property
    def _signs(self) -> Sequence[str]:
        """With what terms begin that begin neither with a letter nor with a number."""
        likely = (head.decode() for head in self.heads if not head[:1].isalnum())  # no Latin word
        return sorted({head for head in likely if not head[0].isalnum()} - {_ANY, "#"})

    @cached_property
    def _behind_any(self) -> Mapping[str, tuple[int, ...]]:
        """Numbers of the terms that begin with any letters, by what comes then."""
        head = self._head(_ANY)
        return head.by_next if head else {}

    @cached_property
    def _letters(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """What comes after the "any letters" that terms begin with, each with its first word, by the begin of
        that: by nothing, where it begins with a sign."""
        found = defaultdict(list)
        for letters in self._behind_any:
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

    def _begun(self, word: str, after: str, choose: Choice[K]) -> _Begun:
        """What begins with a word, or a sign, where another word comes after it."""
        known = self._word(word)
        keys = _next_keys(after) if known.heads else ()
        numbers = [head.before(keys) for head in known.heads]
        if word[0] in _DIGITS and (head := self._head("#")):
            numbers.append(head.before(_next_keys(word.lstrip(_DIGITS) or after)))
        terms = (self._meant(some, choose) for some in chain.from_iterable(numbers))
        return _Begun(tuple(dict.fromkeys(chain.from_iterable(terms))), known.letters)

    def _looked_for(self, numbers: tuple[int, ...], choose: Choice[K]) -> tuple[Term, ...]:
        """Those of the terms of which a key is meant."""
        return tuple(term for term in map(self._term, numbers) if self._chosen(term, choose))

    def _head(self, key: str) -> _Head | None:
        if key in self._heads:
            return self._heads[key]
        if (line := self.heads.get(key.encode())) is None:
            return None
        return self._heads.setdefault(key, _Head(line))

    def _term(self, number: int) -> Term:
        term = self._terms.get(number)
        if term is None:
            keys, _, form = self.forms[number].decode().partition(" ")
            term = self._terms[number] = Term(form)
            self._keys[term] = tuple(self.keys[int(key)] for key in keys.split(","))
        return term


def _line(by_next: Mapping[str, Sequence[int]]) -> str:
    return "\t".join(f"{after}:{','.join(map(str, by_next[after]))}" for after in sorted(by_next))


def _all_places(letters: str, text: str) -> Iterator[int]:
    at = text.find(letters)
    while at >= 0:
        yield at
        at = text.find(letters, at + 1)


def _words_before(text: str, at: int) -> Iterator[int]:
    """Where the word begins that ends at ``at``, and the one before what is no word there."""
    for end in dict.fromkeys((len(text[:at].rstrip(_NO_WORD)), at)):
        start = end
        while start and text[start - 1].isalnum():
            start -= 1
        yield start


@lru_cache(maxsize=1 << 10)
def _next_keys(word: str) -> tuple[str, ...]:
    """How the next word may stand in a term."""
    return ("", word, *_open(word), *("#" if word[:1].isdigit() else ""))


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
