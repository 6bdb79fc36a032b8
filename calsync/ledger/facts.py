"""Facts: what is true of interviews whatever the target is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from calsync.ledger.codec import dumps, loads
from calsync.ledger.schema import transaction
from calsync.model import Interview, OutcomeFact
from calsync.reconcile.play import Remembered


class Facts:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def setting(self, name: str) -> str | None:
        """A remembered setting, such as ``zone``: the first system zone."""
        row = self._connection.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set(self, name: str, value: str) -> None:
        with transaction(self._connection) as db:
            db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    # -- interviews

    def interviews(self) -> dict[str, Remembered]:
        """Every interview remembered, by id."""
        rows = self._connection.execute("SELECT id, settings, body FROM interview ORDER BY id")
        return {row[0]: Remembered(loads(row[2], Interview), row[1]) for row in rows}

    def remember(
        self,
        interviews: Iterable[Interview],
        settings: str,
        forget: Iterable[str] = (),
        aliases: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        """Keeps the interviews as they are now, and the aliases (id -> canonical id, reason)."""
        rows = [(one.id, one.end.astimezone(UTC).isoformat(), settings, dumps(one)) for one in interviews]
        known = {row[0]: row[2:] for row in self._connection.execute("SELECT * FROM interview")}
        changed = [row for row in rows if known.get(row[0]) != row[2:]]
        dropped = [(one,) for one in forget]
        if not changed and not dropped and not aliases:
            return
        with transaction(self._connection) as db:
            db.executemany("INSERT OR REPLACE INTO interview VALUES (?, ?, ?, ?)", changed)
            db.executemany("DELETE FROM interview WHERE id = ?", dropped)
            for identity, (canonical, reason) in (aliases or {}).items():
                db.execute("INSERT OR REPLACE INTO alias VALUES (?, ?, ?)", (identity, canonical, reason))

    def expire(self, before: datetime, keep: frozenset[str]) -> None:
        """Forgets interviews that ended before a moment, but for those that are still needed."""
        limit = before.astimezone(UTC).isoformat()
        rows = self._connection.execute("SELECT id FROM interview WHERE ended < ?", (limit,)).fetchall()
        old = [row for row in rows if row[0] not in keep]
        if old:
            with transaction(self._connection) as db:
                db.executemany("DELETE FROM interview WHERE id = ?", old)

    def aliases(self) -> dict[str, tuple[str, str]]:
        """id -> (canonical id, reason)."""
        rows = self._connection.execute("SELECT id, canonical, reason FROM alias")
        return {row[0]: (row[1], row[2]) for row in rows}

    # -- what the user said

    def rulings(self) -> dict[str, bool]:
        """Interview id, or event UID, -> confirmed (True) or ignored (False)."""
        rows = self._connection.execute("SELECT id, interview FROM ruling")
        return {row[0]: bool(row[1]) for row in rows}

    def rule(self, identity: str, interview: bool | None, at: datetime) -> None:
        """Remembers ``confirm`` (True) or ``ignore`` (False); None takes the ruling back."""
        with transaction(self._connection) as db:
            if interview is None:
                db.execute("DELETE FROM ruling WHERE id = ?", (identity,))
            else:
                row = (identity, int(interview), at.isoformat())
                db.execute("INSERT OR REPLACE INTO ruling VALUES (?, ?, ?)", row)

    def outcomes(self) -> tuple[OutcomeFact, ...]:
        """In the order in which they were recorded."""
        rows = self._connection.execute("SELECT body FROM outcome ORDER BY seq")
        return tuple(loads(row[0], OutcomeFact) for row in rows)

    def record(self, outcome: OutcomeFact) -> None:
        with transaction(self._connection) as db:
            db.execute("INSERT INTO outcome (body) VALUES (?)", (dumps(outcome),))
