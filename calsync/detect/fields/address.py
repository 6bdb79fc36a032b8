"""Forms of address beside the names of persons."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from calsync.detect.fields.naming import alternatives
from calsync.detect.fields.who import EAST
from calsync.detect.text import is_letter, places


def addressed(name: str, text: str, languages: tuple[str, ...]) -> bool:
    """Whether a form of address stands beside the name somewhere in the text: "Herr Kessler", "Mehta sir"."""
    some = tuple(language for language in languages if language not in EAST)
    ends = ((at, at + len(name)) for at in places(name, text))
    return bool(some) and any(
        (at in _behind_titles(text, some) and not is_letter(text[end : end + 1]))
        or _title_behind(some).match(text, end)
        for at, end in ends
    )


@lru_cache(maxsize=16)
def _behind_titles(text: str, languages: tuple[str, ...]) -> frozenset[int]:
    """Where the form of address before a name has ended."""
    return frozenset(m.end(1) for m in _title_before(languages).finditer(text))


@cache
def _title_before(languages: tuple[str, ...]) -> re.Pattern[str]:
    titles = "|".join(alternatives("honorifics", language) for language in languages)
    return re.compile(rf"(?<!\w)(?=((?i:{titles})\.?\s+))")


@cache
def _title_behind(languages: tuple[str, ...]) -> re.Pattern[str]:
    titles = "|".join(alternatives("honorifics_after", language) for language in languages)
    return re.compile(rf"\s+(?i:{titles})(?!\w)")
