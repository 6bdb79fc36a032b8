"""What the use cases give back: shared by the command line and by programs that embed calsync.

Every result is data: nothing in it is cleaned for a terminal yet, and nothing in it opens a file. They are
tuples by name, which take no time to define: every run loads them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from calsync.errors import AuthError, CalsyncError, NetworkError
from calsync.model import (
    Component,
    Desired,
    Interview,
    Key,
    Notice,
    Outcome,
    OutcomeFact,
    Result,
    SourceStatus,
    State,
    Window,
)

if TYPE_CHECKING:
    from calsync.playbook import Draft


class Failure(NamedTuple):
    """Something that could not be done while the rest was: one line, and the exit code it asks for."""

    message: str
    code: int = 1
    hint: str | None = None
    source: str | None = None

    @staticmethod
    def of(error: CalsyncError, source: str | None = None) -> Failure:
        return Failure(str(error), error.exit_code, error.hint, source)


def shortcomings(
    outcomes: Iterable[Outcome], target: str, ended: CalsyncError | None = None
) -> tuple[Failure, ...]:
    """A Failure for each action that could not be carried out, or the one that ``ended`` the work early."""
    if ended is not None:
        return (Failure.of(ended, target),)
    return tuple(
        Failure(f"{one.action.summary}: {one.error}", source=target)
        for one in outcomes
        if one.result in (Result.FAILED, Result.STALE)
    )


_FIRST_THAT_APPLIES = (2, 5, AuthError.exit_code, NetworkError.exit_code, 1)


def exit_code(failures: Iterable[Failure], *, withheld: bool = False) -> int:
    """The exit code of a run: the first that applies of 2, 5, 3, 4, 1, else 0 (design section 5)."""
    codes = {failure.code for failure in failures} | ({5} if withheld else set())
    return next((code for code in _FIRST_THAT_APPLIES if code in codes), 0)


class ScanResult(NamedTuple):
    """The interviews found in the window, in order of their start."""

    now: datetime
    zone: str
    window: Window
    sources: tuple[SourceStatus, ...]
    interviews: tuple[Interview, ...]
    near_misses: tuple[Interview, ...] = ()
    """Judged not to be interviews, though not by far; with their evidence."""
    notices: tuple[Notice, ...] = ()
    failures: tuple[Failure, ...] = ()


class PlanResult(NamedTuple):
    """What is to be done in the target (``plan``), or what became of it (``sync``, ``undo``, ``remove``)."""

    now: datetime
    zone: str
    target: str
    component: Component
    safe: bool
    """False when the brake, or a target that lost all its follow-ups, holds actions back."""
    outcomes: tuple[Outcome, ...]
    """One for each action; its result is None where it was planned only."""
    interviews: tuple[Interview, ...] = ()
    """Every interview an action is about, so that it can be named."""
    notices: tuple[Notice, ...] = ()
    sources: tuple[SourceStatus, ...] = ()
    failures: tuple[Failure, ...] = ()


class AgendaEntry(NamedTuple):
    """One follow-up, as it stands in the target."""

    key: Key
    uid: str
    company: str | None
    summary: str
    due: datetime
    state: State
    overdue: bool
    note: str | None = None
    """What the user should know of it, e.g. "no longer needed: the interview was cancelled"."""
    interviews: tuple[Interview, ...] = ()
    description: str = ""
    """As it stands in the target: why it is there and what to send."""


class Waiting(NamedTuple):
    """An application whose last round is over, without a word since."""

    company: str | None
    role: str | None
    since: datetime
    """The end of the last round."""
    expected: date | None
    """The latest decision date that was named."""


class AgendaResult(NamedTuple):
    """The follow-ups of one target: open ones first by due, done ones only on request."""

    now: datetime
    zone: str
    target: str
    entries: tuple[AgendaEntry, ...]
    notices: tuple[Notice, ...] = ()
    failures: tuple[Failure, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    """Longest first; none where the result is about one follow-up."""


class DraftResult(NamedTuple):
    """The messages drafted for one follow-up."""

    now: datetime
    zone: str
    entry: AgendaEntry
    drafts: tuple[Draft, ...]
    notices: tuple[Notice, ...] = ()


class Explanation(NamedTuple):
    """Why one event is, or is not, an interview, and what follows from it."""

    interview: Interview
    detected: bool
    threshold: float
    ruling: bool | None = None
    """The user's own word: True confirmed, False ignored, None not asked."""
    follow_ups: tuple[Desired, ...] = ()


class ExplainResult(NamedTuple):
    now: datetime
    zone: str
    sources: tuple[SourceStatus, ...]
    events: tuple[Explanation, ...]
    notices: tuple[Notice, ...] = ()
    failures: tuple[Failure, ...] = ()


class RulingResult(NamedTuple):
    """``confirm`` and ``ignore``: the event as it was judged before, and the word now remembered."""

    now: datetime
    zone: str
    interview: Interview
    ruling: bool | None
    """None: the word is forgotten."""
    notices: tuple[Notice, ...] = ()


class OutcomeResult(NamedTuple):
    """What was recorded by ``outcome``, and the interviews that it touches."""

    now: datetime
    zone: str
    fact: OutcomeFact
    interviews: tuple[Interview, ...]
    notices: tuple[Notice, ...] = ()


class Import(NamedTuple):
    """An invitation file that later runs read by themselves. ``name`` is what --remove takes."""

    name: str
    path: Path
    uid: str
    summary: str
    start: datetime | None
    """Of its next occurrence, else of its last one; None when it has none near."""


class ImportResult(NamedTuple):
    now: datetime
    zone: str
    imports: tuple[Import, ...]
    """Those just imported, or with --list all there are, or with --remove those removed."""
    kept: tuple[Import, ...] = ()
    """Older imports that stay because they are as new as, or newer than, what was given."""
    notices: tuple[Notice, ...] = ()
    failures: tuple[Failure, ...] = ()
