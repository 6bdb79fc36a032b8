"""The rows of the table in which the playbook does not want the follow-up (any more)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from calsync.ical.item import Item
from calsync.model import Act, Cause, Key, Kind, Notice, State, Withdrawn
from calsync.reconcile.base import Base
from calsync.reconcile.bind import Known
from calsync.reconcile.mark import Mark
from calsync.reconcile.merge import untouched
from calsync.reconcile.step import Step, describe
from calsync.reconcile.wanted import Context, Decision, Missing

_SAID_BY_THE_CALENDAR = frozenset({Cause.CANCELLED, Cause.DECLINED, Cause.NEXT_ROUND, Cause.DUPLICATE})
"""Causes every machine that reads the calendar sees: enough to take out what only its mark connects to us.
The others (a rule switched off, an event ignored) are this machine's own, and so is what they take out."""


@dataclass(frozen=True, slots=True)
class Causes:
    """Why each (kind, interview) is not wanted; ``merged``: wanted, as part of another follow-up."""

    withdrawn: Mapping[tuple[Kind, str], Withdrawn]
    merged: Mapping[tuple[Kind, str], Key]

    def of(self, known: Known) -> Withdrawn | None:
        """The cause for the whole follow-up: every member needs one. Absence weighs most: the brake
        must see it."""
        found: list[Withdrawn] = []
        for member in known.members:
            pair = (known.key.kind, member.id)
            if pair in self.withdrawn:
                found.append(self.withdrawn[pair])
            elif pair in self.merged:
                text = "it is now part of another follow-up"
                found.append(Withdrawn(known.key.kind, member.id, Cause.CHANGED, text))
            else:
                return None
        return min(found, key=lambda one: (one.cause is not Cause.ABSENT, one.member), default=None)


def unwanted(known: Known, causes: Causes, context: Context) -> Decision:
    cause = causes.of(known)
    if known.item is not None:
        return _standing(known, known.item, cause, context)
    base = known.base
    assert base is not None  # known without an item means remembered
    if base.href in context.unreadable or context.missing is Missing.WITHHELD:
        return Decision()
    match base.state:
        case State.OPEN if cause is not None:
            return Decision(Step(describe(Act.FORGET, base, cause.reason, cause=cause.cause), base, None))
        case State.RETRACTING:
            return Decision(note=replace(base, state=State.RETRACTED, present=False))
        case _:
            gone = replace(base, present=False)
            return Decision(note=gone if gone != base and base.state is not State.OPEN else None)


def _standing(known: Known, item: Item, cause: Withdrawn | None, context: Context) -> Decision:
    base = known.base
    if base is None:
        return _unremembered(known, item, cause)
    seen = replace(base, present=True, href=item.href, etag=item.etag)
    if item.state is not State.OPEN:
        completed = item.completed or base.completed or context.now
        done = replace(seen, state=item.state, completed=completed if item.state is State.DONE else None)
        return Decision(note=done if done != base else None)
    if cause is None or base.state in (State.RELEASED, State.DELETED, State.RETRACTED):
        return Decision(note=seen if seen != base else None)
    return Decision(_take_out(seen, base, item, known.mark, cause))


def _unremembered(known: Known, item: Item, cause: Withdrawn | None) -> Decision:
    """Marked as ours, but this ledger does not know it."""
    row = remembered_row(known)
    if row is None or item.state is not State.OPEN:
        return Decision()
    if cause is not None and cause.cause in _SAID_BY_THE_CALENDAR:
        return Decision(_take_out(row, None, item, known.mark, cause))
    text = f"“{item.summary}” was written by calsync, but no interview here calls for it: left alone"
    return Decision(
        note=replace(row, state=State.RELEASED), notices=(Notice("unexplained", text, uid=item.uid),)
    )


def _take_out(row: Base, before: Base | None, item: Item, mark: Mark | None, cause: Withdrawn) -> Step:
    if untouched(item, before, mark):
        after = replace(row, state=State.RETRACTED, present=False)
        return Step(
            describe(Act.RETRACT, row, cause.reason, item=item, cause=cause.cause), before, after, item
        )
    after = replace(row, state=State.RELEASED, note=cause.reason)
    return Step(describe(Act.RELEASE, row, cause.reason, item=item, cause=cause.cause), before, after, item)


def remembered_row(known: Known) -> Base | None:
    """The base that an object's own mark speaks for; None without a readable mark."""
    mark, item = known.mark, known.item
    if mark is None or item is None:
        return None
    return Base(
        key=known.key,
        uid=item.uid,
        generation=mark.generation,
        state=State.OPEN,
        present=True,
        component=item.component,
        href=item.href,
        etag=item.etag,
        members=mark.members,
        company=None,
        summary=item.summary,
        due=item.due or min(member.start for member in mark.members),
        asked=mark.digests,
        echo=mark.digests,
        facts=mark.facts,
        timing=mark.timing,
    )
