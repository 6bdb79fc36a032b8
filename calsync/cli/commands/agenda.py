"""The follow-ups that are open: overdue ones first, then by date; and who owes you an answer.

Reads the target only; calsync sync brings it up to date with your calendars.
"""

from __future__ import annotations

import argparse

from calsync.app.results import exit_code
from calsync.cli import agenda_view, options, tables
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync agenda", "what is to be done, in the configured target"),
    ("calsync agenda --target followups.ics --all", "in a file, done ones too"),
    ("calsync agenda --by-company", "one company after the other"),
    ("calsync agenda --json", "for a program"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    options.target(parser)
    parser.add_argument("--by-company", action="store_true", help="in groups by company, not by date")
    parser.add_argument("--all", action="store_true", help="also list what is done or cancelled")
    options.json(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.app.agenda import agenda
    from calsync.app.session import open_session

    with open_session(options.options(args), progress=terminal.progress) as session:
        result = agenda(session, everything=args.all)
    if args.json:
        from calsync.app import documents

        terminal.document(documents.agenda(result))
    else:
        agenda_view.show(terminal, result, by_company=args.by_company)
    tables.remarks(terminal, result.notices, result.failures, as_json=args.json)
    return exit_code(result.failures)
