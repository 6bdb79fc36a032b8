"""The state machine of the sync: random calendars, people, failures and clocks against the laws.

``SyncMachine`` is run by tests against a store each; what it may assume of a store is the Target contract.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from calsync.apply import GENERATIONS, Applied
from calsync.ical.item import Field, Item
from calsync.ledger import Ledger
from calsync.model import Act, Action, Cause, Interview, Key, Kind, Person, Result
from calsync.reconcile.base import Base
from calsync.reconcile.identity import resolve
from calsync.reconcile.limits import Limits
from calsync.reconcile.mark import decode
from calsync.stores.base import Target
from calsync.stores.memory import MemoryTarget
from tests.factory import cancelled, content, interview, moved
from tests.storage.hostile import Failing, Fault, at_call
from tests.world import World, nothing_to_do

COMPANIES = ("Nimbus", "Acme", "Thistle & Oak", None)
_LENGTH = 40
AGENT = Person("Otto Lind", "otto@agency.example")


class Killed(BaseException):
    """SIGKILL, as far as code can tell: nothing after it runs."""


class SyncMachine(RuleBasedStateMachine):
    """Rules are what calendars, people and networks do; the invariants are the laws of design section 3."""

    def make_store(self) -> Target:
        """What the user looks at and works in."""
        return MemoryTarget()

    def make_target(self, store: Target) -> Target:
        """How calsync gets at it."""
        return store

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="calsync-machine-")
        store = self.make_store()
        self.usual = self.make_target(store)
        self.world = World(Path(self._folder.name), store, self.usual)
        self.world.limits = Limits(allow_retract=True, accept_deletions=True)
        self.count = 0
        self.edits: dict[str, dict[Field, str]] = {}
        self.done: dict[str, bytes] = {}
        self.tombs: set[str] = set()
        self.clean = False

    def teardown(self) -> None:
        self._folder.cleanup()

    # -- the calendar

    @rule(
        hours=st.integers(-48, 24 * 20),
        length=st.sampled_from((30, 60, 240)),
        company=st.sampled_from(COMPANIES),
        agency=st.booleans(),
    )
    def an_invitation_comes(self, hours: int, length: int, company: str | None, agency: bool) -> None:
        self.clean = False
        self.count += 1
        start = (self.world.now + timedelta(hours=hours)).replace(minute=0)
        recruiter = {"via_recruiter": True, "recruiter": AGENT} if agency else {}
        self.world.show(interview(f"{self.count}@example.com", start, length, company, **recruiter))

    @precondition(lambda self: self.world.calendar)
    @rule(data=st.data(), by=st.integers(-72, 240))
    def it_is_moved(self, data: st.DataObject, by: int) -> None:
        self._change(data, lambda one: moved(one, timedelta(hours=by)))

    @precondition(lambda self: self.world.calendar)
    @rule(data=st.data())
    def it_is_cancelled(self, data: st.DataObject) -> None:
        self._change(data, cancelled)

    @precondition(lambda self: self.world.calendar)
    @rule(data=st.data())
    def it_is_on_again(self, data: st.DataObject) -> None:
        self._change(data, lambda one: self._other(one, active=True, inactive_reason=None, confirmed=True))

    @precondition(lambda self: self.world.calendar)
    @rule(data=st.data())
    def it_becomes_a_hold(self, data: st.DataObject) -> None:
        self._change(data, lambda one: self._other(one, confirmed=False))

    @precondition(lambda self: self.world.calendar)
    @rule(data=st.data(), company=st.sampled_from(COMPANIES))
    def its_text_changes(self, data: st.DataObject, company: str | None) -> None:
        key = company.casefold() if company else None
        self._change(data, lambda one: self._other(one, company=company, company_key=key))

    @precondition(lambda self: self.world.calendar)
    @rule(data=st.data())
    def it_disappears(self, data: st.DataObject) -> None:
        self.clean = False
        del self.world.calendar[data.draw(st.sampled_from(sorted(self.world.calendar)))]

    @rule(fails=st.booleans())
    def the_source_fails_or_recovers(self, fails: bool) -> None:
        self.clean = False
        if fails:
            self.world.failing()
        else:
            self.world.readable()

    @rule(hours=st.sampled_from((1, 5, 12, 24, 72, 200)))
    def time_passes(self, hours: int) -> None:
        self.clean = False
        self.world.pass_time(timedelta(hours=hours))

    # -- the user

    @precondition(lambda self: self._open())
    @rule(data=st.data())
    def the_user_completes_one(self, data: st.DataObject) -> None:
        item = self._pick(data)
        self.world.complete(item)
        self._settled(item)

    @precondition(lambda self: self._open())
    @rule(data=st.data())
    def the_user_cancels_one(self, data: st.DataObject) -> None:
        item = self._pick(data)
        self.world.cancel(item)
        self._settled(item)

    @precondition(lambda self: self._open())
    @rule(data=st.data(), title=st.sampled_from(("Call mum", "Thanks!", "Später ☎")))
    def the_user_retitles_one(self, data: st.DataObject, title: str) -> None:
        item = self._pick(data)
        self.world.retitle(item, title)
        self.edits.setdefault(item.uid, {})[Field.SUMMARY] = title

    @precondition(lambda self: self._open())
    @rule(data=st.data(), hours=st.integers(1, 400))
    def the_user_moves_one(self, data: st.DataObject, hours: int) -> None:
        item = self._pick(data)
        self.world.move(item, self.world.now + timedelta(hours=hours))
        moved_item = next(one for one in self.world.items() if one.uid == item.uid)
        self.edits.setdefault(item.uid, {})[Field.DUE] = moved_item.values[Field.DUE]

    @precondition(lambda self: self.world.items())
    @rule(data=st.data())
    def the_user_deletes_one(self, data: st.DataObject) -> None:
        item = data.draw(st.sampled_from(self.world.items()))
        self.clean = False
        self.world.delete(item)
        self.edits.pop(item.uid, None)
        self.done.pop(item.uid, None)

    # -- runs

    @rule()
    def a_run(self) -> None:
        applied = self.world.sync()
        self._checked(applied)
        done = all(outcome.result is Result.DONE for outcome in applied.outcomes)
        self.clean = done and not self.world.readings

    @rule(call=st.integers(0, 6), fault=st.sampled_from((Fault.BEFORE, Fault.AFTER)))
    def a_run_that_loses_the_connection(self, call: int, fault: Fault) -> None:
        self.clean = False
        self.world.target = Failing(self.usual, at_call(call, fault), reads=False)
        self._checked(self.world.sync())
        self.world.target = self.usual

    @rule(call=st.integers(0, 6), fault=st.sampled_from((Fault.BEFORE, Fault.AFTER)))
    def a_run_that_is_killed(self, call: int, fault: Fault) -> None:
        self.clean = False
        self._overtaken(self.world.think().plan.actions)
        self.world.target = Failing(self.usual, at_call(call, fault), reads=False, error=Killed)
        with suppress(Killed):
            self._checked(self.world.sync())
        self.world.target = self.usual

    @rule()
    def the_ledger_is_lost(self) -> None:
        self.clean = False
        self.tombs.clear()  # what the user deleted was remembered nowhere else
        self.world.lose_ledger()

    # -- the laws

    @invariant()
    def nothing_stands_twice(self) -> None:
        known = {base.key.uid(number): base.key for base in self._bases() for number in range(GENERATIONS)}
        keys = [_key(item) or known.get(item.uid) for item in self.world.items()]
        keys = [key for key in keys if key is not None]
        assert len(keys) == len(set(keys))

    @invariant()
    def what_is_done_stays_as_it_is(self) -> None:
        now = {item.uid: item.data for item in self.world.items()}
        assert {uid: now.get(uid) for uid in self.done} == self.done

    @invariant()
    def no_edit_is_lost(self) -> None:
        now = {item.uid: item for item in self.world.items()}
        for uid, edits in self.edits.items():
            assert uid in now, f"{uid} was edited, and is gone"
            for field, value in edits.items():
                assert now[uid].values[field] == value

    @invariant()
    def what_the_user_deleted_does_not_come_back(self) -> None:
        assert not self.tombs & {item.uid for item in self.world.items()}

    @precondition(lambda self: self.clean)
    @invariant()
    def a_second_run_has_nothing_to_do(self) -> None:
        thought = self.world.think()
        assert nothing_to_do(thought.plan), [(a.act, a.key, a.reason) for a in thought.plan.actions]

    @precondition(lambda self: self.clean)
    @invariant()
    def every_interview_ahead_has_its_thanks(self) -> None:
        with Ledger(self.world.file, read_only=True) as ledger:
            aliases = ledger.facts.aliases()
        bases = self._bases()
        thanked = {member.id for base in bases if base.key.kind is Kind.THANK_YOU for member in base.members}
        for one in self.world.calendar.values():
            if one.active and one.confirmed and one.start > self.world.now:
                assert resolve(one.id, aliases) in thanked, one

    # -- helpers

    def _change(self, data: st.DataObject, how: Callable[[Interview], Interview]) -> None:
        self.clean = False
        uid = data.draw(st.sampled_from(sorted(self.world.calendar)))
        self.world.calendar[uid] = how(self.world.calendar[uid])

    @staticmethod
    def _other(one: Interview, **more: object) -> Interview:
        made = replace(one, **more, sequence=one.sequence + 1)  # type: ignore[arg-type]
        return replace(made, content=content(made))

    def _open(self) -> list[Item]:
        return [item for item in self.world.items() if item.state == "open"]

    def _pick(self, data: st.DataObject) -> Item:
        self.clean = False
        return data.draw(st.sampled_from(self._open()))

    def _settled(self, item: Item) -> None:
        self.edits.pop(item.uid, None)
        self.done[item.uid] = next(one.data for one in self.world.items() if one.uid == item.uid)

    def _overtaken(self, actions: Iterable[Action]) -> None:
        """An own due date before the end of the interview is not kept: a scenario of its own shows when."""
        for action in actions:
            if action.act in (Act.UPDATE, Act.ADOPT) and "due" in action.fields:
                edits = self.edits.pop(action.uid, {})
                kept = {field: value for field, value in edits.items() if field is not Field.DUE}
                if kept:
                    self.edits[action.uid] = kept

    def _checked(self, applied: Applied) -> None:
        """The laws that speak of a run, and what its user must now expect."""
        written = {outcome.action.uid: outcome.action for outcome in applied.outcomes}
        self._overtaken(written.values())
        ends = {one.id: one.end for one in self.world.calendar.values()}
        for action in written.values():
            if action.act is Act.RETRACT and action.cause is Cause.ABSENT:
                assert not self.world.readings, "absence was not earned"
                assert all(ends.get(one.id, self.world.now) >= self.world.now for one in action.members)
        self.tombs = {base.uid for base in self._bases() if base.state == "deleted" and not base.present}

    def _bases(self) -> tuple[Base, ...]:
        with Ledger(self.world.file, read_only=True) as ledger:
            return tuple(ledger.book(self.world.target.id).bases())


def _key(item: Item) -> Key | None:
    mark = decode(item.mark)
    return mark.key if mark else None


def steps(default: int) -> settings:
    """About so many steps in all; the environment's CALSYNC_STEPS asks for more."""
    wanted = int(os.environ.get("CALSYNC_STEPS", default))
    return settings(
        max_examples=max(1, wanted // _LENGTH),
        stateful_step_count=_LENGTH,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
