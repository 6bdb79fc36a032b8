"""The state machine of the sync against real CalDAV servers, and against servers shaped to misbehave."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from calsync.stores.base import Target
from calsync.stores.caldav import CalDavTarget, Wire
from tests.factory import NOW
from tests.machine import SyncMachine, steps
from tests.servers.clients import MemoryCache, signed_in, wire
from tests.servers.proxy import Shape, proxied
from tests.servers.running import Server
from tests.servers.shaped import Faults, Google, Icloud, Lags, LosesAnswer, NextcloudTrash, Sogo
from tests.servers.shared import shared

pytestmark = pytest.mark.network


class OnAServer(SyncMachine):
    """A fresh calendar for each example; the user gets at it without the shape."""

    server = "radicale"
    shape: Callable[[Server], Shape] | None = None
    """Made for the server behind."""
    connect: Callable[[Server], Wire] = staticmethod(wire)

    def make_store(self) -> Target:
        self.stack = ExitStack()
        self.behind: Server = shared(self.server)
        self.calendar = self.stack.enter_context(self.behind.calendar())
        return CalDavTarget(wire(self.behind), self.calendar, now=NOW, cache=MemoryCache())

    def make_target(self, store: Target) -> Target:
        make = type(self).shape
        if make is None:
            return store
        proxy = self.stack.enter_context(proxied(self.behind, make(self.behind)))
        connection = type(self).connect(proxy.server)
        return CalDavTarget(connection, proxy.through(self.calendar), now=NOW, cache=MemoryCache())

    def teardown(self) -> None:
        self.stack.close()
        super().teardown()


class WithLateListings(OnAServer):
    """From time to time listings and sync reports show what stood there a while ago; addresses never lie."""

    def make_target(self, store: Target) -> Target:
        self.lags = Lags()
        proxy = self.stack.enter_context(proxied(self.behind, self.lags))
        self.again = lambda: CalDavTarget(
            wire(proxy.server), proxy.through(self.calendar), now=NOW, cache=MemoryCache()
        )
        return self.again()

    @precondition(lambda self: not self.lags.late)
    @rule()
    def the_listing_falls_behind(self) -> None:
        self.again().read()  # what it will show
        self.lags.late = True

    @precondition(lambda self: self.lags.late)
    @rule()
    def the_listing_catches_up(self) -> None:
        self.lags.late = self.clean = False

    @rule()
    def a_run(self) -> None:
        super().a_run()
        self.clean = self.clean and not self.lags.late

    @rule()
    def the_ledger_is_lost(self) -> None:
        super().the_ledger_is_lost()
        self.usual = self.world.target = self.again()  # what was remembered of the listing was in it


SHAPES: dict[str, Callable[[Server], Shape]] = {
    "google": lambda behind: Google(behind.username, behind.password),
    "icloud": lambda behind: Icloud(behind.url.rstrip("/")),
    "trash bin": lambda _: NextcloudTrash(),
    "sogo": lambda _: Sogo(),
    "loses answers": lambda _: LosesAnswer(times=10**6),
    "faults": lambda _: Faults(rate=0.1, random=random.Random(7)),
}


@pytest.mark.parametrize("server", ["radicale", "xandikos"])
def test_the_laws_hold_on_a_real_server(server: str) -> None:
    machine = type(f"On{server.title()}", (OnAServer,), {"server": server})
    run_state_machine_as_test(machine, settings=steps(120))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_laws_hold_on_a_shaped_server(shape: str) -> None:
    ways = {"shape": staticmethod(SHAPES[shape])}
    if shape == "google":
        ways["connect"] = staticmethod(signed_in)
    run_state_machine_as_test(type("OnAShapedServer", (OnAServer,), ways), settings=steps(80))


def test_the_laws_hold_with_late_listings() -> None:
    run_state_machine_as_test(WithLateListings, settings=steps(120))
