"""What ``plan``, ``sync``, ``undo`` and ``remove`` share: they all end in a PlanResult."""

from __future__ import annotations

import argparse
from dataclasses import replace

from calsync.app.options import Switches
from calsync.app.results import PlanResult, exit_code
from calsync.cli import options, tables
from calsync.cli.clean import clean
from calsync.cli.terminal import Terminal
from calsync.model import Outcome


def arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of plan and sync."""
    options.sources(parser)
    options.writing(parser)
    shown(parser)


def shown(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="also list what stays as it is")
    options.json(parser)


def switches(args: argparse.Namespace) -> Switches:
    return Switches(
        allow_retract=args.allow_retract,
        recreate=args.recreate,
        accept_deletions=args.accept_deletions,
        allow_work_target=args.allow_work_target,
    )


def show(args: argparse.Namespace, terminal: Terminal, result: PlanResult, *, summary: bool = False) -> int:
    """Render the result, with ``summary`` in one line. Returns the exit code."""
    outcomes = [outcome for outcome in result.outcomes if args.all or not silent(outcome)]
    if args.json:
        from calsync.app import documents

        terminal.document(documents.plan(result, outcomes))
    elif summary:
        _summarise(terminal, result)
    else:
        tables.plan(terminal, result, outcomes)
    tables.remarks(terminal, result.notices, result.failures, as_json=args.json)
    return exit_code(result.failures, withheld=not result.safe)


def summary(result: PlanResult) -> str:
    """A whole run in one line."""
    failed = f", {len(result.failures)} failed" if result.failures else ""
    return f"{tables.tally(result.outcomes)}{failed}; {result.target}"


def _summarise(terminal: Terminal, result: PlanResult) -> None:
    """Told also when quiet, if something was changed."""
    changed = any(not silent(outcome) for outcome in result.outcomes)
    (replace(terminal, quiet=False) if changed else terminal).say(f"calsync: {clean(summary(result))}")


def silent(outcome: Outcome) -> bool:
    """Whether an outcome changed nothing and went well."""
    return outcome.action.act in tables.SILENT and outcome.error is None
