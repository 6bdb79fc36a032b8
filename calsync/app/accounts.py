"""Accounts of the configuration as connections; nothing heavy is imported before one is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calsync.app.session import Session
from calsync.config import SourceConfig
from calsync.errors import ConfigError
from calsync.stores.base import Source, Target

if TYPE_CHECKING:
    from calsync.stores.caldav import Wire


def open_source(session: Session, source: SourceConfig) -> Source:
    """The calendars of a configured source. Opens no connection yet. Raises ConfigError."""
    from calsync.stores.caldav import CalDavSource

    name = source.account or ""
    return CalDavSource(
        source.name,
        connect(session, name),
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
    wire = connect(session, target.account)
    return CalDavTarget(
        wire, target.calendar, now=session.now, cache=session.ledger.cache, account=target.account
    )


def connect(session: Session, name: str) -> Wire:
    """The connection of an account. The password is fetched when the server first asks for it."""
    from calsync.credentials import fetch
    from calsync.stores.caldav import Password, Wire

    account = session.config.accounts[name]
    verify = str(account.ca_file) if account.ca_file else True
    secret = account.secret
    assert account.url is not None and account.username is not None and secret is not None
    login = Password(account.username, lambda: fetch(secret, f"account {name}"))
    return Wire(account.url, login, verify=verify)
