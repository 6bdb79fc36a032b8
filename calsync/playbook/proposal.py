"""Interviews in, follow-ups out: which ones are wanted, which are not, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calsync.model import (
    Cause,
    Desired,
    Interview,
    Kind,
    Notice,
    OutcomeFact,
    Stage,
    Standing,
    State,
    Withdrawn,
    Word,
)
from calsync.playbook.coverage import first_check_in
from calsync.playbook.group import FAR, Context, Group, group_of, in_order
from calsync.playbook.making import Case, desired_of, week
from calsync.playbook.rounds import Application, applications, counts
from calsync.playbook.text import clean
from calsync.playbook.timing import keep_going_due, over, say

_FRESH = timedelta(days=30)
"""A rejection typed into an event is news for so long after the interview; older ones are history."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """``desired`` by key and ``withdrawn`` by kind and interview: at most one of either for each."""

    desired: tuple[Desired, ...]
    withdrawn: tuple[Withdrawn, ...]
    notices: tuple[Notice, ...] = ()


def propose(
    interviews: Sequence[Interview],
    outcomes: Sequence[OutcomeFact],
    standing: Sequence[Standing],
    context: Context,
    now: datetime,
) -> Proposal:
    """Every follow-up the rules want for these interviews, complete, and a cause for every one they do not.

    ``standing`` is what is known to stand, or to have stood, in the target. The same arguments in any order
    give the same proposal; ``now`` matters only for a second check-in and for a rejection of unknown date.
    An interview that is active but unconfirmed gives neither: nothing is created or withdrawn for it. An
    inactive one withdraws everything, with its own cause.
    """
    case = Case()
    for application in applications(interviews, outcomes):
        _application(case, application, standing, context, now)
    _keep_going(case, [one for one in interviews if counts(one)], context)
    desired = desired_of(case, standing, context)
    covered = {(one.key.kind, member.id) for one in desired for member in one.members}
    withdrawn = [
        Withdrawn(kind, one.id, *_cause(case, kind, one))
        for one in in_order(interviews)
        if not one.active or one.alias_of is not None or one.confirmed
        for kind in Kind
        if (kind, one.id) not in covered
    ]
    return Proposal(desired, tuple(withdrawn), tuple(case.notices))


# --------------------------------------------------------------------------- what is wanted


def _application(
    case: Case, application: Application, standing: Sequence[Standing], context: Context, now: datetime
) -> None:
    by_day: dict[object, list[Interview]] = defaultdict(list)
    for one in application.held:
        by_day[context.calendar.last_day(one)].append(one)
    rounds = [group_of(by_day[day], application, context.calendar) for day in sorted(by_day)]  # type: ignore[type-var]
    for group in rounds:
        _day(case, group)
    _deliverables(case, application, context)
    for group in rounds[:-1]:
        for kind in (Kind.CHECK_IN, Kind.SECOND_CHECK_IN):
            case.refuse(kind, group.members, Cause.NEXT_ROUND, "there was a next round, which is an answer")
    if rounds:
        _waiting(case, application, rounds[-1], standing, context, now)
    _rejection(case, application, rounds, standing, context, now)


def _day(case: Case, group: Group) -> None:
    """What one day of interviews with one company calls for by itself."""
    met = [one for one in group.members if not one.recruiter_only]
    alone = [one for one in group.members if one.recruiter_only]
    if met:
        case.want(Kind.THANK_YOU, group.only(met))
    case.refuse(
        Kind.THANK_YOU, alone, Cause.CHANGED, "only the agency's recruiter took part: thanked separately"
    )
    if group.recruiter is None:
        for kind in (Kind.RECRUITER_CALL, Kind.RECRUITER_THANKS):
            case.refuse(kind, group.members, Cause.CHANGED, "no agency is involved")
    else:
        case.want(Kind.RECRUITER_THANKS, group)
        if met:
            case.want(Kind.RECRUITER_CALL, group.only(met))
        case.refuse(Kind.RECRUITER_CALL, alone, Cause.CHANGED, "the recruiter was the only other party")
    case.want(Kind.CLOSING_WORDS, group)


def _deliverables(case: Case, application: Application, context: Context) -> None:
    """One for each thing to hand in, however many sessions of a day repeat it."""
    asked: dict[tuple[object, str], list[Interview]] = defaultdict(list)
    for one in application.held:
        if one.deliverable is None or abs(one.deliverable.due - context.calendar.last_day(one)) > FAR:
            case.refuse(Kind.DELIVERABLE, [one], Cause.CHANGED, "nothing is asked for by a date")
        elif application.rejection(one.end):
            case.refuse(Kind.DELIVERABLE, [one], Cause.OUTCOME, "a rejection was recorded")
        else:
            asked[one.deliverable.due, clean(one.deliverable.text).casefold()].append(one)
    for members in asked.values():
        case.want(Kind.DELIVERABLE, group_of(members, application, context.calendar))


def _waiting(
    case: Case,
    application: Application,
    group: Group,
    standing: Sequence[Standing],
    context: Context,
    now: datetime,
) -> None:
    """The check-ins, for the last round so far."""
    pending = (Kind.CHECK_IN, Kind.SECOND_CHECK_IN)
    word = application.last_word(over(group, context.rules[Kind.CHECK_IN], context.calendar))
    if any(one.stage is Stage.OFFER for one in group.members):
        for kind in pending:
            case.refuse(kind, group.members, Cause.OUTCOME, "an offer is being discussed")
        return
    if word is not None and not word.postpones:
        for kind in pending:
            case.refuse(kind, group.members, Cause.OUTCOME, f"you recorded an answer: {word.word}")
        return
    case.want(Kind.CHECK_IN, group)
    first = first_check_in(group.members, standing)
    unbelieved = [one.decision_date for one in group.members if one.decision_date]
    if unbelieved and group.decision is None and first is None:  # said once: then the check-in stands
        message = (
            f"the decision date {say(unbelieved[-1])} cannot be right, given the interview's own: not used"
        )
        case.notices.append(Notice("decision_passed", message, uid=group.members[-1].uid))
    overdue = context.rules[Kind.SECOND_CHECK_IN].overdue
    match first.state if first else None:
        case State.DONE:
            case.want(Kind.SECOND_CHECK_IN, replace(group, first=first))
        case State.OPEN if (
            first and context.calendar.later(first.due, overdue).timestamp() <= now.timestamp()
        ):
            case.want(Kind.SECOND_CHECK_IN, replace(group, first=first))
        case State.CANCELLED | State.DELETED:
            reason = "you cancelled or deleted the first check-in"
            case.refuse(Kind.SECOND_CHECK_IN, group.members, Cause.OUTCOME, reason)
        case _:
            reason = f"the first check-in is not done, nor {overdue} past its due"
            case.refuse(Kind.SECOND_CHECK_IN, group.members, Cause.CHANGED, reason)


def _rejection(
    case: Case,
    application: Application,
    rounds: Sequence[Group],
    standing: Sequence[Standing],
    context: Context,
    now: datetime,
) -> None:
    """Thanks after a rejection, for the last round it touches."""
    rule = context.rules[Kind.REJECTION_THANKS]
    touched = None
    for group in rounds:
        word = application.last_word(over(group, rule, context.calendar))
        if word is not None and word.word is Word.REJECTED:
            touched = replace(group, rejection=application.rejection(word.at))
        case.refuse(rule.kind, group.members, Cause.CHANGED, "no rejection is recorded")
    if touched is None:
        return
    if touched.rejection and touched.rejection.typed:
        touched = replace(touched, given=_first_seen(touched, standing, context, now))
    case.want(rule.kind, touched)


def _first_seen(group: Group, standing: Sequence[Standing], context: Context, now: datetime) -> datetime:
    """The due of the thanks after a rejection that was typed into the event: nobody knows when, so it counts
    from when it is first seen, and what stands tells when that was."""
    rule = context.rules[Kind.REJECTION_THANKS]
    ids = {one.id for one in group.members}
    for one in sorted(standing, key=lambda one: one.key):
        if one.key.kind is rule.kind and any(member.id in ids for member in one.members):
            return one.due
    ended = over(group, rule, context.calendar)
    fresh = timedelta() <= now - ended <= _FRESH
    return context.calendar.later(now if fresh else ended, rule.after, rule.at)


def _keep_going(case: Case, interviews: Iterable[Interview], context: Context) -> None:
    """One for each week in which one falls due."""
    rule = context.rules[Kind.KEEP_GOING]
    weeks: dict[str, list[Interview]] = defaultdict(list)
    for one in interviews:
        weeks[week(keep_going_due(one, rule, context.calendar))].append(one)
    for members in weeks.values():
        case.want(Kind.KEEP_GOING, Group(in_order(members)))


# --------------------------------------------------------------------------- and what is not


def _cause(case: Case, kind: Kind, interview: Interview) -> tuple[Cause, str]:
    if interview.alias_of is not None:
        return Cause.DUPLICATE, interview.inactive_reason or "it is the same interview as another one"
    if not interview.active:
        said = interview.inactive_reason or "cancelled"
        word, _, more = said.partition(":")
        return _CAUSES.get(word.strip(), Cause.CANCELLED), clean(more) or f"the interview is {word.strip()}"
    return case.refused.get((kind, interview.id), (Cause.CHANGED, "it is no longer called for"))


_CAUSES = {
    "cancelled": Cause.CANCELLED,
    "declined": Cause.DECLINED,
    "ignored": Cause.IGNORED,
    "duplicate": Cause.DUPLICATE,
    "absent": Cause.ABSENT,
}
