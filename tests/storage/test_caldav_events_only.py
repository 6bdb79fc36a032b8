"""The conformance suite for servers that take events only: Google, iCloud, and a calendar of events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from calsync.ical.item import Content
from calsync.model import Component
from calsync.stores.base import Target
from calsync.stores.caldav import Bearer, CalDavTarget, Wire
from tests.servers.clients import MemoryCache, timing, wire
from tests.servers.proxy import Shape, proxied
from tests.servers.running import Server
from tests.servers.shaped import EventsOnly, Google, Icloud
from tests.servers.shared import shared
from tests.storage import test_conformance
from tests.storage.conftest import Rig
from tests.storage.samples import MARK, NOW, item
from tests.storage.test_conformance import (
    test_a_stale_update_changes_nothing,
    test_a_target_emptied_is_not_a_target_missing,
    test_a_uid_can_come_back_after_its_deletion,
    test_a_uid_is_taken_once,
    test_an_empty_target_holds_nothing,
    test_many_are_kept_apart,
    test_values_come_back_as_they_were_meant,
    test_what_is_deleted_is_gone,
)

__all__ = [
    "test_a_stale_update_changes_nothing",
    "test_a_target_emptied_is_not_a_target_missing",
    "test_a_uid_can_come_back_after_its_deletion",
    "test_a_uid_is_taken_once",
    "test_an_empty_target_holds_nothing",
    "test_many_are_kept_apart",
    "test_values_come_back_as_they_were_meant",
    "test_what_is_deleted_is_gone",
]


class Events(CalDavTarget):
    """Knows beforehand what it takes, as a run does that has met the refusal once."""

    components = frozenset({Component.VEVENT})  # type: ignore[assignment]


def rigged(connect: Callable[[], Wire], calendar: str) -> Rig:
    def client() -> Target:
        return Events(connect(), calendar, now=NOW, cache=MemoryCache())

    return Rig(client(), client)


@contextmanager
def shaped(shape: Callable[[Server], Shape]) -> Iterator[Rig]:
    server = shared("radicale")
    with server.calendar() as calendar, proxied(server, shape(server)) as proxy:
        yield rigged(lambda: wire(proxy.server), proxy.through(calendar))


@contextmanager
def google() -> Iterator[Rig]:
    server = shared("radicale")
    with server.calendar() as calendar, proxied(server, Google(server.username, server.password)) as proxy:

        def connect() -> Wire:
            return Wire(proxy.server.url, Bearer(lambda refused: "token-1"), timing=timing())

        yield rigged(connect, proxy.through(calendar))


@contextmanager
def sabre() -> Iterator[Rig]:
    server = shared("sabre")
    with server.calendar(["VEVENT"]) as calendar:
        yield rigged(lambda: wire(server), calendar)


def event(
    number: int = 0, what: Content | None = None, component: Component = Component.VEVENT, mark: str = MARK
) -> bytes:
    """As ``samples.item``, an event where nothing else is asked for."""
    return item(number, what, component, mark)


STORES = {
    "google": google,
    "icloud": lambda: shaped(lambda server: Icloud(server.url.rstrip("/"))),
    "events-only": lambda: shaped(lambda server: EventsOnly()),
    "sabre": sabre,
}


@pytest.fixture(params=STORES)
def rig(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    monkeypatch.setattr(test_conformance, "item", event)
    with STORES[request.param]() as ready:
        yield ready
