"""The tables of the ledger and their version."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from calsync.errors import LedgerError

VERSION = 1

_TABLES = """
CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE interview (
    id TEXT PRIMARY KEY, ended TEXT NOT NULL, settings TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE alias (id TEXT PRIMARY KEY, canonical TEXT NOT NULL, reason TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE ruling (id TEXT PRIMARY KEY, interview INTEGER NOT NULL, at TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE outcome (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE target (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, used TEXT NOT NULL, component TEXT) WITHOUT ROWID;
CREATE TABLE followup (
    target TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (target, key)) WITHOUT ROWID;
CREATE TABLE run (
    id INTEGER PRIMARY KEY, target TEXT NOT NULL, at TEXT NOT NULL, undone INTEGER NOT NULL DEFAULT 0);
CREATE TABLE journal (
    run INTEGER NOT NULL, seq INTEGER NOT NULL, act TEXT NOT NULL, key TEXT NOT NULL,
    base TEXT, before BLOB, after BLOB, PRIMARY KEY (run, seq)) WITHOUT ROWID;
CREATE TABLE source (name TEXT PRIMARY KEY, words TEXT NOT NULL, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE resource (
    source TEXT NOT NULL, href TEXT NOT NULL, version TEXT NOT NULL, data BLOB,
    PRIMARY KEY (source, href)) WITHOUT ROWID;
"""


def create(connection: sqlite3.Connection, identity: str) -> None:
    """Makes the tables in an empty file. Raises LedgerError for a newer version's, sqlite3.Error for none."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise LedgerError("it was written by a newer calsync", hint="Upgrade calsync on this machine.")
    if version == VERSION:
        return
    with transaction(connection):
        for statement in _TABLES.split(";"):
            if statement.strip():
                connection.execute(statement)
        connection.execute("INSERT INTO setting VALUES ('ledger', ?)", (identity,))
        connection.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """All or nothing. Nested calls join the outer one. Raises LedgerError for a full or read-only disk."""
    if connection.in_transaction:
        yield connection
        return
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    except sqlite3.OperationalError as error:
        raise LedgerError(f"the ledger cannot be written: {error}") from error
