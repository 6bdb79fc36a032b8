"""The examples are used as they stand: each with a real server or feed in the place of the one it names."""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from calsync.config import load
from tests.servers.events import calendar, event
from tests.servers.running import Server
from tests.system.conftest import EXAMPLE, NOW, ROOT, Home

EXAMPLES = ROOT / "examples"


@pytest.fixture
def feed() -> Iterator[str]:
    """The example calendar as a feed on loopback."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar")
            self.end_headers()
            self.wfile.write(EXAMPLE.read_bytes())

        def log_message(self, format: str, *args: object) -> None:
            """Silent."""

    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{running.server_address[1]}/calendar/ical/private-secret/basic.ics"
    running.shutdown()
    running.server_close()


def taken(home: Home, name: str, **changes: str) -> Path:
    """An example copied home, with what only a real user's has put in."""
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    file = home.path / name
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("name", sorted(path.name for path in EXAMPLES.glob("*.toml")))
def test_every_example_is_a_configuration(name: str) -> None:
    load(EXAMPLES / name)


def test_nextcloud(home: Home, server: Server) -> None:
    with (
        server.calendar(["VEVENT"], name="Personal") as personal,
        server.calendar(["VTODO"], name="Tasks") as tasks,
    ):
        server.put(
            f"{personal}one.ics", calendar(event("one", "Interview at Nimbus", start="20261119T100000Z"))
        )
        file = taken(home, "nextcloud.toml", **{
            "https://cloud.example.com/remote.php/dav/": server.url,
            'username = "dana"': f'username = "{server.username}"',
        })  # fmt: skip
        planned = home.run("plan", "--config", file, CLOUD_PW=server.password)
        assert planned.code == 0, planned.err
        assert server.etags(tasks) == {}
        assert home.run("sync", "--config", file, CLOUD_PW=server.password).code == 0
        assert len(server.etags(tasks)) >= 2
        assert len(server.etags(personal)) == 1


def test_google_by_its_secret_address(home: Home, feed: str) -> None:
    file = taken(home, "google-feed.toml")
    address = home.path / "google-feed.address"
    address.write_text(feed)
    address.chmod(0o600)
    ran = home.run("sync", "--config", file)
    assert ran.code == 0, ran.err
    assert (home.path / "followups.ics").read_bytes().count(b"BEGIN:VTODO") >= 5
    assert "private-secret" not in ran.out + ran.err


def test_google_with_an_account_says_what_is_still_missing(home: Home) -> None:
    ran = home.run("plan", "--config", taken(home, "google-account.toml"))
    assert ran.code in {2, 3}
    assert "client.json" in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_the_line_for_cron_runs_in_crons_environment(home: Home) -> None:
    line = (EXAMPLES / "crontab").read_text(encoding="utf-8").splitlines()[-1]
    command = line.split(maxsplit=5)[5]
    installed = Path(sys.executable).with_name("calsync")
    assert installed.exists(), "the tests run against an installed calsync"
    assert home.run("import", EXAMPLE).code == 0
    done = subprocess.run(
        ["/bin/sh", "-c", f"{command} --now {NOW}"],
        env={"HOME": str(home.path), "PATH": f"{installed.parent}:/usr/bin:/bin"},
        cwd=home.path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(home.path.rglob("followups.ics"))
