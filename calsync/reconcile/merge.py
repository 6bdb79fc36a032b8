"""Field by field: what calsync wants, what stands there, and whose it is (design section 3, Fields)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from calsync.ical.item import Content, Field, Item, canonical
from calsync.model import Component, Desired, Member
from calsync.reconcile.base import Base, Digests, digest, digests
from calsync.reconcile.mark import Mark

_TEXT = frozenset({Field.SUMMARY, Field.DESCRIPTION})


@dataclass(frozen=True, slots=True)
class Merge:
    write: frozenset[Field]
    """To be written to the object."""
    yielded: frozenset[Field]
    """Changed on both sides: the user's value stays, and is reported once."""
    asked: Digests
    """What the base asks for from now on."""
    facts: str
    timing: str


def content(desired: Desired) -> Content:
    return Content(desired.summary, desired.description, desired.due, desired.priority, desired.categories)


def wanted_digests(desired: Desired, component: Component, *, words: bool = True) -> Digests:
    """Digests of the fields as they are wanted; without ``words`` not of title and description, which then
    need not be written for it."""
    due, priority, categories = desired.due, desired.priority, desired.categories
    fields = canonical(content(desired) if words else Content("", "", due, priority, categories), component)
    return {field: digest(text) for field, text in fields.items() if words or field not in _TEXT}


def merge(desired: Desired, item: Item, base: Base | None, mark: Mark | None, now: datetime) -> Merge:
    """The fields to write, those the user keeps, and what to remember.

    Without a base the mark speaks for it (adoption); without either, what stands there is kept.
    """
    facts = base.facts if base is not None else mark.facts if mark is not None else desired.facts
    same = facts == desired.facts  # then a release that words it differently rewrites nothing
    want = wanted_digests(desired, item.component, words=not same or (base is None and mark is None))
    have = digests(item.values)
    asked = base.asked if base is not None else mark.digests if mark is not None else want
    timing = base.timing if base is not None else mark.timing if mark is not None else desired.timing
    due = base.due if base is not None else item.due
    if _older(desired.members, mark):
        return Merge(frozenset(), frozenset(), asked, facts, timing)
    write: set[Field] = set()
    yielded: set[Field] = set()
    ask = dict(asked)
    for field in Field:
        if same and field in _TEXT:
            continue
        if field is Field.DUE and timing == desired.timing and due is not None and due <= now:
            continue  # a change of configuration never moves a due that has passed
        if want[field] == have[field] or want[field] == asked.get(field):
            ask[field] = want[field]
            continue
        ask[field] = want[field]
        untouched = have[field] in _ours(field, base, mark)
        if untouched or (field is Field.DUE and _overtaken(desired, item)):
            write.add(field)
        else:
            yielded.add(field)
    return Merge(frozenset(write), frozenset(yielded), ask, desired.facts, desired.timing)


def untouched(item: Item, base: Base | None, mark: Mark | None) -> bool:
    """True when every managed field is as calsync, on this machine or another, left it."""
    if base is None and mark is None:
        return False
    have = digests(item.values)
    return not item.annotated and all(have[field] in _ours(field, base, mark) for field in Field)


def _ours(field: Field, base: Base | None, mark: Mark | None) -> set[str]:
    """The values of a field that are calsync's own: as echoed to us, and as the object's mark says."""
    values: set[str] = set()
    if base is not None and field in base.echo:
        values.add(base.echo[field])
    if mark is not None and field in mark.digests:
        values.add(mark.digests[field])
    return values


def _overtaken(desired: Desired, item: Item) -> bool:
    """The user's due date lies before the interview has even ended: it no longer makes sense."""
    return (
        desired.not_before is not None
        and item.due is not None
        and item.due < desired.not_before <= desired.due
    )


def _older(members: tuple[Member, ...], mark: Mark | None) -> bool:
    """Do our facts come from an older version of the event than the one the object was written from?"""
    if mark is None:
        return False
    known = {member.id: member for member in mark.members}
    for member in members:
        other = known.get(member.id)
        if other is None:
            continue
        if member.sequence != other.sequence:
            if member.sequence < other.sequence:
                return True
        elif member.dtstamp and other.dtstamp and member.dtstamp < other.dtstamp:
            return True
    return False
