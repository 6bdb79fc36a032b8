"""What one follow-up is about: its interviews, and what is known of them together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from calsync.digests import sha256
from calsync.model import Interview, Kind, Me, Member, Person, Standing
from calsync.playbook.rounds import Application, Said
from calsync.playbook.rules import Rules
from calsync.playbook.schedule import Calendar
from calsync.playbook.text import LINE, NAME, address, clean, name_of

T = TypeVar("T")

_EVENING = time(18)
"""When an all-day interview is over, as far as what was said about it goes."""

FAR = timedelta(days=400)
"""A decision or a task further from the interview than this is no date but a misreading."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the playbook needs besides the interviews."""

    me: Me
    rules: Rules
    calendar: Calendar
    discreet: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """The interviews of one follow-up, by start and id, all with one company (keep_going: maybe several)."""

    members: tuple[Interview, ...]
    company: str | None = None
    role: str | None = None
    recruiter: Person | None = None
    """The agency's recruiter; without name and address where only the agency is known."""
    decision: date | None = None
    """When a decision was promised; never before the last member's day."""
    first: Standing | None = None
    """second_check_in: the first one."""
    rejection: Said | None = None
    given: datetime | None = None
    """rejection_thanks: the rejection, and the due where the rejection itself does not tell its time."""

    @property
    def language(self) -> str:
        """ISO 639-1 code, without a region."""
        return self.members[0].language[:2].lower()

    def only(self, members: Iterable[Interview]) -> Group:
        return replace(self, members=in_order(members))


def in_order(interviews: Iterable[Interview]) -> tuple[Interview, ...]:
    return tuple(sorted(interviews, key=lambda one: (one.start, one.id)))


def group_of(members: Sequence[Interview], application: Application | None, calendar: Calendar) -> Group:
    """A group with what the members say themselves, and what their application knows besides.

    An agency that brought the candidate in stays involved in the later rounds, whether their invitations
    name it or not. A decision date that was told later wins over the one in the invitation.
    """
    ordered = in_order(members)
    last = max(calendar.last_day(one) for one in ordered)
    ended = max((calendar.over(one, _EVENING) for one in ordered), key=datetime.timestamp)
    word = application.last_word(ended) if application else None
    dates = [one.decision_date for one in ordered]
    if word and word.postpones:
        dates.append(word.decision_date)
    believable = [day for day in dates if day and last <= day <= last + FAR]
    told = [one for one in application.held if one.start <= ordered[-1].start] if application else []
    agents = [one for one in (*ordered, *reversed(told)) if one.via_recruiter or one.recruiter_only]
    return Group(
        members=ordered,
        company=_first((one.company for one in ordered), application.company if application else None),
        role=_first((one.role for one in ordered), application.role if application else None),
        recruiter=_first((one.recruiter for one in agents), Person()) if agents else None,
        decision=believable[-1] if believable else None,
    )


def _first(values: Iterable[T | None], default: T | None) -> T | None:
    return next((value for value in values if value is not None), default)


def interviewers(group: Group, me: Me) -> tuple[Person, ...]:
    """The people to thank, cleaned: each one once, neither the user nor the agency's recruiter.

    ``name`` is what to show ("" never: then it is None), ``email`` a validated address.
    """
    agent = tidy(group.recruiter, me) if group.recruiter else Person()
    found: dict[str, Person] = {}
    for member in group.members:
        for raw in member.interviewers:
            person = tidy(raw, me)
            if person == Person() or _same(person, agent) or _is_me(raw, person, me):
                continue
            key = (person.name or person.email or "").casefold()
            known = found.get(key)
            if known is None and any(
                person.email and person.email == other.email for other in found.values()
            ):
                continue
            found[key] = person if known is None or known.email is None else known
    return tuple(found.values())


def tidy(person: Person, me: Me) -> Person:
    """The person as it may be shown and written to."""
    return Person(name_of(person) or None, address(person, me))


def _same(one: Person, other: Person) -> bool:
    if one.email and other.email:
        return one.email == other.email
    return bool(one.name and other.name and one.name.casefold() == other.name.casefold())


def _is_me(raw: Person, shown: Person, me: Me) -> bool:
    mine = bool(raw.email) and (raw.email or "").strip().casefold() in me.emails
    return mine or bool(me.name and shown.name and me.name.casefold() == shown.name.casefold())


def members_of(interviews: Iterable[Interview]) -> tuple[Member, ...]:
    return tuple(Member(one.id, one.start, one.sequence, one.dtstamp) for one in interviews)


def shown(kind: Kind, group: Group, context: Context) -> str:
    """Digest of the facts that a follow-up's text shows, and of the user's own words for it.

    Not of the shipped wording: a release that says it better does not touch what stands in a target.
    """
    own: list[object] = [
        kind,
        group.language,
        context.rules[kind].own,
        context.discreet,
        context.calendar.zone.key,
    ]
    if kind is Kind.KEEP_GOING or context.discreet:
        return digest(own)
    agent = tidy(group.recruiter, context.me) if group.recruiter else None
    people = [(one.name, one.email) for one in interviewers(group, context.me)]
    times = [(instant(one.start), instant(one.end), one.all_day) for one in group.members]
    tasks = sorted(
        {(str(one.deliverable.due), one.deliverable.text) for one in group.members if one.deliverable}
    )
    return digest([
        *own,
        clean(context.me.name, NAME),
        clean(group.company, NAME),
        clean(group.role, LINE),
        (agent.name, agent.email) if agent else None,
        people,
        times,
        str(group.decision),
        tasks if kind is Kind.DELIVERABLE else None,
    ])  # fmt: skip


def instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def digest(facts: object) -> str:
    """A short, stable digest of JSON-like facts."""
    text = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]
