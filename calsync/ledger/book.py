"""The book of one target: the base of every follow-up in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from calsync.ledger.codec import dumps, loads
from calsync.ledger.schema import transaction
from calsync.model import Component, Key, State
from calsync.reconcile.base import Base

_CARRIED = (State.DONE, State.CANCELLED, State.DELETED)


class Book:
    def __init__(self, connection: sqlite3.Connection, target: str) -> None:
        self._connection = connection
        self.target = target

    def bases(self) -> tuple[Base, ...]:
        rows = self._connection.execute(
            "SELECT body FROM followup WHERE target = ? ORDER BY key", (self.target,)
        )
        return tuple(loads(row[0], Base) for row in rows)

    def commit(self, keep: Iterable[Base] = (), forget: Iterable[Key] = ()) -> None:
        """One transaction: these bases as they are now, and without those."""
        rows = [(self.target, str(base.key), base.state.value, dumps(base)) for base in keep]
        gone = [(self.target, str(key)) for key in forget]
        if not rows and not gone:
            return
        with transaction(self._connection) as db:
            db.executemany("INSERT OR REPLACE INTO followup VALUES (?, ?, ?, ?)", rows)
            db.executemany("DELETE FROM followup WHERE target = ? AND key = ?", gone)

    def component(self) -> Component | None:
        """What the target was found to take, once that is known."""
        row = self._connection.execute("SELECT component FROM target WHERE id = ?", (self.target,)).fetchone()
        return Component(row[0]) if row and row[0] else None

    def settle(self, component: Component) -> None:
        """Remembers for good what new follow-ups are written as: no flipping between runs."""
        with transaction(self._connection) as db:
            db.execute("UPDATE target SET component = ? WHERE id = ?", (component.value, self.target))

    def used(self, name: str, now: datetime) -> None:
        """Notes that the target was written, which makes it the current one."""
        with transaction(self._connection) as db:
            db.execute(
                "INSERT INTO target VALUES (?, ?, ?, NULL) "
                "ON CONFLICT (id) DO UPDATE SET used = excluded.used, name = excluded.name",
                (self.target, name, now.isoformat()),
            )

    def inherit(self) -> tuple[str, int] | None:
        """For a target never seen: carries over what is settled in the last one.

        Returns the name of the old target and how many follow-ups are open in it, or None when there is
        no old one, or this target is not new.
        """
        rows = self._connection.execute("SELECT id, name FROM target ORDER BY used DESC, id").fetchall()
        if not rows or any(row[0] == self.target for row in rows):
            return None
        old_id, old_name = rows[0]
        old = Book(self._connection, old_id).bases()
        self.commit(_moved(old))
        return str(old_name), sum(1 for base in old if base.state is State.OPEN)


def _moved(old: Sequence[Base]) -> list[Base]:
    return [replace(base, present=False, href="", etag="") for base in old if base.state in _CARRIED]
