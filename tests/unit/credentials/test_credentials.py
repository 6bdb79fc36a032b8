"""Every way to keep a secret: found there, and nowhere else, and never waited for without end."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from calsync.config import Secret
from calsync.credentials import fetch, forget, remember
from calsync.errors import AuthError, CalsyncError, ConfigError
from tests.servers.ring import environment

WHAT = "account cloud"
PASSWORD = "pässword with spaces "


@pytest.fixture
def ring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A keyring backend in a file, used by the real keyring library."""
    for name, value in environment(tmp_path / "ring.json").items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def line(error: CalsyncError) -> str:
    text = f"{error} {error.hint or ''}"
    assert "\n" not in text
    assert PASSWORD not in text
    return text


# --------------------------------------------------------------------------- keyring


def test_what_is_remembered_in_the_keyring_is_fetched_and_forgotten(ring: pytest.MonkeyPatch) -> None:
    remember(WHAT, PASSWORD)
    assert fetch(Secret("keyring", ""), WHAT) == PASSWORD
    forget(WHAT)
    with pytest.raises(AuthError, match="holds no password for account cloud"):
        fetch(Secret("keyring", ""), WHAT)
    with pytest.raises(AuthError):
        forget(WHAT)


def test_a_machine_without_keyring_is_told_the_other_ways(ring: pytest.MonkeyPatch) -> None:
    ring.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    with pytest.raises(AuthError, match="none on this machine") as caught:
        fetch(Secret("keyring", ""), WHAT)
    for way in ("password_command", "password_env", "password_credential", "password_file"):
        assert way in line(caught.value)


def test_a_keyring_that_waits_for_a_dialogue_is_not_waited_for(ring: pytest.MonkeyPatch) -> None:
    ring.setenv("PYTHON_KEYRING_BACKEND", "tests.servers.ring.Waiting")
    begin = time.monotonic()
    with pytest.raises(AuthError, match="did not answer within 1 seconds") as caught:
        fetch(Secret("keyring", ""), WHAT, seconds=1)
    assert time.monotonic() - begin < 10
    assert "password_env" in line(caught.value)


def test_what_a_keyring_says_when_it_fails_is_not_repeated(ring: pytest.MonkeyPatch) -> None:
    ring.setenv("PYTHON_KEYRING_BACKEND", "tests.servers.ring.Angry")
    with pytest.raises(AuthError, match="RuntimeError") as caught:
        fetch(Secret("keyring", ""), WHAT)
    assert "hunter2" not in line(caught.value)


# --------------------------------------------------------------------------- command


def command(program: str) -> Secret:
    return Secret("command", (sys.executable, "-c", program))


def test_a_command_gives_the_first_line_that_it_prints() -> None:
    assert fetch(command(f"print({PASSWORD!r}); print('user: dana')"), WHAT) == PASSWORD


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("raise SystemExit(3)", "failed with code 3"),
        ("", "printed nothing"),
        ("print()", "printed nothing"),
        ("import time; time.sleep(60)", "did not end within 1 seconds"),
        ("import sys; assert not sys.stdin.read(); sys.exit(4)", "failed with code 4"),
    ],
)
def test_a_command_that_gives_nothing_is_an_error(program: str, words: str) -> None:
    with pytest.raises(AuthError, match=words) as caught:
        fetch(command(program), WHAT, seconds=1 if "sleep" in program else 30)
    assert line(caught.value)


def test_a_command_that_does_not_exist_is_a_mistake_in_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        fetch(Secret("command", (str(tmp_path / "nothing"),)), WHAT)
    (tmp_path / "plain").write_text("text")
    with pytest.raises(ConfigError, match="cannot be run"):
        fetch(Secret("command", (str(tmp_path / "plain"),)), WHAT)


def test_a_command_is_run_without_a_shell(tmp_path: Path) -> None:
    with pytest.raises(ConfigError):
        fetch(Secret("command", (f"touch {tmp_path}/made; echo x",)), WHAT)
    assert not (tmp_path / "made").exists()


# --------------------------------------------------------------------------- environment, systemd, files


def test_a_variable_gives_its_value() -> None:
    assert fetch(Secret("env", "DAV_PW"), WHAT, environment={"DAV_PW": PASSWORD}) == PASSWORD
    for empty in ({}, {"DAV_PW": ""}):
        with pytest.raises(AuthError, match="DAV_PW is not set"):
            fetch(Secret("env", "DAV_PW"), WHAT, environment=empty)


def test_a_systemd_credential_is_read_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "dav").write_text(PASSWORD + "\n", encoding="utf-8")
    folder = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert fetch(Secret("credential", "dav"), WHAT, environment=folder) == PASSWORD
    with pytest.raises(AuthError, match="not started by systemd"):
        fetch(Secret("credential", "dav"), WHAT, environment={})
    with pytest.raises(AuthError, match="cannot be read"):
        fetch(Secret("credential", "other"), WHAT, environment=folder)
    with pytest.raises(ConfigError, match="a name, not a path"):
        fetch(Secret("credential", "../dav"), WHAT, environment=folder)


def test_a_file_gives_its_first_line_when_only_the_user_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(PASSWORD + "\r\nnotes", encoding="utf-8")
    path.chmod(0o600)
    assert fetch(Secret("file", path), WHAT) == PASSWORD
    for mode in (0o640, 0o604, 0o660):
        path.chmod(mode)
        with pytest.raises(AuthError, match="can be read by others") as caught:
            fetch(Secret("file", path), WHAT)
        assert "chmod 600" in line(caught.value)


def test_a_file_that_gives_nothing_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    with pytest.raises(AuthError, match="cannot be read"):
        fetch(Secret("file", path), WHAT)
    path.write_bytes(b"")
    path.chmod(0o600)
    with pytest.raises(AuthError, match="is empty"):
        fetch(Secret("file", path), WHAT)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not text"):
        fetch(Secret("file", path), WHAT)


def test_there_is_no_second_try_elsewhere(ring: pytest.MonkeyPatch, tmp_path: Path) -> None:
    remember(WHAT, "from the keyring")
    others = {"DAV_PW": "from the environment", "CREDENTIALS_DIRECTORY": str(tmp_path)}
    (tmp_path / "dav").write_text("from systemd")
    for secret in (Secret("env", "OTHER"), Secret("credential", "other"), Secret("file", tmp_path / "none")):
        with pytest.raises(AuthError):
            fetch(secret, WHAT, environment=others)


def test_a_way_that_nobody_knows_is_refused() -> None:
    with pytest.raises(ConfigError, match="unknown way"):
        fetch(Secret("carrier pigeon", "x"), WHAT)
