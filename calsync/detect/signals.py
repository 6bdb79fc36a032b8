"""From the words of an event to evidence: one piece for each list of words that it hits."""

from __future__ import annotations

from collections.abc import Iterator

from calsync.detect.terms import Found
from calsync.detect.text import View, fold
from calsync.detect.words import Worth, index, worths
from calsync.model import Evidence


def evidence(view: View) -> Iterator[Evidence]:
    """One piece of evidence for each list with a hit, its weight summed over the fields and bounded.

    A term counts once for each field. The words shown are those of the heaviest hit.
    """
    known = index()
    hits: dict[str, list[tuple[float, str]]] = {}
    in_title: set[str] = set()
    fields = (
        (view.f_title, view.title, "title"),
        (view.f_body, view.body, "body"),
        (view.f_place, view.place, "place"),
    )
    for folded, written, field in fields:
        best: dict[str, list[Found[str]]] = {}
        for found in known.find(folded):
            best.setdefault(found.key, []).append(found)
        if field == "title":
            in_title = set(best)
        for key, founds in best.items():
            worth = worths()[key]
            value: float = getattr(worth, field)
            more = worth.more * (_distinct(founds) - 1)
            hits.setdefault(key, []).append(
                (value + more if value else 0.0, _as_written(folded, written, founds[0]))
            )
    for key in sorted(hits):
        worth = worths()[key]
        if not in_title.isdisjoint(worth.yields):
            continue
        weight = _bounded(sum(value for value, _ in hits[key]), worth)
        if weight:
            yield Evidence(key, round(weight, 3), max(hits[key], key=lambda hit: abs(hit[0]))[1])


def _distinct(founds: list[Found[str]]) -> int:
    """How many hits lie apart from one another: "phone screen" and "screen" at one place are one."""
    count, end = 0, -1
    for found in founds:
        if found.start >= end:
            count += 1
        end = max(end, found.end)
    return count


def _bounded(value: float, worth: Worth) -> float:
    return max(-worth.cap, min(worth.cap, value))


def _as_written(folded: str, written: str, found: Found[str]) -> str:
    """The words of the event itself, where folding kept the places; else the folded ones."""
    original = written[found.start : found.end]
    return original if fold(original) == folded[found.start : found.end] else folded[found.start : found.end]
