"""The whole of calsync against CalDAV: the laws hold, and the interviews themselves are never touched."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

import pytest

from calsync.app.embedding import Settings, scan, sync
from calsync.app.options import Options
from calsync.app.remove import remove
from calsync.app.results import PlanResult, exit_code
from calsync.app.session import session
from calsync.config import Config
from calsync.errors import CalsyncError
from calsync.ical.item import Item, complete_item, read_item
from calsync.model import Act, Result, State, Stored
from calsync.reconcile.mark import decode
from calsync.stores.memory import MemoryTarget
from tests.servers.events import calendar, event
from tests.servers.proxy import Request, Reset, Response, Shape
from tests.servers.shaped import EventsOnly, Faults, NextcloudTrash
from tests.system.caldav_rigs import Rig, rig

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=ZoneInfo("Europe/Berlin"))
ME = ("ORGANIZER;CN=Priya Raman:mailto:priya@nimbus.example", "ATTENDEE;CN=Dana:mailto:dana@example.com")


def settings_at(now: datetime, **more: object) -> Settings:
    return Settings(now=now, zone="Europe/Berlin", emails=frozenset({"dana@example.com"}), **more)  # type: ignore[arg-type]


def run(
    server: Rig, ledger: Path, now: datetime = NOON, followups: str | None = None, **more: object
) -> PlanResult:
    return sync(
        [server.source(now=now)], server.target(followups, now=now), settings_at(now, **more), ledger=ledger
    )


def invite(server: Rig, uid: str, start: str = "20260310T100000Z", company: str = "Nimbus Robotics") -> None:
    text = calendar(event(uid, f"Interview with {company}", *ME, start=start))
    server.server.put(f"{server.calendar}{uid}.ics", text)


def standing(server: Rig) -> list[Item]:
    """The follow-ups as they stand on the server, asked past everything that bends answers."""
    paths = [path for path in server.server.etags(server.calendar) if "calsync-" in path]
    found = [server.server.get(urljoin(server.calendar, path)) for path in paths]
    return [read_item(Stored("", "", data)) for data in found if data]


def changes(result: PlanResult) -> list[str]:
    """What a run did, without what it kept."""
    return [one.action.act for one in result.outcomes if one.action.act not in {Act.KEEP, Act.SUPPRESS}]


def keys(items: list[Item]) -> list[str]:
    return sorted(str(mark.key) for item in items if (mark := decode(item.mark)))


def writes(server: Rig) -> list[str]:
    reading = {"PROPFIND", "REPORT", "GET", "OPTIONS", "HEAD"}
    return [request.path for request in server.proxy.requests if request.method not in reading]


# --------------------------------------------------------------------------- the command


def configure(folder: Path, server: Rig, secret: str) -> None:
    """One account whose calendar is source and target; ``secret`` is the line that names its password."""
    (folder / "config.toml").write_text(
        f"""[me]
emails = ["dana@example.com"]
timezone = "Europe/Berlin"
[accounts.cloud]
url = "{server.proxy.server.url}"
username = "{server.server.username}"
{secret}
[[sources]]
name = "jobs"
account = "cloud"
calendars = ["{server.url}"]
[target]
account = "cloud"
calendar = "{server.url}"
""",
        encoding="utf-8",
    )


def test_the_interviews_own_resource_is_never_written(tmp_path: Path) -> None:
    with rig("radicale") as server:
        invite(server, "one")
        invite(server, "two", "20260312T100000Z", "Arvo")
        before = server.server.etags(server.calendar)
        configure(tmp_path, server, 'password_env = "DAV_PW"')
        for now in ("2026-03-10T12:00", "2026-03-18T13:00"):
            done = calsync("sync", "--config", str(tmp_path / "config.toml"), "--now", now, password=server)
            assert done.returncode == 0, done.stdout + done.stderr
            assert server.server.password not in done.stdout + done.stderr
        server.server.put(f"{server.calendar}two.ics", calendar(event("two", "Lunch")))
        moved = server.server.etags(server.calendar)
        calsync(
            "sync", "--config", str(tmp_path / "config.toml"), "--now", "2026-03-18T14:00", password=server
        )
        after = server.server.etags(server.calendar)
        assert {path: after[path] for path in before} == {path: moved[path] for path in before}
        assert len(writes(server)) > 4
        assert all(re.fullmatch(r".*/calsync-[a-z0-9-]+\.ics", path) for path in writes(server))


def calsync(
    *arguments: str, password: Rig, program: tuple[str, ...] = ("-m", "calsync")
) -> subprocess.CompletedProcess[str]:
    home = arguments[arguments.index("--config") + 1].rpartition("/")[0]
    folders = {f"XDG_{kind}_HOME": f"{home}/{kind}" for kind in ("DATA", "STATE", "CONFIG", "CACHE")}
    return subprocess.run(
        [sys.executable, *program, *arguments],
        env={**os.environ, **folders, "HOME": home, "DAV_PW": password.server.password},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(("port", "password", "code"), [(None, "wrong", 3), (1, "right", 4)])
def test_what_cannot_be_reached_or_entered_has_its_exit_code(
    port: int | None, password: str, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rig("radicale") as server:
        url = f"http://127.0.0.1:{port}/" if port else server.server.url
        (tmp_path / "config.toml").write_text(
            f'[accounts.cloud]\nurl = "{url}"\nusername = "dana"\npassword_command = ["echo", "{password}"]\n'
            '[[sources]]\nname = "jobs"\naccount = "cloud"\n',
            encoding="utf-8",
        )
        done = calsync("scan", "--config", str(tmp_path / "config.toml"), password=server)
        assert done.returncode == code
        assert "Traceback" not in done.stderr
        assert password not in done.stderr.replace("password of", "")


class Leaves(Shape):
    """After the first deletion every further one meets this answer, or none at all."""

    def __init__(self, status: int | None) -> None:
        self.status = status
        self.deletions = 0

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        self.deletions += request.method == "DELETE"
        if request.method != "DELETE" or self.deletions == 1:
            return forward(request)
        if self.status is None:
            raise Reset
        return Response(self.status)


@pytest.mark.parametrize(("status", "code"), [(401, 3), (None, 4), (503, 4)])
def test_a_server_that_goes_away_while_follow_ups_are_removed_has_its_exit_code(
    status: int | None, code: int, tmp_path: Path
) -> None:
    with rig("radicale") as server:
        invite(server, "one")
        run(server, tmp_path / "ledger")
        assert len(standing(server)) == 3
        server.proxy.shape = Leaves(status)
        result = removed(server, tmp_path / "ledger")
        assert exit_code(result.failures) == code
        assert len(result.failures) == 1
        assert [one.result for one in result.outcomes] == [Result.DONE, Result.FAILED, Result.FAILED]
        assert len(standing(server)) == 2
        server.proxy.shape = Shape()
        again = removed(server, tmp_path / "ledger")
        assert exit_code(again.failures) == 0
        assert standing(server) == []


def removed(server: Rig, ledger: Path) -> PlanResult:
    with session(Options(now=NOON, zone="Europe/Berlin"), Config(), ledger, writes=True) as opened:
        return remove(replace(opened, target=server.target(now=NOON)))


# --------------------------------------------------------------------------- runs


def test_a_second_run_asks_each_calendar_once_and_writes_nothing(tmp_path: Path) -> None:
    with rig("radicale") as server, server.server.calendar(["VTODO"]) as tasks:
        followups = server.proxy.through(tasks)
        invite(server, "one")
        assert changes(run(server, tmp_path / "ledger", followups=followups))
        run(server, tmp_path / "ledger", followups=followups)
        server.proxy.requests.clear()
        again = run(server, tmp_path / "ledger", followups=followups)
        assert not changes(again)
        assert server.proxy.count() == 2


def test_source_and_target_in_one_calendar_cost_one_request_and_one_look_at_the_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rig("radicale") as server:
        invite(server, "one")
        counter = tmp_path / "asked"
        secret = f'echo x >> {counter}; printf %s "$DAV_PW"'
        configure(tmp_path, server, f'password_command = ["sh", "-c", {json.dumps(secret)}]')
        config = ("--config", str(tmp_path / "config.toml"), "--now", "2026-03-10T12:00")
        for _ in range(2):
            assert calsync("sync", *config, password=server).returncode == 0
        assert len(standing(server)) == 3
        server.proxy.requests.clear()
        counter.unlink()
        monkeypatch.setenv("PYTHONPROFILEIMPORTTIME", "1")
        done = calsync("sync", *config, "--json", password=server)
        assert json.loads(done.stdout)["actions"] == []
        imported = set(re.findall(r"\| +([\w.]+)$", done.stderr, re.M))
        assert "calsync.stores.caldav.transport" in imported
        assert not imported & {"holidays", "calsync.detect.judge"}
        assert [request.method for request in server.proxy.requests] == ["REPORT"]
        assert counter.read_text() == "x\n"


@pytest.mark.parametrize("name", ["radicale", "xandikos", "sabre", "cyrus"])
def test_what_the_user_completed_stays_completed_and_what_they_deleted_stays_away(
    name: str, tmp_path: Path
) -> None:
    with rig(name) as server:
        invite(server, "one")
        run(server, tmp_path / "ledger")
        first, second, *_ = standing(server)
        server.server.put(f"{server.calendar}{first.uid}.ics", complete_item(first.data, NOON))
        server.server.delete(f"{server.calendar}{second.uid}.ics")
        for hours in (1, 2, 200):
            run(server, tmp_path / "ledger", NOON + timedelta(hours=hours))
        items = {item.uid: item for item in standing(server)}
        assert items[first.uid].state is State.DONE
        assert second.uid not in items


def test_where_tasks_are_refused_events_are_written_and_it_stays_so(tmp_path: Path) -> None:
    with rig("radicale", EventsOnly()) as server:
        invite(server, "one")
        first = run(server, tmp_path / "ledger")
        assert any(notice.code == "component_fallback" for notice in first.notices)
        assert {item.component for item in standing(server)} == {"VEVENT"}
        server.proxy.requests.clear()
        again = run(server, tmp_path / "ledger", NOON + timedelta(days=2))
        assert not any(notice.code == "component_fallback" for notice in again.notices)
        assert not any(b"BEGIN:VTODO" in request.body for request in server.proxy.requests)


def test_a_uid_held_by_a_trash_bin_gives_way_to_the_next_generation(tmp_path: Path) -> None:
    with rig("radicale", NextcloudTrash()) as server:
        invite(server, "one", "20260320T100000Z")
        run(server, tmp_path / "ledger")
        expected, before = keys(standing(server)), {item.uid for item in standing(server)}
        server.server.put(
            f"{server.calendar}one.ics",
            calendar(event("one", "Interview with Nimbus Robotics", *ME, "STATUS:CANCELLED", "SEQUENCE:1",
                           start="20260320T100000Z")),
        )  # fmt: skip
        run(server, tmp_path / "ledger", NOON + timedelta(hours=1))
        assert standing(server) == []
        invite(server, "one", "20260320T100000Z")
        run(server, tmp_path / "ledger", NOON + timedelta(hours=2))
        assert keys(standing(server)) == expected
        assert not before & {item.uid for item in standing(server)}


# --------------------------------------------------------------------------- many runs, many faults


RUNS = int(os.environ.get("CALSYNC_FAULT_RUNS", "25"))


def test_many_runs_with_faults_end_with_exactly_what_should_stand(tmp_path: Path) -> None:
    """``CALSYNC_FAULT_RUNS=500`` is the long form."""
    chance = random.Random(5)
    faults = Faults(rate=0.3, random=random.Random(5))
    with rig("radicale", faults) as server:
        for number in range(4):
            invite(server, f"i{number}", f"202603{12 + number}T100000Z", f"Company{number}")
        edited: str | None = None
        failures = 0
        for turn in range(RUNS):
            now = NOON + timedelta(minutes=turn % 600)
            moved = chance.randrange(4)
            start = f"202603{12 + moved}T{chance.randrange(8, 17):02}0000Z"
            invite(server, f"i{moved}", start, f"Company{moved}")
            if edited is None and len(standing(server)) > 4:
                item = standing(server)[0]
                text = re.sub(
                    rb"SUMMARY:[^\r\n]*(\r\n [^\r\n]*)*", b"SUMMARY:My own words", item.data, count=1
                )
                server.server.put(f"{server.calendar}{item.uid}.ics", text)
                edited = item.uid
            before = server.server.etags(server.calendar)
            try:
                result = run(server, tmp_path / "ledger", now)
                failures += any(one.result is Result.FAILED for one in result.outcomes)
            except CalsyncError:
                failures += 1
            after = server.server.etags(server.calendar)
            own = {path for path in before if "calsync-" not in path}
            assert {path: after.get(path) for path in own} == {path: before[path] for path in own}
        faults.rate = 0
        now = NOON + timedelta(hours=12)
        run(server, tmp_path / "ledger", now)
        found = standing(server)
        clean = MemoryTarget()
        sync([server.source(now=now)], clean, settings_at(now), ledger=tmp_path / "clean")
        expected = sorted(str(decode(read_item(one).mark).key) for one in clean.objects.values())  # type: ignore[union-attr]
        assert keys(found) == expected
        assert edited is not None
        assert next(item.summary for item in found if item.uid == edited) == "My own words"
        assert not changes(run(server, tmp_path / "ledger", now))
        assert failures < RUNS


def test_scanning_shows_the_interviews_and_writes_nothing() -> None:
    with rig("xandikos") as server:
        invite(server, "one")
        result = scan([server.source(now=NOON)], settings_at(NOON))
        assert [interview.uid for interview in result.interviews] == ["one"]
        assert writes(server) == []
