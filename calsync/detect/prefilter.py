"""What an event must hold to be worth reading: the words of the lazy scan (design section 7)."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib import resources
from itertools import combinations

from calsync.detect.hosts import HostKind, domains
from calsync.detect.people import mailboxes, own_names
from calsync.detect.settings import Settings
from calsync.detect.terms import forms, spellings
from calsync.detect.words import terms
from calsync.folding import fold
from calsync.model import Occurrence
from calsync.seek import Seeker

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


@lru_cache(maxsize=4)
def prefilter_words(settings: Settings) -> tuple[str, ...]:
    """Folded words and hosts, sorted. An event with none of them is only found through its context.

    They are sought in the event as it stands in a file; for their form see ``calsync.seek``.
    """
    return tuple(sorted({*_built_in(), *_own(settings)}))


@lru_cache(maxsize=64)
def _own(settings: Settings) -> frozenset[str]:
    """The words that are this user's."""
    taught = {fold(word) for word in (*settings.words, *settings.hosts, *settings.companies)}
    return frozenset({*_pairs(own_names(settings.me)), *taught} - {""})


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
    text = "\n".join(filter(None, said))
    return any(_seeker(words).found_in(text) for words in (_built_in(), _own(settings)))


@lru_cache(maxsize=64)
def _seeker(words: frozenset[str]) -> Seeker:
    return Seeker(words)


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
    """The longest literal run of a form that is worth seeking; a blank where it is at the edge of a word."""
    best = ""
    for match in _RUN.finditer(form):
        run = match[0].strip()
        if not _LATIN.search(run):  # there a blank may be nothing
            run = max(run.split(), key=len, default="")
        rare = run not in common and any(_is_rare(word, common, short) for word in _LETTERS.findall(run))
        if rare and len(run) > len(best.strip()):
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


def _pairs(names: Iterable[str]) -> Iterator[str]:
    """ "x dana", "dana x": the user's name beside a joint, as terse titles have it."""
    for name in names:
        for joint in (" x", "<>", "//", "/", "|", "×"):
            yield f"{joint} {name} "
            yield f" {name} {joint.strip()} "


if __name__ == "__main__":
    import sys

    sys.stdout.write("".join(f"{word}\n" for word in sorted(derive())))
