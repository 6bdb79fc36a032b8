"""The letters that a text cannot do without if a phrase is to be in it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from calsync.detect.tables import table
from calsync.folding import fold

Needs = Sequence[Collection[str]]
"""Folded letters: of each of these collections a text must have some. The first is the most telling."""

_PLAIN = re.compile(r"[\w' *-]*\w[\w' *-]*")
_COUNT = r"\{[\d,]+\}"
_CLASS = re.compile(rf"(?:\[\^?\]?[^\]]*\]|\\.|\.)(?:[?*+]|{_COUNT})?|\{{[a-z]+\}}|[\w/](?:\?|{_COUNT})")
"""Whatever is no letter of its own, and letters that may be missing."""
_GROUP = re.compile(rf"\((\?[:=!<][=!]?)?([^()]*)\)([?*]|{_COUNT})?")
_RUN = re.compile(r"[\w/]+")
_CHOICE = 0xE000
"""The first of the private letters that stand for groups one of whose alternatives must be there."""


def needs(phrase: str) -> Needs:
    """What a text must have for ``phrase`` to be in it, the longest letters first; empty: nothing is known.

    ``phrase`` is as in ``phrases.py``: a regular expression whose quantifiers stand behind letters, classes
    and groups, with ``*`` behind a letter for any ending of the word.
    """
    if _PLAIN.fullmatch(phrase):
        runs = dict.fromkeys(_RUN.findall(fold(phrase)))
        return [(run,) for run in sorted(runs, key=len, reverse=True)]
    known = _known().get(phrase)
    return worked_out(phrase) if known is None else known


def needs_of_any(phrases: Iterable[str]) -> Needs:
    """What a text must have for any of these to be in it."""
    found = [needs(phrase) for phrase in phrases]
    return (frozenset().union(*(some[0] for some in found)),) if found and all(found) else ()


@cache
def _known() -> Mapping[str, Needs]:
    """Worked out before, for all phrases of the tables where it takes its time."""
    return table("needs")


def of_tables(tables: Iterable[Mapping[str, Any]]) -> dict[str, list[list[str]]]:
    """What the table ``needs`` should hold."""
    phrases = {phrase for one in tables for phrase in _phrases(one) if not _PLAIN.fullmatch(phrase)}
    return {phrase: [sorted(cues) for cues in worked_out(phrase)] for phrase in sorted(phrases)}


def _phrases(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _phrases(inner)
    elif isinstance(value, list):
        yield from (phrase for phrase in value if isinstance(phrase, str))


def worked_out(phrase: str) -> Needs:
    """The same as ``needs``, whatever the tables say."""
    choices: list[frozenset[str]] = []

    def needed(text: str) -> list[frozenset[str]]:
        """What every text must have that has one of these alternatives."""
        found: list[list[frozenset[str]]] = []
        for part in text.split("|"):
            some = [frozenset({fold(run)}) for run in _RUN.findall(part)]
            some += [choices[ord(char) - _CHOICE] for char in part if 0 <= ord(char) - _CHOICE < len(choices)]
            found.append(_ranked(some))
        if len(found) == 1:
            return found[0]
        return [frozenset().union(*(some[0] for some in found))] if all(found) else []

    text = _CLASS.sub(" ", phrase)
    while group := _GROUP.search(text):
        mark = ""
        if group[1] in (None, "?:") and not _may_lack(group[3]):
            inner = needed(group[2])
            mark = "".join(chr(_CHOICE + len(choices) + place) for place in range(len(inner)))
            choices += inner
        text = f"{text[: group.start()]}{mark or ' '}{text[group.end() :]}"
    return needed(text)


def _ranked(found: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Those that tell something, the longest letters first; each once."""
    some = dict.fromkeys(cues for cues in found if "" not in cues)
    return sorted(some, key=lambda cues: (min(map(len, cues)), -len(cues)), reverse=True)


def _may_lack(count: str | None) -> bool:
    return count is not None and (count in "?*" or count.startswith(("{0", "{,")))
