"""Who is who: pairs what is wanted with what stands in the target and what is remembered.

A follow-up keeps its key for life, but the interviews it is about come and go: a session is added to the
day, the first one moves to another day, an agency drops out. So a wanted follow-up belongs to the known one
of its kind that shares most members with it, and takes over its key.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from calsync.ical.item import Item
from calsync.model import UID_PREFIX, Desired, Key, Kind, Member, Notice, State
from calsync.reconcile.base import Base, digest
from calsync.reconcile.mark import Mark, decode


@dataclass(frozen=True, slots=True)
class Known:
    """A follow-up calsync knows of: remembered (base), standing (item), or both."""

    key: Key
    base: Base | None
    item: Item | None
    mark: Mark | None
    """The item's own mark, where it has a readable one."""
    members: tuple[Member, ...]

    @property
    def state(self) -> State:
        """Done stays done, also when the app has tidied the task away; a missing open one was deleted."""
        if self.item is not None and self.item.state is not State.OPEN:
            return self.item.state
        if self.base is None:
            return State.OPEN
        match self.base.state:
            case State.RETRACTING:
                return State.OPEN if self.item is not None else State.RETRACTED
            case State.OPEN:
                return State.OPEN if self.item is not None else State.DELETED
            case State.DELETED | State.DONE | State.CANCELLED:
                return State.OPEN if self.item is not None else self.base.state
            case State.RETRACTED | State.RELEASED:
                return self.base.state


@dataclass(frozen=True, slots=True)
class Bound:
    known: Known
    desired: Desired


@dataclass(frozen=True, slots=True)
class Binding:
    pairs: tuple[Bound, ...]
    new: tuple[Desired, ...]
    """Wanted, and like nothing known; their keys are free."""
    rest: tuple[Known, ...]
    """Known, and not wanted."""


def recognise(items: Sequence[Item], bases: Iterable[Base]) -> tuple[tuple[Known, ...], tuple[Notice, ...]]:
    """Pairs objects and memory by UID, else by the mark (a server may replace UIDs).

    Of several objects with one UID the edited one is actual, else the first; the others are reported.
    Objects with neither a base nor a readable mark are left to ``claim``.
    """
    notices: list[Notice] = []
    by_uid: dict[str, Item] = {}
    marks = {id(item): decode(item.mark) for item in items}
    for item in items:
        other = by_uid.get(item.uid)
        if other is None:
            by_uid[item.uid] = item
            continue
        text = f"“{item.summary}” stands twice in the target: delete one of them"
        notices.append(Notice("duplicate_uid", text, uid=item.uid))
        if not _edited(other, marks[id(other)]) and _edited(item, marks[id(item)]):
            by_uid[item.uid] = item
    by_key: dict[Key, Item] = {}
    for item in by_uid.values():
        mark = marks[id(item)]
        if mark is not None:
            own = item.uid == mark.key.uid(mark.generation)
            if own or mark.key not in by_key:
                by_key[mark.key] = item
    known: list[Known] = []
    taken: set[str] = set()
    for base in sorted(bases, key=lambda one: one.key):
        found = by_uid.get(base.uid) or by_key.get(base.key)
        if found is not None and found.uid in taken:
            found = None
        if found is not None:
            taken.add(found.uid)
        mark = marks[id(found)] if found is not None else None
        known.append(Known(base.key, base, found, mark, base.members))
    keys = {one.key for one in known}
    for key, item in sorted(by_key.items(), key=lambda pair: pair[0]):
        mark = marks[id(item)]
        if mark is not None and item.uid not in taken and key not in keys:
            known.append(Known(key, None, item, mark, mark.members))
    return tuple(known), tuple(notices)


def claim(known: Sequence[Known], items: Sequence[Item], wanted: Sequence[Desired]) -> tuple[Known, ...]:
    """Adds the objects that only their UID gives away: the ledger is lost and the mark was stripped."""
    seen = {one.item.uid for one in known if one.item is not None}
    keys = {one.key for one in known}
    free = {item.uid: item for item in items if item.uid not in seen and item.uid.startswith(UID_PREFIX)}
    more = tuple(
        Known(desired.key, None, free[desired.key.uid()], None, desired.members)
        for desired in wanted
        if desired.key not in keys and desired.key.uid() in free
    )
    return (*known, *more)


def bind(wanted: Sequence[Desired], known: Sequence[Known]) -> Binding:
    """The pairing: most members shared first, then the same key, then the least key."""
    candidates: list[tuple[int, bool, Key, Key]] = []
    by_key = {one.key: one for one in known}
    want = {desired.key: desired for desired in wanted}
    by_member: dict[tuple[Kind, str], list[Known]] = {}
    for one in known:
        for member in one.members:
            by_member.setdefault((one.key.kind, member.id), []).append(one)
    for desired in wanted:
        near = {one.key: one for member in desired.members
                for one in by_member.get((desired.key.kind, member.id), ())}  # fmt: skip
        if desired.key in by_key:
            near[desired.key] = by_key[desired.key]
        for one in near.values():
            shared = _shared(desired, one)
            if shared is not None:
                candidates.append((-shared, one.key != desired.key, one.key, desired.key))
    pairs: dict[Key, Bound] = {}
    used: set[Key] = set()
    for _, _, key, own in sorted(candidates):
        if key not in used and own not in pairs:
            used.add(key)
            pairs[own] = Bound(by_key[key], replace(want[own], key=key))
    taken = set(by_key)
    new: list[Desired] = []
    for desired in sorted(wanted, key=lambda one: one.key):
        if desired.key in pairs:
            continue
        fresh = desired
        while fresh.key in taken:  # its natural key belongs to a follow-up that has moved on
            fresh = replace(fresh, key=replace(fresh.key, occasion=fresh.key.occasion + 1))
        taken.add(fresh.key)
        new.append(fresh)
    rest = tuple(one for one in known if one.key not in used)
    ordered = tuple(pairs[key] for key in sorted(pairs))
    return Binding(ordered, tuple(new), rest)


def _shared(desired: Desired, known: Known) -> int | None:
    """How many members they share; None when they cannot be the same follow-up."""
    same = desired.key == known.key
    if known.key.kind is Kind.KEEP_GOING:
        return 1 if same else None
    if known.key.occasion != desired.key.occasion and known.state is State.DONE:
        return None  # what was done stays done: this is the next occasion
    if known.state is State.DONE and not same:
        return None
    shared = len({member.id for member in desired.members} & {member.id for member in known.members})
    return shared if shared or same else None


def _edited(item: Item, mark: Mark | None) -> bool:
    if item.state is not State.OPEN:
        return True
    return mark is None or any(digest(item.values[field]) != value for field, value in mark.digests.items())
