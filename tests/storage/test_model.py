"""Any sequence of calls, by two clients in turn, does to a file what it does to the model in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from calsync.errors import TargetError
from calsync.ical.item import Field, complete_item, patch_item, read_item
from calsync.model import Component, Stored
from calsync.stores.memory import MemoryTarget
from tests.storage.conftest import STORES
from tests.storage.rig import Rig
from tests.storage.samples import NOW, content, item, uid

numbers = st.integers(0, 4)
titles = st.sampled_from(["Thank Ada", "Ask; again, \\ now", "✓ done?", "日本語" * 30])


class Model(RuleBasedStateMachine):
    """One number is one follow-up; an ETag is remembered per client, so that it can be out of date."""

    store = "vdir"

    def __init__(self) -> None:
        super().__init__()
        self.exits = ExitStack()
        folder = Path(self.exits.enter_context(tempfile.TemporaryDirectory()))
        self.rig: Rig = self.exits.enter_context(STORES[self.store](folder))
        self.model = MemoryTarget()
        self.known: dict[int, tuple[Stored, Stored]] = {}

    def teardown(self) -> None:
        self.exits.close()

    def both(self, call: Callable[[MemoryTarget, int], Stored | None], number: int) -> None:
        """The call on both sides: the same answer or the same error."""
        answers: list[Stored | type[TargetError] | None] = []
        for side, target in enumerate((self.model, self.rig.target)):
            try:
                answers.append(call(target, side))  # type: ignore[arg-type]
            except TargetError as error:
                answers.append(type(error))
        expected, real = answers
        if isinstance(expected, Stored) and isinstance(real, Stored):
            assert read_item(real).values == read_item(expected).values
            assert read_item(real).state == read_item(expected).state
            self.known[number] = expected, real
        else:
            assert real == expected

    @rule()
    def another_client(self) -> None:
        self.rig = Rig(self.rig.again(), self.rig.again)

    @rule(number=numbers, title=titles, component=st.sampled_from(Component))
    def create(self, number: int, title: str, component: Component) -> None:
        data = item(number, content(title), component)
        self.both(lambda target, side: target.create(uid(number), data), number)

    @rule(number=numbers, title=titles)
    def update(self, number: int, title: str) -> None:
        if number in self.known:
            old = self.known[number]

            def call(target: MemoryTarget, side: int) -> Stored:
                data = patch_item(old[side].data, content(title), frozenset(Field), "m", NOW)
                return target.update(old[side].href, old[side].etag, data)

            self.both(call, number)

    @rule(number=numbers)
    def complete_elsewhere(self, number: int) -> None:
        """The user's app: what this client knows is out of date from now on."""
        if number in self.known:
            for target, stored in zip((self.model, self.rig.again()), self.known[number], strict=True):
                now = target.get(stored.href)
                if now is not None:
                    target.update(now.href, now.etag, complete_item(now.data, NOW))

    @rule(number=numbers)
    def delete(self, number: int) -> None:
        if number in self.known:
            old = self.known[number]
            self.both(lambda target, side: target.delete(old[side].href, old[side].etag), number)

    @invariant()
    def they_hold_the_same(self) -> None:
        def held(objects: tuple[Stored, ...]) -> dict[str, object]:
            items = [read_item(stored) for stored in objects]
            return {one.uid: (one.values, one.state, one.component, one.mark) for one in items}

        snapshot = self.rig.target.read()
        assert snapshot.unreadable == ()
        assert len(snapshot.objects) == len(held(snapshot.objects))
        assert held(snapshot.objects) == held(self.model.read().objects)
        for stored in snapshot.objects:
            assert self.rig.target.get(stored.href) == stored


class SharedFile(Model):
    store = "icsfile-two-calendars"


class NewFile(Model):
    store = "icsfile"


for _machine in (Model, SharedFile, NewFile):
    _machine.TestCase.settings = settings(max_examples=15, stateful_step_count=30, deadline=None)

TestVdir = Model.TestCase
TestSharedFile = SharedFile.TestCase
TestNewFile = NewFile.TestCase
