"""What an event must hold to be worth reading: the words of the lazy scan (design section 7)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from calsync.detect.own import own_names
from calsync.detect.settings import Settings
from calsync.kept import Sorted
from calsync.model import Occurrence
from calsync.seek import Table, Vocabulary, seeker_for

_KEPT = Path(__file__).with_name("lexicon") / "prefilter.txt"
_PARTS = _KEPT.with_name("parts.txt")
_PART, _WHOLE = "pw"
_LONGEST = 8
"""Letters of a word that may be asked for as a whole."""


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


def is_part(word: str) -> bool:
    """Whether the built-in words, which may be phrases, have this folded word."""
    return _PART in _known_as(word)


def is_whole(text: str) -> bool:
    """Whether a folded text, of not too many letters, is one of the built-in words."""
    return _WHOLE in _known_as(text)


def _known_as(text: str) -> str:
    return _parts().get(text.encode(errors="surrogatepass"), b"").decode()


@cache
def _parts() -> Sorted:
    return Sorted(b"\n" + _PARTS.read_bytes(), 1)


def parts_file() -> str:
    """What ``parts.txt`` should hold: ``python -m calsync.detect.vocabularies > …/parts.txt``."""
    words = [*built_in_words()]
    made = dict.fromkeys(" ".join(words).split(), _PART)
    for word in words:
        if len(word) <= _LONGEST:
            made[word] = made.get(word, "") + _WHOLE
    return "".join(f"{word}\t{made[word]}\n" for word in sorted(made))


@cache
def _built_in() -> Table:
    text = _KEPT.read_bytes()
    return Table.parse(text, text.index(b"\n") + 1)


@cache
def _version() -> str:
    with _KEPT.open(encoding="utf-8") as file:
        return file.readline().strip()


if __name__ == "__main__":
    import sys

    sys.stdout.write(parts_file())
