"""``report``: the page with everything on it, filled from the ledger and the target."""

from __future__ import annotations

from dataclasses import dataclass

from calsync.app import health
from calsync.app.agenda import entry_of, story_of
from calsync.app.engine import items_of
from calsync.app.ids import short_ids
from calsync.app.results import AgendaEntry
from calsync.app.session import Session
from calsync.app.target import open_target
from calsync.model import Notice, State
from calsync.playbook import Application, applications, drafts_for
from calsync.reconcile.bind import Known, recognise
from calsync.report import FollowUp, render


@dataclass(frozen=True, slots=True)
class ReportResult:
    html: str
    follow_ups: int
    """Those that are open."""
    applications: int
    notices: tuple[Notice, ...] = ()


def report(session: Session) -> ReportResult:
    """The page as it stands now. Reads the target and the ledger, writes nothing.

    Raises AuthError, NetworkError or TargetError.
    """
    target = open_target(session)
    items, _, notices = items_of(target.read(), session.zone)
    known, more = recognise(items, session.ledger.book(target.id).bases())
    remembered = session.ledger.facts.interviews()
    interviews = [one.interview for one in remembered.values()]
    stories = applications(interviews, session.ledger.facts.outcomes())
    ids = short_ids(str(one.key) for one in known)
    follow_ups = tuple(
        _follow_up(one, entry_of(one, remembered, session), ids[str(one.key)], stories, session)
        for one in known
        if one.item is not None
    )
    stale = health.stale(session, target.id)
    return ReportResult(
        html=render(stories, follow_ups, now=session.now, zone=session.zone),
        follow_ups=sum(one.state is State.OPEN for one in follow_ups),
        applications=len(stories),
        notices=(*session.notices, *([stale] if stale else []), *notices, *more),
    )


def _follow_up(
    known: Known, entry: AgendaEntry, short: str, stories: tuple[Application, ...], session: Session
) -> FollowUp:
    """Messages only where one can still be sent, and its interviews are known."""
    about = entry.interviews
    sent = entry.state is not State.OPEN or not about
    drafts = () if sent else drafts_for(known.key.kind, about, session.playbook, story_of(about, stories))
    assert known.item is not None
    return FollowUp(
        id=short,
        kind=known.key.kind,
        summary=entry.summary,
        due=entry.due,
        state=entry.state,
        company=entry.company,
        note=entry.note,
        interviews=tuple(one.id for one in about),
        completed=known.item.completed,
        drafts=drafts,
        language=about[0].language if about else "en",
    )
