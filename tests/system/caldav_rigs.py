"""What the CalDAV system tests stand on: a recorded calendar on each real server."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from calsync.stores.caldav import CalDavSource, CalDavTarget
from tests.servers.clients import MemoryCache, Naps, wire
from tests.servers.events import NOW
from tests.servers.proxy import Proxy, Shape, proxied
from tests.servers.running import Server
from tests.servers.shared import shared

REAL = ("radicale", "xandikos", "sabre", "cyrus")


@dataclass
class Rig:
    """A calendar on a real server, reached by calsync through a recording proxy."""

    server: Server
    """The real server: what the user does goes here."""
    calendar: str
    proxy: Proxy
    cache: MemoryCache = field(default_factory=MemoryCache)
    naps: Naps = field(default_factory=Naps)

    @property
    def url(self) -> str:
        """The calendar's address for calsync."""
        return self.proxy.through(self.calendar)

    def source(self, wanted: Sequence[str] | None = None, now: object = NOW, **limits: float) -> CalDavSource:
        connection = wire(self.proxy.server, naps=self.naps, **limits)
        chosen = (self.url,) if wanted is None else wanted
        return CalDavSource("jobs", connection, chosen, now=now, cache=self.cache)  # type: ignore[arg-type]

    def target(self, calendar: str | None = None, now: object = NOW, **limits: float) -> CalDavTarget:
        connection = wire(self.proxy.server, naps=self.naps, **limits)
        return CalDavTarget(connection, calendar or self.url, now=now, cache=self.cache)  # type: ignore[arg-type]


@contextmanager
def rig(which: str = "radicale", shape: Shape | None = None, **options: Sequence[str]) -> Iterator[Rig]:
    server = shared(which)
    with server.calendar(**options) as calendar, proxied(server, shape) as proxy:  # type: ignore[arg-type]
        yield Rig(server, calendar, proxy)
