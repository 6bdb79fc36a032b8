"""What an event must hold to be worth reading: the words of the lazy scan (design section 7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from itertools import permutations
from pathlib import Path

from calsync.detect.own import own_names
from calsync.detect.settings import Settings
from calsync.model import Occurrence
from calsync.seek import Table, Vocabulary, seeker_for

_KEPT = Path(__file__).with_name("lexicon") / "prefilter.txt"


@lru_cache(maxsize=64)
def vocabulary(settings: Settings) -> Vocabulary:
    """Words and hosts of which an event must have one, or it is only found through its context.

    They are sought in the event as it stands in a file; for their form see ``calsync.seek``.
    """
    taught = (*settings.words, *settings.hosts, *settings.companies)
    return Vocabulary(version=_version(), built_in=_built_in).plus((*_pairs(own_names(settings.me)), *taught))


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
    return seeker_for(vocabulary(settings)).found_in("\n".join(filter(None, said)))


def built_in_words() -> Iterator[str]:
    """The words that are in the vocabulary of every user."""
    return iter(_built_in())


@cache
def _built_in() -> Table:
    return Table.kept_in(_KEPT)


@cache
def _version() -> str:
    with _KEPT.open(encoding="utf-8") as file:
        return file.readline().split()[1]


def _pairs(names: Collection[str]) -> Iterator[str]:
    """ "x dana", "dana x", "/ d. okafor": the user's name beside a joint, as terse titles have it."""
    initials = [f"{one[0]} {other}" for one, other in permutations(sorted(names), 2)]
    for name in (*names, *initials):
        for joint in (" x", "<>", "//", "/", "|", "×"):
            yield f"{joint} {name} "
            yield f" {name} {joint.strip()} "
