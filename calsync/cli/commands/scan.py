"""Show the interviews in your calendars. Writes nothing, anywhere.

Every interview found is listed, also those that are cancelled, declined or not yet confirmed. calsync explain
says why an event counts as one.
"""

from __future__ import annotations

import argparse

from calsync.app.results import exit_code
from calsync.cli import options, tables
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync scan interviews.ics", "a calendar file"),
    ("calsync scan ~/calendars --since 2026-11-01", "a folder of them, from a date on"),
    ("calsync scan --near-misses", "also what is nearly one"),
    ("curl -s https://… | calsync scan - --json", "standard input, for a program"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    options.sources(parser)
    parser.add_argument("--near-misses", action="store_true", help="also list events that nearly are one")
    options.json(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.app.scan import scan
    from calsync.app.session import open_session

    with open_session(options.options(args), progress=terminal.progress) as session:
        result = scan(session)
    if args.json:
        from calsync.app import documents

        terminal.document(documents.scan(result, near_misses=args.near_misses))
    else:
        tables.scan(terminal, result, near_misses=args.near_misses)
    tables.remarks(terminal, result.notices, result.failures, as_json=args.json)
    return exit_code(result.failures)
