"""Radicale (PyPI)."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from collections.abc import Iterator
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
        server = Server("radicale", root, root + "dana/", "dana", "pässword 1")
        yield server
