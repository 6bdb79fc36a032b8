"""The lexicon as one index: which words say what, in all languages at once, and what that is worth."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from calsync.detect.terms import Index

LANGUAGES = ("de", "en", "es", "fr", "hi", "it", "ja", "ko", "nl", "pl", "pt", "sv", "tr", "zh")


@dataclass(frozen=True, slots=True)
class Worth:
    """What the hits of one list of words are worth (``lexicon/signals.toml``)."""

    title: float
    body: float
    place: float
    more: float
    """For each further term of the list."""
    cap: float
    """Bound of the sum, without sign."""
    yields: tuple[str, ...]
    """Lists of which a hit in the title takes this one out of play: their words are plainer."""


def _table(name: str) -> Mapping[str, Any]:
    text = (resources.files("calsync.detect") / "lexicon" / f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def worths() -> Mapping[str, Worth]:
    """The worth of every list by its name, such as ``yes.interview``."""
    return {
        f"{side}.{name}": Worth(
            title=row["title"],
            body=row["body"],
            place=row.get("place", row["body"]),
            more=row.get("more", 0.0),
            cap=row.get("cap", 9.0),
            yields=tuple(row.get("yields", ())),
        )
        for side, lists in _table("signals").items()
        for name, row in lists.items()
    }


@cache
def combinations() -> Mapping[str, float]:
    """What the signals that are no words are worth, by name (``lexicon/structure.toml``)."""
    return dict(_table("structure"))


def terms() -> Iterator[tuple[str, str]]:
    """Every (list, term) of the lexicon, language by language."""
    for language in LANGUAGES:
        for side, lists in _table(language).items():
            for name, written in lists.items():
                yield from ((f"{side}.{name}", term) for term in written)


@cache
def index() -> Index[str]:
    """All terms of all languages, ready to be found."""
    return Index.of(terms())
