"""``plan`` and ``sync``: the same thought, shown or carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calsync.app import health
from calsync.app.engine import Setting, Sight, Thought, carry_out, think
from calsync.app.options import Switches
from calsync.app.results import Failure, PlanResult, exit_code, shortcomings
from calsync.app.scan import Seen, look_if_any
from calsync.app.session import Session
from calsync.app.target import component, limits, open_target, refuse_work_target
from calsync.model import Component, Notice, Outcome, Result
from calsync.reconcile.base import digest
from calsync.stores.base import Target

if TYPE_CHECKING:
    from calsync.detect.settings import Settings


def plan(session: Session, switches: Switches) -> PlanResult:
    """What sync would do. Writes nothing, anywhere.

    Raises UsageError or ConfigError, and AuthError, NetworkError or TargetError when the target cannot be
    read; what fails in the sources is told in the result.
    """
    seen, setting, thought, notices = _think(session, switches, open_target(session))
    outcomes = tuple(
        Outcome(action, Result.WITHHELD if action.withheld else None) for action in thought.plan.actions
    )
    return _result(session, setting, seen, thought, outcomes, notices=notices)


def sync(session: Session, switches: Switches) -> PlanResult:
    """Brings the target up to date. Needs a writing session.

    Raises what ``plan`` raises, and LedgerError when what was done cannot be remembered; what fails in
    single items is told in the result.
    """
    target = open_target(session)
    health.begin(session, target.id)
    seen, setting, thought, notices = _think(session, switches, target)

    def progress(done: int, total: int) -> None:
        session.progress(f"writing {done} of {total} …" if done < total else "")

    applied = carry_out(thought, sight(session, seen), setting, progress)
    result = _result(
        session,
        setting,
        seen,
        thought,
        tuple(applied.outcomes),
        notices=(*notices, *applied.notices),
        failures=shortcomings(applied.outcomes, target.name, applied.failure),
        written_as=applied.component,
    )
    if exit_code(result.failures, withheld=not result.safe) == 0:
        health.record(session, target.id)
    return result


def sight(session: Session, seen: Seen) -> Sight:
    """What the sources showed, as the engine takes it."""
    return Sight(
        detected=seen.detection.interviews,
        others=seen.detection.others,
        readings=seen.readings,
        window=session.window,
        settings=_digest(session.detection),
    )


def _digest(settings: Settings) -> str:
    """Tells the user's changes of the settings from a new release: only the former overrule old verdicts."""
    me = settings.me
    own = (settings.threshold, settings.words, settings.not_words, settings.hosts, settings.companies)
    return digest(repr((own, me.name, sorted(me.emails), sorted(me.employer_domains))))


def _think(
    session: Session, switches: Switches, target: Target
) -> tuple[Seen, Setting, Thought, tuple[Notice, ...]]:
    refuse_work_target(session, switches)
    setting = Setting(
        ledger=session.ledger,
        target=target,
        context=session.playbook,
        limits=limits(session, switches),
        component=component(session),
        now=session.now,
    )
    seen = look_if_any(session)
    session.progress(f"comparing with {target.name} …")
    moved = _carried_over(session, target)
    thought = think(sight(session, seen), setting)
    session.progress("")
    return seen, setting, thought, (*seen.notices, *moved, *thought.notices, *thought.plan.notices)


def _carried_over(session: Session, target: Target) -> tuple[Notice, ...]:
    """A target seen for the first time takes over what is settled in the last one."""
    old = session.ledger.book(target.id).inherit()
    if old is None or not old[1]:
        return ()
    name, count = old
    text = f"{count} follow-up{'s' if count > 1 else ''} still open in the former target, {name}: "
    return (Notice("former_target", text + "calsync leaves them there"),)


def _result(
    session: Session,
    setting: Setting,
    seen: Seen,
    thought: Thought,
    outcomes: tuple[Outcome, ...],
    *,
    notices: tuple[Notice, ...],
    failures: tuple[Failure, ...] = (),
    written_as: Component | None = None,
) -> PlanResult:
    return PlanResult(
        now=session.now,
        zone=session.zone.key,
        target=setting.target.name,
        component=written_as or thought.scene.component,
        safe=thought.plan.safe,
        outcomes=outcomes,
        interviews=thought.play.interviews,
        notices=notices,
        sources=seen.statuses,
        failures=(*seen.failures, *failures),
    )
