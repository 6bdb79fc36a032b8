"""``calsync init`` by options: nothing is asked, nothing is written before it is tried, nothing is lost."""

from __future__ import annotations

import http.server
import json
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.events import calendar, event
from tests.servers.ring import environment
from tests.servers.running import Server
from tests.system.conftest import EXAMPLE, NOW, Home
from tests.system.installed import fake_cron, run_installed

ME = ("--me", "dana@example.com", "--name", "Dana Okafor", "--tz", "Europe/Berlin")


def config_of(home: Home) -> Path:
    return home.path / ".config" / "calsync" / "config.toml"


def test_files_are_set_up_without_a_question_and_work_at_once(home: Home) -> None:
    ran = home.run("init", "--from", EXAMPLE, *ME, "--country", "DE-BE", "--yes")
    assert ran.code == 0, ran.err
    assert "interviews, " in ran.out
    written = tomllib.loads(config_of(home).read_text())
    assert written["me"] == {
        "name": "Dana Okafor",
        "emails": ["dana@example.com"],
        "timezone": "Europe/Berlin",
        "country": "DE-BE",
    }
    assert written["sources"] == [{"name": "job-search", "path": str(EXAMPLE)}]
    assert sorted(home.files()) == [".config", ".config/calsync", ".config/calsync/config.toml"]
    assert home.run("sync").code == 0
    assert home.run("agenda", "--json").json["entries"]


def test_a_second_time_changes_nothing_and_what_is_missing_is_added_beside_comments(home: Home) -> None:
    file = config_of(home)
    file.parent.mkdir(parents=True)
    mine = '# my own words\n[me]\nemails = ["d@example.com"] # only one\n'
    file.write_text(mine)
    ran = home.run("init", "--from", EXAMPLE, "--target", "tasks/", "--yes")
    assert ran.code == 0, ran.err
    text = file.read_text()
    assert text.startswith(mine)
    assert tomllib.loads(text)["target"] == {"path": f"{home.path}/tasks/"}
    assert (file.parent / "config.toml.bak").read_text() == mine
    before = home.files()
    again = home.run("init", "--yes")
    assert again.code == 0
    assert "is kept" in again.out
    assert home.files() == before
    refused = home.run("init", "--target", "other.ics", "--yes")
    assert (refused.code, home.files()) == (2, before)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 2),
        (["--yes"], 2),
        (["--from", "nix.ics", "--yes"], 2),
        (["--from", "dana@gmail.com", "--yes"], 2),
        (["--from", "broken.ics", "--yes"], 1),
        (["--from", "http://127.0.0.1:1/", "--user", "d", "--password-command", "echo x", "--yes"], 4),
        (["--from", "http://x.example/", "--user", "d", "--password-command", "echo x", "--yes"], 2),
        (["--from", str(EXAMPLE), "--tz", "Mars/Base", "--yes"], 2),
    ],
)
def test_what_does_not_work_is_told_in_a_line_and_nothing_is_written(
    home: Home, arguments: list[str], code: int
) -> None:
    (home.path / "broken.ics").write_text("%PDF-1.4")
    before = home.files()
    ran = home.run("init", *arguments)
    assert ran.code == code, ran.err
    assert len(ran.err.splitlines()) == 1
    assert home.files() == before


def test_a_server_is_set_up_by_options_and_its_password_kept_where_said(home: Home, server: Server) -> None:
    fake_cron(home)
    with server.calendar(["VEVENT"], name="Jobs") as jobs, server.calendar(["VEVENT"], name="Home"):
        server.put(f"{jobs}one.ics", calendar(event("one", "Interview at Nimbus", start="20261119T100000Z")))
        secret = home.path / "pw"
        secret.write_text(server.password)
        secret.chmod(0o600)
        ran = run_installed(
            home, "init", "--from", server.url, "--user", server.username, "--password-file", "pw", *ME,
            "--calendar", "Jobs", "--target", "Jobs", "--schedule", "--yes", "--now", NOW,
        )  # fmt: skip
        assert ran.code == 0, ran.err
        assert "1 interview, " in ran.out
        written = tomllib.loads(config_of(home).read_text())
        assert written["sources"][0]["calendars"] == ["Jobs"]
        assert written["target"]["calendar"] == "Jobs"
        assert written["accounts"]["server"]["password_file"] == str(secret)
        assert "calsync sync --quiet" in (home.path / "crontab").read_text()
        synced = run_installed(home, "sync", "--now", NOW)
        assert (synced.code, "created" in synced.out) == (0, True), synced.err


def test_an_account_that_is_there_already_is_used(home: Home, server: Server) -> None:
    with server.calendar(["VEVENT"], name="Jobs"), server.calendar(["VTODO"], name="To do"):
        added = home.run(
            "account", "add", "cloud", server.url, "--user", server.username, "--password-env", "PW",
            PW=server.password,
        )  # fmt: skip
        assert added.code == 0, added.err
        ran = home.run("init", *ME, "--yes", "--from", "cloud", PW=server.password)
        assert ran.code == 0, ran.err
        written = tomllib.loads(config_of(home).read_text())
        assert list(written["accounts"]) == ["cloud"]
        assert written["sources"] == [{"name": "cloud", "account": "cloud"}]
        assert written["target"] == {"account": "cloud", "calendar": "To do"}


@pytest.fixture
def feed() -> Iterator[str]:
    data = EXAMPLE.read_bytes()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as httpd:
        thread = threading.Thread(target=httpd.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{httpd.server_port}/private-hunter2/basic.ics"
        httpd.shutdown()


def test_a_feeds_secret_address_is_kept_apart_from_the_configuration(home: Home, feed: str) -> None:
    ran = home.run("init", "--from", feed, *ME, "--keep", "file", "--yes")
    assert ran.code == 0, ran.err
    text = config_of(home).read_text()
    assert "hunter2" not in text + ran.out + ran.err
    (kept,) = config_of(home).parent.glob("*.secret")
    assert (kept.read_text(), kept.stat().st_mode & 0o777) == (feed + "\n", 0o600)
    assert home.run("scan", "--json").json["interviews"]


def test_a_secret_may_go_to_the_keyring(home: Home, feed: str) -> None:
    ring = home.path / "ring.json"
    ran = home.run("init", "--from", feed, *ME, "--keep", "keyring", "--yes", **environment(ring))
    assert ran.code == 0, ran.err
    assert tomllib.loads(config_of(home).read_text())["sources"] == [{"name": "feed", "url": "keyring"}]
    assert json.loads(ring.read_text()) == {"calsync/source feed": feed}
    assert home.run("scan", "--json", **environment(ring)).json["interviews"]


def test_as_json_it_prints_the_plan_and_nothing_else(home: Home) -> None:
    fake_cron(home)
    ran = run_installed(
        home, "init", "--from", str(EXAMPLE), *ME, "--yes", "--schedule", "--json", "--now", NOW
    )
    assert (ran.code, ran.json["schema"]) == (0, "calsync.plan/1"), ran.err
    assert ran.json["actions"]
    assert "calsync sync" in (home.path / "crontab").read_text()
