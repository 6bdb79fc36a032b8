"""Capital letters in patterns, which are compiled no larger than a text asks for.

A class of letters from all over the alphabets takes ``re`` ten times as long as one of Western letters, and
there are two in every name. Few texts have such letters; for all others they are left out, which changes
nothing of what is found.
"""

from __future__ import annotations

import re
from functools import lru_cache

_LATIN = "".join(chr(code) for code in range(0x100, 0x250) if chr(code).isupper())
_DEVANAGARI = ("\u0904", "\u0939")
_FURTHER = _LATIN + "-".join(_DEVANAGARI)

UPPER = "A-ZÀ-ÖØ-Þ" + _FURTHER
"""Letters a name begins with in scripts that are written with blanks (a regex range)."""

_LETTERS = frozenset(_LATIN).union(map(chr, range(ord(_DEVANAGARI[0]), ord(_DEVANAGARI[1]) + 1)))


@lru_cache(maxsize=64)
def is_western(text: str) -> bool:
    """Whether ``text`` has no capital letter but Western ones."""
    return text.isascii() or _LETTERS.isdisjoint(text)


def narrowed(source: str) -> str:
    """A pattern that finds the same in a text that is western."""
    return source.replace(_FURTHER, "")


def compiled(source: str, text: str) -> re.Pattern[str]:
    """A pattern with ``UPPER`` in it, to be sought in ``text``."""
    return _compiled(source, is_western(text))


@lru_cache(maxsize=256)
def _compiled(source: str, western: bool) -> re.Pattern[str]:
    return re.compile(narrowed(source) if western else source)
