"""What an event must hold to be worth reading: the words of the lazy scan (design section 7)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache, partial
from pathlib import Path

from calsync.detect.own import own_names
from calsync.detect.settings import Settings
from calsync.model import Occurrence
from calsync.seek import Table, Vocabulary, seeker_for

_LEXICON = Path(__file__).with_name("lexicon")
_WORDS, _TITLES = _LEXICON / "prefilter.txt", _LEXICON / "titles.txt"


@lru_cache(maxsize=64)
def vocabulary(settings: Settings) -> Vocabulary:
    """Words and hosts of which an event must have one, or it is only found through its context.

    They are sought in the event as it stands in a file; for their form see ``calsync.seek``. In a title the
    user's own names tell as well, and the words of any talk: "Dana visits Tessera", "Coffee with Kim".
    """
    names = (f" {name} " if name.isascii() else name for name in own_names(settings.me))
    taught = (*settings.words, *settings.hosts, *settings.companies)
    return replace(_kept_in(_WORDS), titles=_kept_in(_TITLES).plus(names)).plus(taught)


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
    in_title = words.titles is not None and seeker_for(words.titles).found_in(occurrence.summary)
    return in_title or seeker_for(words).found_in("\n".join(filter(None, said)))


def built_in_words() -> Iterator[str]:
    """The words that are in the vocabulary of every user."""
    return iter(_read(_WORDS))


@cache
def _kept_in(path: Path) -> Vocabulary:
    with path.open(encoding="utf-8") as file:
        version = file.readline().split()[1]
    return Vocabulary(version=version, built_in=partial(_read, path))


@cache
def _read(path: Path) -> Table:
    return Table.kept_in(path)
