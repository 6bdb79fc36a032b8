"""A cache that remembers in memory, and counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from calsync.stores.base import Entry


class Memory:
    def __init__(self) -> None:
        self.known: dict[tuple[str, str], tuple[str, dict[str, Entry]]] = {}
        self.saved: list[tuple[set[str], set[str]]] = []

    def load(self, source: str, words: str) -> tuple[str, dict[str, Entry]]:
        state, entries = self.known.get((source, words), ("", {}))
        return state, dict(entries)

    def state(self, source: str, words: str) -> str:
        return self.load(source, words)[0]

    def save(
        self, source: str, words: str, state: str, changed: Mapping[str, Entry], removed: Iterable[str]
    ) -> None:
        gone = set(removed)
        _, entries = self.load(source, words)
        kept = {href: entry for href, entry in entries.items() if href not in gone}
        self.known[source, words] = (state, {**kept, **changed})
        self.saved.append((set(changed), gone))
