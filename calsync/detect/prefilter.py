"""What an event must hold to be worth reading: the words of the lazy scan (design section 7)."""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator
from functools import cache

from calsync.detect.hosts import HostKind, domains
from calsync.detect.settings import Settings
from calsync.detect.terms import spellings
from calsync.detect.words import terms

_LISTS = frozenset({"yes.sure", "yes.interview", "yes.round", "yes.hiring", "yes.you", "yes.agency"})
_CHOICE = re.compile(r"\(([^()]*)\)")
_RUN = re.compile(r"[^\s*#.()/:,&'-]+")


def prefilter_words(settings: Settings) -> tuple[str, ...]:
    """Case-folded words and hosts, sorted; no event is an interview by itself that holds none of them.

    They are sought as substrings in case-folded text whose accents nobody took away.
    """
    own = {
        word.casefold() for word in (*settings.words, *settings.hosts, *settings.companies) if word.strip()
    }
    return tuple(sorted(_built_in() | own))


def words_digest(settings: Settings) -> str:
    """Changes whenever the words do: new words, new reading."""
    return hashlib.sha256("\n".join(prefilter_words(settings)).encode()).hexdigest()[:16]


@cache
def _built_in() -> frozenset[str]:
    hosts = domains(HostKind.ATS, HostKind.INTERVIEW_SCHEDULING, HostKind.ASSESSMENT)
    words: set[str] = set(hosts)
    for entry, written in terms():
        if entry.list in _LISTS:
            for form in _forms(written):
                words.add(max(_RUN.findall(form), key=len))
    return frozenset(word for word in words if not any(w in word for w in _parts(word) if w in words))


def _forms(written: str) -> Iterator[str]:
    """Its spellings with accents and without."""
    parts = _CHOICE.split(written.casefold())
    for combination in itertools.product(*([p.split("|") if i % 2 else [p] for i, p in enumerate(parts)])):
        form = "".join(combination)
        if _RUN.search(form):
            yield form
            yield from spellings(form)


def _parts(word: str) -> Iterator[str]:
    """Every proper substring."""
    for start, end in itertools.combinations(range(len(word) + 1), 2):
        if end - start < len(word):
            yield word[start:end]
