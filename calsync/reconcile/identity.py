"""Which interview is which: aliases resolved, so that everything after this sees one id per interview.

An invitation that is issued again under a new UID, a copy in a second calendar, a series that is split: all
of them are the interview that was there first, and keep its id, which is what its follow-ups hang on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from calsync.model import Interview

Aliases = Mapping[str, tuple[str, str]]
"""id -> (canonical id, the reason in words)."""


@dataclass(frozen=True, slots=True)
class Identified:
    detected: tuple[Interview, ...]
    others: tuple[Interview, ...]
    fresh: Aliases
    """Aliases found in this run, to be remembered."""


def resolve(identity: str, aliases: Aliases) -> str:
    """The id at the end of the chain."""
    seen = {identity}
    while identity in aliases and aliases[identity][0] not in seen:
        identity = aliases[identity][0]
        seen.add(identity)
    return identity


def identify(
    detected: Sequence[Interview],
    others: Sequence[Interview],
    known: Aliases,
    found: Aliases,
    acted: Collection[str],
) -> Identified:
    """The interviews under the ids the ledger knows them by.

    ``known`` aliases come from the ledger, ``found`` ones from comparing with what is remembered; copies
    that detection paired in this run (``alias_of``) become aliases too, of the one that was acted upon.
    """
    copies = _copies(detected, known, acted)
    fresh = {one: target for one, target in {**copies, **found}.items() if known.get(one) != target}
    aliases = {**known, **fresh}
    return Identified(
        tuple(_named(one, aliases, acted) for one in detected),
        tuple(_named(one, aliases, acted) for one in others),
        fresh,
    )


def restructured(current: Sequence[Interview], remembered: Sequence[Interview]) -> Aliases:
    """Interviews whose event changed its shape: a single event made a series, or a series split in two.

    The new identity holds the same slot of the same event, and the old one is not there any more.
    """
    present = {one.id for one in current}
    gone = {
        (_stem(one.uid), slot): one.id
        for one in sorted(remembered, key=lambda one: one.id)
        if one.id not in present
        for slot in _slots(one)
    }
    known = {one.id for one in remembered}
    found: dict[str, tuple[str, str]] = {}
    for one in sorted(current if gone else (), key=lambda one: one.id):
        old = next(
            (gone[_stem(one.uid), slot] for slot in _slots(one) if (_stem(one.uid), slot) in gone), None
        )
        if old is not None and one.id not in known and old not in (target for target, _ in found.values()):
            found[one.id] = (old, "the same slot of the same event, which became, or left, a series")
    return found


def _stem(uid: str) -> str:
    """The UID without the tail that Google gives the later half of a split series."""
    return re.sub(r"_R\d{8}(T\d{6}Z?)?(?=@|$)", "", uid)


def _slots(one: Interview) -> tuple[str, ...]:
    """When it is, and when it was first planned to be."""
    if one.recurrence_id is None:
        return (one.start.astimezone(UTC).isoformat(),)
    if not isinstance(one.recurrence_id, datetime):
        return (one.start.astimezone(UTC).isoformat(), one.recurrence_id.isoformat())
    return (one.start.astimezone(UTC).isoformat(), one.recurrence_id.astimezone(UTC).isoformat())


def _copies(detected: Sequence[Interview], known: Aliases, acted: Collection[str]) -> Aliases:
    fresh: dict[str, tuple[str, str]] = {}
    for copy in detected:
        if copy.alias_of is None:
            continue
        first, second = resolve(copy.alias_of, known), resolve(copy.id, known)
        if first == second:
            continue
        reason = copy.inactive_reason or "the same interview twice"
        if second in acted and first not in acted:
            fresh[first] = (second, reason)
        elif second not in acted:
            fresh[second] = (first, reason)
        # Both acted upon: each keeps its id, and the copy's own follow-ups are withdrawn as duplicates.
    return fresh


def _named(interview: Interview, aliases: Aliases, acted: Collection[str]) -> Interview:
    identity = resolve(interview.id, aliases)
    if identity == interview.id or (interview.id in acted and interview.alias_of is not None):
        return interview
    return replace(interview, id=identity)
