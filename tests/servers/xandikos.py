"""Xandikos (PyPI): plain without a password, or TLS with one."""

from __future__ import annotations

import contextlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.running import Server, free_port, process


@contextlib.contextmanager
def xandikos(folder: Path, *, tls: bool = False) -> Iterator[Server]:
    if importlib.util.find_spec("xandikos") is None:
        pytest.skip("Xandikos is not installed (pip install xandikos)")
    port = free_port()
    command = [sys.executable, "-m", "xandikos", "serve", "--no-detect-systemd", "--defaults"]
    host = "localhost" if tls else "127.0.0.1"  # the certificate is for a name
    command += ["-l", host, "-p", str(port), "-d", str(folder / "data")]
    command += ["--state-dir", str(folder / "state"), "--current-user-principal", "/dana/"]
    verify: bool | str = True
    if tls:
        bcrypt = pytest.importorskip("bcrypt", reason="bcrypt is needed for Xandikos with a password")
        users = folder / "users"
        users.write_text("dana:" + bcrypt.hashpw(b"secret", bcrypt.gensalt(4)).decode() + "\n")
        command += ["--autocert", "--htpasswd", str(users)]
    with process(command, port, folder / "log"):
        root = f"{'https' if tls else 'http'}://{host}:{port}/"
        if tls:
            verify = str(next((folder / "state" / "certs").glob("*.crt")))
        yield Server("xandikos", root, root + "dana/calendars/", "dana", "secret", verify)
