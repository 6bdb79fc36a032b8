"""What is settled: a follow-up that was completed, or put away, covers the interviews it had."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from calsync.model import Interview, Kind, Member, Standing, State

_ONCE = frozenset({Kind.DELIVERABLE, Kind.REJECTION_THANKS})
"""What was handed in, or answered, stays so, wherever the interview moves."""


_OF_A_DAY = frozenset({Kind.THANK_YOU, Kind.RECRUITER_CALL, Kind.RECRUITER_THANKS})
"""Kinds of which each session may have its own: one put away says nothing of a session added later."""


def settled(one: Standing) -> bool:
    """Completed; or cancelled or deleted by the user, where that concerns only the sessions it had."""
    put_away = one.state in (State.CANCELLED, State.DELETED) and one.key.kind in _OF_A_DAY
    return one.state is State.DONE or put_away


def done_about(kind: Kind, interviews: Iterable[Interview], done: Iterable[Standing]) -> tuple[Standing, ...]:
    """Of the settled follow-ups those of this kind that had any of these interviews, by key."""
    ids = {one.id for one in interviews}
    found = [one for one in done if one.key.kind is kind and any(member.id in ids for member in one.members)]
    return tuple(sorted(found, key=lambda one: one.key))


def covers(one: Standing, interview: Interview) -> bool:
    """True for a settled follow-up that had this interview, unless it has been held again since."""
    member = next((member for member in one.members if member.id == interview.id), None)
    return settled(one) and member is not None and not _held_again(one, member, interview)


def _held_again(one: Standing, member: Member, interview: Interview) -> bool:
    """Moved to a later time, and not yet begun when the follow-up was completed."""
    if one.state is not State.DONE or one.key.kind in _ONCE:
        return False
    if interview.start.timestamp() <= member.start.timestamp():
        return False
    return (one.completed or one.due).timestamp() < interview.start.timestamp()


def first_check_in(interviews: Sequence[Interview], standing: Sequence[Standing]) -> Standing | None:
    """The check-in that stands, or stood, for this round; of several the one of the latest occasion."""
    by_id = {one.id: one for one in interviews}
    found = [
        one
        for one in standing
        if one.key.kind is Kind.CHECK_IN
        and any(
            member.id in by_id and (one.state is not State.DONE or covers(one, by_id[member.id]))
            for member in one.members
        )
    ]
    return max(found, key=lambda one: (one.key.occasion, one.due.timestamp(), one.key), default=None)
