"""Whether an event still stands: cancelled, declined by the user, or only a hold."""

from __future__ import annotations

from functools import cache, lru_cache, partial
from typing import NamedTuple

from calsync.detect.fields.lexicon import data
from calsync.detect.fields.needs import needs
from calsync.detect.fields.phrases import source, union
from calsync.detect.fields.sought import Sought
from calsync.detect.text import View
from calsync.model import Me, Occurrence


class Status(NamedTuple):
    """``active``, ``inactive_reason`` and ``confirmed`` as ``Interview`` has them."""

    active: bool
    inactive_reason: str | None
    """``cancelled`` or ``declined``, with the words of the title after ``: `` where they are the reason."""
    confirmed: bool


def status(occurrence: Occurrence, view: View, me: Me) -> Status:
    """The event's own word on itself.

    Cancelled: STATUS or METHOD (RFC 5545 3.8.1.11, RFC 5546 3.2.5), or a title that says so. Declined: the
    user's PARTSTAT, or the title. Unconfirmed: STATUS:TENTATIVE, a hold, an instance of a series.
    """
    reason = _inactive(occurrence, view, me)
    return Status(active=reason is None, inactive_reason=reason, confirmed=not is_held(occurrence, view))


def is_held(occurrence: Occurrence, view: View) -> bool:
    """Whether it is no more than a hold: the time is kept, and nothing is confirmed."""
    return (
        occurrence.recurring
        or occurrence.status == "TENTATIVE"
        or _at_edge("hold", view.f_title)
        or _anywhere(view.f_title)
    )


def _inactive(occurrence: Occurrence, view: View, me: Me) -> str | None:
    if occurrence.status == "CANCELLED" or occurrence.method == "CANCEL":
        return "cancelled"
    if _declined_by_user(occurrence, me):
        return "declined"
    for reason in ("cancelled", "declined"):
        if _at_edge(reason, view.f_title):
            return f"{reason}: {view.title}"
    return None


def _declined_by_user(occurrence: Occurrence, me: Me) -> bool:
    """The user's own answer; where nobody knows who the user is, the only one who was asked."""
    others = [
        a
        for a in occurrence.attendees
        if not (occurrence.organizer and a.email == occurrence.organizer.email)
    ]
    mine = (
        [a for a in others if a.email in me.emails] if me.emails else others[:1] if len(others) == 1 else []
    )
    return any(a.partstat == "DECLINED" for a in mine)


@lru_cache(maxsize=4096)
def _at_edge(kind: str, title: str) -> bool:
    """Asked once for all of a series."""
    return _edges(kind).search(title) is not None


@cache
def _edges(kind: str) -> Sought:
    """One of the words as the title's first, in brackets, or after the last dash; no sentence around it.

    A single word that opens the title must be set off (``Hold: ``), save for a participle, which says it
    all by itself: "CANCELED Interview".
    """
    after = r"(?=\s*[:\-|/!,.\])>】?]|\s*$" + (")" if kind == "hold" else r"|\s)")
    return Sought((needs(phrase), partial(_edge, phrase, after)) for phrase in data("status")[kind])


def _edge(phrase: str, after: str) -> str:
    word = source(phrase)
    return (
        rf"^\W*(?:(?:re|fwd?|aw|wg|tr)\s*:\s*)?(?:{word}){after}"
        rf"|[\[(<【《「（]\s*(?:{word})\s*[\])>】》」）?]"
        rf"|\s[-|/:]\s*(?:{word})\W*$"
    )


@lru_cache(maxsize=4096)
def _anywhere(title: str) -> bool:
    return _held_words().search(title) is not None


@cache
def _held_words() -> Sought:
    return union(data("status")["hold_anywhere"])
