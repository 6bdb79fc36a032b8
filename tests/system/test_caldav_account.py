"""``calsync account`` as a user runs it: tried before it is kept, nothing half done, secrets not shown."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import niquests
import pytest

from tests.servers.events import put_events
from tests.servers.proxy import proxied
from tests.servers.ring import ROOT, environment
from tests.servers.running import Server
from tests.servers.shaped import Google
from tests.servers.shared import shared


@dataclass(frozen=True)
class Home:
    """An empty home with a keyring in a file."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "config" / "config.toml"

    @property
    def config(self) -> dict[str, object]:
        return tomllib.loads(self.file.read_text(encoding="utf-8"))

    @property
    def ring(self) -> dict[str, str]:
        path = self.folder / "ring.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def start(self, *arguments: str, **more: str) -> subprocess.Popen[str]:
        folders = {f"XDG_{kind}_HOME": str(self.folder / kind.lower()) for kind in ("DATA", "STATE", "CACHE")}
        env = (
            os.environ | environment(self.folder / "ring.json") | folders | {"HOME": str(self.folder)} | more
        )
        return subprocess.Popen(
            [sys.executable, "-m", "calsync", *arguments, "--config", str(self.file)],
            env=env,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str, given: str = "", **more: str) -> tuple[int, str, str]:
        child = self.start(*arguments, **more)
        out, err = child.communicate(given, timeout=60)
        assert "Traceback" not in err
        return child.returncode, out, err


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def server() -> Server:
    return shared("radicale")


def test_an_account_is_added_used_tested_listed_and_removed(home: Home, server: Server) -> None:
    with server.calendar(name="Job hunt") as url:
        put_events(server, url, {"one": "Interview with Nimbus Robotics"})
        code, out, err = home.run(
            "account", "add", "cloud", server.url, "--user", "dana", given=server.password + "\n"
        )
        assert code == 0, err
        assert "Job hunt" in out
        assert home.config["accounts"] == {
            "cloud": {"url": server.url, "username": "dana", "password": "keyring"}
        }
        assert home.ring == {"calsync/account cloud": server.password}
        assert home.file.stat().st_mode & 0o777 == 0o600
        assert server.password not in out + err + home.file.read_text()

        code, out, _ = home.run("account", "test", "cloud", "--json")
        assert code == 0
        assert url in [calendar["url"] for calendar in json.loads(out)["calendars"]]

        with home.file.open("a") as file:
            file.write('\n[[sources]]\nname = "jobs"\naccount = "cloud"\ncalendars = ["Job hunt"]\n')
        code, out, err = home.run("scan", "--json", "--now", "2026-03-09T12:00")
        assert code == 0, err
        assert [interview["uid"] for interview in json.loads(out)["interviews"]] == ["one"]

        code, out, _ = home.run("account", "list", "--json")
        (row,) = json.loads(out)["accounts"]
        assert (row["name"], row["secret"], row["used_by"]) == ("cloud", "keyring", ["the source jobs"])

        code, _, err = home.run("account", "remove", "cloud")
        assert (code, "still used by the source jobs" in err) == (2, True)
        home.file.write_text(home.file.read_text().partition("[[sources]]")[0] + "# mine\n[me]\nname = 'D'\n")
        assert home.run("account", "remove", "cloud")[0] == 0
        assert (home.config, home.ring) == ({"me": {"name": "D"}}, {})


def test_an_account_that_cannot_be_entered_is_not_kept(home: Home, server: Server) -> None:
    code, _, err = home.run("account", "add", "cloud", server.url, "--user", "dana", given="wrong-one\n")
    assert code == 3
    assert "password of dana" in err
    assert "wrong-one" not in err
    assert not home.file.exists()
    assert home.ring == {}


@pytest.mark.parametrize("way", ["--password-env", "--password-file", "--password-command"])
def test_the_password_may_be_kept_elsewhere(way: str, home: Home, server: Server) -> None:
    path = home.folder / "secret"
    path.write_text(server.password)
    path.chmod(0o600)
    value = {"--password-env": "DAV_PW", "--password-file": str(path), "--password-command": f"cat '{path}'"}[
        way
    ]
    with server.calendar():
        code, _, err = home.run(
            "account", "add", "cloud", server.url, "--user", "dana", way, value, DAV_PW=server.password
        )
    assert code == 0, err
    assert home.ring == {}
    assert set(home.config["accounts"]["cloud"]) == {"url", "username", way[2:].replace("-", "_")}  # type: ignore[index]


def test_google_is_signed_in_to_in_the_browser(home: Home, server: Server) -> None:
    google = Google(server.username, server.password)
    with server.calendar(name="Job hunt"), proxied(server, google) as proxy:
        client = {
            "client_id": "id",
            "client_secret": "s",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
        }
        path = home.folder / "client.json"
        path.write_text(json.dumps({"installed": client | {"token_uri": proxy.server.url + "token"}}))
        child = home.start(
            "account", "add", "gmail", proxy.server.url, "--google", str(path), "--user", "dana@gmail.com",
            OAUTHLIB_INSECURE_TRANSPORT="1",
        )  # fmt: skip
        assert child.stderr is not None
        page = child.stderr.readline().rpartition(" ")[2]
        asked = {name: values[0] for name, values in parse_qs(urlsplit(page.strip()).query).items()}
        google.codes["c"] = asked["code_challenge"]
        niquests.get(
            asked["redirect_uri"] + "?" + urlencode({"code": "c", "state": asked["state"]}), timeout=10
        )
        child.stdin.close()  # type: ignore[union-attr]
        err = child.stderr.read()
        code = child.wait(60)
        child.stdout.close()  # type: ignore[union-attr]
        child.stderr.close()
        assert code == 0, err
        assert [exchange["grant_type"] for exchange in google.exchanges] == [
            "authorization_code",
            "refresh_token",
        ]
        assert home.ring == {"calsync/account gmail": "refresh-1"}
        assert "refresh-1" not in home.file.read_text() + err
        google.grant = "invalid_grant"
        code, _, err = home.run("account", "test", "gmail", OAUTHLIB_INSECURE_TRANSPORT="1")
        assert (code, "7 days" in err) == (3, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ["account", "add", "cloud"],
        ["account", "add", "cloud", "https://x.example/"],
        ["account", "add", "a b", "https://x.example/", "--user", "d"],
        ["account", "add", "cloud", "http://x.example/", "--user", "d"],
        ["account", "add", "cloud", "dana@", "--user", "d"],
        ["account", "add", "gmail", "--google", "missing.json", "--user", "d"],
        ["account", "add"],
        ["account", "test", "nobody"],
        ["account", "remove", "nobody"],
        ["account", "list", "cloud"],
        ["account", "test", "cloud", "https://x.example/"],
        ["account", "sing"],
    ],
)
def test_what_makes_no_sense_is_refused_in_one_line(arguments: list[str], home: Home) -> None:
    code, out, err = home.run(*arguments, given="x\n")
    assert (code, out) == (2, "")
    assert len(err.strip().splitlines()) == 1
