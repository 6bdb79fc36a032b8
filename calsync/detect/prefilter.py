"""How the words of the lazy scan follow from the lexicon (design section 7)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib import resources
from itertools import combinations
from typing import Any

from calsync.detect.hosts import HostKind, domains
from calsync.detect.people import mailboxes
from calsync.detect.terms import forms, spellings
from calsync.detect.words import terms
from calsync.folding import fold
from calsync.seek import Table

_LISTS = frozenset(
    f"yes.{name}"
    for name in ("sure", "interview", "interviews", "round", "position", "agency", "hiring", "you")
)
"""Lists whose words are worth a look by themselves; what is left in ``step``, ``post`` … is too common."""

_RARE = 8
"""Letters from which a word of a phrase is sought in its place; English has too many long common words."""

_PHRASES = "yes.step"
"""Of this list only what is more than one word."""

_RUN = re.compile(r"[^*#^.]+(?:\.(?!\.)[^*#^.]*)*")
_LATIN = re.compile(r"[a-z0-9]")
_WORD = re.compile(r" ?[^ -]+ ?")
_LETTERS = re.compile(r"[^\W_]+")
_LEAST = 4
"""Letters a Latin word must have to be sought alone: "hr" is in "three"."""


def prefilter_file() -> str:
    """What ``prefilter.txt`` should hold: ``python -m calsync.detect.prefilter > …/prefilter.txt``."""
    return str(Table.of(derive()))


def titles_file() -> str:
    """What ``titles.txt`` should hold: ``python -m calsync.detect.prefilter titles > …/titles.txt``."""
    return str(Table.of(derive_titles()))


def derive_titles() -> frozenset[str]:
    """The words for which titles are looked through: whole single words of talks and of steps."""
    common = set(map(fold, _table()["in_any_title"].split()))
    found = {
        match["word"]
        for entry, written in terms()
        if entry.list in _OF_TITLES
        for form in forms(written)
        for spelling in spellings(form)
        if (match := _ALONE.fullmatch(spelling)) and match["word"] not in common
    }
    return frozenset(f" {word} " if _LATIN.match(word) else word for word in found)


_OF_TITLES = frozenset({"yes.talk", "yes.step"})
_ALONE = re.compile(r"(?P<word>[a-z]{3,}|[^\W\d_a-z]{2,})")


def _table() -> Mapping[str, Any]:
    written = (resources.files("calsync.detect") / "lexicon" / "prefilter.toml").read_text("utf-8")
    return tomllib.loads(written)


def derive() -> frozenset[str]:
    """The words that follow from the lexicon; ``prefilter.txt`` holds them, for this takes its time.

    No word of the result is part of another.
    """
    table = _table()
    common = {fold(word) for word in (*table["common"], *table["everyday"].split())}
    short = {fold(word) for word in table["short"]}
    words = set(domains(HostKind.ATS, HostKind.INTERVIEW_SCHEDULING, HostKind.ASSESSMENT))
    words |= {
        f" {name.rstrip('*')}" + ("" if name.endswith("*") else "@") for name in mailboxes("recruiting")
    }
    for entry, written in terms():
        if entry.list in _LISTS or entry.list == _PHRASES:
            runs = {_telling_run(text, common, short) for form in forms(written) for text in spellings(form)}
            if entry.list == _PHRASES:
                words |= {run for run in runs if " " in run.strip()}
            else:
                words |= runs if entry.language == "en" else {_long_word(run, common) for run in runs}
    words |= {fold(word) for word in table["more"]}
    words |= {f" {word} " for word in short}
    words -= {word for word in words if word.strip() in common | {""}}
    return frozenset(word for word in words if not any(part in words for part in _parts(word)))


def _telling_run(form: str, common: set[str], short: set[str]) -> str:
    """The longest literal run of a form that is worth seeking; a blank where it is at the edge of a word.

    Common words together ("trade test") are worth it where there is nothing rarer.
    """
    best, least = "", (False, 0)
    for match in _RUN.finditer(form):
        run = match[0].strip()
        if not _LATIN.search(run):  # there a blank may be nothing
            run = max(run.split(), key=len, default="")
        parts = _LETTERS.findall(run)
        rare = any(_is_rare(word, common, short) for word in parts)
        if run not in common and (rare or len(parts) > 1) and (rare, len(run)) > least:
            least = rare, len(run)
            begins = form[match.start() - 1 : match.start()] not in {"*", "#"} or match[0][0] == " "
            ends = form[match.end() : match.end() + 1] not in {"*", "#"} or match[0][-1] == " "
            before = " " if begins and _LATIN.match(run[0]) else ""
            best = f"{before}{run}{' ' if ends and _LATIN.match(run[-1]) else ''}"
    return best


def _is_rare(word: str, common: set[str], short: set[str]) -> bool:
    return word not in common and (not word.isascii() or len(word) >= _LEAST or word in short)


def _long_word(run: str, common: set[str]) -> str:
    """Its longest word where that is rare enough alone: fewer words to seek."""
    words = [word for word in _WORD.findall(run) if not common.intersection(_LETTERS.findall(word))]
    word: str = max(words, key=len, default="")
    return word if len(word.strip()) >= _RARE else run


def _parts(word: str) -> Iterator[str]:
    """Every proper substring."""
    for start, end in combinations(range(len(word) + 1), 2):
        if end - start < len(word):
            yield word[start:end]


if __name__ == "__main__":
    import sys

    sys.stdout.write(titles_file() if "titles" in sys.argv else prefilter_file())
