"""Check that everything a run needs is there, and say what to do where it is not.

Looks at the configuration, the secrets, the servers, the sources, the ledger, the lock and the clock, and
tries out whether the target can be written: an object of its own is written, read back and removed. With
--as-cron all that happens in the environment that cron gives: no session, and hardly any variables.
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from calsync.app.doctor import Check, Diagnosis, Verdict
from calsync.cli import options
from calsync.cli.cells import paragraph
from calsync.cli.clean import clean
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync doctor", "is everything there"),
    ("calsync doctor --as-cron", "would it work when cron runs it"),
    ("calsync doctor --offline", "without asking any server"),
    ("calsync doctor --json", "for a program"),
)

_WORDS = {
    Verdict.OK: ("ok", "green"),
    Verdict.WARNING: ("note", "yellow"),
    Verdict.FAILED: ("FAILED", "red"),
    Verdict.SKIPPED: ("--", ""),
}


def arguments(parser: argparse.ArgumentParser) -> None:
    options.target(parser)
    parser.add_argument(
        "--as-cron", action="store_true", help="look from the environment that cron gives a run"
    )
    parser.add_argument("--offline", action="store_true", help="ask no server, write nothing to the target")
    options.json(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    found = _as_cron(args) if args.as_cron else _here(args, terminal)
    if args.json:
        from calsync.app.doctor.checks import document

        terminal.document(document(found))
    elif terminal.quiet:
        for check in found.checks:
            if check.verdict is Verdict.FAILED:
                terminal.complain(f"{check.name}: {check.message}", check.remedy)
    else:
        _show(terminal, found)
    return found.code


def _here(args: argparse.Namespace, terminal: Terminal) -> Diagnosis:
    from calsync.app.doctor import examine

    return examine(
        options.options(args), lambda: datetime.now(UTC), offline=args.offline, progress=terminal.progress
    )


def _as_cron(args: argparse.Namespace) -> Diagnosis:
    from calsync import paths
    from calsync.app.doctor import examine_bare
    from calsync.schedule import this_program

    passed = [
        *(["--offline"] if args.offline else []),
        *(["--config", str(args.config.expanduser().absolute())] if args.config else []),
        *(["--target", paths.expanded(args.target, Path.cwd())] if args.target else []),
        *(["--tz", args.tz] if args.tz else []),
        *(["--now", args.now.isoformat()] if args.now else []),
    ]
    program = this_program(sys.argv[0], sys.executable)
    return examine_bare(program, passed, options.options(args), environ=os.environ)


def _show(terminal: Terminal, found: Diagnosis) -> None:
    if found.bare:
        terminal.say("in the environment that cron gives:\n")
    for check in found.checks:
        _line(terminal, check)
    wrong = sum(check.verdict is Verdict.FAILED for check in found.checks)
    noted = sum(check.verdict is Verdict.WARNING for check in found.checks)
    said = [f"{wrong} failed"] if wrong else []
    said += [f"{noted} to note"] if noted else []
    terminal.say(f"\n{', '.join(said) or 'all is well'}")


def _line(terminal: Terminal, check: Check) -> None:
    from rich.table import Table
    from rich.text import Text

    word, style = _WORDS[check.verdict]
    row = Table.grid(expand=True, padding=(0, 2, 0, 0), pad_edge=False)
    row.add_column(width=6, no_wrap=True)
    row.add_column(ratio=1, overflow="fold")
    row.add_row(Text(word, style), Text(f"{clean(check.name)}: {clean(check.message)}"))
    terminal.show(row)
    if check.remedy:
        terminal.show(paragraph(f"→ {check.remedy}", 8))
