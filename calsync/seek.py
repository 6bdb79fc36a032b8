"""Whether any of thousands of words is in a text, by a look at the tokens it is made of.

The same tokens come again and again in a calendar: what each of them says is worked out once, and the next
text that is made of the same tokens costs no more than cutting it up. No regular expression is compiled.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from calsync.folding import fold

_TOKEN = re.compile(r"[^\W_]+")
_PART = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
"""What folded tokens are made of: between Latin letters and others there is an edge."""

_ODD = re.compile(r"[^\w\s\x00-\x7f–—‐‑−’‘“”„«»…•·€£¥©®°§¿¡、。「」（）【】・，：；！？]")
"""Signs that folding may turn into letters, or take out from between letters."""

_SPECIAL = re.compile(r"[^\w\s-]")
_MAX_KNOWN = 100_000
_PLAIN = frozenset(
    """
    about call chat conversation description first from head initial intro introductory equipe join
    kitchen last location meet meeting next phone point regarding review round screen session
    summary talk team teams test third this three visit will with would your
    """.split()  # noqa: SIM905 - as a list it would take forty lines
)
"""Parts of phrases that any calendar is full of: phrases are sought by another part where there is one."""


@dataclass(frozen=True, slots=True, eq=False)
class Needle:
    """A word ready to be sought."""

    spaced: str
    """Its tokens with a blank between them, and one where it begins or ends with the edge of a word."""
    exact: str
    """What the folded text must hold as well, where signs are part of the word."""
    whole: frozenset[str]
    """Those of its tokens that must be whole tokens of the text."""
    alone: bool
    """Whether a token by itself proves it."""

    def found_in(self, spaced: str, folded: str) -> bool:
        return self.spaced in spaced and self.exact in folded


class Seeker:
    """Words to be found in texts.

    A word is folded, and so are the texts. It matches anywhere, also inside another word; a blank or a
    hyphen within it stands for anything but letters and digits; one before or after it for the edge of a
    word. Whatever a plain search in the folded text would find is found.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._whole: dict[str, list[Needle]] = {}
        self._heads: dict[str, list[Needle]] = {}
        self._inner: dict[str, list[tuple[str, Needle]]] = {}
        """By the first two letters of the part that is sought."""
        self._signs: dict[str, list[tuple[str, Needle]]] = {}
        """Where that part is a single letter."""
        for word in set(words):
            self._add(word)
        self._lengths = sorted({len(head) for head in self._heads})
        self._begins = {head[:2] for head in self._heads}
        self._nothing: set[str] = set()
        """Tokens, as written, that say nothing."""
        self._telling: dict[str, tuple[Needle, ...]] = {}
        self._parts: dict[str, tuple[str, ...]] = {}
        """What folding makes of tokens that it changes."""

    def found_in(self, text: str) -> bool:
        """Whether any word is in the text, which need not be folded."""
        if not text.isascii() and _ODD.search(text):
            text = fold(text)
        wanted = self.possible(_TOKEN.findall(text))
        if not wanted or any(needle.alone for needle in wanted):
            return bool(wanted)
        folded = fold(text)
        spaced = f" {' '.join(_PART.findall(folded))} "
        return any(needle.found_in(spaced, folded) for needle in wanted)

    def possible(self, tokens: Collection[str]) -> list[Needle]:
        """The words that a text made of these tokens, folded or not, may hold; most often none."""
        if self._nothing.issuperset(tokens):
            return []
        tokens = set(tokens)
        wanted: dict[Needle, None] = {}
        for token in tokens - self._nothing:
            needles = self._telling.get(token)
            wanted.update(dict.fromkeys(self._learn(token) if needles is None else needles))
        if not wanted:
            return []
        present = tokens.union(*(self._parts[token] for token in tokens & self._parts.keys()))
        return [needle for needle in wanted if needle.whole <= present]

    def _add(self, word: str) -> None:
        folded = fold(word)
        parts = _PART.findall(folded)
        if not parts:
            return
        begins, ends = not folded[0].isalnum(), not folded[-1].isalnum()
        spaced = f"{' ' if begins else ''}{' '.join(parts)}{' ' if ends else ''}"
        exact = folded.strip()
        if not _SPECIAL.search(exact) or (" " in exact and exact[0].isalnum() and exact[-1].isalnum()):
            exact = ""
        whole = frozenset(parts[0 if begins else 1 : len(parts) if ends else -1])
        needle = Needle(spaced, exact, whole, alone=len(parts) == 1 and not exact)
        at = max(range(len(parts)), key=lambda at: _worth(parts[at]))
        part, begins, ends = parts[at], begins or at > 0, ends or at < len(parts) - 1
        if begins:
            (self._whole if ends else self._heads).setdefault(part, []).append(needle)
        else:
            home = self._inner if len(part) > 1 else self._signs
            home.setdefault(part[:2], []).append((f"{part} " if ends else part, needle))

    def _learn(self, token: str) -> tuple[Needle, ...]:
        """What a token, new so far, may say."""
        found: dict[Needle, None] = {}
        parts = (token.lower(),) if token.isascii() else tuple(_PART.findall(fold(token)))
        for part in parts:
            found.update(dict.fromkeys(self._fitting(part)))
        needles = tuple(found)
        if len(self._nothing) + len(self._telling) > _MAX_KNOWN:
            self._nothing.clear()
            self._telling.clear()
            self._parts.clear()
        if parts != (token,):
            self._parts[token] = parts
        if needles:
            self._telling[token] = needles
        else:
            self._nothing.add(token)
        return needles

    def _fitting(self, part: str) -> Iterator[Needle]:
        yield from self._whole.get(part, ())
        if part[:2] in self._begins or part[0] in self._begins:
            for length in self._lengths:
                yield from self._heads.get(part[:length], ())
        for sign, alike in self._signs.items():
            if sign in part:
                yield from (needle for written, needle in alike if written in f"{part} ")
        for at in range(len(part) - 1):
            for written, needle in self._inner.get(part[at : at + 2], ()):
                if f"{part} ".startswith(written, at):
                    yield needle


def _worth(part: str) -> tuple[bool, int]:
    return part not in _PLAIN and (len(part) > 3 or not part.isascii()), len(part)
