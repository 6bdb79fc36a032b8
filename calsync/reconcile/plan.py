"""The table of design section 3: desired x actual x base gives a plan.

Pure: the same arguments give the same plan, and planning again after it was applied finds nothing to do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calsync.ical.item import Item
from calsync.model import Action, Component, Desired, Key, Kind, Notice, Standing, Withdrawn
from calsync.reconcile import wanted as want
from calsync.reconcile.base import Base
from calsync.reconcile.bind import Known, bind, claim, recognise
from calsync.reconcile.limits import Limits, all_vanished, brake
from calsync.reconcile.step import Step
from calsync.reconcile.unwanted import Causes, unwanted

TOMBSTONE_LIFE = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything the table looks at."""

    desired: Sequence[Desired]
    withdrawn: Sequence[Withdrawn]
    items: Sequence[Item]
    bases: Sequence[Base]
    exists: bool
    """The target exists: what is missing in it was taken out, not lost with it."""
    unreadable: Collection[str]
    """hrefs that could not be read: never taken for absent."""
    component: Component
    """For new objects."""
    ledger: str
    """Id of our own ledger."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do, and what to note down without touching the target."""

    steps: tuple[Step, ...]
    notes: tuple[Base, ...]
    """Bases whose memory changes although nothing is written: completed, edited, seen again."""
    expired: tuple[Key, ...]
    """Tombstones past their life."""
    notices: tuple[Notice, ...]

    @property
    def actions(self) -> tuple[Action, ...]:
        return tuple(step.action for step in self.steps)

    @property
    def safe(self) -> bool:
        """True when nothing was withheld."""
        return not any(step.action.withheld for step in self.steps)


def standings(
    items: Sequence[Item], bases: Sequence[Base], desired: Sequence[Desired], now: datetime
) -> tuple[Standing, ...]:
    """What the playbook may know: every known follow-up with its state.

    ``desired``, from a first round without standings, helps to recognise the objects that only their UID
    gives away. A tick without a time counts as done now, once, and the ledger keeps that.
    """
    known, _ = recognise(items, bases)
    return tuple(want.standing(one, now) for one in claim(known, items, desired))


def plan(scene: Scene, limits: Limits, now: datetime) -> Plan:
    """The plan for one target."""
    known, notices = recognise(scene.items, scene.bases)
    known = claim(known, scene.items, scene.desired)
    binding = bind(scene.desired, known)
    missing = _missing(scene, limits, known)
    context = want.Context(now, scene.component, scene.ledger, missing, frozenset(scene.unreadable))
    results = [want.wanted(pair, context) for pair in binding.pairs]
    results += [want.new(desired, context) for desired in binding.new]
    wanted = (*(pair.desired for pair in binding.pairs), *binding.new)
    causes = _causes(scene.withdrawn, wanted)
    results += [unwanted(one, causes, context) for one in binding.rest]
    steps = sorted((one.step for one in results if one.step), key=lambda step: step.action.key)
    held, brakes = brake(steps, known, limits)
    expired = tuple(
        one.key for one in known if one.item is None and one.base and one.base.due + TOMBSTONE_LIFE < now
    )
    told = [notice for one in results for notice in one.notices]
    if missing is want.Missing.WITHHELD:
        told.append(_vanished_notice(known))
    return Plan(
        steps=held,
        notes=tuple(one.note for one in results if one.note is not None and one.note.key not in expired),
        expired=expired,
        notices=(*notices, *told, *brakes),
    )


def _missing(scene: Scene, limits: Limits, known: Sequence[Known]) -> want.Missing:
    """What it means when an object is not there."""
    if not scene.exists or limits.recreate:
        return want.Missing.LOST
    if all_vanished(known) and not limits.accept_deletions:
        return want.Missing.WITHHELD
    return want.Missing.DELETED


def _causes(withdrawn: Sequence[Withdrawn], wanted: Sequence[Desired]) -> Causes:
    by_member: dict[tuple[Kind, str], Withdrawn] = {}
    for one in sorted(withdrawn, key=lambda one: (one.kind, one.member, one.cause)):
        by_member.setdefault((one.kind, one.member), one)
    merged: Mapping[tuple[Kind, str], Key] = {
        (desired.key.kind, member.id): desired.key for desired in wanted for member in desired.members
    }
    return Causes(by_member, merged)


def _vanished_notice(known: Sequence[Known]) -> Notice:
    count = sum(1 for one in known if one.base is not None and one.base.present)
    return Notice(
        "vanished",
        f"all {count} follow-ups are gone from the target at once. To write the open ones again, run with "
        "--recreate; if you deleted them, run with --accept-deletions",
    )
