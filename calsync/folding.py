"""One folding for all comparison of text: the same in every language, never dependent on the locale.

It takes away what people leave out when they type in a hurry (case, accents, width of letters), so that
"Vorstellungsgespräch", "VORSTELLUNGSGESPRACH" and "vorstellungsgesprach" are one word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
    | {"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"}
    | dict.fromkeys("\u200b\u200d\ufeff\u00ad", "")
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_SPACES = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
"""Blanks that are not one blank already."""


def fold(text: str) -> str:
    """``text`` for comparison: NFKC, case-folded, Latin accents and typographic signs reduced.

    Japanese, Chinese, Korean and Devanagari letters keep their marks. ``fold(fold(x)) == fold(x)``.
    The length may change, so an index into the result says nothing about the original.
    """
    return _short(text) if len(text) <= _SHORT else _long(text)


def _fold(text: str) -> str:
    if not text.isascii():
        text = _FOREIGN.sub(_plain, text)
    folded = text.casefold()
    # Whatever is blank, but for the usual one, is not printable.
    usual = "  " not in folded and folded.replace("\n", "").isprintable()
    return folded if usual else _SPACES.sub(" ", folded)


_SHORT = 40
"""Letters of names and words, which are folded again and again."""

_short = lru_cache(maxsize=2048)(_fold)
_long = lru_cache(maxsize=16)(_fold)
"""Texts, which are asked for by one field of an event after the other."""


def _plain(run: re.Match[str]) -> str:
    return _reduced(run[0])


@lru_cache(maxsize=8192)
def _reduced(run: str) -> str:
    """Signs beyond ASCII; the same few come again and again."""
    run = unicodedata.normalize("NFKC", run).casefold().translate(_LETTERS)
    run = _ACCENTS.sub("", unicodedata.normalize("NFKD", run))
    return unicodedata.normalize("NFC", run.translate(_LETTERS))
