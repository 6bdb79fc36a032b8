"""``done``, ``snooze``, ``dismiss``: the user's own hand, lent by calsync. And ``draft``, what to send.

Each is one conditional write to the follow-up as it stands, remembered as the user's edit: the next sync
keeps it like one made in a task app.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from calsync.app.agenda import entry_of, story_of
from calsync.app.engine import items_of
from calsync.app.ids import resolve
from calsync.app.results import AgendaEntry, AgendaResult, DraftResult
from calsync.app.session import Session
from calsync.app.target import open_target
from calsync.errors import NotThere, Stale, TargetError, UsageError
from calsync.ical.item import Item, complete_item, reschedule_item
from calsync.model import Notice, State
from calsync.reconcile.base import Base
from calsync.reconcile.bind import Known, recognise
from calsync.stores.base import Target

ATTEMPTS = 3
"""How often it is looked at again when somebody else changes it at the same moment."""


@dataclass(frozen=True, slots=True)
class _Found:
    target: Target
    known: Known
    item: Item


def done(session: Session, typed: str) -> AgendaResult:
    """Completes the follow-up with this short id. Needs a writing session.

    Raises UsageError when no open follow-up goes by it; AuthError, NetworkError or TargetError.
    """

    def complete(found: _Found) -> AgendaEntry:
        _write(session, found, complete_item(found.item.data, session.now))
        return _entry(session, found)._replace(state=State.DONE, overdue=False)

    return _done_to(session, typed, complete)


def snooze(session: Session, typed: str, when: str) -> AgendaResult:
    """Moves its due date; ``when`` is an ISO date or time in the user's zone, or a span from now."""

    def move(found: _Found) -> AgendaEntry:
        due = _moment(session, when, found.item.due or session.now)
        _write(session, found, reschedule_item(found.item.data, due, session.now))
        return _entry(session, found)._replace(due=due, overdue=False)

    return _done_to(session, typed, move)


def dismiss(session: Session, typed: str) -> AgendaResult:
    """Deletes it, and remembers that: it is not written again."""

    def delete(found: _Found) -> AgendaEntry:
        entry = _entry(session, found)
        if found.known.base is not None:  # first, so that a crash in between only needs another try
            gone = replace(found.known.base, state=State.DELETED, present=False)
            session.ledger.book(found.target.id).commit([gone])
        found.target.delete(found.item.href, found.item.etag)
        return entry._replace(state=State.DELETED, overdue=False, note="it does not come back")

    return _done_to(session, typed, delete)


def draft(session: Session, typed: str) -> DraftResult:
    """The messages for a follow-up, rendered from what is remembered of its interviews.

    Raises UsageError when no follow-up goes by the id, or nothing is known of its interviews any more.
    """
    from calsync.playbook import applications, drafts_for

    found = _find(session, typed)
    entry = _entry(session, found)
    if not entry.interviews:
        raise UsageError(
            f"“{entry.summary}”: its interview is not known on this machine",
            hint="Run calsync sync first; the message also stands in the task itself.",
        )
    remembered = [one.interview for one in session.ledger.facts.interviews().values()]
    around = story_of(entry.interviews, applications(remembered, session.ledger.facts.outcomes()))
    messages = drafts_for(found.known.key.kind, entry.interviews, session.playbook, around)
    return DraftResult(session.now, session.zone.key, entry, messages, session.notices)


def _done_to(session: Session, typed: str, act: Callable[[_Found], AgendaEntry]) -> AgendaResult:
    for _ in range(ATTEMPTS):
        found = _find(session, typed)
        if found.item.state is not State.OPEN:
            text = f"“{found.item.summary}” is {found.item.state.value} already"
            return _result(session, found, _entry(session, found), Notice("settled", text))
        try:
            return _result(session, found, act(found))
        except (Stale, NotThere):
            continue
    raise TargetError(f"“{typed}” keeps changing in the target: try again in a moment")


def _result(session: Session, found: _Found, entry: AgendaEntry, *more: Notice) -> AgendaResult:
    notices = (*session.notices, *more)
    return AgendaResult(session.now, session.zone.key, found.target.name, (entry,), notices)


def _find(session: Session, typed: str) -> _Found:
    target = open_target(session)
    items, _, _ = items_of(target.read(), session.zone)
    known, _ = recognise(items, session.ledger.book(target.id).bases())
    standing = {str(one.key): one for one in known if one.item is not None}
    try:
        chosen = standing[resolve(typed, {key: key for key in standing}, what="follow-up")]
    except UsageError as error:
        raise UsageError(str(error), hint="calsync agenda --all lists them with their ids.") from None
    assert chosen.item is not None
    return _Found(target, chosen, chosen.item)


def _entry(session: Session, found: _Found) -> AgendaEntry:
    return entry_of(found.known, session.ledger.facts.interviews(), session)


def _write(session: Session, found: _Found, data: bytes) -> None:
    stored = found.target.update(found.item.href, found.item.etag, data)
    base: Base | None = found.known.base
    if base is not None:
        session.ledger.book(found.target.id).commit([replace(base, href=stored.href, etag=stored.etag)])


def _moment(session: Session, when: str, due: datetime) -> datetime:
    """Raises UsageError for anything that is no time."""
    from calsync.playbook import Span

    try:
        moment = datetime.fromisoformat(when)
        if len(when) <= len("2026-12-01"):
            local = due.astimezone(session.zone)
            moment = datetime.combine(date.fromisoformat(when), local.time())
        return moment if moment.tzinfo else moment.replace(tzinfo=session.zone)
    except ValueError:
        pass
    try:
        span = Span.parse(when)
    except ValueError:
        raise UsageError(
            f"“{when}” is no time: write 2026-12-01, 2026-12-01T09:00, 2 hours, 3 days or 2 business days"
        ) from None
    return session.playbook.calendar.later(session.now, span)
