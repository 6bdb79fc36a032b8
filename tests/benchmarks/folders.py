"""A vdir that has not changed since the last run, beside the programs that keep such folders in step."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import calsync_command, rows, tools
from tests.benchmarks.families import SINCE, UNTIL
from tests.benchmarks.measure import Failed, Task, Use, Used, in_turn, settle
from tests.benchmarks.results import Section
from tests.benchmarks.suites import Bench, entry
from tests.benchmarks.tools import Missing, Tool

VDIRSYNCER = """[general]
status_path = "{home}/status"
[pair vdir]
a = "a"
b = "b"
collections = null
[storage a]
type = "filesystem"
path = "{path}"
fileext = ".ics"
[storage b]
type = "filesystem"
path = "{home}/b"
fileext = ".ics"
"""

KHAL = """[calendars]
[[vdir]]
path = {path}
readonly = True
[locale]
timeformat = %H:%M:%SZ
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M:%SZ
longdatetimeformat = %Y-%m-%dT%H:%M:%SZ
local_timezone = UTC
default_timezone = UTC
[sqlite]
path = {home}/khal.db
"""


def folder(bench: Bench, events: int) -> Section:
    """calsync with nothing changed, its first run and its scan; a bare look; vdirsyncer; khal."""
    path, truth = bench.calendar(events, folder=True), bench.truth(events)
    peers = tools.python_tools(bench.cache, install=bench.install)
    with tempfile.TemporaryDirectory() as scratch:
        again, first, others, outputs = (Path(scratch, name) for name in ("again", "first", "others", "out"))
        for place in (again, first, others, outputs):
            place.mkdir()
        env, apart = calsync_command.environment(others), calsync_command.environment(again)
        look = (sys.executable, "-ISE", str(tools.PEERS / "stat_folder.py"), str(path))
        tasks = [
            Task("calsync, nothing changed", calsync_command.sync(path, again / "followups.ics"), apart),
            Task("scandir + stat", look, env),
            *vdirsyncer(peers["vdirsyncer"], path, others, env),
            *khal(peers["khal"], path, others, env),
        ]
        broken = settle(tasks, outputs)
        tasks.append(
            Task(
                "calsync, first run",
                calsync_command.sync(path, first / "followups.ics"),
                calsync_command.environment(first),
                fresh=first,
            )
        )
        tasks.append(Task("calsync scan, nothing remembered", calsync_command.scan(path), env))
        ready = [task for task in tasks if task.name not in broken]
        used: Used = {**broken, **in_turn(ready, bench.rounds, outputs)}
        check = compare(truth, outputs, used)
    known = {task.name: Tool(task.name, "", ()) for task in tasks}
    missing = [tool for tool in (peers["vdirsyncer"], peers["khal"]) if isinstance(tool, Missing)]
    shown: list[tools.Found] = [*known.values(), *missing]
    entries = [entry(tool, used) for tool in shown]
    size = sum(file.stat().st_size for file in path.iterdir()) / 1e6
    title = f"Folder, {events:,} events, a file per UID, {size:.0f} MB"
    return Section(f"folder/{events:06}", title, entries, check)


def vdirsyncer(tool: tools.Found, path: Path, home: Path, env: dict[str, str]) -> Iterator[Task]:
    if isinstance(tool, Missing):
        return
    config = home / "vdirsyncer"
    config.write_text(VDIRSYNCER.format(home=home, path=path), encoding="utf-8")
    (home / "b").mkdir()
    command = (*tool.command, "-c", str(config))
    subprocess.run([*command, "discover"], env=env, check=True, capture_output=True)
    yield Task(f"vdirsyncer sync {tool.version}, nothing changed", (*command, "sync"), env)


def khal(tool: tools.Found, path: Path, home: Path, env: dict[str, str]) -> Iterator[Task]:
    if isinstance(tool, Missing):
        return
    config = home / "khal"
    config.write_text(KHAL.format(home=home, path=path), encoding="utf-8")
    days = (f"{SINCE:%Y-%m-%d}", f"{UNTIL:%Y-%m-%d}")
    command = (
        *tool.command,
        "-c",
        str(config),
        "list",
        "--format",
        "{uid}\t{start-long-full}",
        "--day-format",
        "",
    )
    yield Task(f"khal list {tool.version}, nothing changed", (*command, *days), env)


def compare(truth: rows.Rows, outputs: Path, used: Used) -> str:
    """calsync's rows are the planted ones; khal, which repeats long events by day, must hold them too."""
    wrong = []
    for name, use in used.items():
        if name.startswith("calsync scan"):
            found = frozenset() if isinstance(use, Failed) else rows.calsync_rows(outputs / name)
            wrong += rows.difference("calsync", found, truth)
        elif name.startswith("khal") and isinstance(use, Use):
            wrong += rows.difference("khal", rows.only(rows.peer_rows(outputs / name), truth), truth)
    return f"rows DIFFER: {'; '.join(wrong)}" if wrong else f"rows equal: {len(truth)} interviews"
