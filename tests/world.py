"""A small world for the engine: a calendar, a target, a ledger, a clock, and a user who interferes."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

from calsync.app.engine import Sight, Thought, carry_out, think
from calsync.apply import Applied
from calsync.ical.item import Item, cancel_item, complete_item, read_item, reschedule_item
from calsync.ledger import Ledger
from calsync.model import Act, Component, Interview, Kind, OutcomeFact, Reading
from calsync.playbook import Context
from calsync.reconcile.limits import Limits
from calsync.reconcile.plan import Plan
from calsync.stores.base import Target
from calsync.stores.memory import MemoryTarget
from tests.factory import NOW, SOURCE, playbook, setting, sight

QUIET = frozenset({Act.KEEP, Act.SUPPRESS, Act.FORGET})
"""Actions that write nothing to the target."""


class World:
    """Interviews by UID as the calendar shows them; ``sync`` is one run of the real engine."""

    def __init__(self, folder: Path, store: Target | None = None, target: Target | None = None) -> None:
        """``store`` is what the user looks at, ``target`` what calsync does: the store, or a wrapper."""
        self.folder = folder
        self.store = store or MemoryTarget()
        self.target: Target = target or self.store
        self.calendar: dict[str, Interview] = {}
        self.others: tuple[Interview, ...] = ()
        self.readings: tuple[Reading, ...] = ()
        self.now: datetime = NOW
        self.context: Context = playbook()
        self.limits = Limits()
        self.component: Component | None = None
        self.ledgers = 0
        self.file = folder / "ledger.sqlite"

    # -- calendar

    def show(self, *interviews: Interview) -> None:
        self.calendar |= {one.uid: one for one in interviews}

    def sight(self) -> Sight:
        return sight(*self.calendar.values(), readings=self.readings, others=self.others)

    # -- runs

    def think(self) -> Thought:
        with Ledger(self.file, read_only=True) as ledger:
            return think(self.sight(), self._setting(ledger))

    def sync(self) -> Applied:
        with Ledger(self.file) as ledger:
            own = self._setting(ledger)
            seen = self.sight()
            ledger.book(self.target.id).inherit()
            thought = think(seen, own)
            applied = carry_out(thought, seen, own, lambda _done, _total: None)
            applied.notices[:0] = [*thought.notices, *thought.plan.notices]
            return applied

    def acts(self) -> list[str]:
        """What the next run would do, without what only keeps or remembers."""
        return sorted(
            f"{one.act} {one.key.kind}" for one in self.think().plan.actions if one.act not in QUIET
        )

    def lose_ledger(self) -> None:
        self.ledgers += 1
        self.file = self.folder / f"ledger-{self.ledgers}.sqlite"

    def tell(self, outcome: OutcomeFact) -> None:
        with Ledger(self.file) as ledger:
            ledger.facts.record(outcome)

    def _setting(self, ledger: Ledger):  # type: ignore[no-untyped-def]
        return setting(
            ledger,
            self.target,
            self.now,
            limits=self.limits,
            component=self.component,
            context=self.context,
        )

    # -- the target, as its user sees it

    def items(self) -> list[Item]:
        return sorted((read_item(stored) for stored in self.store.read().objects), key=lambda one: one.uid)

    def only(self, kind: Kind) -> Item:
        """The one follow-up of this kind."""
        found = self.every(kind)
        assert len(found) == 1, [one.summary for one in found]
        return found[0]

    def every(self, kind: Kind) -> list[Item]:
        return [one for one in self.items() if f"k={kind}/" in (one.mark or "")]

    def kinds(self) -> list[str]:
        return sorted(re.search(r"k=(\w+)/", one.mark or "k=?/").group(1) for one in self.items())  # type: ignore[union-attr]

    def put(self, item: Item, data: bytes) -> None:
        stored = self.store.get(item.href)
        assert stored is not None
        self.store.update(item.href, stored.etag, data)

    def complete(self, item: Item) -> None:
        self.put(item, complete_item(item.data, self.now))

    def cancel(self, item: Item) -> None:
        self.put(item, cancel_item(item.data, self.now))

    def delete(self, item: Item) -> None:
        stored = self.store.get(item.href)
        assert stored is not None
        self.store.delete(item.href, stored.etag)

    def retitle(self, item: Item, title: str) -> None:
        self.put(item, _line(item.data, "SUMMARY", title))

    def describe(self, item: Item, text: str) -> None:
        self.put(item, _line(item.data, "DESCRIPTION", text))

    def move(self, item: Item, due: datetime) -> None:
        self.put(item, reschedule_item(item.data, due, self.now))

    def pass_time(self, by: timedelta) -> None:
        self.now += by

    def failing(self, source: str = SOURCE) -> None:
        """The source cannot be read this time."""
        self.readings = (Reading(source, error="connection refused"),)

    def readable(self) -> None:
        self.readings = ()


def _line(data: bytes, name: str, value: str) -> bytes:
    """The first property of that name in the follow-up's own component replaced, folded lines and all."""
    pattern = re.compile(rb"^%b[^\r\n]*(\r?\n[ \t][^\r\n]*)*" % name.encode(), re.M)
    return pattern.sub(lambda _: f"{name}:{value}".encode(), data, count=1)


def with_mark_stripped(item: Item) -> bytes:
    return re.sub(rb"^X-CALSYNC[^\r\n]*(\r?\n[ \t][^\r\n]*)*\r?\n", b"", item.data, flags=re.M)


def nothing_to_do(made: Plan) -> bool:
    """Law 5: after a sync no action but keeping and remembering is left."""
    return all(action.act in QUIET for action in made.actions)
