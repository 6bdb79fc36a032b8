"""One run, from what the sources showed to a plan: the use cases that plan or write all go through here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo

from calsync.app.sources import IMPORTS
from calsync.apply import Applied, apply
from calsync.detect import find_aliases
from calsync.errors import ItemError
from calsync.ical.item import Item, read_item
from calsync.ledger import Ledger
from calsync.model import Component, Interview, Key, Notice, OutcomeFact, Reading, Window
from calsync.playbook import Context, Proposal, propose
from calsync.reconcile.identity import Aliases, identify, restructured
from calsync.reconcile.limits import Limits
from calsync.reconcile.plan import Plan, Scene, plan, standings
from calsync.reconcile.play import Play, earned, gone, in_play
from calsync.stores.base import Snapshot, Target

MEMORY = timedelta(days=400)
"""How long after its end an interview is remembered, as long as a tombstone is."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the sources showed in this run, judged."""

    detected: tuple[Interview, ...]
    others: tuple[Interview, ...]
    readings: tuple[Reading, ...]
    window: Window
    settings: str
    """Digest of the user's own detection settings."""


@dataclass(frozen=True, slots=True)
class Thought:
    """A plan, with what it rests on."""

    plan: Plan
    scene: Scene
    play: Play
    aliases: Aliases
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a run is about: where it writes, what it remembers, and the user's rules."""

    ledger: Ledger
    target: Target
    context: Context
    limits: Limits
    component: Component | None
    """For new follow-ups; None lets the target decide."""
    now: datetime


def think(sight: Sight, setting: Setting) -> Thought:
    """The plan. Reads the target and the ledger, writes nothing.

    Raises AuthError, NetworkError or TargetError when the target cannot be read.
    """
    facts, now = setting.ledger.facts, setting.now
    remembered = facts.interviews()
    known, acted = facts.aliases(), setting.ledger.acted()
    found, notices = _reissued(sight, [one.interview for one in remembered.values()], now)
    named = identify(sight.detected, sight.others, known, found, acted)
    play = in_play(
        named.detected,
        named.others,
        remembered,
        sight.readings,
        sight.window,
        now,
        settings=sight.settings,
        acted=acted,
    )
    scene, told = _scene(play, facts.outcomes(), setting)
    made = plan(scene, setting.limits, now)
    return Thought(made, scene, play, named.fresh, (*notices, *told))


def carry_out(
    thought: Thought, sight: Sight, setting: Setting, progress: Callable[[int, int], None]
) -> Applied:
    """Remembers what was seen, then applies the plan.

    Raises LedgerError when the ledger cannot be written; what the target refuses is told in the result.
    """
    ledger, now = setting.ledger, setting.now
    book = ledger.book(setting.target.id)
    with ledger.transaction():
        ledger.facts.remember(
            thought.play.interviews, sight.settings, thought.play.forgotten, thought.aliases
        )
        ledger.facts.expire(now - MEMORY, ledger.acted())
        book.used(setting.target.name, now)

    def again(key: Key, item: Item | None) -> Plan:
        scene = _with(thought.scene, key, item)
        return _only(plan(replace(scene, bases=book.bases()), setting.limits, now), key)

    return apply(
        thought.plan,
        setting.target,
        ledger,
        again,
        now,
        zone=setting.context.calendar.zone,
        fallback=setting.component is None,
        progress=progress,
    )


def items_of(
    snapshot: Snapshot, zone: tzinfo
) -> tuple[tuple[Item, ...], tuple[str, ...], tuple[Notice, ...]]:
    """The follow-ups in a snapshot, the hrefs of those that cannot be read, and a notice for each.

    ``zone`` is the user's: a due that an app made a date, or floating, is meant in it.
    """
    items: list[Item] = []
    unreadable = list(snapshot.unreadable)
    notices: list[Notice] = []
    for stored in snapshot.objects:
        try:
            items.append(read_item(stored, zone))
        except ItemError as error:
            unreadable.append(stored.href)
            notices.append(Notice("unreadable_followup", f"{stored.href}: {error}"))
    return tuple(items), tuple(unreadable), tuple(notices)


def _reissued(
    sight: Sight, remembered: Sequence[Interview], now: datetime
) -> tuple[Aliases, tuple[Notice, ...]]:
    """New ids for interviews that are known: another shape of the same event, or a new invitation.

    Only what is seen, or is proven gone, or was imported, can have been replaced by something else: a
    calendar that was not read this time still holds its interviews.
    """
    readings = {reading.source: reading for reading in sight.readings}
    seen = {one.id for one in sight.detected}
    replaceable = [
        one
        for one in remembered
        if one.id in seen
        or set(one.sources) <= {IMPORTS}  # never updated by who sent it
        or gone(one)
        or earned(one, readings, sight.window, now)
    ]
    current = (*sight.detected, *sight.others)
    shapes = restructured(current, replaceable)
    issued, notices = find_aliases(
        tuple(one for one in sight.detected if one.id not in shapes), tuple(replaceable), now
    )
    return {**issued, **shapes}, notices


def _scene(
    play: Play, outcomes: tuple[OutcomeFact, ...], setting: Setting
) -> tuple[Scene, tuple[Notice, ...]]:
    book = setting.ledger.book(setting.target.id)
    bases, now = book.bases(), setting.now
    snapshot = setting.target.read()
    items, unreadable, notices = items_of(snapshot, setting.context.calendar.zone)

    def proposed(wanted: Proposal | None) -> Proposal:
        standing = standings(items, bases, wanted.desired if wanted else (), now)
        return propose(play.interviews, outcomes, standing, setting.context, now)

    proposal = proposed(None)
    if items and {item.uid for item in items} - {base.uid for base in bases}:
        proposal = proposed(proposal)  # objects that only a wanted key's UID makes known count as well
    scene = Scene(
        desired=proposal.desired,
        withdrawn=proposal.withdrawn,
        items=items,
        bases=bases,
        exists=snapshot.exists,
        unreadable=unreadable,
        component=setting.component or book.component() or _best(setting.target),
        ledger=setting.ledger.id,
    )
    return scene, (*notices, *proposal.notices)


def _best(target: Target) -> Component:
    return Component.VTODO if Component.VTODO in target.components else Component.VEVENT


def _with(scene: Scene, key: Key, item: Item | None) -> Scene:
    """The scene with one object as it stands now, or without it."""
    gone = {base.href for base in scene.bases if base.key == key}
    if item is not None:
        gone.add(item.href)
    others = tuple(one for one in scene.items if one.href not in gone)
    return replace(scene, items=others if item is None else (*others, item))


def _only(made: Plan, key: Key) -> Plan:
    return replace(
        made,
        steps=tuple(step for step in made.steps if step.action.key == key),
        notes=tuple(note for note in made.notes if note.key == key),
        notices=(),
        expired=(),
    )
