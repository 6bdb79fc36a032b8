"""Small builders: what a test does not name is ordinary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from calsync.model import (
    Cause,
    Desired,
    Interview,
    Key,
    Kind,
    Me,
    Member,
    OutcomeFact,
    Person,
    Stage,
    Standing,
    State,
    Word,
)
from calsync.playbook import Calendar, Context, Proposal, configure, default_rules, propose

BERLIN = ZoneInfo("Europe/Berlin")
ME = Me("Dana Okafor", frozenset({"dana@example.com"}))
PRIYA = Person("Priya Raman", "priya.raman@nimbus.example")
TOM = Person("Tom Lee", "tom.lee@nimbus.example")
AGENT = Person("Otis Bell", "otis@bell-partners.example")
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    """ "2026-11-04 14:00" as local time; the hour may be left out."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def interview(name: str, start: str | datetime, end: str | datetime | None = None, **given: Any) -> Interview:
    begins = at(start) if isinstance(start, str) else start
    ends = at(end) if isinstance(end, str) else end or begins + timedelta(hours=1)
    company = given.get("company", "Nimbus")
    facts: dict[str, Any] = {
        "id": name,
        "uid": f"{name}@example.com",
        "recurrence_id": None,
        "sources": ("personal",),
        "summary": "Interview",
        "start": begins,
        "end": ends,
        "all_day": False,
        "tz": "Europe/Berlin",
        "active": True,
        "inactive_reason": None,
        "confirmed": True,
        "stage": Stage.OTHER,
        "company": company,
        "company_key": company.casefold() if company else None,
        "role": "Data Engineer",
        "interviewers": (PRIYA,),
        "via_recruiter": False,
        "recruiter": None,
        "recruiter_only": False,
        "decision_date": None,
        "decision_evidence": None,
        "deliverable": None,
        "outcome": None,
        "language": "en",
        "score": 3.0,
        "evidence": (),
        "content": "digest",
    }
    return Interview(**(facts | given))


def all_day(name: str, first: str, last: str, **given: Any) -> Interview:
    """An all-day interview from the first to the last of these days, both included."""
    until = at(last) + timedelta(days=1)
    return interview(name, at(first), until, all_day=True, **given)


def context(
    tables: Mapping[str, Mapping[str, object]] | None = None,
    *,
    me: Me = ME,
    zone: ZoneInfo = BERLIN,
    holidays: str | None = None,
    discreet: bool = False,
) -> Context:
    rules = configure(default_rules(), tables or {})
    return Context(me, rules, Calendar(zone, holidays), discreet)


def proposal(
    *interviews: Interview,
    outcomes: Sequence[OutcomeFact] = (),
    standing: Sequence[Standing] = (),
    now: str | datetime = LONG_AGO,
    within: Context | None = None,
) -> Proposal:
    moment = at(now) if isinstance(now, str) else now
    return propose(interviews, outcomes, standing, within or context(), moment)


def of(found: Proposal, kind: Kind) -> tuple[Desired, ...]:
    return tuple(one for one in found.desired if one.key.kind is kind)


def only(found: Proposal, kind: Kind) -> Desired:
    (one,) = of(found, kind)
    return one


def cause(found: Proposal, kind: Kind, name: str) -> Cause | None:
    """Why it is not wanted; None where it is, or where nothing is said."""
    causes = [one.cause for one in found.withdrawn if one.kind is kind and one.member == name]
    assert len(causes) < 2
    return causes[0] if causes else None


def names(one: Desired | Standing) -> list[str]:
    return [member.id for member in one.members]


def standing(
    kind: Kind,
    *members: Interview,
    state: State = State.OPEN,
    due: str = "2026-11-04 18:00",
    completed: str | None = None,
    occasion: int = 0,
    anchor: str | None = None,
) -> Standing:
    key = Key(kind, anchor or members[0].id, occasion)
    kept = tuple(Member(one.id, one.start) for one in members)
    return Standing(key, kept, state, at(due), at(completed) if completed else None)


def said(
    when: str,
    word: Word | None = None,
    *,
    company: str | None = None,
    about: str | None = None,
    decision: str | None = None,
) -> OutcomeFact:
    day = date.fromisoformat(decision) if decision else None
    return OutcomeFact(at(when), word, day, about, company)
