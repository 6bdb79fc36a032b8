"""A small language for the lexicon's terms.

A term is written as people write it; it is folded like the text it is sought in. In it

* a blank stands for up to four signs or blanks (or none, where a script writes without them);
* ``*`` stands for any letters, ``#`` for a number, ``...`` for a few words;
* ``(a|b|)`` stands for any of these, the last one here being nothing;
* ``^`` at its head: only where the text begins.

A term begins and ends at the edge of a word, save next to ``*`` and in scripts that have no such edges
(Japanese, Chinese, Korean, Devanagari). "ä ö ü å" also match how they are spelled out: "ae oe ue aa".

How thousands of them are found at once is told in ``calsync.detect.lookup``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property, lru_cache
from itertools import chain, product

from calsync.detect import steps
from calsync.detect.steps import LATIN, Step
from calsync.folding import fold

_CHOICE = re.compile(r"\(([^()]*)\)")
_NESTED = re.compile(r"(?<=[(|])([^()|]*(?:\([^()]*\)[^()|]*)+)(?=[|)])")
"""A way to take a choice that has choices of its own."""
GAP = re.compile(r"\.\.\.|[*#\s]+")
WORD = re.compile(r"[a-z0-9]+")
TOKEN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]")
_LETTER = re.compile(r"\w")
_BEGIN = 4
"""Letters by which words are known that may go on."""
_KNOWN = re.compile(
    rf"(?<![a-z0-9*#]) (?: (?P<begin> [a-z0-9]{{{_BEGIN}}} ) [a-z0-9]* [*#] | [a-z0-9]+ (?![a-z0-9*#]) )"
    r"| [^\W_a-z0-9]",
    re.VERBOSE,
)
"""A token of a term that is one of the text, too, or the begin of one."""
_SPELLED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def tokens(text: str) -> list[str]:
    """What a folded text is made of: Latin words, and the single letters of others."""
    return (WORD if text.isascii() else TOKEN).findall(text)


def known(said: Iterable[str]) -> frozenset[str]:
    """The words of a text as ``Term.may_be_among`` wants them: whole, and the begins of longer ones."""
    return frozenset(chain(said, [f"{word[:_BEGIN]}*" for word in said if len(word) >= _BEGIN]))


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
    plain = (" ".join("".join(combination).split()) for combination in product(*choices))
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


class Term:
    """One form, ready to be compared with texts."""

    def __init__(self, form: str) -> None:
        self.form = form
        self.at_begin = form.startswith("^")

    @cached_property
    def _parts(self) -> Sequence[str]:
        return _CHOICE.split(self.form.removeprefix("^"))

    @cached_property
    def _words(self) -> tuple[frozenset[str], ...]:
        """Of each of these one must be among the words of the text: those last that it begins with, for
        where it is asked for it has begun."""
        return tuple(_words(self._parts))[::-1]

    @cached_property
    def _first(self) -> Step | None:
        return steps.first(self._parts, to_edge=self.form[-1] not in "*#.")

    @cached_property
    def _needs(self) -> Sequence[tuple[str, ...]]:
        """Where it has many ways to go on: of each of these one must be in the text."""
        if "..." not in self.form and not self.form.startswith("*"):
            return ()
        return sorted((some for some in _needed(self._parts) if frozenset(some) not in self._words), key=len)

    def may_be_among(self, words: AbstractSet[str]) -> bool:
        """Whether it may be in a text of these words (``known``): sooner seen than where it is."""
        for some in self._words:
            if some.isdisjoint(words):
                break
        else:
            return True
        return False

    def end(self, text: str, start: int) -> int:
        """Where it ends in ``text`` (folded) if it begins at ``start``, the edge of a word; else -1."""
        if self.at_begin and _LETTER.search(text, 0, start):
            return -1
        return steps.end(self._first, text, start)

    def places(self, text: str, starts: Iterable[int]) -> list[tuple[int, int]]:
        """Where it is: the first place, and the first of every other way to take its choices."""
        if self._needs and not _has(text, self._needs):
            return []
        found: dict[str, tuple[int, int]] = {}
        last = 0
        for start in starts:
            end = self.end(text, start) if start >= last else -1
            if end > start:
                said = text[start:end].rstrip()
                found.setdefault(said, (start, start + len(said)))
                if len(self._parts) == 1:
                    break
                last = end
        return list(found.values())


def _words(parts: Sequence[str]) -> Iterator[frozenset[str]]:
    """Words, of some of which one is in every text that a form of these parts is in.

    Every second part is a choice, which may be joined to the letters beside it or take none itself.
    """
    for index, part in enumerate(parts):
        if index % 2:
            before = _beside(parts[index - 1][-1:], is_outermost=index == 1)
            after = _beside(parts[index + 1][:1], is_outermost=index == len(parts) - 2)
            ways = [[*_known(f"{before}{way}{after}")] for way in part.split("|")]
            if all(ways):
                yield frozenset(max(way, key=len) for way in ways)  # the longest is the rarest
        else:
            before, after = "*" * (index > 0), "*" * (index < len(parts) - 1)
            yield from (frozenset({word}) for word in _known(f"{before}{part}{after}"))


def _known(part: str) -> Iterator[str]:
    return (f"{word['begin']}*" if word["begin"] else word[0] for word in _KNOWN.finditer(part))


def _beside(sign: str, *, is_outermost: bool) -> str:
    """``*`` where letters may go on beside a choice."""
    goes_on = sign in LATIN or sign in "*#" if sign else not is_outermost
    return "*" if goes_on else " "


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
