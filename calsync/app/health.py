"""Whether runs succeed: remembered for each target, so that silence is told from a schedule that died."""

from __future__ import annotations

from datetime import datetime, timedelta

from calsync.app.session import Session
from calsync.model import Notice

STALE = timedelta(days=3)


def begin(session: Session, target: str) -> None:
    """Remember the first run ever tried on this target: from then on a good one is missed."""
    if session.ledger.facts.setting(_begun(target)) is None:
        session.ledger.facts.set(_begun(target), session.now.isoformat())


def record(session: Session, target: str) -> None:
    """Remember that a run on this target (its id) has just gone well. Needs a writing session."""
    session.ledger.facts.set(_name(target), session.now.isoformat())


def last_success(session: Session, target: str) -> datetime | None:
    """When a run on this target last went well, in the user's zone; None when none has."""
    return _moment(session, _name(target))


def stale(session: Session, target: str) -> Notice | None:
    """What to tell when the last good run is too long ago; None when all is well, or none was ever tried."""
    since = last_success(session, target) or _moment(session, _begun(target))
    if since is None or session.now - since < STALE:
        return None
    days = (session.now - since).days
    return Notice(
        "stale",
        f"no successful run for {days} days: what is shown may be out of date; calsync sync shows why, "
        "calsync doctor looks closer",
    )


def _moment(session: Session, name: str) -> datetime | None:
    text = session.ledger.facts.setting(name)
    return None if text is None else datetime.fromisoformat(text).astimezone(session.zone)


def _name(target: str) -> str:
    return f"success:{target}"


def _begun(target: str) -> str:
    return f"begun:{target}"
