"""Follow-ups on a server, as todoman and khal show them after vdirsyncer has fetched them, and back again."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from calsync.model import State
from tests.system.caldav_rigs import Rig, rig
from tests.system.test_caldav_sync import NOON, invite, run, standing
from tests.system.test_other_tools import Tools, programs, tools  # noqa: F401 -- fixtures


def vdirsyncer(tools: Tools, server: Rig, *arguments: str) -> None:  # noqa: F811 -- the fixture's value
    config = tools.home / "vdirsyncer.conf"
    path = server.calendar.removeprefix(server.server.url)
    config.write_text(
        f"""[general]
status_path = "{tools.home}/status"
[pair jobs]
a = "here"
b = "there"
collections = null
[storage here]
type = "filesystem"
path = "{tools.tasks}"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{server.server.url}{path}"
username = "{server.server.username}"
password = "{server.server.password}"
""",
        encoding="utf-8",
    )
    done = subprocess.run(
        [tools.programs / "vdirsyncer", "-c", config, *arguments],
        env={"HOME": str(tools.home), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        input="y\n",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_what_is_completed_in_todoman_stays_completed(tools: Tools, tmp_path: Path) -> None:  # noqa: F811
    with rig("radicale") as server:
        invite(server, "one")
        run(server, tmp_path / "ledger")
        written = {item.summary: item for item in standing(server)}
        vdirsyncer(tools, server, "discover")
        vdirsyncer(tools, server, "sync")
        rows = tools.todos()
        assert set(rows) == set(written)
        for title, item in written.items():
            assert datetime.fromtimestamp(rows[title]["due"], UTC) == item.due
        thanks = next(title for title in rows if title.startswith("Thank"))
        tools.todo("done", str(rows[thanks]["id"]))
        vdirsyncer(tools, server, "sync")
        for days in (0, 1, 9):
            run(server, tmp_path / "ledger", NOON + timedelta(days=days))
        after = {item.summary: item.state for item in standing(server)}
        assert after[thanks] is State.DONE
        assert list(after.values()).count(State.DONE) == 1


def test_khal_shows_follow_ups_written_as_events(tools: Tools, tmp_path: Path) -> None:  # noqa: F811
    with rig("radicale") as server:
        invite(server, "one")
        run(server, tmp_path / "ledger", component="event")
        vdirsyncer(tools, server, "discover")
        vdirsyncer(tools, server, "sync")
        shown = tools.events()
        for item in standing(server):
            assert item.due is not None
            begin = item.due.astimezone(NOON.tzinfo).strftime("%Y-%m-%d %H:%M")
            assert any(line.startswith(begin) and line.endswith(item.summary) for line in shown), (
                begin,
                shown,
            )
