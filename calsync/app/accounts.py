"""Accounts of the configuration as connections; nothing heavy is imported before one is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calsync.app.session import Session
from calsync.config import Account, Config, Secret, SourceConfig
from calsync.errors import ConfigError
from calsync.stores.base import Source, Target

if TYPE_CHECKING:
    from calsync.stores.caldav import Login, Wire


def open_source(session: Session, source: SourceConfig) -> Source:
    """The calendars of a configured source. Opens no connection yet. Raises ConfigError."""
    from calsync.stores.caldav import CalDavSource

    name = source.account or ""
    return CalDavSource(
        source.name,
        _shared(session, name),
        source.calendars,
        now=session.now,
        cache=session.ledger.cache,
        account=name,
    )


def open_target(session: Session) -> Target:
    """The calendar of the configured target. Opens no connection yet. Raises ConfigError."""
    from calsync.stores.caldav import CalDavTarget

    target = session.config.target
    if target.account is None or target.calendar is None:
        raise ConfigError("[target] calendar: name the calendar or task list of the account")
    return CalDavTarget(
        _shared(session, target.account),
        target.calendar,
        now=session.now,
        cache=session.ledger.cache,
        account=target.account,
    )


def _shared(session: Session, name: str) -> Wire:
    """One connection for all that the session has with an account: its secret is fetched once."""
    if name not in session.connections:
        session.connections[name] = connect(session.config, name)
    return session.connections[name]


def connect(config: Config, name: str) -> Wire:
    """The connection of an account. Its secret is fetched when the server is first asked for something.

    Raises ConfigError.
    """
    from calsync.stores.caldav import Wire

    account = config.accounts[name]
    verify = str(account.ca_file) if account.ca_file else True
    return Wire(address(account, name), _login(account, name), verify=verify)


def address(account: Account, name: str) -> str:
    """Where the account's server is; Google's is known. Raises ConfigError."""
    if account.url is not None:
        return account.url
    from calsync.oauth import caldav_address

    if account.username is None:
        raise ConfigError(f"[accounts.{name}] username: is missing; it is your address at Google")
    return caldav_address(account.username)


def _login(account: Account, name: str) -> Login:
    """A password; for Google a refresh token, kept where a password would be, else in the keyring."""
    from calsync.credentials import fetch
    from calsync.stores.caldav import Bearer, Password

    secret = account.secret or Secret("keyring", "")
    if account.type == "google":
        from calsync.oauth import Tokens

        if account.client_file is None:
            raise ConfigError(f"[accounts.{name}] client_file: is missing; download it from Google")
        return Bearer(Tokens(account.client_file, lambda: fetch(secret, f"account {name}")))
    assert account.username is not None
    return Password(account.username, lambda: fetch(secret, f"account {name}"))
