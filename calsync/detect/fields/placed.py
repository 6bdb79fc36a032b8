"""What the words of an interview say of an agency: whether one stands between the company and the candidate.

For where nothing of the agency is told that is known as such: "call w/ Stefanie, retained search, a listed
brewer".
"""

from __future__ import annotations

from calsync.detect.fields.parties import Party
from calsync.detect.fields.weighed import stems, weight, words
from calsync.folding import fold

QUESTION = "placed"
_MOST = 900
"""So many letters count: what comes then is mostly small print."""


def said(text: str, sender: Party | None) -> frozenset[str]:
    """What counts of a folded text, title first, and of the sender's name and address."""
    told = {*words(text[:_MOST])}
    named = {*words(fold(f"{sender.name or ''} {(sender.email or '').rpartition('.')[0]}"))} if sender else ()
    return frozenset((*told, *stems(told), *(f"@{word}" for word in (*named, *stems(named)))))


def placing(text: str, sender: Party | None) -> float:
    """What speaks for an agency (more than 0) or against one."""
    return weight(QUESTION, said(text, sender))
