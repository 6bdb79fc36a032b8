"""The sources' memory between runs: see ``calsync.stores.base.Cache``."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from calsync.ledger.schema import transaction
from calsync.stores.base import Entry


class LedgerCache:
    """Kept in the ledger."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def load(self, source: str, words: str) -> tuple[str, dict[str, Entry]]:
        state = self._state(source, words)
        if state is None:
            return "", {}
        rows = self._connection.execute(
            "SELECT href, version, data FROM resource WHERE source = ?", (source,)
        )
        return state, {href: Entry(version, data) for href, version, data in rows}

    def state(self, source: str, words: str) -> str:
        return self._state(source, words) or ""

    def _state(self, source: str, words: str) -> str | None:
        row = self._connection.execute(
            "SELECT state FROM source WHERE name = ? AND words = ?", (source, words)
        ).fetchone()
        return None if row is None else str(row[0])

    def save(
        self, source: str, words: str, state: str, changed: Mapping[str, Entry], removed: Iterable[str]
    ) -> None:
        with transaction(self._connection) as db:
            row = db.execute("SELECT words FROM source WHERE name = ?", (source,)).fetchone()
            if row is not None and row[0] != words:
                db.execute("DELETE FROM resource WHERE source = ?", (source,))
            db.execute("INSERT OR REPLACE INTO source VALUES (?, ?, ?)", (source, words, state))
            db.executemany(
                "DELETE FROM resource WHERE source = ? AND href = ?", ((source, href) for href in removed)
            )
            db.executemany(
                "INSERT OR REPLACE INTO resource VALUES (?, ?, ?, ?)",
                ((source, href, entry.version, entry.data) for href, entry in changed.items()),
            )


class NoCache:
    """Knows nothing and keeps nothing: for embedding, and for reading without a ledger."""

    def load(self, source: str, words: str) -> tuple[str, dict[str, Entry]]:  # noqa: ARG002
        return "", {}

    def state(self, source: str, words: str) -> str:  # noqa: ARG002
        return ""

    def save(
        self, source: str, words: str, state: str, changed: Mapping[str, Entry], removed: Iterable[str]
    ) -> None:
        """Drops everything."""
