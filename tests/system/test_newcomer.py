"""A newcomer's whole way, through a terminal: init, sync, agenda, schedule, doctor --as-cron."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from tests.servers.events import calendar, event
from tests.servers.running import Server
from tests.system.conftest import NOW, Home
from tests.system.installed import fake_cron, run_installed, script, variables

pexpect = pytest.importorskip("pexpect", reason="pexpect is not installed (pip install pexpect)")

EVENTS = {
    "screen": event("screen", "Phone interview with Nimbus Robotics", start="20261119T100000Z"),
    "onsite": event("onsite", "On-site interview at Lumen Health", start="20261124T090000Z"),
    "dentist": event("dentist", "Dentist", start="20261120T090000Z"),
}


def test_from_an_empty_home_to_follow_ups_that_keep_themselves_right(home: Home, server: Server) -> None:
    fake_cron(home)
    with server.calendar(["VEVENT"], name="Jobs") as jobs, server.calendar(["VTODO"], name="To do") as todo:
        for uid, text in EVENTS.items():
            server.put(f"{jobs}{uid}.ics", calendar(text))
        child = pexpect.spawn(
            str(script(home)), ["init", "--now", NOW], env=variables(home), cwd=str(home.path),
            encoding="utf-8", timeout=90, dimensions=(40, 60),
        )  # fmt: skip
        answers = [
            (r"1/6 .*> ", "Dana Okafor, dana@example.com"),
            (r"2/6 .*> ", "nowhere/at/all.ics"),
            (r"there is no such file.*> ", server.url),
            (r"sign in with there \[dana@example.com\].*> ", server.username),
            (r"Password of dana: ", server.password),
            (r"3/6 .*1  To do \(tasks\).*> ", "1"),
            (r"4/6 .*\[Europe/Berlin, DE\].*> ", ""),
        ]
        for question, answer in answers:
            child.expect(question)
            child.sendline(answer)
        child.expect(r"2 interviews, \d follow-ups to write")
        assert server.etags(todo) == {}
        assert not list(home.path.rglob("*.toml"))
        child.expect("Is that right.*> ")
        child.sendline("yes")
        child.expect("6/6 .*> ")
        child.sendline("y")
        child.expect(pexpect.EOF)
        child.close()
        assert child.exitstatus == 0, child.before
        assert "installed (cron)" in child.before
        file = home.path / ".config" / "calsync" / "config.toml"
        text = file.read_text(encoding="utf-8")
        assert server.password not in text
        assert file.stat().st_mode & 0o777 == 0o600
        written = tomllib.loads(text)
        assert written["me"]["emails"] == ["dana@example.com"]
        assert written["target"]["calendar"] == "To do"
        (account,) = written["accounts"].values()
        assert Path(account["password_file"]).stat().st_mode & 0o777 == 0o600

        synced = run_installed(home, "sync", "--now", NOW)
        assert (synced.code, synced.err) == (0, "")
        assert len(server.etags(todo)) >= 4
        agenda = run_installed(home, "agenda", "--now", NOW)
        assert "Nimbus Robotics" in agenda.out
        assert "Lumen Health" in agenda.out
        assert run_installed(home, "schedule", "status", "--json").json["current"]
        healthy = run_installed(home, "doctor", "--as-cron", "--json", "--now", NOW)
        wrong = [check for check in json.loads(healthy.out)["checks"] if check["verdict"] != "ok"]
        assert (healthy.code, wrong) == (0, [])
