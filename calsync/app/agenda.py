"""``agenda``: what is to be done, as it stands in the target."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from calsync.app import health
from calsync.app.engine import items_of
from calsync.app.results import AgendaEntry, AgendaResult, Waiting
from calsync.app.session import Session
from calsync.app.target import open_target
from calsync.model import Interview, State
from calsync.reconcile.bind import Known, recognise
from calsync.reconcile.play import Remembered

if TYPE_CHECKING:
    from calsync.playbook import Application

_NO_LONGER = "no longer needed"

PATIENCE = timedelta(days=60)
"""After that long without a word nobody waits any more."""


def agenda(session: Session, *, everything: bool = False) -> AgendaResult:
    """The follow-ups in the target, open ones by due; with ``everything`` the done and cancelled ones too.

    Reads the target and the ledger, writes nothing. Raises AuthError, NetworkError or TargetError.
    """
    target = open_target(session)
    items, _, notices = items_of(target.read(), session.zone)
    known, more = recognise(items, session.ledger.book(target.id).bases())
    remembered = session.ledger.facts.interviews()
    entries = [entry_of(one, remembered, session) for one in known if one.item is not None]
    shown = [one for one in entries if everything or one.state is State.OPEN]
    shown.sort(key=lambda one: (one.state is not State.OPEN, one.due, one.key))
    stale = health.stale(session, target.id)
    return AgendaResult(
        now=session.now,
        zone=session.zone.key,
        target=target.name,
        entries=tuple(shown),
        waiting=_waiting(session, [one.interview for one in remembered.values()]),
        notices=(*session.notices, *([stale] if stale else []), *notices, *more),
    )


def _waiting(session: Session, interviews: list[Interview]) -> tuple[Waiting, ...]:
    from calsync.playbook import applications

    found: list[Waiting] = []
    for one in applications(interviews, session.ledger.facts.outcomes()):
        last = max((interview.end for interview in one.held), default=None)
        if (
            last is None
            or not session.now - PATIENCE < last <= session.now
            or one.last_word(last) is not None
        ):
            continue
        expected = max((each.decision_date for each in one.held if each.decision_date), default=None)
        found.append(Waiting(one.company, one.role, last.astimezone(session.zone), expected))
    return tuple(sorted(found, key=lambda each: each.since))


def entry_of(known: Known, remembered: dict[str, Remembered], session: Session) -> AgendaEntry:
    """A follow-up that stands in the target, as its user sees it."""
    from calsync.ical.item import Field

    item, base = known.item, known.base
    assert item is not None
    interviews = tuple(remembered[one.id].interview for one in known.members if one.id in remembered)
    due = item.due or (base.due if base is not None else session.now)
    released = known.state is State.RELEASED
    note = f"{_NO_LONGER}: {base.note}" if released and base is not None and base.note else None
    return AgendaEntry(
        key=known.key,
        uid=item.uid,
        company=(base.company if base is not None else None) or _company(interviews),
        summary=item.summary,
        due=due.astimezone(session.zone),
        state=item.state,
        overdue=item.state is State.OPEN and due < session.now,
        note=note,
        interviews=interviews,
        description=item.values[Field.DESCRIPTION],
    )


def story_of(interviews: tuple[Interview, ...], stories: Iterable[Application]) -> Application | None:
    """The application that the first of these interviews belongs to."""
    first = interviews[0].id if interviews else None
    return next((one for one in stories if any(first == each.id for each in one.rounds)), None)


def _company(interviews: tuple[Interview, ...]) -> str | None:
    return next((one.company for one in interviews if one.company), None)
