"""CalDAV calendars for the conformance suite: real servers, and shaped ones in front of Radicale."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from calsync.stores.base import Target
from calsync.stores.caldav import CalDavTarget
from tests.servers.clients import MemoryCache, wire
from tests.servers.proxy import Shape, proxied
from tests.servers.running import Server
from tests.servers.shaped import Faults, LosesAnswer, NextcloudTrash, Sogo
from tests.servers.shared import shared
from tests.storage.samples import NOW

Clients = tuple[Target, Callable[[], Target]]


def _clients(server: Server, calendar: str) -> Clients:
    """A client with a cache of its own, and others that know nothing yet."""

    def client() -> Target:
        return CalDavTarget(wire(server), calendar, now=NOW, cache=MemoryCache())

    return client(), client


def real(name: str) -> Callable[[Path], AbstractContextManager[Clients]]:
    @contextmanager
    def factory(folder: Path) -> Iterator[Clients]:
        server = shared(name)
        with server.calendar() as calendar:
            yield _clients(server, calendar)

    return factory


def shaped(make: Callable[[], Shape]) -> Callable[[Path], AbstractContextManager[Clients]]:
    @contextmanager
    def factory(folder: Path) -> Iterator[Clients]:
        behind = shared("radicale")
        with behind.calendar() as calendar, proxied(behind, make()) as proxy:
            yield _clients(proxy.server, proxy.through(calendar))

    return factory


REAL = {name: real(name) for name in ("radicale", "xandikos", "xandikos-tls", "sabre", "cyrus")}

SHAPED = {
    "sogo": shaped(Sogo),
    "loses-answers": shaped(lambda: LosesAnswer(times=10**6)),
    "faults": shaped(lambda: Faults(rate=0.15, random=random.Random(7))),
}

TRASH = {"nextcloud-trash": shaped(NextcloudTrash), "nextcloud-403": shaped(lambda: NextcloudTrash(first=0))}

ALL = {**REAL, **SHAPED, **TRASH}
