"""What an event must hold to be worth reading: the words of the lazy scan (design section 7)."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from itertools import combinations
from string import ascii_lowercase

from calsync.detect.hosts import HostKind, domains
from calsync.detect.people import mailboxes, own_names
from calsync.detect.settings import Settings
from calsync.detect.terms import spellings
from calsync.detect.words import terms
from calsync.folding import fold
from calsync.model import Occurrence

_LISTS = frozenset(
    f"yes.{name}"
    for name in ("sure", "interview", "interviews", "round", "position", "agency", "hiring", "you")
)
"""Lists whose words are worth a look by themselves; what is left in ``step``, ``post`` … is too common."""

_RARE = 8
"""Letters from which a word of a phrase is sought in its place; English has too many long common words."""

_PHRASES = "yes.step"
"""Of this list only what is more than one word."""

_GAP = re.compile(r"\.\.\.|[*#]|\s{2,}")
_LEAST = 4
"""Letters a Latin word must have to be sought alone: "hr" is in "three"."""


def prefilter_words(settings: Settings) -> tuple[str, ...]:
    """Folded words and hosts, sorted. An event with none of them is only found through its context.

    They are sought as substrings of the event as it stands in a file, folded as detection folds text.
    """
    taught = {fold(word) for word in (*settings.words, *settings.hosts, *settings.companies)}
    return tuple(sorted({*_built_in(), *_pairs(own_names(settings.me)), *taught} - {""}))


def sought(occurrence: Occurrence, settings: Settings) -> bool:
    """Whether the lazy scan would have found it by these words: full and lazy reading give one verdict."""
    people = (occurrence.organizer, *occurrence.attendees)
    said = (
        occurrence.summary,
        occurrence.description,
        occurrence.location,
        occurrence.url,
        occurrence.conference,
        *occurrence.categories,
        *(text for person in people if person for text in (person.name, person.email)),
    )
    text = "\n".join(fold(part) for part in said if part)
    return any(word in text for word in prefilter_words(settings))


def words_digest(settings: Settings) -> str:
    """Changes whenever the words do: new words, new reading."""
    return hashlib.sha256("\n".join(prefilter_words(settings)).encode()).hexdigest()[:16]


@cache
def _built_in() -> frozenset[str]:
    text = (resources.files("calsync.detect") / "lexicon" / "prefilter.txt").read_text("utf-8")
    return frozenset(text.splitlines())


def derive() -> frozenset[str]:
    """The words that follow from the lexicon; ``prefilter.txt`` holds them, for this takes its time.

    No word of the result is part of another.
    """
    table = tomllib.loads(
        (resources.files("calsync.detect") / "lexicon" / "prefilter.toml").read_text("utf-8")
    )
    words = set(domains(HostKind.ATS, HostKind.INTERVIEW_SCHEDULING, HostKind.ASSESSMENT))
    words |= {name.rstrip("*") + ("" if name.endswith("*") else "@") for name in mailboxes("recruiting")}
    for entry, written in terms():
        runs = set(_runs(written))
        if entry.list == _PHRASES:
            words |= {run for run in runs if " " in run or "-" in run}
        elif entry.list in _LISTS:
            words |= runs if entry.language == "en" else {_long_word(run) for run in runs}
    words |= {fold(word) for word in table["more"]}
    words -= {fold(word) for word in (*table["common"], *table["short"])}
    words |= {beside for word in table["short"] for beside in _beside(word)}
    return frozenset(word for word in words if not any(part in words for part in _parts(word)))


def _runs(written: str) -> Iterator[str]:
    """The longest literal run of each spelling, blanks also as hyphens."""
    for form in spellings(written):
        run = max(_GAP.split(form.removeprefix("^")), key=len).strip()
        if not run.isascii() or len(run) >= _LEAST:
            yield run
            if run.isascii() and run.count(" ") == 1:
                yield run.replace(" ", "-")


def _long_word(run: str) -> str:
    """Its longest word where that is rare enough alone: fewer words to seek."""
    word = max(re.split(r"[ -]", run), key=len)
    return word if len(word) >= _RARE else run


def _beside(word: str) -> Iterator[str]:
    yield from (f"{letter} {word}" for letter in (*ascii_lowercase, ")", ",", "-", "/", "&", "+"))
    yield from (f"{sign}{word}" for sign in ":(/@")
    yield from (f"{word}{sign}" for sign in (":", ")", " -", " (", "/"))


def _parts(word: str) -> Iterator[str]:
    """Every proper substring."""
    for start, end in combinations(range(len(word) + 1), 2):
        if end - start < len(word):
            yield word[start:end]


def _pairs(names: Iterable[str]) -> Iterator[str]:
    """ "x dana", "dana x": the user's name beside a joint, as terse titles have it."""
    for name in names:
        for joint in ("x", "<>", "//", "/", "|", "×"):
            yield f"{joint} {name}"
            yield f"{name} {joint}"


if __name__ == "__main__":
    import sys

    sys.stdout.write("".join(f"{word}\n" for word in sorted(derive())))
