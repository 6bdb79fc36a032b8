"""The target of a session: as asked for, as configured, or followups.ics in the user's data folder."""

from __future__ import annotations

from urllib.parse import urlsplit

from calsync import paths
from calsync.app.options import Switches
from calsync.app.session import Session
from calsync.errors import UsageError
from calsync.model import Component
from calsync.reconcile.limits import Limits
from calsync.stores.base import Target


def open_target(session: Session) -> Target:
    """Opens nothing yet: reading tells whether it is there.

    Raises UsageError or ConfigError when it makes no sense.
    """
    from calsync.stores.targets import open_file_target

    config = session.config
    method = None if config.target.method == "none" else config.target.method.upper()
    if session.target is not None:
        return session.target
    if session.options.target is not None:
        return open_file_target(paths.expanded(session.options.target), method=method)
    if config.target.path is not None:
        return open_file_target(config.target.path, method=method)
    if config.target.account is not None:
        from calsync.app import accounts

        return accounts.open_target(session)
    return open_file_target(paths.data_dir() / "followups.ics", method=method)


def is_calendar_file(session: Session) -> bool:
    """Whether the target is an .ics file, which may double as a feed."""
    from calsync.stores.icsfile import IcsFileTarget

    if session.target is None and session.options.target is None and session.config.target.account:
        return False
    return isinstance(open_target(session), IcsFileTarget)


def refuse_work_target(session: Session, switches: Switches) -> None:
    """Raises UsageError for an account at the user's employer: its
    administrators could read who interviews them."""
    name = session.config.target.account
    if session.target or session.options.target or name is None or switches.allow_work_target:
        return
    account = session.config.accounts[name]
    host = urlsplit(account.url or "").hostname or ""
    user = (account.username or "").rpartition("@")[2]
    for domain in session.me.employer_domains:
        if any(place == domain or place.endswith(f".{domain}") for place in (host, user)):
            raise UsageError(
                f"[target] account {name}: it belongs to {domain}, your employer, who could read it all",
                hint="Choose a private target, or add --allow-work-target.",
            )


def component(session: Session) -> Component | None:
    """What new follow-ups are written as; None lets the target decide."""
    return {"auto": None, "todo": Component.VTODO, "event": Component.VEVENT}[session.component]


def limits(session: Session, switches: Switches) -> Limits:
    """The brake as configured, and what is let through this once."""
    return Limits(
        retract_count=session.config.limits.retract_count,
        retract_share=session.config.limits.retract_share,
        allow_retract=switches.allow_retract,
        recreate=switches.recreate,
        accept_deletions=switches.accept_deletions,
    )
