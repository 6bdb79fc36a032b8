"""Interviews and settings for tests, with every field that a test does not care about filled in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from calsync.app.engine import Setting, Sight
from calsync.ledger import Ledger
from calsync.model import Component, Interview, Me, Person, Reading, Stage, Window, interview_id
from calsync.playbook import Calendar, Context, default_rules
from calsync.reconcile.limits import Limits
from calsync.stores.base import Target

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=BERLIN)
"""A Monday morning."""
ME = Me("Dana Okafor", frozenset({"dana@example.com"}))
SOURCE = "calendar"


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A time so many days after NOW's date, in Berlin."""
    moved = NOW + timedelta(days=day)
    return moved.replace(hour=hour, minute=minute)


def interview(
    uid: str = "one@example.com",
    start: datetime | None = None,
    minutes: int = 60,
    company: str | None = "Nimbus",
    sources: tuple[str, ...] = (SOURCE,),
    **more: object,
) -> Interview:
    """A confirmed, active interview tomorrow at 10:00; ``more`` replaces any field."""
    start = start or at(1)
    made = Interview(
        id=interview_id(uid, None),
        uid=uid,
        recurrence_id=None,
        sources=sources,
        summary=f"Interview with {company or 'somebody'}",
        start=start,
        end=start + timedelta(minutes=minutes),
        all_day=False,
        tz="Europe/Berlin",
        active=True,
        inactive_reason=None,
        confirmed=True,
        stage=Stage.OTHER,
        company=company,
        company_key=company.casefold() if company else None,
        role=None,
        interviewers=(Person("Priya Raman", "priya@nimbus.example"),),
        via_recruiter=False,
        recruiter=None,
        recruiter_only=False,
        decision_date=None,
        decision_evidence=None,
        deliverable=None,
        outcome=None,
        language="en",
        score=2.0,
        evidence=(),
        content="",
        sequence=0,
        dtstamp=datetime(2026, 11, 1, tzinfo=UTC),
    )
    made = replace(made, **more)  # type: ignore[arg-type]
    return made if made.content else replace(made, content=content(made))


def content(one: Interview) -> str:
    """A digest of the event as it would be read, as ``Occurrence.content`` is."""
    facts = (
        one.uid,
        one.summary,
        one.start,
        one.end,
        one.active,
        one.company,
        one.interviewers,
        one.sequence,
    )
    return sha256(repr(facts).encode()).hexdigest()


def cancelled(one: Interview) -> Interview:
    gone = replace(one, active=False, inactive_reason="cancelled", sequence=one.sequence + 1)
    return replace(gone, content=content(gone))


def moved(one: Interview, by: timedelta) -> Interview:
    later = replace(one, start=one.start + by, end=one.end + by, sequence=one.sequence + 1)
    return replace(later, content=content(later))


def sight(
    *detected: Interview, readings: tuple[Reading, ...] = (), others: tuple[Interview, ...] = ()
) -> Sight:
    """What a complete reading of the one calendar showed."""
    window = Window(NOW - timedelta(days=400), NOW + timedelta(days=400))
    return Sight(
        detected, others, readings or (Reading(SOURCE, events=10, complete=True),), window, "settings"
    )


def setting(
    ledger: Ledger,
    target: Target,
    now: datetime = NOW,
    *,
    limits: Limits | None = None,
    component: Component | None = None,
    context: Context | None = None,
) -> Setting:
    return Setting(ledger, target, context or playbook(), limits or Limits(), component, now)


def playbook(**tables: dict[str, object]) -> Context:
    """The default playbook of somebody in Berlin, with the user's own [playbook.*] tables."""
    from calsync.playbook import configure

    return Context(ME, configure(default_rules(), tables), Calendar(BERLIN, None))
