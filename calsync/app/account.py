"""Setting up accounts: each is tried before it is written, and its secret never reaches the configuration."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from calsync.app import config_text
from calsync.app.accounts import connect
from calsync.config import Account, Config, load
from calsync.errors import AuthError, CalsyncError, ConfigError, UsageError

_NAME = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True, slots=True)
class Holding:
    """A calendar of an account: name, address, and the components it takes (none: it does not say)."""

    name: str
    url: str
    components: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as configured, without its secret: ``secret`` says where that is kept."""

    name: str
    type: str
    url: str
    username: str
    secret: str
    used_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class New:
    """An account to be added. Exactly one way to its secret; ``password`` only where the keyring keeps it."""

    name: str
    values: Mapping[str, config_text.Value]
    """The keys of its table in the configuration."""
    password: str | None = field(default=None, repr=False)


def what(name: str) -> str:
    """What an account's secret is called, in the keyring and in messages."""
    return f"account {name}"


def listed(config: Config) -> tuple[Listed, ...]:
    return tuple(_listed(config, name, account) for name, account in sorted(config.accounts.items()))


def test(config: Config, name: str) -> tuple[Holding, ...]:
    """The calendars of an account, asked from the server now.

    Raises AuthError, NetworkError, and UsageError when there is no account of that name.
    """
    from calsync.stores.caldav import calendars

    _known(config, name)
    wire = connect(config, name)
    try:
        found = calendars(wire)
    finally:
        wire.close()
    return tuple(Holding(one.name, one.url, one.about.components) for one in found)


def check_name(file: Path, name: str) -> None:
    """Raises UsageError for a name that cannot be one, or is taken."""
    if not _NAME.fullmatch(name):
        raise UsageError(f"“{name[:40]}” is no name for an account: letters, digits, - and _ only")
    if file.exists() and name in load(file).accounts:
        raise UsageError(f"there is an account “{name}” already: calsync account remove {name}")


def add(file: Path, new: New) -> tuple[Holding, ...]:
    """Try the account, keep its secret, write it to the configuration. Returns its calendars.

    Nothing is kept when the server cannot be entered. Raises what ``test`` raises, ConfigError, TargetError.
    """
    from calsync import credentials

    check_name(file, new.name)
    own = config_text.table(Account, f"[accounts.{new.name}]", new.values)
    text = config_text.appended(config_text.read(file), own)
    config = config_text.checked(text, file)
    if new.password is not None:
        credentials.remember(what(new.name), new.password)
    try:
        found = test(config, new.name)
    except CalsyncError:
        _forget(config.accounts[new.name], new.name)
        raise
    config_text.save(file, text)
    return found


def remove(file: Path, name: str) -> None:
    """Take an account out of the configuration, and its secret out of the keyring.

    Raises UsageError when there is none of that name or something still uses it, ConfigError when its
    table cannot be told from the rest, TargetError.
    """
    config = load(file)
    _known(config, name)
    used = _users(config, name)
    if used:
        raise UsageError(
            f"the account “{name}” is still used by {' and '.join(used)}", hint=f"edit {file} first"
        )
    try:
        text = config_text.without(config_text.read(file), f"accounts.{name}")
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}") from None
    config_text.save(file, text)
    _forget(config.accounts[name], name)


def nextcloud(address: str, show: Callable[[str], None]) -> tuple[dict[str, config_text.Value], str]:
    """Sign in to a Nextcloud in the browser: the values for the configuration, and an app password."""
    from calsync.stores.caldav import locate
    from calsync.stores.caldav.login_flow import app_password

    given = app_password(locate(address), show)
    return {"url": given.caldav, "username": given.username, "password": "keyring"}, given.password


def google(
    username: str, client_file: Path, address: str | None, show: Callable[[str], None]
) -> tuple[dict[str, config_text.Value], str]:
    """Sign in to Google in the browser: the values for the configuration, and a refresh token.

    ``address`` is for a calendar that is not the account's own.
    """
    from calsync.oauth import sign_in

    path = client_file.expanduser().absolute()
    token = sign_in(path, show)
    values: dict[str, config_text.Value] = {"type": "google", "username": username, "client_file": str(path)}
    return values | ({"url": address} if address else {}), token


# --------------------------------------------------------------------------- inner


def _listed(config: Config, name: str, account: Account) -> Listed:
    from calsync.app.accounts import address

    secret = account.secret.kind if account.secret else "keyring"
    return Listed(
        name, account.type, address(account, name), account.username or "", secret, _users(config, name)
    )


def _known(config: Config, name: str) -> None:
    if name not in config.accounts:
        known = ", ".join(sorted(config.accounts)) or "none yet"
        raise UsageError(f"there is no account “{name}”", hint=f"configured: {known}")


def _users(config: Config, name: str) -> tuple[str, ...]:
    sources = [f"the source {source.name}" for source in config.sources if source.account == name]
    return (*sources, *(["the target"] if config.target.account == name else []))


def _forget(account: Account, name: str) -> None:
    """Take the secret out of the keyring, if that is where it was; none there is as good as gone."""
    from calsync import credentials

    if account.secret is not None and account.secret.kind != "keyring":
        return
    try:
        credentials.forget(what(name))
    except AuthError:
        return
