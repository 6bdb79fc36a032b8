"""The rows of the table in which the playbook wants the follow-up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from calsync.ical.item import Field, Item
from calsync.model import Act, Component, Desired, Notice, Standing, State
from calsync.reconcile.base import Base, digests
from calsync.reconcile.bind import Bound, Known
from calsync.reconcile.mark import Mark
from calsync.reconcile.merge import Merge, content, merge, wanted_digests
from calsync.reconcile.step import Step, describe


class Missing(Enum):
    """What it means that an object calsync wrote does not stand in the target."""

    DELETED = "the user deleted it"
    LOST = "the target was lost with it: write it again"
    WITHHELD = "all are gone at once: ask"


@dataclass(frozen=True, slots=True)
class Context:
    now: datetime
    component: Component
    ledger: str
    missing: Missing
    unreadable: frozenset[str]


@dataclass(frozen=True, slots=True)
class Decision:
    step: Step | None = None
    note: Base | None = None
    notices: tuple[Notice, ...] = ()


def standing(known: Known, now: datetime) -> Standing:
    """The playbook's view of a known follow-up."""
    base, item = known.base, known.item
    due = (item.due if item is not None else None) or (base.due if base is not None else now)
    completed = None
    if known.state is State.DONE:
        completed = (item.completed if item else None) or (base.completed if base else None) or now
    return Standing(known.key, known.members, known.state, due, completed)


def new(desired: Desired, context: Context) -> Decision:
    """Wanted, and like nothing known."""
    if not _in_time(desired, context.now):
        return Decision()
    return Decision(_create(desired, None, context, desired.reason))


def wanted(pair: Bound, context: Context) -> Decision:
    """Wanted, and known: remembered, standing, or both."""
    known, desired = pair.known, pair.desired
    if known.item is None:
        return _wanted_missing(known, desired, context)
    if known.item.state is not State.OPEN:
        return _frozen(known, known.item, desired, context)
    return _standing(known, known.item, desired, context)


def _wanted_missing(known: Known, desired: Desired, context: Context) -> Decision:
    base = known.base
    assert base is not None  # known without an item means remembered
    if base.href in context.unreadable:
        return Decision(step=_keep(base, None, "it cannot be read at the moment"))
    match base.state:
        case State.OPEN if context.missing is Missing.LOST:
            return Decision(_create(desired, base, context, "the target was lost: it is written again"))
        case State.OPEN:
            again = _create(desired, base, context, "")  # what undo would write
            action = describe(Act.SUPPRESS, base, "you deleted it: it does not come back")
            after = replace(base, state=State.DELETED, present=False)
            step = replace(again, action=action, after=after)
            return Decision(step.withhold() if context.missing is Missing.WITHHELD else step)
        case State.RETRACTING | State.RETRACTED:
            if _in_time(desired, context.now):
                return Decision(_create(desired, base, context, desired.reason))
            gone = replace(base, state=State.RETRACTED, present=False)
            return Decision(note=gone if gone != base else None)
        case State.DELETED | State.RELEASED:
            return Decision(Step(describe(Act.SUPPRESS, base, "you deleted it"), base, base))
        case State.DONE | State.CANCELLED:
            settled = base if context.missing is Missing.WITHHELD else replace(base, present=False)
            return Decision(_keep(base, None, "done"), settled if settled != base else None)


def _frozen(known: Known, item: Item, desired: Desired, context: Context) -> Decision:
    """Completed or cancelled by the user: never touched again, only remembered."""
    reason = "you completed it" if item.state is State.DONE else "you cancelled it"
    base = known.base
    merged = merge(desired, item, base, known.mark, context.now)
    row = base or replace(_row(known, item, desired, merged), members=known.members)
    after = replace(
        row,
        state=item.state,
        present=True,
        href=item.href,
        etag=item.etag,
        completed=standing(known, context.now).completed,
    )
    if base is None:
        return Decision(Step(describe(Act.ADOPT, after, reason, item=item), None, after, item))
    return Decision(_keep(base, item, reason), after if after != base else None)


def _standing(known: Known, item: Item, desired: Desired, context: Context) -> Decision:
    base = known.base
    merged = merge(desired, item, base, known.mark, context.now)
    after = _row(known, item, desired, merged)
    notices: tuple[Notice, ...] = ()
    if merged.yielded:
        names = " and ".join(sorted(field.value for field in merged.yielded))
        text = f"“{item.summary}”: the interview changed, your own {names} stays as it is"
        notices = (Notice("user_edit_kept", text, uid=item.uid),)
    back = base is None or base.state in (State.DELETED, State.RELEASED, State.RETRACTED)
    if not back and not merged.write:
        return Decision(_keep(after, item, desired.reason), after if after != base else None, notices)
    if back:
        reason = "it was written earlier, here or elsewhere" if base is None else "you brought it back"
    else:
        reason = _changes(merged)
    shown = replace(after, summary=_shown(item, desired, merged), due=_due(item, desired, merged))
    action = describe(
        Act.ADOPT if back else Act.UPDATE,
        shown,
        reason,
        item=item,
        fields=tuple(sorted(field.value for field in merged.write)),
        desired=desired,
    )
    step = Step(
        action,
        base,
        after,
        item,
        content(desired),
        merged.write,
        _mark(known, desired, merged, item, context.ledger),
    )
    return Decision(step, notices=notices)


def _create(desired: Desired, base: Base | None, context: Context, reason: str) -> Step:
    generation = base.generation if base is not None else 0
    asked = wanted_digests(desired, context.component)
    after = Base(
        key=desired.key,
        uid=desired.key.uid(generation),
        generation=generation,
        state=State.OPEN,
        present=True,
        component=context.component,
        href="",
        etag="",
        members=desired.members,
        company=desired.company,
        summary=desired.summary,
        due=desired.due,
        asked=asked,
        echo=asked,
        facts=desired.facts,
        timing=desired.timing,
    )
    mark = Mark(
        desired.key,
        generation,
        desired.members,
        asked,
        desired.facts,
        desired.timing,
        context.ledger,
    )
    action = describe(Act.CREATE, after, reason, desired=desired)
    return Step(action, base, after, content=content(desired), mark=mark)


def _row(known: Known, item: Item, desired: Desired, merged: Merge) -> Base:
    """The base as it stands once this decision is carried out (the echo of what is written comes later)."""
    have = digests(item.values)
    base = known.base
    # Where nothing says what was written, what is not as it would be written now counts as the user's.
    echo = base.echo if base else known.mark.digests if known.mark else merged.asked
    settled = {field: have[field] for field in Field if have[field] == merged.asked.get(field)}
    moved = merged.asked.get(Field.DUE) == wanted_digests(desired, item.component, words=False)[Field.DUE]
    due = desired.due if moved else base.due if base is not None else item.due or desired.due
    return Base(
        key=known.key,
        uid=item.uid,
        generation=base.generation if base else known.mark.generation if known.mark else 0,
        state=State.OPEN,
        present=True,
        component=item.component,
        href=item.href,
        etag=item.etag,
        members=desired.members,
        company=desired.company,
        summary=item.summary,
        due=due,
        asked=merged.asked,
        echo={**echo, **settled},
        facts=merged.facts,
        timing=merged.timing,
    )


def _mark(known: Known, desired: Desired, merged: Merge, item: Item, ledger: str) -> Mark:
    """As written: the new value of each written field, for the others what calsync last wrote."""
    want = wanted_digests(desired, item.component)
    last = known.mark.digests if known.mark else known.base.asked if known.base else digests(item.values)
    written = {field: want[field] for field in merged.write}
    generation = known.base.generation if known.base else known.mark.generation if known.mark else 0
    return Mark(
        known.key, generation, desired.members, {**last, **written}, merged.facts, merged.timing, ledger
    )


def _keep(base: Base, item: Item | None, reason: str) -> Step:
    return Step(describe(Act.KEEP, base, reason, item=item), base, base, item)


def _in_time(desired: Desired, now: datetime) -> bool:
    """Create only what is due in the future, or became due within catch_up."""
    return desired.due + desired.catch_up >= now


def _shown(item: Item, desired: Desired, merged: Merge) -> str:
    return desired.summary if Field.SUMMARY in merged.write else item.summary


def _due(item: Item, desired: Desired, merged: Merge) -> datetime:
    return desired.due if Field.DUE in merged.write else item.due or desired.due


def _changes(merged: Merge) -> str:
    if Field.DUE in merged.write:
        return "the interview, or the rule, changed: it is due at another time"
    return "what is known of the interview changed"
