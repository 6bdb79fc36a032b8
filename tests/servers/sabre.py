"""sabre/dav (Debian's php-sabre-dav): the engine under Nextcloud, ownCloud and Baikal."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.servers.running import Server, free_port, process

ENGINE = Path("/usr/share/php/Sabre/autoload.php")
SCRIPT = Path(__file__).parent / "data" / "sabre.php"


@contextlib.contextmanager
def sabre(folder: Path) -> Iterator[Server]:
    php = shutil.which("php")
    if php is None or not ENGINE.exists():
        pytest.skip("sabre/dav is not installed (Debian: php-cli php-sqlite3 php-xml php-sabre-dav)")
    port = free_port()
    env = {**os.environ, "SABRE_DATA": str(folder)}
    with process([php, "-S", f"127.0.0.1:{port}", str(SCRIPT)], port, folder / "log", env=env):
        root = f"http://127.0.0.1:{port}/"
        yield Server("sabre", root, root + "calendars/dana/", "dana", "secret", folder=folder)


def fill(server: Server, calendar: str, objects: Iterable[tuple[str, str]]) -> None:
    """Put many events (UID, iCalendar text) into a calendar at once, past the server."""
    assert server.folder is not None
    with contextlib.closing(sqlite3.connect(server.folder / "db.sqlite")) as db, db:
        slug = calendar.rstrip("/").rpartition("/")[2]
        (number,) = db.execute("SELECT id FROM calendars WHERE uri = ?", (slug,)).fetchone()
        db.executemany(
            "INSERT INTO calendarobjects"
            " (calendardata, uri, calendarid, lastmodified, etag, size, componenttype)"
            " VALUES (?, ?, ?, 0, ?, ?, 'VEVENT')",
            (
                (text, f"{uid}.ics", number, hashlib.md5(text.encode()).hexdigest(), len(text.encode()))
                for uid, text in objects
            ),
        )
