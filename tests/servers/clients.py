"""calsync's own side, as the tests build it: a wire that never sleeps, and a cache in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from calsync.stores.base import Entry
from calsync.stores.caldav import Bearer, Password, Timing, Wire
from tests.servers.running import Server


@dataclass
class MemoryCache:
    """``calsync.stores.base.Cache`` in memory."""

    kept: dict[str, tuple[str, str, dict[str, Entry]]] = field(default_factory=dict)

    def load(self, source: str, words: str) -> tuple[str, dict[str, Entry]]:
        state, chosen, entries = self.kept.get(source, ("", words, {}))
        return (state, dict(entries)) if chosen == words else ("", {})

    def state(self, source: str, words: str) -> str:
        return self.load(source, words)[0]

    def save(
        self, source: str, words: str, state: str, changed: Mapping[str, Entry], removed: Iterable[str]
    ) -> None:
        _, entries = self.load(source, words)
        for href in removed:
            entries.pop(href, None)
        self.kept[source] = (state, words, {**entries, **changed})


@dataclass
class Naps:
    """Stands in for ``time.sleep``: remembers how long it should have been."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def timing(naps: Naps | None = None, **limits: float) -> Timing:
    values = {"connect": 5.0, "read": 5.0, "whole": 20.0, **limits}
    return Timing(**values, sleep=naps or Naps(), jitter=lambda: 0.5)


def wire(server: Server, *, url: str | None = None, naps: Naps | None = None, **limits: float) -> Wire:
    login = Password(server.username, lambda: server.password)
    return Wire(url or server.url, login, verify=server.verify, timing=timing(naps, **limits))


def signed_in(server: Server) -> Wire:
    """As ``wire``, for somebody who has an access token of the Google shape."""
    return Wire(server.url, Bearer(lambda refused: "token-1"), timing=timing())
