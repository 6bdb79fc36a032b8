"""Have calsync run by itself: as a systemd user timer where there is one, else from cron.

What the run needs is checked first, in the scheduler's own bare environment: a password that only your
desktop session can read would fail there every time. Only calsync's own block of the crontab, or its own two
units, are touched. For macOS print the launchd agent.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.cli import options
from calsync.cli.clean import clean
from calsync.cli.terminal import Terminal
from calsync.errors import CalsyncError, UsageError

if TYPE_CHECKING:
    from calsync.schedule import Job, Scheduler

EXAMPLES = (
    ("calsync schedule install", "every hour"),
    ("calsync schedule install --when 07:30,18:00", "twice a day"),
    ("calsync schedule install --with cron --log ~/calsync.log", "from cron, with a log"),
    ("calsync schedule status", "is it there, and as it should be"),
    ("calsync schedule print --with launchd", "for a Mac: what goes to ~/Library/LaunchAgents"),
    ("calsync schedule remove", "take it out again"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", metavar="ACTION", choices=("install", "status", "remove", "print"))
    parser.add_argument(
        "--when", metavar="PACE", default="1h", help="15m, 2h, 07:30 or 07:30,18:00; default: every hour"
    )
    parser.add_argument(
        "--with",
        dest="scheduler",
        choices=("cron", "systemd", "launchd"),
        help="the scheduler; default: what this machine has (launchd: print only)",
    )
    parser.add_argument("--log", metavar="FILE", type=Path, help="have each run append to this log file")
    parser.add_argument(
        "--summary", action="store_true", help="have each run that changes something say so, for cron's mail"
    )
    parser.add_argument(
        "--anyway", action="store_true", help="install it although a run would fail as things are"
    )
    options.json(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.schedule import choose, plist

    if args.scheduler == "launchd" and args.action != "print":
        raise UsageError("calsync only prints the launchd agent: calsync schedule print --with launchd")
    job = _job(args)
    if args.scheduler == "launchd":
        terminal.say(plist(job))
        return 0
    scheduler = choose(args.scheduler)
    match args.action:
        case "install":
            _refuse_obstacles(args, scheduler.name)
            changed = scheduler.install(job)
            said = f"{'installed' if changed else 'already there'} ({scheduler.name}): {args.when}"
            _tell(args, terminal, scheduler, job, said)
        case "remove":
            changed = scheduler.remove()
            _tell(args, terminal, scheduler, job, "removed" if changed else "there was nothing to remove")
        case "print":
            terminal.say(scheduler.render(job))
        case _:
            _tell(args, terminal, scheduler, job, "")
    return 0


def _job(args: argparse.Namespace) -> Job:
    from calsync.app.scheduling import job
    from calsync.app.session import open_session
    from calsync.schedule import pace, this_program

    with open_session(options.options(args)) as session:
        program = this_program(sys.argv[0], sys.executable)
        return job(session, program, pace(args.when), os.environ, log=args.log, summary=args.summary)


def _refuse_obstacles(args: argparse.Namespace, scheduler: str) -> None:
    """Raises CalsyncError when a scheduled run is bound to fail."""
    from calsync.app.scheduling import obstacles
    from calsync.schedule import this_program

    if args.anyway:
        return
    program = this_program(sys.argv[0], sys.executable)
    for check in obstacles(options.options(args), program, os.environ, scheduler):
        error = CalsyncError(
            f"a run from {scheduler} would fail: {check.name}: {check.message}",
            hint=check.remedy or "calsync doctor --as-cron shows more; --anyway installs it all the same",
        )
        error.exit_code = check.code
        raise error


def _tell(args: argparse.Namespace, terminal: Terminal, scheduler: Scheduler, job: Job, said: str) -> None:
    status = scheduler.status(job)
    if args.json:
        terminal.document(
            {
                "schema": "calsync.schedule/1",
                "scheduler": scheduler.name,
                "where": status.where,
                "installed": status.installed,
                "current": status.current,
                "entry": status.entry,
                "notes": list(status.notes),
            }
        )
        return
    if said:
        terminal.say(said)
    elif not status.installed:
        terminal.say(f"not scheduled ({scheduler.name}): calsync schedule install")
    else:
        terminal.say(f"scheduled in {clean(status.where)} ({scheduler.name})")
        if not status.current:
            terminal.say("it differs from what install would write with these options")
        terminal.say(f"\n{status.entry.rstrip()}")
    for note in status.notes:
        terminal.say(f"note: {clean(note)}")
