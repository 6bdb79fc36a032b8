"""Radicale (PyPI)."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.servers.running import Server, free_port, process


@contextlib.contextmanager
def radicale(folder: Path) -> Iterator[Server]:
    if importlib.util.find_spec("radicale") is None:
        pytest.skip("Radicale is not installed (pip install radicale)")
    port = free_port()
    users = folder / "users"
    users.write_text("dana:pässword 1\n", encoding="utf-8")
    config = folder / "config"
    config.write_text(
        f"""[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {users}
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder / "data"}
[logging]
level = warning
""",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "radicale", "--config", str(config)]
    with process(command, port, folder / "log"):
        root = f"http://127.0.0.1:{port}/"
        yield Server("radicale", root, root + "dana/", "dana", "pässword 1", folder=folder)


def fill(server: Server, calendar: str, objects: Iterable[tuple[str, bytes]]) -> None:
    """Put many objects (name, iCalendar text) into a calendar at once, past the server.

    It compares every new object with all it has: ten thousand of them take it an hour.
    """
    assert server.folder is not None
    place = server.folder / "data" / "collection-root" / calendar.removeprefix(server.url)
    for name, data in objects:
        (place / f"{name}.ics").write_bytes(data)
