"""Secrets: fetched from where the configuration says, and from nowhere else.

One place for each secret and no second try elsewhere, so that a run from cron fails as it would by hand.
Nothing here waits for ever: a keyring may want a password dialogue that nobody sees, a command may hang.
What is fetched is never logged and never part of a message.
"""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from calsync.config import Secret
from calsync.errors import AuthError, ConfigError

SERVICE = "calsync"
"""Name of calsync's entries in the keyring; the user name in them is the name of what the secret is for."""

SECONDS = 30.0
_OTHER_WAYS = "Other ways: password_command, password_env, password_credential or password_file."

_READ = "import keyring, sys; sys.stdout.write(keyring.get_password(*sys.argv[1:3]) or '')"
_WRITE = "import keyring, sys; keyring.set_password(sys.argv[1], sys.argv[2], sys.stdin.read())"
_FORGET = "import keyring, sys; keyring.delete_password(sys.argv[1], sys.argv[2])"


def fetch(
    secret: Secret,
    what: str,
    *,
    environment: Mapping[str, str] = os.environ,
    seconds: float = SECONDS,
) -> str:
    """The secret itself; ``what`` it is for, e.g. ``account cloud``, names it in messages and in the keyring.

    Raises AuthError where it cannot be had, ConfigError where its file or command makes no sense.
    """
    match secret.kind, secret.value:
        case "plain", str(value):
            return value
        case "keyring", _:
            return _from_keyring(what, seconds)
        case "command", tuple(command):
            return _line(_output(command, what, seconds), what, "its command printed nothing")
        case "env", str(name):
            return _line(environment.get(name, ""), what, f"the environment variable {name} is not set")
        case "credential", str(name):
            return _from_systemd(name, what, environment)
        case "file", value:
            return _from_file(Path(str(value)).expanduser(), what)
        case _:
            raise ConfigError(f"The secret of {what} is kept in an unknown way: {secret.kind}")


def remember(what: str, value: str, *, seconds: float = SECONDS) -> None:
    """Keep a secret in the keyring. Raises AuthError."""
    _keyring(_WRITE, what, seconds, value)


def forget(what: str, *, seconds: float = SECONDS) -> None:
    """Take a secret out of the keyring. Raises AuthError, also when there is none."""
    _keyring(_FORGET, what, seconds)


# --------------------------------------------------------------------------- the ways


def _from_keyring(what: str, seconds: float) -> str:
    value = _keyring(_READ, what, seconds)
    if not value:
        raise AuthError(
            f"The keyring holds no password for {what}, or is locked",
            hint=f"Store it with: keyring set {SERVICE} {_quoted(what)}. {_OTHER_WAYS}",
        )
    return value


def _keyring(program: str, what: str, seconds: float, given: str = "") -> str:
    """In a process of its own: a keyring that waits for a dialogue cannot be stopped in any other way."""
    try:
        done = subprocess.run(  # noqa: S603 -- our own interpreter, arguments apart
            [sys.executable, "-c", program, SERVICE, what],
            input=given.encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise AuthError(
            f"The keyring did not answer within {seconds:g} seconds: it is locked, or nobody is logged in",
            hint=_OTHER_WAYS,
        ) from None
    if done.returncode != 0:
        raise AuthError(f"The keyring cannot be used ({_why(done.stderr)})", hint=_OTHER_WAYS)
    return done.stdout.decode("utf-8", "replace")


def _why(stderr: bytes) -> str:
    """The kind of error a keyring ended with: the last line of its complaint, without details."""
    last = stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
    name = re.match(r"(?:[\w.]+\.)?(\w+)", last)
    kind = name[1] if name else "unknown error"
    return {"NoKeyringError": "there is none on this machine, or no session for it"}.get(kind, kind)


def _output(command: Sequence[str], what: str, seconds: float) -> str:
    try:
        done = subprocess.run(  # noqa: S603 -- the user's own command, run without a shell
            list(command), capture_output=True, timeout=seconds, check=False, stdin=subprocess.DEVNULL
        )
    except FileNotFoundError:
        raise ConfigError(f"The command for the password of {what} does not exist: {command[0]}") from None
    except OSError as error:
        raise ConfigError(
            f"The command for the password of {what} cannot be run: {command[0]} ({error.strerror})"
        ) from None
    except subprocess.TimeoutExpired:
        raise AuthError(
            f"The command for the password of {what} did not end within {seconds:g} seconds: {command[0]}"
        ) from None
    if done.returncode != 0:
        raise AuthError(
            f"The command for the password of {what} failed with code {done.returncode}: {command[0]}",
            hint="Run it by hand to see why.",
        )
    return done.stdout.decode("utf-8", "replace")


def _from_systemd(name: str, what: str, environment: Mapping[str, str]) -> str:
    folder = environment.get("CREDENTIALS_DIRECTORY")
    if not folder:
        raise AuthError(
            f"The password of {what} is a systemd credential, but this run was not started by systemd",
            hint=f"The unit needs LoadCredential={name}:/path",
        )
    if "/" in name or name.startswith("."):
        raise ConfigError(f"password_credential of {what} is a name, not a path: {name}")
    return _text(Path(folder) / name, what)


def _from_file(path: Path, what: str) -> str:
    try:
        status = path.stat()
    except OSError as error:
        raise AuthError(f"The password file of {what} cannot be read: {path} ({error.strerror})") from None
    if os.name == "posix" and stat.S_IMODE(status.st_mode) & 0o077:
        raise AuthError(
            f"The password file of {what} can be read by others: {path}", hint=f"chmod 600 {path}"
        )
    return _text(path, what)


def _text(path: Path, what: str) -> str:
    try:
        return _line(path.read_text(encoding="utf-8"), what, f"{path} is empty")
    except UnicodeDecodeError:
        raise ConfigError(f"The password file of {what} is not text: {path}") from None
    except OSError as error:
        raise AuthError(f"The password of {what} cannot be read: {path} ({error.strerror})") from None


def _line(text: str, what: str, nothing: str) -> str:
    """The first line, as password managers print it; further lines are notes."""
    first = text.partition("\n")[0].rstrip("\r")
    if not first:
        raise AuthError(f"There is no password for {what}: {nothing}")
    return first


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)
