"""Applications: the interviews with one company, in order, and what was heard about them.

An application is logic, never identity: no key of a follow-up rests on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from calsync.model import Interview, OutcomeFact, Word

TYPED_AFTER = timedelta(hours=12)
"""A line typed into an event counts from so long after its end: the other sessions of that day count too."""


@dataclass(frozen=True, slots=True)
class Said:
    """A word, or a new decision date, and when it came."""

    at: datetime
    word: Word | None
    decision_date: date | None = None
    typed: bool = False
    """True for a line the user typed into the event; when is not known, but after the interview."""

    @property
    def postpones(self) -> bool:
        """News that there will be news: the decision now has another date."""
        return self.decision_date is not None and self.word in (None, Word.HEARD)


@dataclass(frozen=True, slots=True)
class Application:
    """``rounds``: every interview of it but duplicates, inactive ones included, by start and id."""

    company: str | None
    company_key: str | None
    role: str | None
    rounds: tuple[Interview, ...]
    said: tuple[Said, ...]
    """In order of time."""

    @property
    def held(self) -> tuple[Interview, ...]:
        """The rounds that count: active and confirmed."""
        return tuple(interview for interview in self.rounds if counts(interview))

    def last_word(self, ended: datetime) -> Said | None:
        """The latest that was said about an interview that ended at ``ended``: an outcome touches only
        interviews that ended before it."""
        return next((said for said in reversed(self.said) if said.at >= ended), None)

    def rejection(self, ended: datetime) -> Said | None:
        """The first rejection that touches an interview that ended at ``ended``."""
        return next((said for said in self.said if said.word is Word.REJECTED and said.at >= ended), None)


def counts(interview: Interview) -> bool:
    return interview.active and interview.confirmed and interview.alias_of is None


@dataclass(slots=True)
class _Draft:
    """An application in the making."""

    key: str | None
    roles: frozenset[str] = frozenset()
    role: str | None = None
    rounds: list[Interview] = field(default_factory=list)


def applications(
    interviews: Sequence[Interview], outcomes: Sequence[OutcomeFact] = ()
) -> tuple[Application, ...]:
    """The interviews grouped by company, in order of their first rounds.

    Different known roles, or an interview after a recorded rejection, start a new application; an unknown
    company is an application of its own. Interviews that do not count (inactive, unconfirmed) join where
    they fit but decide nothing.
    """
    drafts: list[_Draft] = []
    ordered = sorted(interviews, key=lambda one: (not counts(one), one.start, one.id))
    for interview in ordered:
        if interview.alias_of is not None:
            continue
        home = _home(interview, drafts, outcomes)
        if home is None:
            home = _Draft(interview.company_key)
            drafts.append(home)
        if counts(interview) or not home.rounds:
            words = _words(interview.role)
            home.roles, home.role = (
                (words, interview.role) if len(words) > len(home.roles) else (home.roles, home.role)
            )
        home.rounds.append(interview)
    made = (_made(draft, outcomes) for draft in drafts)
    return tuple(sorted(made, key=lambda one: (one.rounds[0].start, one.rounds[0].id)))


def _home(interview: Interview, drafts: list[_Draft], outcomes: Sequence[OutcomeFact]) -> _Draft | None:
    """The latest application of its company that it can belong to."""
    if interview.company_key is None:
        return None
    words = _words(interview.role)
    fitting = [
        draft
        for draft in drafts
        if draft.key == interview.company_key
        and (words <= draft.roles or draft.roles <= words)
        and not _rejected_before(draft, interview, outcomes)
    ]
    return max(fitting, key=lambda one: (one.rounds[-1].start, one.rounds[-1].id), default=None)


def _rejected_before(draft: _Draft, interview: Interview, outcomes: Sequence[OutcomeFact]) -> bool:
    return any(
        said.word is Word.REJECTED
        and said.at <= interview.start
        and any(one.end <= said.at for one in draft.rounds)
        for said in _said(draft, outcomes)
        if interview not in draft.rounds
    )


def _said(draft: _Draft, outcomes: Sequence[OutcomeFact]) -> tuple[Said, ...]:
    ids = {one.id for one in draft.rounds}
    told = [
        Said(fact.at, fact.word, fact.decision_date)
        for fact in outcomes
        if (
            fact.interview_id in ids
            if fact.interview_id
            else fact.company_key and fact.company_key == draft.key
        )
    ]
    typed = [
        Said(one.end + TYPED_AFTER, one.outcome, typed=True)
        for one in draft.rounds
        if one.outcome and counts(one)
    ]
    return tuple(
        sorted((*typed, *told), key=lambda one: (one.at, one.word or "", one.decision_date or date.min))
    )


def _made(draft: _Draft, outcomes: Sequence[OutcomeFact]) -> Application:
    rounds = tuple(sorted(draft.rounds, key=lambda one: (one.start, one.id)))
    company = next((one.company for one in draft.rounds if one.company), None)
    return Application(company, draft.key, draft.role, rounds, _said(draft, outcomes))


def _words(role: str | None) -> frozenset[str]:
    """A role's words, so that "Engineer (m/w/d)" and "Senior Engineer" are not two different jobs."""
    bare = re.sub(r"\([^)]*\)", " ", (role or "").casefold())
    return frozenset(re.findall(r"\w+", bare))
