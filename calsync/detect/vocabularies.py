"""What an event must hold to be worth reading: the words of the lazy scan (design section 7)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from calsync.detect.own import own_names
from calsync.detect.settings import Settings
from calsync.model import Occurrence
from calsync.seek import Table, Vocabulary, seeker_for

_KEPT = Path(__file__).with_name("lexicon") / "prefilter.txt"


@lru_cache(maxsize=64)
def vocabulary(settings: Settings) -> Vocabulary:
    """Words and hosts of which an event must have one, or it is only found through its context.

    They are sought in the event as it stands in a file; for their form see ``calsync.seek``. The user's own
    names tell where they are in a title: "Dana / Tessera", "Dana visits Tessera".
    """
    taught = (*settings.words, *settings.hosts, *settings.companies)
    names = tuple(sorted(f" {name} " if name.isascii() else name for name in own_names(settings.me)))
    return Vocabulary(version=_version(), built_in=_built_in, titles=names).plus(taught)


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
    words = vocabulary(settings)
    found = seeker_for(words).found_in("\n".join(filter(None, said)))
    return found or seeker_for(Vocabulary(words.titles)).found_in(occurrence.summary)


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
