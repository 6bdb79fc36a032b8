"""When a follow-up is due, and why then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import assert_never

from calsync.model import Interview, Kind, State
from calsync.playbook.group import Group, digest, instant
from calsync.playbook.rules import Rule
from calsync.playbook.schedule import Calendar, Unit

_MIDNIGHT = time(23, 59)


@dataclass(frozen=True, slots=True)
class When:
    due: datetime
    because: str
    """Why then: ends the sentence of Desired.reason."""
    digest: str
    """Of the facts it rests on, without any configuration."""


def when(kind: Kind, group: Group, rule: Rule, calendar: Calendar) -> When:
    """The due of one follow-up, in the user's zone, whole seconds.

    Never before the last member is over, except for what belongs before or beside the interview
    (closing_words, deliverable).
    """
    ended = over(group, rule, calendar)
    ends = [(instant(one.end), one.all_day) for one in group.members]
    match kind:
        case Kind.THANK_YOU | Kind.RECRUITER_THANKS:
            due = _latest(_same_day(one, rule, calendar) for one in group.members)
            return _when(due, ended, "on the day it was held, while it is fresh", ends)
        case Kind.RECRUITER_CALL:
            return _when(calendar.later(ended, rule.after), ended, f"{rule.after} after it is over", ends)
        case Kind.CHECK_IN:
            return _check_in(group, rule, calendar, ended, ends)
        case Kind.SECOND_CHECK_IN:
            return _second(group, rule, calendar, ended, ends)
        case Kind.DELIVERABLE:
            day = min(one.deliverable.due for one in group.members if one.deliverable)
            return When(
                calendar.moment(day, rule.at), f"on {say(day)}, the day it is wanted by", digest([str(day)])
            )
        case Kind.KEEP_GOING:
            due = _latest(keep_going_due(one, rule, calendar) for one in group.members)
            return _when(due, ended, f"{rule.after} later, after some rest and at most once a week", ends)
        case Kind.CLOSING_WORDS:
            return _closing(group, rule, calendar)
        case Kind.REJECTION_THANKS:
            said = group.rejection
            assert said is not None  # it is only wanted after a rejection
            due = group.given or calendar.later(said.at, rule.after, rule.at)
            facts = [*ends, "typed" if said.typed else instant(said.at)]
            return _when(due, ended, f"{rule.after} after the news", facts)
        case _:
            assert_never(kind)


def over(group: Group, rule: Rule, calendar: Calendar) -> datetime:
    """When the last of the group's interviews is over."""
    return _latest(_over(one, rule, calendar) for one in group.members)


def keep_going_due(interview: Interview, rule: Rule, calendar: Calendar) -> datetime:
    return calendar.later(_over(interview, rule, calendar), rule.after, rule.at)


def _over(interview: Interview, rule: Rule, calendar: Calendar) -> datetime:
    return calendar.over(interview, rule.all_day)


def _same_day(interview: Interview, rule: Rule, calendar: Calendar) -> datetime:
    """The same day, with time to think but not at night: see the table in the design."""
    end = _over(interview, rule, calendar)
    if interview.all_day or rule.after.unit not in (Unit.MINUTE, Unit.HOUR):
        return end if interview.all_day else calendar.later(end, rule.after, rule.at)
    latest = calendar.moment(end.date(), rule.latest)
    if end.timestamp() <= latest.timestamp():
        due = _latest((end, _first((calendar.later(end, rule.after), latest))))
    else:
        due = _first((calendar.later(end, rule.late), calendar.moment(end.date(), _MIDNIGHT)))
    return _latest((due, calendar.moment(end.date(), rule.earliest)))


def _check_in(
    group: Group, rule: Rule, calendar: Calendar, ended: datetime, ends: list[tuple[str, bool]]
) -> When:
    facts = [*ends, str(group.decision)]
    if group.decision is None:
        due, because = calendar.later(ended, rule.after, rule.at), f"{rule.after} later, as no date was named"
    else:
        due = calendar.moment(group.decision, rule.decision_at)
        because = f"once the decision promised by {say(group.decision)} should be there"
    return _when(calendar.later(due, rule.grace), ended, because, facts)


def _second(
    group: Group, rule: Rule, calendar: Calendar, ended: datetime, ends: list[tuple[str, bool]]
) -> When:
    first = group.first
    assert first is not None  # it is only wanted once there was a first
    done = first.state is State.DONE
    base = (first.completed if done else None) or first.due
    due = calendar.later(base, rule.after, rule.at)
    if group.decision is not None:
        due = _latest((due, calendar.moment(group.decision, rule.decision_at)))
    because = f"{rule.after} after the first one was {'done' if done else 'due'}"
    return _when(due, ended, because, [*ends, str(group.decision), first.state, instant(base)])


def _closing(group: Group, rule: Rule, calendar: Calendar) -> When:
    starts = [
        calendar.moment(calendar.first_day(one), rule.all_day) if one.all_day else calendar.local(one.start)
        for one in group.members
    ]
    begins = _first(starts)
    due = calendar.local(
        datetime.fromtimestamp(begins.timestamp() - rule.before.elapsed.total_seconds(), begins.tzinfo)
    )
    return When(due.replace(microsecond=0), f"{rule.before} before it begins", digest([instant(begins)]))


def _when(due: datetime, ended: datetime, because: str, facts: Iterable[object]) -> When:
    return When(_latest((due, ended)).replace(microsecond=0), because, digest(list(facts)))


def _latest(moments: Iterable[datetime]) -> datetime:
    """The latest instant; two local times with one zone compare by the clock alone, which is not enough."""
    return max(moments, key=datetime.timestamp)


def _first(moments: Iterable[datetime]) -> datetime:
    return min(moments, key=datetime.timestamp)


def say(day: date) -> str:
    """A date in a reason: "4 November 2026", in English whatever the locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
