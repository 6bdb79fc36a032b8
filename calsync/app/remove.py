"""``remove``: takes out every follow-up the user has not touched, and shows the rest."""

from __future__ import annotations

from dataclasses import replace

from calsync.app.engine import items_of
from calsync.app.results import PlanResult, shortcomings
from calsync.app.session import Session
from calsync.app.target import component, open_target
from calsync.apply import apply
from calsync.ical.item import Item
from calsync.model import Act, Component, Key, Notice, Result, State
from calsync.reconcile.bind import Known, recognise
from calsync.reconcile.merge import untouched
from calsync.reconcile.plan import Plan
from calsync.reconcile.step import Step, describe
from calsync.reconcile.unwanted import remembered_row

_AGAIN = "the next sync writes them again: take calsync off your schedule if you are done with it"


def remove(session: Session) -> PlanResult:
    """Needs a writing session. What was completed, edited or annotated stays, and is listed as kept.

    Raises AuthError, NetworkError or TargetError when the target cannot be read, LedgerError.
    """
    target = open_target(session)
    book = session.ledger.book(target.id)
    items, _, notices = items_of(target.read(), session.zone)

    def planned(key: Key | None = None, item: Item | None = None) -> Plan:
        stand = items if key is None else (item,) if item is not None else ()
        known, told = recognise(stand, book.bases())
        steps = tuple(step for one in known if (step := _step(one)) and key in (None, one.key))
        return Plan(steps, (), (), told)

    made = planned()
    applied = apply(made, target, session.ledger, planned, session.now, zone=session.zone, fallback=False)
    gone = any(one.action.act is Act.RETRACT and one.result is Result.DONE for one in applied.outcomes)
    more = (Notice("removed", _AGAIN),) if gone else ()
    return PlanResult(
        now=session.now,
        zone=session.zone.key,
        target=target.name,
        component=component(session) or book.component() or Component.VTODO,
        safe=True,
        outcomes=tuple(applied.outcomes),
        interviews=tuple(one.interview for one in session.ledger.facts.interviews().values()),
        notices=(*session.notices, *notices, *made.notices, *applied.notices, *more),
        failures=shortcomings(applied.outcomes, target.name, applied.failure),
    )


def _step(known: Known) -> Step | None:
    item = known.item
    row = known.base or remembered_row(known)
    if item is None or row is None:
        return None
    row = replace(row, href=item.href, etag=item.etag, summary=item.summary)
    if item.state is State.OPEN and untouched(item, known.base, known.mark):
        after = replace(row, state=State.RETRACTED, present=False)
        action = describe(Act.RETRACT, row, "you have not touched it", item=item)
        return Step(action, known.base, after, item)
    reason = "you edited it" if item.state is State.OPEN else "it is done"
    return Step(describe(Act.KEEP, row, reason, item=item), known.base, row, item)
