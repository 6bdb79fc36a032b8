"""The lexicon as one index: which words say what, in all languages at once, and what that is worth."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from calsync.detect.fields.lexicon import data
from calsync.detect.lookup import Choice, Index
from calsync.detect.tables import table
from calsync.detect.text import LETTERS
from calsync.folding import fold
from calsync.kept import Lines, Sorted

LANGUAGES = ("de", "en", "es", "fr", "hi", "it", "ja", "ko", "nl", "pl", "pt", "sv", "tr", "zh")
_LEXICON = Path(__file__).with_name("lexicon")
_INDEX = _LEXICON / "index.txt"


@dataclass(frozen=True, slots=True)
class Worth:
    """What the hits of one list of words are worth (``lexicon/signals.toml``)."""

    title: float
    body: float
    place: float
    more: float
    """For each of up to two further terms of the list."""
    yields: tuple[str, ...]
    """Lists of which a hit in the title takes this one out of play: their words are plainer."""


@cache
def worths() -> Mapping[str, Worth]:
    """The worth of every list by its name, such as ``yes.interview``."""
    return {
        f"{side}.{name}": Worth(
            title=row["title"],
            body=row["body"],
            place=row.get("place", row["body"]),
            more=row.get("more", 0.0),
            yields=tuple(row.get("yields", ())),
        )
        for side, lists in table("lexicon/signals").items()
        for name, row in lists.items()
    }


@cache
def combinations() -> Mapping[str, float]:
    """What the signals that are no words are worth, by name (``lexicon/structure.toml``)."""
    return table("lexicon/structure")


class Entry(NamedTuple):
    """Where a term stands in the lexicon."""

    list: str
    """Such as ``yes.interview``."""
    language: str


def terms() -> Iterator[tuple[Entry, str]]:
    """Every term of the lexicon, language by language."""
    import tomllib

    for language in LANGUAGES:
        written_down = (_LEXICON / f"{language}.toml").read_text(encoding="utf-8")
        for side, lists in tomllib.loads(written_down).items():
            for name, written in lists.items():
                entry = Entry(f"{side}.{name}", language)
                yield from ((entry, term) for term in written)


@cache
def index() -> Index[Entry]:
    """All terms of all languages, ready to be found: what ``lexicon/index.txt`` holds."""
    lines = Lines(_INDEX)
    text = lines.rest()
    heads = text.index(_BETWEEN) + len(_BETWEEN)
    keys = text[: heads - len(_BETWEEN)].split()
    return Index([Entry(*key.decode().split("/")) for key in keys], lines, Sorted(text, heads, lines))


@lru_cache(maxsize=64)
def counting(languages: frozenset[str]) -> Choice[Entry]:
    """What a term says in a text that may be in these languages, once for each list.

    Words against an interview count only in one of them: "Tag" is no train in German.
    """

    def choose(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        said = (one for one in entries if one.language in languages or one.list.startswith("yes."))
        return tuple({one.list: one for one in said}.values())

    return choose


_BETWEEN = b"\n\n"
"""Stands between the parts of the file."""


def index_file() -> str:
    """What ``index.txt`` should hold: ``python -m calsync.detect.words > …/index.txt``.

    The forms with the numbers of their lists, and in the same count of lines what ``Index`` has under heads;
    the lists, by number; the heads, each with the number of its line.
    """
    made = Index.of(terms())
    lines = [*made.forms, *made.heads.values()]
    keys = [f"{entry.list}/{entry.language}".encode() for entry in made.keys]
    heads = [b"%b\t%d" % (head, number) for number, head in enumerate(made.heads, len(made.forms))]
    return (_BETWEEN.join(b"\n".join(part) for part in (lines, keys, heads)) + b"\n").decode()


_BORROWED = frozenset({"interview", "call", "meeting", "chat"})
"""English, and used in every language."""


@cache
def _common() -> Mapping[str, frozenset[str]]:
    """The commonest words of the Latin languages: folded word -> languages."""
    found: dict[str, frozenset[str]] = {}
    for language, words in data("languages").items():
        for word in set(words.split()) - _BORROWED:
            found[fold(word)] = found.get(fold(word), frozenset()) | {language}
    return found


def spoken(text: str) -> frozenset[str]:
    """The languages a folded text may be in by its commonest words; all of them when it does not tell.

    English is always among them: its words are borrowed everywhere.
    """
    points: dict[str, float] = {}
    for languages in filter(None, map(_common().get, LETTERS.findall(text))):
        for language in languages:
            points[language] = points.get(language, 0.0) + 1 / len(languages)
    best = max(points.values(), default=0.0)
    if not text.isascii():
        for languages, script in _SCRIPTS:
            if script.search(text):
                return languages
    if best < _CLEAR:
        return frozenset(LANGUAGES)
    return frozenset({"en", *(language for language, value in points.items() if value > best * 0.4)})


_CLEAR = 0.3
_SCRIPTS = (
    (frozenset({"en", "hi"}), re.compile(r"[\u0900-\u097f]")),
    (frozenset({"en", "ja"}), re.compile(r"[\u3041-\u30fa]")),
    (frozenset({"en", "ko"}), re.compile(r"[\uac00-\ud7af]")),
    (frozenset({"en", "ja", "zh"}), re.compile(r"[\u4e00-\u9fff]")),
)
"""Languages by the script that only they write: kana before the signs that Japanese and Chinese share."""


if __name__ == "__main__":
    import sys

    sys.stdout.write(index_file())
