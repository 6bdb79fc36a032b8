"""``outcome``: what the user says came of an interview, or of all with a company."""

from __future__ import annotations

from datetime import date

from calsync.app.ids import resolve
from calsync.app.results import OutcomeResult
from calsync.app.session import Session
from calsync.app.target import open_target
from calsync.detect.fields import company_key
from calsync.errors import UsageError
from calsync.model import Interview, OutcomeFact, Word


def record(session: Session, word: Word | None, what: str, decision: date | None = None) -> OutcomeResult:
    """Remembers an outcome (``word``), or with None the date by which a decision is promised.

    ``what`` is a company's name as scan shows it or a word of it, or the short id of an interview or a
    follow-up. Raises UsageError when nothing known goes by it, or several do.
    """
    known = {one.interview.id: one.interview for one in session.ledger.facts.interviews().values()}
    identity, key = _meant(session, what, known)
    fact = OutcomeFact(session.now, word, decision, identity, key)
    session.ledger.facts.record(fact)
    touched = (
        one
        for one in known.values()
        if (one.id == identity or (key is not None and one.company_key == key)) and one.end <= session.now
    )
    return OutcomeResult(
        now=session.now,
        zone=session.zone.key,
        fact=fact,
        interviews=tuple(sorted(touched, key=lambda one: (one.start, one.id))),
        notices=session.notices,
    )


def _meant(session: Session, what: str, known: dict[str, Interview]) -> tuple[str | None, str | None]:
    """(interview id, None) or (None, company key)."""
    if (key := _company(what, known)) is not None:
        return None, key
    bases = session.ledger.book(open_target(session).id).bases()
    by_identity: dict[str, str] = {one: one for one in known}
    by_identity |= {str(base.key): base.members[-1].id for base in bases if base.members}
    try:
        return resolve(what, by_identity, what="interview"), None
    except UsageError as error:
        names = sorted({one.company for one in known.values() if one.company}, key=str.casefold)
        hint = f"Known companies: {', '.join(names)}." if names else "Run calsync sync first."
        raise UsageError(f"{error}, and no company of that name", hint=hint) from None


def _company(what: str, known: dict[str, Interview]) -> str | None:
    """The key of the company of this name, else of the only one with these words in its name."""
    key = company_key(what)
    names = {one.company_key: one.company or "" for one in known.values() if one.company_key}
    if not key or key in names:
        return key or None
    words = set(what.casefold().split())
    fitting = {other: name for other, name in names.items() if words <= set(name.casefold().split())}
    if len(fitting) > 1:
        several = ", ".join(sorted(fitting.values(), key=str.casefold))
        raise UsageError(f"“{what}” fits {len(fitting)} companies: {several}")
    return next(iter(fitting), None)
