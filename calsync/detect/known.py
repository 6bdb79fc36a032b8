"""What single words are known to be: parts of the words by which interviews are found, or given names.

They are tens of thousands, of which a run asks for some hundreds.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from calsync.kept import Sorted

_KNOWN = Path(__file__).with_name("lexicon") / "known.txt"
_PART, _WHOLE, _GIVEN = "pwg"
_LONGEST = 8
"""Letters of a word that may be asked for as a whole."""


def is_part(word: str) -> bool:
    """Whether the built-in words, which may be phrases, have this folded word."""
    return _PART in _known_as(word)


def is_whole(text: str) -> bool:
    """Whether a folded text, of not too many letters, is one of the built-in words."""
    return _WHOLE in _known_as(text)


def is_given_name(word: str) -> bool:
    """Whether a folded word is a common given name."""
    return _GIVEN in _known_as(word)


def _known_as(text: str) -> str:
    return _kept().get(text.encode(errors="surrogatepass"), b"").decode()


@cache
def _kept() -> Sorted:
    return Sorted(b"\n" + _KNOWN.read_bytes(), 1)


def known_file() -> str:
    """What ``known.txt`` should hold: ``python -m calsync.detect.known > …/known.txt``."""
    from calsync.detect.fields.lexicon import lines
    from calsync.detect.vocabularies import built_in_words

    words = [*built_in_words()]
    made = dict.fromkeys(" ".join(words).split(), _PART)
    for known, mark in (
        *((word, _WHOLE) for word in words if len(word) <= _LONGEST),
        *((name, _GIVEN) for name in dict.fromkeys(lines("given").split())),
    ):
        made[known] = made.get(known, "") + mark
    return "".join(f"{word}\t{made[word]}\n" for word in sorted(made))


if __name__ == "__main__":
    import sys

    sys.stdout.write(known_file())
