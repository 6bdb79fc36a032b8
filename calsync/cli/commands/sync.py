"""Write the follow-ups and keep them right.

Run it as often as you like: what is right already stays as it is. Your hand comes first: what you
complete, delete, retitle or move in your task app stays so. calsync plan shows the same without writing;
calsync undo takes the last sync back.
"""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from calsync.app.results import PlanResult
from calsync.cli import options, planning
from calsync.cli.terminal import Terminal
from calsync.errors import CalsyncError

EXAMPLES = (
    ("calsync sync interviews.ics --target followups.ics", "from a file to a file"),
    ("calsync sync ~/calendars --target ~/tasks/", "from a folder to a folder of tasks (vdir)"),
    ("calsync sync --quiet", "for cron: everything configured, silent when all is well"),
    ("calsync sync --summary --log ~/calsync.log", "one line for cron's mail, the details in a log"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    planning.arguments(parser)
    group = parser.add_argument_group("unattended")
    group.add_argument(
        "--summary",
        action="store_true",
        help="one line in place of the table; with --quiet only after changes",
    )
    group.add_argument(
        "--log", metavar="FILE", type=Path, help="append what was done to this file; it is kept small"
    )


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.app.session import open_session
    from calsync.app.sync import sync

    try:
        with open_session(options.options(args), writes=True, progress=terminal.progress) as session:
            result = sync(session, planning.switches(args))
    except CalsyncError as error:
        _log(args, (f"failed: {error}",))
        raise
    _log(args, _lines(result), result.now)
    return planning.show(args, terminal, result, summary=args.summary)


def _log(args: argparse.Namespace, lines: tuple[str, ...], now: datetime | None = None) -> None:
    if args.log is not None:
        from calsync.cli import log

        log.write(args.log, now or args.now or datetime.now(UTC), lines)


def _lines(result: PlanResult) -> tuple[str, ...]:
    changes = [
        f"{one.action.act.value} {one.result.value if one.result else 'planned'}: {one.action.summary} "
        f"(due {one.action.due.isoformat(timespec='minutes')})" + (f": {one.error}" if one.error else "")
        for one in result.outcomes
        if not planning.silent(one)
    ]
    problems = [f"failed: {failure.message}" for failure in result.failures]
    warnings = [f"warning: {notice.message}" for notice in result.notices]
    return (*changes, *warnings, *problems, planning.summary(result))
