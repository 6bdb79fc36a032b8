"""Opening the ledger file, and the lock that keeps two runs apart."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from calsync.errors import Busy, LedgerError
from calsync.ledger.cache import LedgerCache
from calsync.ledger.schema import create, transaction

if TYPE_CHECKING:
    from calsync.ledger.book import Book
    from calsync.ledger.facts import Facts
    from calsync.ledger.journal import Journal

_AFRESH = "Move it away to start afresh: calsync finds its follow-ups again by their marks."


class Ledger:
    """An open ledger. A context manager; closes the file when left.

    With ``read_only`` nothing is written anywhere: a ledger that is not there yet is an empty one in
    memory, and whatever is written to it (a trial run may) is gone when it is closed.
    """

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        """Raises LedgerError when the file is not a ledger, or is one of a newer calsync."""
        self.path = path
        self.read_only = read_only
        try:
            self._connection = _in_memory(path) if read_only else _on_disk(path)
            create(self._connection, os.urandom(4).hex())
        except (sqlite3.Error, OSError) as error:
            raise LedgerError(
                f"the ledger {path} cannot be opened: {error}",
                hint=_AFRESH,
            ) from error

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        if isinstance(error, sqlite3.DatabaseError):
            raise LedgerError(f"the ledger {self.path} cannot be used: {error}", hint=_AFRESH) from error

    @cached_property
    def facts(self) -> Facts:
        from calsync.ledger.facts import Facts

        return Facts(self._connection)

    @cached_property
    def cache(self) -> LedgerCache:
        return LedgerCache(self._connection)

    @cached_property
    def journal(self) -> Journal:
        from calsync.ledger.journal import Journal

        return Journal(self._connection)

    def book(self, target: str) -> Book:
        """The follow-ups of one target, by its stable id."""
        from calsync.ledger.book import Book

        return Book(self._connection, target)

    def current(self) -> Book | None:
        """The book of the target that was written last; None when there is none yet."""
        row = self._connection.execute("SELECT id FROM target ORDER BY used DESC, id LIMIT 1").fetchone()
        return None if row is None else self.book(row[0])

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """Makes several writes one commit. Raises LedgerError when it cannot be written."""
        return transaction(self._connection)

    def damage(self) -> str | None:
        """What SQLite finds wrong with the file; None when it is sound."""
        try:
            (said,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.DatabaseError as error:
            return str(error)
        return None if said == "ok" else str(said)

    def acted(self) -> frozenset[str]:
        """Ids of the interviews that have follow-ups, whatever the target."""
        from calsync.ledger.codec import loads
        from calsync.reconcile.base import Base

        rows = self._connection.execute(
            "SELECT body FROM followup WHERE state IN ('open', 'done', 'cancelled')"
        )
        return frozenset(member.id for row in rows for member in loads(row[0], Base).members)

    @cached_property
    def id(self) -> str:
        """Random once, then the same: tells two machines on one target apart."""
        return str(self.facts.setting("ledger"))


def _on_disk(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)
    return sqlite3.connect(path, timeout=30, isolation_level=None)


def _in_memory(path: Path) -> sqlite3.Connection:
    """A private copy: reading a ledger that a killed run left with a hot journal would otherwise roll it
    back on disk, and a dry run must not even do that."""
    memory = sqlite3.connect(":memory:", isolation_level=None)
    if not path.exists() or path.stat().st_size == 0:
        return memory
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory(prefix="calsync-") as folder:
        copy = Path(folder) / "ledger"
        source = path
        journal = Path(f"{path}-journal")
        if journal.exists():
            shutil.copy(journal, f"{copy}-journal")
            source = Path(shutil.copy(path, copy))
        mode = "ro" if source is path else "rw"
        with _closing(
            sqlite3.connect(f"{source.absolute().as_uri()}?mode={mode}", uri=True, timeout=10)
        ) as disk:
            disk.backup(memory)
    return memory


@contextmanager
def _closing(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def lock(path: Path, wait: float) -> Iterator[None]:
    """Holds the run lock beside the ledger at ``path``; waits up to ``wait`` seconds, then raises Busy.

    The operating system drops the lock when the process ends, however it ends. The lock file stays: to
    delete it would let two runs hold two different files of one name.
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    held = FileLock(f"{path}.lock", timeout=wait, mode=0o600)
    try:
        held.acquire()
    except Timeout:
        raise Busy(f"another calsync run (process lock {path}.lock) is at work: this one yields") from None
    except OSError as error:
        raise LedgerError(f"the lock {path}.lock cannot be taken: {os.strerror(error.errno or 0)}") from error
    try:
        yield
    finally:
        held.release()
