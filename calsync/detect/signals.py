"""From the words of an event to evidence: one piece for each list of words that it hits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from calsync.detect.lookup import Found
from calsync.detect.terms import literal
from calsync.detect.text import View
from calsync.detect.words import Entry, Worth, index, spoken, worths
from calsync.folding import fold
from calsync.model import Evidence

_LINK = re.compile(
    r"(?:https?://|www\.)\S+|[a-z0-9_.+-]+@[a-z0-9-]+\.[a-z0-9.-]+|[\w-]+\.(?:com|io|net|org|ai|co|dev|app|hr|example)\b"
)
"""Words inside links and addresses are nobody's words: "meetup-join" is no meet-up."""


class Hit(NamedTuple):
    """A term found in one field, with what it is worth there."""

    found: Found[Entry]
    field: str
    weight: float
    folded: str
    written: str
    """The whole field, folded and as written."""

    @property
    def text(self) -> str:
        """The words of the event itself, where folding kept the places; else the folded ones."""
        here = slice(self.found.start, self.found.end)
        original = self.written[here]
        return original if fold(original) == self.folded[here] else self.folded[here]

    @property
    def key(self) -> str:
        return self.found.key.list

    @property
    def length(self) -> int:
        return self.found.end - self.found.start

    @property
    def precision(self) -> tuple[int, int, float]:
        """The longer, the more literal, the better for an interview: what wins where hits overlap."""
        said = self.folded[self.found.start : self.found.end]
        return self.length, literal(self.found.form, said), self.weight


def evidence(found: Sequence[Hit]) -> Iterator[Evidence]:
    """One piece of evidence for each list with a hit: its best hit in each field, more for further ones.

    The words shown are those of the heaviest hit. A weight may be 0: such words only count together with
    others.
    """
    by_list: dict[str, list[Hit]] = {}
    for hit in found:
        by_list.setdefault(hit.key, []).append(hit)
    for key, own in sorted(by_list.items()):
        weight = _total(own, worths()[key])
        yield Evidence(key, round(weight, 3), max(own, key=lambda hit: abs(hit.weight)).text)


def hits(view: View, names: str) -> list[Hit]:
    """What counts of the words that are in the fields of an event.

    The same words count once: a hit inside a longer one is none ("exit interview" is no "interview"); among
    equals the more literal one stays, then the one that speaks for an interview. ``names`` are the domains
    of those who invite: words against an interview that stand in them are part of a company's name ("Olza
    Games").
    """
    languages = spoken(view.f_title) | spoken(f"{view.f_title}\n{view.f_body}")
    fields = {
        "title": (view.f_title, view.title),
        "body": (view.f_body, view.body),
        "place": (view.f_place, view.place),
    }
    found = [
        hit
        for field, (folded, written) in fields.items()
        for hit in _hits(field, folded, written, languages)
        if hit.key.startswith("yes.") or not _names(hit, names)
    ]
    in_title = {hit.key for hit in found if hit.field == "title"}
    return [hit for hit in found if in_title.isdisjoint(worths()[hit.key].yields)]


def _hits(field: str, folded: str, written: str, languages: frozenset[str]) -> list[Hit]:
    """The hits in one field of which none lies inside another; those for an interview do not even overlap.

    Words against an interview count only in a language that the text may be in: "Tag" is no train there.
    """
    once = {
        (one.key.list, one.form): one  # the same in another language says nothing more
        for one in index().find(_without_links(folded))
        if one.key.list.startswith("yes.") or one.key.language in languages
    }
    found = [
        Hit(one, field, getattr(worths()[one.key.list], field), folded, written) for one in once.values()
    ]
    kept: list[Hit] = []
    found.sort(key=lambda hit: (hit.found.start, hit.found.key, hit.found.form))
    for hit in sorted(found, key=lambda hit: hit.precision, reverse=True):
        if not _is_covered(hit, kept):
            kept.append(hit)
    return kept


def _without_links(text: str) -> str:
    """The text with blanks in their place; no link has a blank."""
    return " ".join(
        [
            _LINK.sub(lambda link: " " * len(link[0]), piece)
            if "." in piece or "@" in piece or "//" in piece
            else piece
            for piece in text.split(" ")
        ]
    )


def _is_covered(hit: Hit, longer: Iterable[Hit]) -> bool:
    """Whether a hit lies inside one of the others, or overlaps with one that speaks for the same side."""
    key, _, start, end = hit.found
    speaks_for = key.list.startswith("yes.")
    for (other, _, begin, until), *_ in longer:
        if (
            begin < end
            and start < until
            and ((begin <= start and end <= until) or other.list.startswith("yes.") == speaks_for)
        ):
            return True
    return False


def _names(hit: Hit, names: str) -> bool:
    """Whether the words of a hit are part of the name of who invites."""
    letters = "".join(char for char in fold(hit.text) if char.isalnum())
    return len(letters) > _SHORT and letters in names


_SHORT = 3


def _total(own: Sequence[Hit], worth: Worth) -> float:
    """The best hit of each field, and a little for two others."""
    best = {hit.field: hit.weight for hit in sorted(own, key=lambda hit: abs(hit.weight))}
    return sum(best.values()) + worth.more * min(FURTHER, len(own) - len(best))


FURTHER = 2
"""So many further hits of a list count: a long text has more of everything."""
