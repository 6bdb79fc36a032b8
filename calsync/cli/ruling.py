"""``confirm`` and ``ignore``: the same command with the opposite word."""

from __future__ import annotations

import argparse

from calsync.cli import options, tables
from calsync.cli.terminal import Terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("event", metavar="EVENT", help="short id, UID, or words of the title")
    options.sources(parser)
    parser.add_argument("--forget", action="store_true", help="forget what was said before")
    options.json(parser)


def run(args: argparse.Namespace, terminal: Terminal, *, ruling: bool) -> int:
    from calsync.app.scan import rule
    from calsync.app.session import open_session

    with open_session(options.options(args), writes=True, progress=terminal.progress) as session:
        result = rule(session, args.event, None if args.forget else ruling)
    if args.json:
        from calsync.app import documents

        terminal.document(documents.ruling(result))
    else:
        tables.ruling(terminal, result)
    tables.remarks(terminal, result.notices, (), as_json=args.json)
    return 0
