"""``calsync doctor`` and ``calsync schedule`` as a user runs them."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from tests.servers.events import event, put_events
from tests.servers.running import Server
from tests.servers.shared import shared
from tests.system.conftest import EXAMPLE, Home, Ran
from tests.system.installed import fake_cron, run_installed, script

CONFIG = """[me]
emails = ["dana@example.com"]
timezone = "Europe/Berlin"
[[sources]]
name = "mine"
path = "{source}"
[target]
path = "followups.ics"
"""


@pytest.fixture
def set_up(home: Home) -> Home:
    """A home with a configuration on files, a script ``calsync``, and a first run done."""
    write(home, CONFIG.format(source=EXAMPLE))
    assert home.run("sync", "--quiet", **config(home)).code == 0
    return home


def write(home: Home, text: str) -> None:
    (home.path / "c.toml").write_text(text, encoding="utf-8")


def config(home: Home) -> dict[str, str]:
    return {"CALSYNC_CONFIG": str(home.path / "c.toml")}


def verdicts(ran: Ran) -> dict[str, str]:
    return {check["name"]: check["verdict"] for check in ran.json["checks"]}


def check(ran: Ran, name: str) -> Any:
    (found,) = (check for check in ran.json["checks"] if check["name"] == name)
    return found


def test_a_healthy_set_up_is_found_so_and_left_as_it_was(set_up: Home) -> None:
    before = set_up.files()
    ran = set_up.run("doctor", "--json", **config(set_up))
    assert ran.code == 0
    assert ran.json["schema"] == "calsync.doctor/1"
    assert verdicts(ran) == {
        "configuration": "ok",
        "time zone": "ok",
        "ledger": "ok",
        "lock": "ok",
        "source mine": "ok",
        "target": "ok",
        "target, writing": "ok",
        "runs": "ok",
    }
    after = set_up.files()
    assert after["followups.ics"] == before["followups.ics"]
    assert {name for name in after if name.endswith(".ics")} == {"followups.ics"}
    shown = set_up.run("doctor", **config(set_up), COLUMNS="60", TERM="dumb")
    assert "all is well" in shown.out
    assert max(map(len, shown.out.splitlines())) <= 60
    assert set_up.run("doctor", "--quiet", **config(set_up)) == Ran(0, "", "")


@pytest.mark.parametrize(
    ("text", "name", "code", "said"),
    [
        ("[me]\nnam = 'D'", "configuration", 2, "did you mean “name”"),
        (CONFIG.format(source="/nowhere.ics"), "source mine", 1, "/nowhere.ics"),
        ("[target]\npath = 'followups.ics'", "sources", 2, "nothing to read"),
        (CONFIG.format(source=EXAMPLE).replace("followups.ics", "c.toml"), "target", 1, "c.toml"),
        (
            CONFIG.format(source=EXAMPLE)
            + "[accounts.x]\nurl='https://localhost:1/'\nusername='d'\npassword_env='NOT_SET'",
            "account x",
            3,
            "NOT_SET is not set",
        ),
        (
            CONFIG.format(source=EXAMPLE)
            + "[accounts.x]\nurl='https://localhost:1/'\nusername='d'\npassword_command=['echo','x']",
            "account x, server",
            4,
            "localhost",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_exit_code(
    set_up: Home, text: str, name: str, code: int, said: str
) -> None:
    write(set_up, text)
    ran = set_up.run("doctor", "--json", **config(set_up))
    assert ran.code == code
    found = check(ran, name)
    assert (found["verdict"], found["code"]) == ("failed", code)
    assert said in found["message"]
    quiet = set_up.run("doctor", "--quiet", **config(set_up))
    assert (quiet.code, quiet.out) == (code, "")
    assert name in quiet.err


def test_a_damaged_ledger_and_a_held_lock_are_found(set_up: Home) -> None:
    from calsync.ledger import lock

    ledger = next(set_up.path.rglob("ledger.sqlite"))
    with lock(ledger, 0):
        ran = set_up.run("doctor", "--json", **config(set_up))
        assert (verdicts(ran)["lock"], verdicts(ran)["target, writing"]) == ("warning", "warning")
    data = bytearray(ledger.read_bytes())
    data[5000:9000] = b"\xff" * 4000
    ledger.write_bytes(data)
    ran = set_up.run("doctor", "--json", **config(set_up))
    assert (ran.code, verdicts(ran)["ledger"]) == (1, "failed")
    assert ran.json["checks"][-1]["remedy"]


def test_what_an_interrupted_examination_left_behind_is_cleared_away(set_up: Home) -> None:
    left = event("calsync-doctor-0", "calsync doctor: a test", "X-CALSYNC:v=doctor")
    target = set_up.path / "followups.ics"
    whole = target.read_bytes()
    target.write_bytes(whole.replace(b"END:VCALENDAR\r\n", left.encode() + b"END:VCALENDAR\r\n"))
    assert set_up.run("sync", **config(set_up)).code == 0
    assert b"calsync-doctor-0" in target.read_bytes()
    assert set_up.run("doctor", **config(set_up)).code == 0
    assert target.read_bytes() == whole


def test_a_run_from_cron_is_examined_in_its_bare_environment(set_up: Home) -> None:
    write(
        set_up,
        CONFIG.format(source=EXAMPLE)
        + "[accounts.x]\nurl='http://127.0.0.1:1/'\nusername='d'\npassword_env='DAV_PW'\n",
    )
    here = run_installed(set_up, "doctor", "--json", "--offline", DAV_PW="hunter2", **config(set_up))
    assert (here.code, verdicts(here)["account x"]) == (0, "ok")
    bare = run_installed(
        set_up, "doctor", "--json", "--offline", "--as-cron", DAV_PW="hunter2", **config(set_up)
    )
    assert (bare.code, verdicts(bare)["account x"], bare.json["as_cron"]) == (3, "failed", True)
    assert "hunter2" not in here.out + bare.out
    shown = run_installed(set_up, "doctor", "--offline", "--as-cron", **config(set_up))
    assert "in the environment that cron gives" in shown.out
    assert "FAILED  account x" in shown.out


def test_a_program_that_cron_cannot_start_is_found(set_up: Home) -> None:
    broken = script(set_up)
    text = broken.read_text().replace("import sys\n", "import os, sys\nos.environ['COLUMNS']\n", 1)
    broken.write_text(text)
    done = subprocess.run(
        [broken, "doctor", "--as-cron", "--json"], env=set_up.variables(**config(set_up)),
        capture_output=True, check=False,
    )  # fmt: skip
    ran = Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
    assert (ran.code, verdicts(ran)) == (1, {"program": "failed"})


@pytest.fixture
def server() -> Server:
    return shared("radicale")


@pytest.mark.parametrize("name", ["radicale", "xandikos", "sabre", "cyrus"])
def test_a_server_is_entered_and_its_target_written_and_left_clean(home: Home, name: str) -> None:
    server = shared(name)
    with server.calendar(["VEVENT"], name="Jobs") as jobs, server.calendar(["VTODO"], name="To do") as todo:
        put_events(server, jobs, {"one": "Interview with Nimbus Robotics"})
        for target, written in ((todo, "a task was written"), (jobs, "an event was written")):
            write(
                home,
                f"[accounts.cloud]\nurl = '{server.url}'\nusername = '{server.username}'\n"
                f"password_command = ['printf', '%s', '{server.password}']\n"
                f"[[sources]]\nname = 'jobs'\naccount = 'cloud'\ncalendars = ['{jobs}']\n"
                f"[target]\naccount = 'cloud'\ncalendar = '{target}'\n",
            )
            before = server.etags(target)
            ran = home.run("doctor", "--json", now="2026-03-09T12:00", **config(home))
            assert ran.code == 0, ran.out
            found = verdicts(ran)
            asked = ("account cloud", "account cloud, server", "clock", "source jobs")
            assert {found[one] for one in asked} == {"ok"}
            assert written in check(ran, "target, writing")["message"]
            assert server.etags(target) == before
            assert "1 interviews" in check(ran, "source jobs")["message"]


def test_a_refused_password_is_told_from_one_that_cannot_be_had(home: Home) -> None:
    server = shared("radicale")
    write(
        home,
        f"[accounts.cloud]\nurl = '{server.url}'\nusername = '{server.username}'\n"
        "password_command = ['echo', 'wrong']\n",
    )
    refused = home.run("doctor", "--json", **config(home))
    assert refused.code == 2  # nothing to read either, which is the first that applies
    assert verdicts(refused)["account cloud"] == "ok"
    found = check(refused, "account cloud, server")
    assert (found["verdict"], found["code"]) == ("failed", 3)


def test_a_clock_that_is_wrong_is_seen_by_the_servers_date(home: Home, server: Server) -> None:
    from datetime import UTC, datetime, timedelta

    from calsync.app.doctor import examine
    from calsync.app.options import Options

    with server.calendar(name="Jobs"):
        write(
            home,
            f"[accounts.cloud]\nurl = '{server.url}'\nusername = '{server.username}'\n"
            f"password_command = ['printf', '%s', '{server.password}']\n",
        )
        now = datetime.now(UTC)
        for off, verdict in ((timedelta(), "ok"), (timedelta(minutes=9), "warning")):
            found = examine(
                Options(now=now, config=home.path / "c.toml"), lambda off=off: datetime.now(UTC) + off
            )
            assert {one.name: one.verdict.value for one in found.checks}["clock"] == verdict


@pytest.mark.parametrize(("days", "verdict"), [(2, "ok"), (7, "warning"), (40, "ok")])
def test_the_age_of_googles_consent_is_watched(home: Home, days: int, verdict: str) -> None:
    from datetime import date, timedelta

    day = date(2026, 11, 18) - timedelta(days=days)
    write(
        home,
        f"[accounts.g]\ntype='google'\nusername='d@gmail.com'\nclient_file='c.json'\nsigned_in={day}\n"
        "password_command=['echo', 'token']\n",
    )
    ran = home.run("doctor", "--json", "--offline", **config(home))
    assert verdicts(ran)["account g, consent"] == verdict
    assert f"{days} days ago" in check(ran, "account g, consent")["message"]


# --------------------------------------------------------------------------- schedule


@pytest.fixture
def with_cron(set_up: Home) -> Home:
    """A crontab of its own: the real one belongs to whoever runs the tests."""
    fake_cron(set_up)
    (set_up.path / "crontab").write_text("0 5 * * * mine\n")
    return set_up


def scheduled(home: Home, *arguments: str, **more: str) -> Ran:
    return run_installed(home, "schedule", *arguments, "--with", "cron", **config(home), **more)


def test_a_schedule_is_installed_once_shown_and_taken_out(with_cron: Home) -> None:
    crontab = with_cron.path / "crontab"
    assert "not scheduled" in scheduled(with_cron, "status").out
    first = scheduled(with_cron, "install", "--when", "07:30", "--log", "run.log")
    assert (first.code, first.out.splitlines()[0]) == (0, "installed (cron): 07:30"), first.err
    text = crontab.read_text()
    assert text.startswith("0 5 * * * mine\n")
    assert f"{with_cron.path}/bin/calsync sync --quiet --log {with_cron.path}/run.log" in text
    assert f"CALSYNC_CONFIG={with_cron.path}/c.toml" in text
    assert "TZ=Europe/Berlin" in text
    assert "already there" in scheduled(with_cron, "install", "--when", "07:30", "--log", "run.log").out
    assert crontab.read_text() == text
    status = scheduled(with_cron, "status", "--json", "--when", "07:30", "--log", "run.log").json
    assert (status["schema"], status["installed"], status["current"]) == ("calsync.schedule/1", True, True)
    assert scheduled(with_cron, "status", "--json").json["current"] is False
    assert "removed" in scheduled(with_cron, "remove").out
    assert crontab.read_text() == "0 5 * * * mine\n"


def test_the_installed_entry_runs_as_cron_would_run_it(with_cron: Home) -> None:
    assert scheduled(with_cron, "install").code == 0
    entry = (with_cron.path / "crontab").read_text().splitlines()[2].split(" ", 5)[5]
    (with_cron.path / "followups.ics").unlink()
    bare = {"HOME": str(with_cron.path), "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}
    done = subprocess.run(
        ["/bin/sh", "-c", entry + " --recreate --now 2026-11-18T08:00"],
        env=bare,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert b"BEGIN:VTODO" in (with_cron.path / "followups.ics").read_bytes()


def test_a_scheduled_run_tells_of_changes_when_asked_to(with_cron: Home) -> None:
    assert scheduled(with_cron, "install", "--summary").code == 0
    assert "calsync sync --quiet --summary\n" in (with_cron.path / "crontab").read_text()


def test_a_run_that_is_bound_to_fail_is_not_scheduled(with_cron: Home) -> None:
    account = "[accounts.x]\nurl='http://127.0.0.1:1/'\nusername='d'\npassword_env='DAV_PW'\n"
    write(with_cron, CONFIG.format(source=EXAMPLE) + account)
    refused = scheduled(with_cron, "install", DAV_PW="hunter2")
    assert (refused.code, refused.out) == (3, "")
    assert "a run from cron would fail: account x: " in refused.err
    assert len(refused.err.splitlines()) == 1
    assert "calsync" not in (with_cron.path / "crontab").read_text()
    assert scheduled(with_cron, "install", "--anyway").code == 0


def test_nothing_to_read_is_not_scheduled(with_cron: Home) -> None:
    write(with_cron, "[target]\npath='f.ics'\n")
    refused = scheduled(with_cron, "install")
    assert refused.code == 2
    assert "nothing to read" in refused.err


@pytest.mark.parametrize("arguments", [["install", "--when", "7m"], ["install", "--when", "soon"], ["sing"]])
def test_a_schedule_that_makes_no_sense_is_refused(with_cron: Home, arguments: list[str]) -> None:
    ran = scheduled(with_cron, *arguments)
    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)


def test_a_launchd_agent_is_printed_and_only_printed(set_up: Home) -> None:
    import plistlib

    ran = run_installed(set_up, "schedule", "print", "--with", "launchd", **config(set_up))
    agent = plistlib.loads(ran.out.encode())
    assert agent["ProgramArguments"][1:] == ["sync", "--quiet"]
    refused = run_installed(set_up, "schedule", "install", "--with", "launchd", **config(set_up))
    assert (refused.code, len(refused.err.splitlines())) == (2, 1)
