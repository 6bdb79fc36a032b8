"""CalDAV calendars for the conformance suite: real servers, and shaped ones in front of Radicale."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from calsync.model import Component
from calsync.stores.base import Target
from calsync.stores.caldav import CalDavTarget, Wire
from tests.servers.clients import MemoryCache, signed_in, wire
from tests.servers.proxy import Shape, proxied
from tests.servers.running import Server
from tests.servers.shaped import EventsOnly, Faults, Google, Icloud, LosesAnswer, NextcloudTrash, Sogo
from tests.servers.shared import shared
from tests.storage.rig import Factory, Rig
from tests.storage.samples import NOW

EVENTS = frozenset({Component.VEVENT})


def _rig(connect: Callable[[], Wire], calendar: str, **ways: object) -> Rig:
    """A client with a cache of its own, and others that know nothing yet."""

    def client() -> Target:
        return CalDavTarget(connect(), calendar, now=NOW, cache=MemoryCache())

    return Rig(client(), client, **ways)  # type: ignore[arg-type]


def real(name: str, components: Sequence[Component] = tuple(Component), **ways: object) -> Factory:
    @contextmanager
    def factory(folder: Path) -> Iterator[Rig]:
        server = shared(name)
        with server.calendar([component.value for component in components]) as calendar:
            yield _rig(lambda: wire(server), calendar, takes=frozenset(components), **ways)

    return factory


def shaped(
    make: Callable[[Server], Shape], connect: Callable[[Server], Wire] = wire, **ways: object
) -> Factory:
    """``make`` is given the server behind, ``connect`` the one in front."""

    @contextmanager
    def factory(folder: Path) -> Iterator[Rig]:
        behind = shared("radicale")
        with behind.calendar() as calendar, proxied(behind, make(behind)) as proxy:
            yield _rig(lambda: connect(proxy.server), proxy.through(calendar), **ways)

    return factory


REAL: dict[str, Factory] = {
    "radicale": real("radicale"),
    "xandikos": real("xandikos"),
    "xandikos-tls": real("xandikos-tls"),
    "xandikos-events": real("xandikos", [Component.VEVENT]),
    "sabre": real("sabre"),
    "sabre-events": real("sabre", [Component.VEVENT]),
    "cyrus": real("cyrus", splits_categories=True),
}

SHAPED: dict[str, Factory] = {
    "google": shaped(
        lambda behind: Google(behind.username, behind.password), signed_in, takes=EVENTS, keeps_unknown=False
    ),
    "icloud": shaped(lambda behind: Icloud(behind.url.rstrip("/")), takes=EVENTS),
    "events-only": shaped(lambda _: EventsOnly(), takes=EVENTS),
    "nextcloud-trash": shaped(lambda _: NextcloudTrash(), reuses_uids=False),
    "nextcloud-403": shaped(lambda _: NextcloudTrash(first=0), reuses_uids=False),
    "sogo": shaped(lambda _: Sogo()),
    "loses-answers": shaped(lambda _: LosesAnswer(times=10**6)),
    "faults": shaped(lambda _: Faults(rate=0.15, random=random.Random(7))),
}

ALL: dict[str, Factory] = {**REAL, **SHAPED}
