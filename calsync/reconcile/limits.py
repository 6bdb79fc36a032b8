"""What a plan may not do without being asked: the brake (law 7) and vanished targets (law 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from calsync.model import Act, Cause, Notice, State
from calsync.reconcile.bind import Known
from calsync.reconcile.step import Step

LEAST = 5
"""Below this many open follow-ups a share says nothing: the brake looks at the count alone."""
VANISHED = 3
"""From this many on, all follow-ups gone at once look like a lost store rather than like a tidy user."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The user's ``[limits]``, and what the command line lets through this once."""

    retract_count: int = 20
    retract_share: float = 0.5
    allow_retract: bool = False
    recreate: bool = False
    accept_deletions: bool = False


def all_vanished(known: Sequence[Known]) -> bool:
    """Every follow-up that stood in the target when it was last read is gone, and they were several."""
    managed = {State.OPEN, State.DONE, State.CANCELLED}
    stood = [one for one in known if one.base and one.base.present and one.base.state in managed]
    still_open = any(one.base is not None and one.base.state is State.OPEN for one in stood)
    return len(stood) >= VANISHED and still_open and all(one.item is None for one in stood)


def brake(
    steps: Sequence[Step], known: Sequence[Known], limits: Limits
) -> tuple[tuple[Step, ...], tuple[Notice, ...]]:
    """The steps with those retracts withheld that absence alone calls for, when they are too many."""
    absent = [one for one in steps if one.action.act is Act.RETRACT and one.action.cause is Cause.ABSENT]
    standing = sum(1 for one in known if one.item is not None and one.state is State.OPEN)
    too_many = len(absent) > limits.retract_count or (
        standing >= LEAST and len(absent) > limits.retract_share * standing
    )
    if not too_many or limits.allow_retract:
        return tuple(steps), ()
    held = {one.action.key for one in absent}
    kept = tuple(one.withhold() if one.action.key in held else one for one in steps)
    message = (
        f"{len(absent)} of {standing} open follow-ups would be taken out because their interviews are no "
        "longer in the calendar: withheld. If that is right, run again with --allow-retract"
    )
    return kept, (Notice("brake", message),)
