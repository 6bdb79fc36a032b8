"""The examination, in the order in which one thing rests on another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from calsync import paths
from calsync.app import health
from calsync.app.doctor.checks import Check, Diagnosis, Verdict, failed, guarded, ok, skipped, warning
from calsync.app.doctor.round_trip import round_trip
from calsync.app.doctor.servers import accounts
from calsync.app.options import Options
from calsync.app.session import Session, configuration, open_session
from calsync.config import Config
from calsync.errors import Busy, CalsyncError, UsageError

Clock = Callable[[], datetime]
OFFLINE = "not asked for"


def examine(
    options: Options, clock: Clock, *, offline: bool = False, progress: Callable[[str], None] | None = None
) -> Diagnosis:
    """Look at everything a run needs. ``clock`` gives the machine's own time, aware.

    With ``offline`` no server is asked and nothing is written to the target. Raises nothing of calsync's:
    what is wrong is in the result.
    """
    now = options.now if options.now.tzinfo else options.now.replace(tzinfo=UTC)
    try:
        config = configuration(options)
    except CalsyncError as error:
        return Diagnosis(now, "UTC", (failed("configuration", error),))
    checks = [_configured(config)]
    try:
        with open_session(options, progress=progress) as session:
            checks += _in_session(session, clock, offline=offline)
            return Diagnosis(session.now, session.zone.key, tuple(checks))
    except CalsyncError as error:
        return Diagnosis(now, "UTC", (*checks, failed("ledger", error)))


def _configured(config: Config) -> Check:
    if config.file is None:
        return warning(
            "configuration",
            "there is none: every default holds",
            f"calsync init writes {paths.config_path()}",
        )
    sources = f"{len(config.sources)} source{'' if len(config.sources) == 1 else 's'}"
    return ok("configuration", f"{config.file}: {sources}")


def _in_session(session: Session, clock: Clock, *, offline: bool) -> Iterator[Check]:
    yield from guarded("playbook", _playbook(session))
    yield from _zone(session)
    yield from _ledger(session)
    yield from _lock(session)
    yield from accounts(session, clock, offline=offline)
    if offline:
        yield from guarded("sources", _anything_to_read(session))
        yield skipped("target", OFFLINE)
    else:
        yield from guarded("sources", _sources(session))
        yield from guarded("target", _target(session))
    yield from guarded("runs", _runs(session))
    session.progress("")


def _playbook(session: Session) -> Iterator[Check]:
    _ = session.playbook  # read and checked only now
    if session.config.playbook:
        yield ok("playbook", f"your own rules for {', '.join(sorted(session.config.playbook))}")


def _zone(session: Session) -> Iterator[Check]:
    for notice in session.notices:
        yield warning("time zone", notice.message)
    if not session.notices:
        yield ok("time zone", f"{session.zone.key}, {session.now:%H:%M} there now")


def _ledger(session: Session) -> Iterator[Check]:
    file = session.ledger.path
    if not file.exists():
        yield skipped("ledger", "there is none yet: the first calsync sync makes it")
    elif damage := session.ledger.damage():
        remedy = f"Move {file} away: calsync finds its follow-ups again by their marks"
        yield Check("ledger", Verdict.FAILED, f"it is damaged: {damage}", remedy, 1)
    elif not os.access(file, os.W_OK):
        remedy = f"Make it yours again: chown and chmod u+w {file}"
        yield Check("ledger", Verdict.FAILED, f"{file} is read-only", remedy, 1)
    else:
        yield ok("ledger", f"{file}: sound")


def _lock(session: Session) -> Iterator[Check]:
    from calsync.ledger import lock

    if not session.ledger.path.parent.exists():
        return
    try:
        with lock(session.ledger.path, 0.0):
            yield ok("lock", "free")
    except Busy as error:
        yield warning("lock", str(error), "Wait for it to end; then try again.")
    except CalsyncError as error:
        yield failed("lock", error)


def _anything_to_read(session: Session) -> Iterator[Check]:
    from calsync.app.sources import has_imports

    if not session.config.sources and not has_imports(session):
        raise UsageError("no source is configured and nothing is imported: there is nothing to read")
    yield skipped("sources", OFFLINE)


def _sources(session: Session) -> Iterator[Check]:
    from calsync.app.scan import look

    seen = look(session)
    wrong = {failure.source: failure for failure in seen.failures}
    for status in seen.statuses:
        name = f"source {status.name}"
        if failure := wrong.get(status.name):
            yield Check(name, Verdict.FAILED, failure.message, failure.hint, failure.code)
        else:
            yield ok(name, f"{status.events} events, {status.interviews} interviews")


def _target(session: Session) -> Iterator[Check]:
    from calsync.app.engine import items_of
    from calsync.app.target import open_target

    target = open_target(session)
    session.progress(f"reading {target.name} …")
    snapshot = target.read()
    if not snapshot.exists:
        yield skipped("target", f"{target.name} is not there yet: the first calsync sync makes it")
        return
    items, unreadable, _ = items_of(snapshot, session.zone)
    takes = " and ".join(
        sorted({"VTODO": "tasks", "VEVENT": "events"}[one.value] for one in target.components)
    )
    message = f"{target.name}: {len(items)} follow-ups; it takes {takes}"
    if unreadable:
        yield warning("target", f"{message}; {len(unreadable)} objects in it cannot be read")
    else:
        yield ok("target", message)
    yield from guarded("target, writing", round_trip(session, target, snapshot))


def _runs(session: Session) -> Iterator[Check]:
    from calsync.app.target import open_target

    target = open_target(session)
    last = health.last_success(session, target.id)
    stale = health.stale(session, target.id)
    if stale is not None:
        yield warning(
            "runs", stale.message, "See what calsync sync says; is it scheduled? calsync schedule status"
        )
    elif last is None:
        yield skipped("runs", "no run has succeeded yet: calsync sync")
    else:
        yield ok("runs", f"the last one that went well: {last:%Y-%m-%d %H:%M}")
