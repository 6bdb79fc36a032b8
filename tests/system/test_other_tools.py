"""Other people's programs read what calsync writes, and calsync reads what they make of it.

todoman and khal are installed from the package index into an environment of their own, once, in the
system's temporary folder; where that cannot be done these tests are skipped, with the reason.
"""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from calsync.ical.item import Content, Field, canonical, complete_item, new_item, patch_item, read_item
from calsync.model import Component, Key, Kind, State, Stored
from calsync.stores.icsfile import IcsFileTarget
from calsync.stores.vdir import VdirTarget

PACKAGES = ("todoman==4.7.0", "khal==0.14.1", "vdirsyncer==0.21.0")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TITLES = ("Thank Priya; Raman, (Nimbus) \\o/", "Danke sagen: Übermorgen ✓ 日本", "Check in")


@pytest.fixture(scope="session")
def programs() -> Path:
    """The folder with the programs ``todo`` and ``khal``."""
    folder = Path(tempfile.gettempdir(), f"calsync-test-tools-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    ready = folder / "ready"
    wanted = " ".join((*PACKAGES, sys.version))
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists() or ready.read_text() != wanted:
            try:
                subprocess.run(
                    [sys.executable, "-m", "venv", "--clear", folder / "env"], check=True, timeout=120
                )
                command = [folder / "env/bin/pip", "install", "-q", *PACKAGES]
                subprocess.run(command, check=True, capture_output=True, timeout=240)
            except (subprocess.SubprocessError, OSError) as error:
                pytest.skip(f"todoman and khal cannot be installed: {error}")
            ready.write_text(wanted)
    return folder / "env/bin"


@dataclass(frozen=True)
class Tools:
    """The two programs on one folder of tasks, for a user in Berlin."""

    programs: Path
    home: Path

    @property
    def tasks(self) -> Path:
        return self.home / "tasks"

    def run(self, program: str, *arguments: str) -> str:
        environment = {"HOME": str(self.home), "TZ": "Europe/Berlin", "LANG": "C.UTF-8", "PATH": os.defpath}
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, env=environment, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def todo(self, *arguments: str) -> str:
        return self.run("todo", "--config", str(self.home / "todoman.py"), *arguments)

    def todos(self) -> dict[str, dict[str, Any]]:
        """By title, done ones included."""
        rows = json.loads(self.todo("--porcelain", "list", "--status", "ANY"))
        return {row["summary"]: row for row in rows}

    def khal(self, *arguments: str) -> str:
        return self.run("khal", "-c", str(self.home / "khal.conf"), *arguments)

    def events(self) -> set[str]:
        shown = self.khal(
            "list", "2026-03-01", "20d", "--format", "{start}|{end}|{title}", "--day-format", ""
        )
        return set(shown.splitlines()) - {""}


@pytest.fixture
def tools(programs: Path, tmp_path: Path) -> Tools:
    (tmp_path / "todoman.py").write_text(
        f'path = "{tmp_path}/task*"\ndate_format = "%Y-%m-%d"\ntime_format = "%H:%M"\n'
        f'default_list = "tasks"\ncache_path = "{tmp_path}/todoman.sqlite3"\n'
    )
    formats = "".join(
        f"{name} = {value}\n"
        for name, value in {
            "local_timezone": "Europe/Berlin",
            "default_timezone": "Europe/Berlin",
            "timeformat": "%H:%M",
            "dateformat": "%Y-%m-%d",
            "longdateformat": "%Y-%m-%d",
            "datetimeformat": "%Y-%m-%d %H:%M",
            "longdatetimeformat": "%Y-%m-%d %H:%M",
        }.items()
    )
    (tmp_path / "khal.conf").write_text(
        f"[calendars]\n[[tasks]]\npath = {tmp_path}/tasks\n[locale]\n{formats}"
        f"[sqlite]\npath = {tmp_path}/khal.db\n[default]\ndefault_calendar = tasks\n"
    )
    (tmp_path / "tasks").mkdir()
    return Tools(programs, tmp_path)


def content(number: int) -> Content:
    due = NOW + timedelta(days=number + 1, hours=number)
    text = "Why: it is time.\n\n<mailto:priya@nimbus.example?subject=Thank%20you>"
    return Content(TITLES[number], text, due, 5, ("calsync", "job search"))


def write(target: VdirTarget | IcsFileTarget, component: Component) -> list[Stored]:
    stored = []
    for number in range(len(TITLES)):
        uid = Key(Kind.THANK_YOU, f"interview-{number}").uid()
        stored.append(target.create(uid, new_item(uid, content(number), component, "mark", NOW)))
    return stored


def test_todoman_shows_the_tasks_with_their_due_times(tools: Tools) -> None:
    write(VdirTarget(tools.tasks), Component.VTODO)
    rows = tools.todos()
    assert set(rows) == set(TITLES)
    for number, title in enumerate(TITLES):
        row = rows[title]
        assert datetime.fromtimestamp(row["due"], UTC) == content(number).due
        assert (row["completed"], row["priority"]) == (False, 5)
        assert row["categories"] == ["calsync", "job search"]
        assert row["description"] == content(number).description
    assert "2026-03-03 10:00 Thank Priya" in tools.todo("list")


def test_what_todoman_does_to_a_task_is_understood_and_kept(tools: Tools) -> None:
    target = VdirTarget(tools.tasks)
    done, later, other = write(target, Component.VTODO)
    ids = {title: str(row["id"]) for title, row in tools.todos().items()}
    tools.todo("done", ids[TITLES[0]])
    tools.todo("edit", ids[TITLES[1]], "--due", "2026-03-09 18:00")
    now = {stored.href: read_item(stored) for stored in target.read().objects}
    assert now[done.href].state is State.DONE
    assert now[done.href].completed is not None
    assert now[done.href].mark == "mark"
    assert now[later.href].due == datetime(2026, 3, 9, 17, 0, tzinfo=UTC)
    assert now[later.href].values[Field.SUMMARY] == TITLES[1]
    assert now[other.href].values == canonical(content(2), Component.VTODO)

    # A new title from calsync leaves what the user did as it is.
    old = now[done.href]
    new, title = Content("Thank Ada", "", NOW, 5, ()), frozenset({Field.SUMMARY})
    for item in (old, now[later.href]):
        target.update(item.href, item.etag, patch_item(item.data, new, title, "m2", NOW))
    rows = json.loads(tools.todo("--porcelain", "list", "--status", "ANY"))
    assert sorted((row["summary"], row["completed"]) for row in rows) == [
        (TITLES[2], False),
        ("Thank Ada", False),
        ("Thank Ada", True),
    ]


def test_a_task_completed_by_calsync_is_completed_for_todoman(tools: Tools) -> None:
    target = VdirTarget(tools.tasks)
    first, *_ = write(target, Component.VTODO)
    target.update(first.href, first.etag, complete_item(first.data, NOW))
    row = tools.todos()[TITLES[0]]
    assert row["completed"]
    assert row["percent"] == 100
    assert TITLES[0] not in tools.todo("list")


def test_khal_shows_the_events_with_their_times(tools: Tools) -> None:
    target = VdirTarget(tools.tasks)
    first, *_ = write(target, Component.VEVENT)
    expected = {
        f"2026-03-03 10:00|2026-03-03 10:15|{TITLES[0]}",
        f"2026-03-04 11:00|2026-03-04 11:15|{TITLES[1]}",
        f"2026-03-05 12:00|2026-03-05 12:15|{TITLES[2]}",
    }
    assert tools.events() == expected
    target.update(first.href, first.etag, complete_item(first.data, NOW))
    ticked = f"2026-03-03 10:00|2026-03-03 10:15|✓ {TITLES[0]}"
    assert tools.events() == expected - {f"2026-03-03 10:00|2026-03-03 10:15|{TITLES[0]}"} | {ticked}


def test_khal_imports_the_file_target(tools: Tools) -> None:
    path = tools.home / "followups.ics"
    target = IcsFileTarget(path)
    write(target, Component.VEVENT)
    tools.khal("import", "--batch", "-a", "tasks", str(path))
    assert {line.split("|")[2] for line in tools.events()} == set(TITLES)
    # khal writes them anew, into files of its own; they are still ours, with the same values.
    items = {item.summary: item for item in map(read_item, VdirTarget(tools.tasks).read().objects)}
    for number, title in enumerate(TITLES):
        assert items[title].values == canonical(content(number), Component.VEVENT)
        assert items[title].mark == "mark"
