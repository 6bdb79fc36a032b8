"""CalDAV on loopback: the client's CPU for a first sync, and for one with nothing new."""

from __future__ import annotations

import base64
import contextlib
import http.client
import importlib.util
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.benchmarks import calsync_command, tools
from tests.benchmarks.measure import Task, Used, in_turn, settle
from tests.benchmarks.results import Section
from tests.benchmarks.suites import Bench, entry
from tests.benchmarks.tools import Found, Missing, Tool

if TYPE_CHECKING:
    from tests.servers.running import Server

CALSYNC = """[accounts.server]
type = "caldav"
url = "{url}"
username = "{user}"
password_env = "DAV_PW"
[[sources]]
name = "server"
account = "server"
calendars = ["{calendar}"]
[target]
path = "{home}/followups.ics"
"""

VDIRSYNCER = """[general]
status_path = "{home}/status"
[pair p]
a = "a"
b = "b"
collections = null
[storage a]
type = "caldav"
url = "{calendar}"
username = "{user}"
password.fetch = ["command", "printenv", "DAV_PW"]
[storage b]
type = "filesystem"
path = "{home}/b"
fileext = ".ics"
"""


@dataclass(frozen=True)
class Filled:
    """A calendar with generated events on a running server."""

    server: Server
    calendar: str

    def env(self, home: Path) -> dict[str, str]:
        home.mkdir(exist_ok=True)
        return {**calsync_command.environment(home), "DAV_PW": self.server.password}

    def write(self, path: Path, text: str) -> Path:
        path.parent.mkdir(exist_ok=True)
        values = {"url": self.server.url, "user": self.server.username, "calendar": self.calendar}
        path.write_text(text.format(**values, home=path.parent), encoding="utf-8")
        return path


@contextlib.contextmanager
def filled(name: str, events: Path, scratch: Path) -> Iterator[Filled]:
    """A fresh server with every file of the folder ``events`` in one calendar."""
    folder = scratch / name
    folder.mkdir()
    with server_named(name)(folder) as server:
        calendar = server.make_calendar(("VEVENT",))
        if name == "radicale":
            from tests.servers.radicale import fill

            fill(server, calendar, ((file.stem, file.read_bytes()) for file in events.iterdir()))
            warm(server, calendar)
        else:
            upload(server, calendar, events)
        yield Filled(server, calendar)


def server_named(name: str) -> Callable[[Path], contextlib.AbstractContextManager[Server]]:
    if name == "radicale":
        from tests.servers.radicale import radicale

        return radicale
    from tests.servers.xandikos import xandikos

    return xandikos


def warm(server: Server, calendar: str) -> None:
    """Have the calendar listed once: the server reads every file for that, which takes it minutes."""
    line, headers = connected(server, calendar, patience=900)
    line.request("PROPFIND", urlsplit(calendar).path, headers={**headers, "Depth": "1"})
    line.getresponse().read()
    line.close()


def upload(server: Server, calendar: str, events: Path) -> None:
    """PUT every file over one connection."""
    address = urlsplit(calendar)
    line, headers = connected(server, calendar)
    headers["Content-Type"] = "text/calendar; charset=utf-8"
    for number, file in enumerate(sorted(events.iterdir())):
        line.request("PUT", f"{address.path}{number:06}.ics", file.read_bytes(), headers)
        answer = line.getresponse()
        answer.read()
        if answer.status not in (201, 204):
            raise SystemExit(f"{server.name} refused {file.name}: {answer.status}")
    line.close()


def connected(
    server: Server, calendar: str, *, patience: float = 60
) -> tuple[http.client.HTTPConnection, dict[str, str]]:
    """A connection, and the headers that every request on it needs."""
    address = urlsplit(calendar)
    secret = base64.b64encode(f"{server.username}:{server.password}".encode()).decode()
    line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=patience)
    return line, {"Authorization": f"Basic {secret}"}


def caldav(bench: Bench, name: str, events: int) -> Iterator[Section]:
    """Two tables: the first sync of a calendar, and one with nothing new."""
    title = f"CalDAV, {name}, {events:,} events"
    if importlib.util.find_spec(name) is None:
        yield Section(f"caldav-again/{name}/{events:06}", title, [], f"skipped: {name} is not installed")
        return
    source = bench.calendar(events, folder=True)
    syncer = tools.python_tools(bench.cache, install=bench.install)["vdirsyncer"]
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        outputs = scratch / "out"
        outputs.mkdir()
        with filled(name, source, scratch) as place:
            tasks = again(place, scratch, syncer)
            broken = settle(tasks, outputs)
            ready = [task for task in tasks if task.name not in broken]
            used: Used = {**broken, **in_turn(ready, bench.rounds, outputs)}
            key = f"caldav-again/{name}/{events:06}"
            yield section(key, f"{title}, nothing new", tasks, used, syncer)
            tasks = first(place, scratch)
            used = in_turn(tasks, bench.rounds, outputs)
            yield section(f"caldav-first/{name}/{events:06}", f"{title}, first sync", tasks, used)


def again(place: Filled, scratch: Path, syncer: Found) -> list[Task]:
    tasks = [calsync_task(place, scratch / "calsync"), library_task(place, scratch / "library" / "token")]
    if isinstance(syncer, Tool):
        config = place.write(scratch / "vdirsyncer" / "config", VDIRSYNCER)
        env = place.env(config.parent)
        (config.parent / "b").mkdir()
        command = (*syncer.command, "-c", str(config))
        subprocess.run([*command, "discover"], env=env, check=True, capture_output=True)
        tasks.append(Task("vdirsyncer", (*command, "sync"), env))
    return tasks


def first(place: Filled, scratch: Path) -> list[Task]:
    token = scratch / "first" / "token"
    return [
        calsync_task(place, scratch / "fresh", forget=True),
        library_task(place, token, forget=True),
    ]


def calsync_task(place: Filled, home: Path, *, forget: bool = False) -> Task:
    config = place.write(home.with_name(f"{home.name}.toml"), CALSYNC.replace("{home}", str(home)))
    command = (*calsync_command.MAIN, "sync", "--config", str(config), "--json", *calsync_command.WINDOW)
    return Task("calsync", command, place.env(home), fresh=home if forget else None)


def library_task(place: Filled, token: Path, *, forget: bool = False) -> Task:
    env = place.env(token.parent)
    program = str(tools.PEERS / "caldav_library.py")
    command = (sys.executable, program, place.calendar, place.server.username, str(token))
    return Task("caldav objects_by_sync_token", command, env, fresh=token if forget else None)


def section(key: str, title: str, tasks: list[Task], used: Used, *extra: Found) -> Section:
    entries = [entry(Tool(task.name, "", ()), used) for task in tasks]
    entries += [entry(one, used) for one in extra if isinstance(one, Missing)]
    return Section(key, title, entries, "client only; the server's own CPU is not counted")
