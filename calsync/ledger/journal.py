"""What each sync changed in the target, so that it can be undone."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from calsync.ledger.codec import dumps, loads
from calsync.ledger.schema import transaction
from calsync.model import Act, Key
from calsync.reconcile.base import Base

KEPT_RUNS = 10


@dataclass(frozen=True, slots=True)
class Change:
    """One change. ``before`` and ``after`` are the object's bytes, None where there was none."""

    act: Act
    key: Key
    base: Base | None
    """The base before the change."""
    before: bytes | None
    after: bytes | None


class Journal:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def begin(self, target: str, now: datetime) -> int:
        """A new run; the oldest ones are dropped."""
        with transaction(self._connection) as db:
            cursor = db.execute("INSERT INTO run (target, at) VALUES (?, ?)", (target, now.isoformat()))
            run = int(cursor.lastrowid or 0)
            db.execute("DELETE FROM run WHERE id <= ?", (run - KEPT_RUNS,))
            db.execute("DELETE FROM journal WHERE run <= ?", (run - KEPT_RUNS,))
            return run

    def note(self, run: int, change: Change) -> None:
        """Adds a change; call it in the transaction that commits the base."""
        with transaction(self._connection) as db:
            (seq,) = db.execute("SELECT count(*) FROM journal WHERE run = ?", (run,)).fetchone()
            base = dumps(change.base) if change.base is not None else None
            row = (run, seq, change.act.value, str(change.key), base, change.before, change.after)
            db.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def last(self, target: str) -> tuple[int, datetime] | None:
        """The newest run that changed this target and was not undone."""
        row = self._connection.execute(
            "SELECT id, at FROM run WHERE target = ? AND undone = 0 "
            "AND EXISTS (SELECT 1 FROM journal WHERE run = run.id) ORDER BY id DESC LIMIT 1",
            (target,),
        ).fetchone()
        return None if row is None else (int(row[0]), datetime.fromisoformat(row[1]))

    def changes(self, run: int) -> tuple[Change, ...]:
        """The changes of a run, in the order in which they were made."""
        rows = self._connection.execute(
            "SELECT act, key, base, before, after FROM journal WHERE run = ? ORDER BY seq", (run,)
        )
        return tuple(
            Change(Act(row[0]), Key.parse(row[1]), loads(row[2], Base) if row[2] else None, row[3], row[4])
            for row in rows
        )

    def undone(self, run: int) -> None:
        with transaction(self._connection) as db:
            db.execute("UPDATE run SET undone = 1 WHERE id = ?", (run,))
