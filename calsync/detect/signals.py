"""From the words of an event to evidence: one piece for each list of words that it hits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from calsync.detect.terms import Found
from calsync.detect.text import View, fold
from calsync.detect.words import Entry, Worth, index, spoken, worths
from calsync.model import Evidence

_LINK = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+|[\w-]+\.(?:com|io|net|org|ai|co|dev|app|hr|example)\b"
)
"""Words inside links and addresses are nobody's words: "meetup-join" is no meet-up."""


@dataclass(frozen=True, slots=True)
class _Hit:
    """A term found in one field, with what it is worth there."""

    found: Found[Entry]
    field: str
    weight: float
    text: str

    @property
    def key(self) -> str:
        return self.found.key.list

    @property
    def length(self) -> int:
        return self.found.end - self.found.start


def evidence(view: View) -> Iterator[Evidence]:
    """One piece of evidence for each list with a hit: its best hit in each field, more for further ones.

    The same words count once: where hits overlap the longest has them ("exit interview" is no "interview"),
    among equals the one that speaks for an interview. The words shown are those of the heaviest hit. A weight
    may be 0: such words only count together with others.
    """
    languages = spoken(view.f_title) | spoken(f"{view.f_title}\n{view.f_body}")
    hits = [
        *_hits("title", view.f_title, view.title, languages),
        *_hits("body", view.f_body, view.body, languages),
        *_hits("place", view.f_place, view.place, languages),
    ]
    in_title = {hit.key for hit in hits if hit.field == "title"}
    for key in sorted({hit.key for hit in hits}):
        worth = worths()[key]
        own = [hit for hit in hits if hit.key == key]
        weight = _total(own, worth)
        if in_title.isdisjoint(worth.yields):
            yield Evidence(key, round(weight, 3), max(own, key=lambda hit: abs(hit.weight)).text)


def _hits(field: str, folded: str, written: str, languages: frozenset[str]) -> list[_Hit]:
    """The hits in one field of which none overlaps another.

    Words against an interview count only in a language that the text may be in: "Tag" is no train there.
    """
    found = [
        _Hit(one, field, getattr(worths()[one.key.list], field), _as_written(folded, written, one))
        for one in index().find(_LINK.sub(lambda link: " " * len(link[0]), folded))
        if one.key.language in languages or one.key.list.startswith("yes.")
    ]
    taken = bytearray(len(folded))
    kept = []
    for hit in sorted(found, key=lambda hit: (-hit.length, -hit.weight, hit.found.start, hit.found.key)):
        span = slice(hit.found.start, hit.found.end)
        if not any(taken[span]):
            taken[span] = b"\x01" * hit.length
            kept.append(hit)
    return kept


def _total(hits: Sequence[_Hit], worth: Worth) -> float:
    """The best hit of each field, a little for the others, bounded."""
    best = {hit.field: hit.weight for hit in sorted(hits, key=lambda hit: abs(hit.weight))}
    value = sum(best.values()) + worth.more * (len(hits) - len(best))
    return max(-worth.cap, min(worth.cap, value))


def _as_written(folded: str, written: str, found: Found[Entry]) -> str:
    """The words of the event itself, where folding kept the places; else the folded ones."""
    original = written[found.start : found.end]
    return original if fold(original) == folded[found.start : found.end] else folded[found.start : found.end]
