"""One folding for all comparison of text: the same in every language, never dependent on the locale.

It takes away what people leave out when they type in a hurry (case, accents, width of letters), so that
"Vorstellungsgespräch", "VORSTELLUNGSGESPRACH" and "vorstellungsgesprach" are one word.
"""

from __future__ import annotations

import re
import unicodedata

_LETTERS = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"'}
    | {"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"}
    | dict.fromkeys("\u200b\u200d\ufeff\u00ad", "")
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_SPACES = re.compile(r"[^\S\n]+")


def fold(text: str) -> str:
    """``text`` for comparison: NFKC, case-folded, Latin accents and typographic signs reduced.

    Japanese, Chinese, Korean and Devanagari letters keep their marks. ``fold(fold(x)) == fold(x)``.
    The length may change, so an index into the result says nothing about the original.
    """
    text = text.casefold() if text.isascii() else _reduced(text)
    return _SPACES.sub(" ", text)


def _reduced(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    text = _ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return unicodedata.normalize("NFC", text.translate(_LETTERS))
