"""The accounts: can the secret be had, does the server let us in, what has it, and what time is it there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from calsync.app.doctor.checks import Check, guarded, ok, skipped, warning
from calsync.app.session import Session
from calsync.config import Account

SKEW = timedelta(minutes=2)
CONSENT = timedelta(days=6)
"""Google ends a sign-in after 7 days while the OAuth app is in testing."""


def accounts(session: Session, clock: Callable[[], datetime], *, offline: bool) -> Iterator[Check]:
    """The checks of every configured account, and of feeds whose address is a secret."""
    for name, account in sorted(session.config.accounts.items()):
        checks = list(guarded(f"account {name}", _credential(session, name, account)))
        yield from checks
        if checks and checks[-1].code:
            continue
        if offline:
            yield skipped(f"account {name}, server", "not asked for")
            continue
        yield from guarded(f"account {name}, server", _server(session, name, clock))
    for source in session.config.sources:
        if source.feed is not None and source.feed.kind != "plain":
            from calsync.credentials import fetch

            title = f"source {source.name}, address"
            feed = source.feed
            yield from guarded(
                title,
                (ok(title, f"can be had ({feed.kind})") for _ in [fetch(feed, f"source {source.name}")]),
            )


def _credential(session: Session, name: str, account: Account) -> Iterator[Check]:
    from calsync.app.account import what
    from calsync.credentials import fetch

    session.progress(f"fetching the secret of {name} …")
    fetch(account.secret, what(name))
    yield ok(f"account {name}", f"its secret can be had ({account.secret.kind})")
    if account.signed_in is not None:
        age = session.now - datetime.combine(account.signed_in, datetime.min.time(), session.zone)
        message = f"signed in at Google {age.days} days ago"
        if CONSENT <= age <= timedelta(days=8):
            yield warning(
                f"account {name}, consent",
                message,
                "If your OAuth app is still in testing, Google ends this after 7 days: publish the app.",
            )
        else:
            yield ok(f"account {name}, consent", message)


def _server(session: Session, name: str, clock: Callable[[], datetime]) -> Iterator[Check]:
    from calsync.app.accounts import connect
    from calsync.stores.caldav import calendars, server_time

    title = f"account {name}, server"
    session.progress(f"asking {name} …")
    wire = connect(session.config, name)
    try:
        found = calendars(wire)
        events = sum(one.takes("VEVENT") for one in found)
        tasks = sum(one.takes("VTODO") for one in found)
        yield ok(title, f"lets us in: {len(found)} calendars, {events} take events, {tasks} take tasks")
        there = server_time(wire)
    finally:
        wire.close()
    if there is not None:
        off = abs(clock().astimezone(UTC) - there)
        if off > SKEW:
            minutes = int(off.total_seconds() // 60)
            yield warning(
                "clock",
                f"this machine and {name} differ by {minutes} minutes",
                "Set the clock: follow-ups are due by it. timedatectl set-ntp true keeps it right.",
            )
        else:
            yield ok("clock", f"agrees with {name}")
