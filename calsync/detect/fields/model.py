"""The fields of an interview, as read from one occurrence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from calsync.model import Deliverable, Person, Stage, Word


@dataclass(frozen=True, slots=True)
class Fields:
    """Everything an ``Interview`` says about who, what and when, beyond the occurrence itself.

    Field by field it means what the field of the same name of ``Interview`` means. All text is as
    written in the event: plain, and hostile still. Dates are local to the interview's zone.
    """

    company: str | None = None
    company_key: str | None = None
    role: str | None = None
    stage: Stage = Stage.OTHER
    interviewers: tuple[Person, ...] = ()
    via_recruiter: bool = False
    recruiter: Person | None = None
    recruiter_only: bool = False
    decision_date: date | None = None
    decision_evidence: str | None = None
    deliverable: Deliverable | None = None
    outcome: Word | None = None
    language: str = "en"
