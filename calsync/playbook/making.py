"""From wanted groups to complete follow-ups, less what is already done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from calsync.model import Cause, Desired, Interview, Key, Kind, Notice, Standing, Wording
from calsync.playbook.coverage import covers, done_about
from calsync.playbook.coverage import settled as is_settled
from calsync.playbook.group import Context, Group, members_of, shown
from calsync.playbook.text import NAME, clean
from calsync.playbook.timing import keep_going_due, say, when

CATEGORIES = ("calsync", "job search")
DISCREET_CATEGORIES = ("calsync",)

_BY_MEMBER = frozenset({Kind.THANK_YOU, Kind.RECRUITER_CALL, Kind.RECRUITER_THANKS, Kind.KEEP_GOING})
"""Kinds in which a session added after the follow-up was done deserves its own."""


@dataclass(slots=True)
class Case:
    """Collects what is wanted, and what is not and why, for one proposal."""

    wanted: list[tuple[Kind, Group]] = field(default_factory=list)
    refused: dict[tuple[Kind, str], tuple[Cause, str]] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def want(self, kind: Kind, group: Group) -> None:
        self.wanted.append((kind, group))

    def refuse(self, kind: Kind, members: Iterable[Interview], cause: Cause, reason: str) -> None:
        for member in members:
            self.refused[kind, member.id] = (cause, reason)


def week(moment: datetime) -> str:
    """The ISO week of a local moment: "2026-W48"."""
    year, number, _ = moment.isocalendar()
    return f"{year}-W{number:02}"


def desired_of(case: Case, standing: Sequence[Standing], context: Context) -> tuple[Desired, ...]:
    """What is wanted, less what is done: that keeps its key, its members and its due."""
    history = tuple(one for one in standing if is_settled(one))
    made: dict[Key, Desired] = {}
    kept: dict[Key, tuple[Standing, list[Interview], Group]] = {}
    for kind, group in case.wanted:
        if not context.rules[kind].applies(group.language):
            case.refuse(kind, group.members, Cause.RULE_OFF, "the rule is switched off")
            continue
        done = done_about(kind, group.members, history) if kind is not Kind.SECOND_CHECK_IN else ()
        settled = {one.id for one in group.members if any(covers(past, one) for past in done)}
        if settled and kind not in _BY_MEMBER:
            settled = {one.id for one in group.members}
        for finished in done:
            had = {member.id for member in finished.members} | (settled if kind not in _BY_MEMBER else set())
            kept.setdefault(finished.key, (finished, [], group))[1].extend(
                one for one in group.members if one.id in had
            )
        left = [one for one in group.members if one.id not in settled]
        if not left:
            continue
        key = _key(kind, group.only(left), history, context)
        past = _done(key, history)
        if past is not None and kind is Kind.KEEP_GOING:
            case.refuse(kind, left, Cause.CHANGED, "that week has had its one already")
        else:
            fresh = _make(key, group.only(left), context)
            made[key] = replace(fresh, due=past.due) if past is not None else fresh
    for key, (finished, members, group) in kept.items():
        made[key] = replace(_make(key, group.only(members), context), due=finished.due)
    return tuple(made[key] for key in sorted(made))


def _key(kind: Kind, group: Group, history: Sequence[Standing], context: Context) -> Key:
    if group.first is not None:
        return Key(kind, group.first.key.anchor, group.first.key.occasion)
    if kind is Kind.KEEP_GOING:
        return Key(kind, week(keep_going_due(group.members[-1], context.rules[kind], context.calendar)))
    again = [past.key.occasion + 1 for past in done_about(kind, group.members, history)]
    key = Key(kind, group.members[0].id, max(again, default=0))
    while _done(key, history) is not None:  # done for another session, which has left this one its anchor
        key = replace(key, occasion=key.occasion + 1)
    return key


def _done(key: Key, history: Sequence[Standing]) -> Standing | None:
    return next((one for one in history if one.key == key), None)


def _make(key: Key, group: Group, context: Context) -> Desired:
    rule = context.rules[key.kind]
    timing = when(key.kind, group, rule, context.calendar)
    return Desired(
        key=key,
        members=members_of(group.members),
        company=clean(group.company, NAME) or None,
        wording=Wording(partial(_words, key.kind, group, context)),
        due=timing.due,
        priority=rule.words(group.language).priority or rule.priority,
        categories=DISCREET_CATEGORIES if context.discreet else CATEGORIES,
        facts=shown(key.kind, group, context),
        timing=timing.digest,
        reason=f"{_WHAT[key.kind]} {_about(group, context)}; due {timing.because}.",
        catch_up=rule.catch_up.elapsed,
        not_before=None if key.kind in _BEFORE else max(one.end for one in group.members),
    )


def _words(kind: Kind, group: Group, context: Context) -> tuple[str, str]:
    from calsync.playbook.describe import text

    words = text(kind, group, context)
    return words.summary, words.description


_BEFORE = frozenset({Kind.CLOSING_WORDS, Kind.DELIVERABLE})
"""Kinds that are due before the interview is over."""

_WHAT = {
    Kind.THANK_YOU: "Thanks for",
    Kind.RECRUITER_CALL: "A call to the recruiter about",
    Kind.RECRUITER_THANKS: "Thanks to the recruiter for",
    Kind.CHECK_IN: "No word yet after",
    Kind.SECOND_CHECK_IN: "Still no word after",
    Kind.DELIVERABLE: "Something was asked for with",
    Kind.KEEP_GOING: "The next opportunity after",
    Kind.CLOSING_WORDS: "Last words for",
    Kind.REJECTION_THANKS: "Thanks all the same for",
}


def _about(group: Group, context: Context) -> str:
    days = sorted({context.calendar.last_day(one) for one in group.members})
    company = clean(group.company, NAME)
    what = "the interviews" if len(group.members) > 1 else "the interview"
    return f"{what}{f' with {company}' if company else ''} on {' and '.join(map(say, days[:2]))}"
