"""The scheduled run: what it is, and whether it would work in a scheduler's bare environment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from calsync.app.doctor import Check, Verdict, examine_bare
from calsync.app.options import Options
from calsync.app.session import Session
from calsync.schedule import Daily, Every, Job, inherited


def job(
    session: Session,
    program: Sequence[str],
    pace: Every | Daily,
    environ: Mapping[str, str],
    *,
    log: Path | None = None,
    summary: bool = False,
) -> Job:
    """``calsync sync`` as a scheduler is to run it, with the configuration and the zone of this session.

    With ``summary`` a run that changes something says so in a line, for cron's mail. Raises UsageError for
    what no scheduler can carry.
    """
    config = session.options.config
    named = ("--config", str(config.expanduser().absolute())) if config else ()
    logged = ("--log", str(log.expanduser().absolute())) if log else ()
    told = ("--summary",) if summary else ()
    command = (*program, "sync", "--quiet", *told, *named, *logged)
    return Job(command, pace, session.zone.key, inherited(environ))


def obstacles(
    options: Options, program: Sequence[str], environ: Mapping[str, str], scheduler: str
) -> tuple[Check, ...]:
    """What would fail in every scheduled run, whatever the servers say: found out in its environment."""
    named = ("--config", str(options.config.expanduser().absolute())) if options.config else ()
    extra = _session_of(environ) if scheduler == "systemd" else {}
    found = examine_bare(program, ("--offline", *named), options, extra=extra, environ=environ)
    return tuple(check for check in found.checks if check.verdict is Verdict.FAILED)


def _session_of(environ: Mapping[str, str]) -> dict[str, str]:
    """What systemd's user manager gives its units besides: the way to the session's keyring."""
    names = ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")
    return {name: environ[name] for name in names if name in environ}
