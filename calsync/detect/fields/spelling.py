"""How the name of a company is spelt: one key for all ways, and whether a domain is of that name."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from calsync.detect.fields.lexicon import data
from calsync.folding import fold

_JOINING = frozenset({"and", "the", "und", "of", "for", "de", "del", "du", "des", "van", "en", "et"})
_LETTERS = re.compile(r"[a-z0-9]+")
_WORDS = re.compile(r"\w+")
_INNER_DOT = re.compile(r"(?<=\w)\.(?=\w)")
_GENITIVE = re.compile(r"['’]s(?!\w)")
_SIGNS = re.compile(r"[^a-z0-9]")


def company_key(name: str | None) -> str | None:
    """The name for comparison: folded, without legal form, article, blanks and punctuation."""
    if not name:
        return None
    forms = data("companies")
    folded = fold(name)
    for mark in _marks():
        folded = folded.replace(mark, " ")
    folded = _GENITIVE.sub("s", _INNER_DOT.sub("", folded))
    tokens = _WORDS.findall(folded.replace("&", " and ").replace("+", " and "))
    legal, joining = _forms("legal"), _forms("joining")
    while len(tokens) > 1 and tokens[-1] in legal:
        tokens.pop()
    while len(tokens) > 1 and (tokens[0] in legal or tokens[0] in forms["articles"]):
        tokens.pop(0)
    key = "".join(t for t in tokens if t not in joining) or "".join(tokens)
    return key or None


@cache
def _forms(kind: str) -> frozenset[str]:
    return frozenset(data("companies")[kind])


@cache
def _marks() -> tuple[str, ...]:
    return tuple(fold(mark) for mark in data("companies")["marks"])


@lru_cache(maxsize=4096)
def agrees(name: str, label: str) -> bool:
    """Whether a name and the label of a domain are the same company's: "Acme" and "acme-freight"."""
    short = _SIGNS.sub("", fold(label))
    for spelt in (_umlauts(name), fold(name)):
        parts = [t for t in _LETTERS.findall(spelt) if t not in _JOINING]
        whole = "".join(parts)
        if not whole:
            continue
        if (
            whole == short
            or (len(whole) > 3 and (short.startswith(whole) or whole in short))
            or (len(short) > 3 and whole.startswith(short))
        ):
            return True
        if len(parts) > 1 and (
            any(len(t) > 3 and short.startswith(t) for t in parts) or "".join(t[0] for t in parts) == short
        ):
            return True
        if any(len(t) > 5 and t in short for t in parts):
            return True
        if len(parts) > 1 and any(len(t) > 4 and short.endswith(t) for t in parts):
            return True
    return False


def _umlauts(name: str) -> str:
    return fold(name.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("å", "a"))
