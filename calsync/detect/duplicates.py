"""The same interview twice: copies within one run, and invitations issued again under a new UID."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from itertools import combinations as pairs

from calsync.folding import fold
from calsync.model import Interview, Notice

_APART = timedelta(days=30)
"""How far an invitation may be moved when it is issued again."""

_PREFIX = re.compile(r"^\W*(?:[^\W\d_]+(?: event)?\s*[:\]|]\s*)+")
_SIGNS = re.compile(r"[\W_]+")


def merge(interviews: Iterable[Interview]) -> tuple[list[Interview], tuple[Notice, ...]]:
    """Copies of one interview under several UIDs: one stays active, the others point to it.

    Two active events at the same time are one interview when nobody could be in both: the same company, or
    the same title, or a person in common. Where the company of one is unknown and nothing else ties them,
    both stay and a ``maybe_same`` notice says how to settle it.
    """
    known = {one.id: one for one in interviews}
    notices: list[Notice] = []
    at: dict[datetime, list[Interview]] = {}
    for one in known.values():
        if one.active and not one.all_day:
            at.setdefault(one.start, []).append(one)
    for first, second in chain.from_iterable(pairs(sorted(at[start], key=_rank), 2) for start in sorted(at)):
        kept, copy = known[first.id], known[second.id]
        if kept.alias_of or copy.alias_of or kept.uid == copy.uid:
            continue
        reason = _same(kept, copy)
        if reason:
            text = f"duplicate: {reason} as “{kept.summary}”"
            known[copy.id] = replace(copy, active=False, inactive_reason=text, alias_of=kept.id)
        elif kept.company_key is None or copy.company_key is None:
            notices.append(_unsure(kept, copy, "at the same time"))
    return list(known.values()), tuple(notices)


def find_aliases(
    current: Sequence[Interview], remembered: Sequence[Interview], now: datetime
) -> tuple[Mapping[str, tuple[str, str]], tuple[Notice, ...]]:
    """Invitations issued again: id of the new interview -> (id of the known one, the reason for people).

    ``current`` is what this run detected, ``remembered`` what earlier runs did. A known interview that is
    still ahead of ``now`` and is gone, cancelled, or comes from an import, is taken up by a new one of the
    same company at most 30 days away that has its title, or its people and stage. Less than that is told in
    a ``maybe_same`` notice. An old one is taken up once.
    """
    old = {one.id: one for one in remembered}
    seen = {one.id: one for one in current}
    free = {
        id_: one
        for id_, one in old.items()
        if one.start > now and one.alias_of is None and (id_ not in seen or not seen[id_].active)
    }
    aliases: dict[str, tuple[str, str]] = {}
    unsure: dict[str, Notice] = {}
    fresh = [one for one in current if one.id not in old and one.active]
    near = [(known, new) for known in free.values() for new in fresh if _comparable(known, new)]
    for known, new in sorted(
        near, key=lambda pair: (abs(pair[0].start - pair[1].start), pair[0].id, pair[1].id)
    ):
        if known.id not in free or new.id in aliases:
            continue
        if reason := _reissued(known, new):
            aliases[new.id] = (known.id, reason)
            del free[known.id]
        elif _people(known) & _people(new):
            unsure.setdefault(new.id, _unsure(known, new, "an earlier invitation that is gone"))
    return aliases, tuple(notice for id_, notice in sorted(unsure.items()) if id_ not in aliases)


def _rank(one: Interview) -> tuple[object, ...]:
    """Best known first: it is the one to keep. Never depends on the order of reading."""
    known = sum(value is not None for value in (one.company, one.role, one.decision_date, one.recruiter))
    return (not one.confirmed, -len(one.interviewers), -known, -one.score, one.uid, one.id)


def _same(kept: Interview, copy: Interview) -> str | None:
    if kept.company_key and kept.company_key == copy.company_key:
        return "the same company at the same time"
    if kept.company_key and copy.company_key:
        return None
    if _title(kept) == _title(copy):
        return "the same title at the same time"
    if _people(kept) & _people(copy):
        return "the same people at the same time"
    return None


def _comparable(known: Interview, new: Interview) -> bool:
    same = known.company_key == new.company_key
    return same and known.uid != new.uid and abs(known.start - new.start) <= _APART


def _reissued(known: Interview, new: Interview) -> str | None:
    if known.company_key and _title(known) == _title(new):
        return f"invited again, with the same title as “{known.summary}”"
    if _people(known) & _people(new) and known.stage == new.stage and known.company_key:
        return f"invited again, by the same people as “{known.summary}”"
    return None


def _unsure(known: Interview, new: Interview, what: str) -> Notice:
    return Notice(
        "maybe_same",
        f"“{new.summary}” may be the same interview as “{known.summary}” ({what}); "
        f"if so: calsync ignore {new.uid}",
        new.sources[0] if new.sources else None,
        new.uid,
    )


def _title(one: Interview) -> str:
    return _SIGNS.sub(" ", _PREFIX.sub("", fold(one.summary))).strip()


def _people(one: Interview) -> frozenset[str]:
    return frozenset(p.email or fold(p.name or "") for p in one.interviewers)
