"""Persons whom a text lists together with persons it names otherwise: "Ann Lee (chair), Bo Ek and Cy Day"."""

from __future__ import annotations

import re
from collections.abc import Iterable

from calsync.detect.fields.capitals import compiled
from calsync.detect.fields.names import trimmed
from calsync.detect.fields.opening import is_institution, is_ordinary
from calsync.detect.fields.who import EAST, NAME
from calsync.folding import fold

_AND = r"(?:and|und|et|y|e|ed|en|i|oraz|och|ve|aur)"
_GAP = re.compile(
    rf"\s*(?P<aside>\([^()\n]{{0,60}}\))?(?:,|;|(?P<joined>(?:,|;)?\s+{_AND}\s|\s*[+&/]))\s*(?:{_AND}\s+)?"
)
_SEVERAL = 3
"""As many names with nothing but commas between them are a list."""


def listed(text: str, known: Iterable[str], languages: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a text, as written, that it lists with a known one, which has as many words, and that one.

    A single word counts only where "and" or a bracket stands in the list, and in German, where every noun
    has a capital, never.
    """
    sure = {fold(name) for name in known if name in text}
    if not sure or languages[0] in EAST:
        return ()
    found: list[str] = []
    chain: list[re.Match[str]] = []
    joined = False
    for m in [*compiled(NAME, text).finditer(text), None]:
        gap = _GAP.fullmatch(text, chain[-1].end(), m.start()) if chain and m else None
        if m and gap:
            joined = joined or gap["joined"] is not None or gap["aside"] is not None
            chain.append(m)
            continue
        if len(chain) > 1:
            found += _of_chain([link[0] for link in chain], sure, languages, joined=joined)
        chain, joined = [m] if m else [], False
    return tuple(found)


def _of_chain(chain: list[str], sure: set[str], languages: tuple[str, ...], *, joined: bool) -> list[str]:
    names = [name for link in chain if (name := trimmed(link, languages)) and not is_institution(name)]
    names = [name for name in names if fold(name) in sure or not is_ordinary(name, languages)]
    several = {" " in name for name in names if fold(name) in sure}
    if not several or not (joined or len(names) >= _SEVERAL):
        return []
    return [
        name
        for name in names
        if fold(name) in sure
        or (
            (" " in name) in several
            and (" " in name or (joined and languages[0] != "de" and len(name) > 2 and not name.isupper()))
        )
    ]
