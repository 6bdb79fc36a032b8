"""Servers started once for a whole test run, when first asked for, and stopped at its end."""

from __future__ import annotations

import atexit
import functools
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from tests.servers.cyrus import cyrus
from tests.servers.radicale import radicale
from tests.servers.running import Server
from tests.servers.sabre import sabre
from tests.servers.xandikos import xandikos

SERVERS: dict[str, Callable[[Path], AbstractContextManager[Server]]] = {
    "radicale": radicale,
    "xandikos": xandikos,
    "xandikos-tls": functools.partial(xandikos, tls=True),
    "sabre": sabre,
    "cyrus": cyrus,
}

_running = ExitStack()
atexit.register(_running.close)


@functools.cache
def shared(name: str) -> Server:
    """The running server of that name. Skips the test where it cannot run here."""
    folder = Path(_running.enter_context(tempfile.TemporaryDirectory(prefix=f"{name}-")))
    return _running.enter_context(SERVERS[name](folder))
