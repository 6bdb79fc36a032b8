"""Why an event is or is not an interview: each signal, its weight and the words that fired it.

Also why each follow-up is due when it is. EVENT is the short id that scan and agenda show, a UID, or words
of the title; a file (or -) in its place explains every event in it that comes near an interview.
"""

from __future__ import annotations

import argparse

from calsync.app.results import exit_code
from calsync.cli import options, tables
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync explain Nimbus interviews.ics", "by words of the title"),
    ("calsync explain 4kq7zm", "by the id from calsync agenda or calsync scan"),
    ("calsync explain invitation.ics", "everything in a file"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("event", metavar="EVENT", help="short id, UID, words of the title, or a file")
    options.sources(parser)
    options.json(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.app.scan import explain
    from calsync.app.session import open_session

    with open_session(options.options(args), progress=terminal.progress) as session:
        result = explain(session, args.event)
    if args.json:
        from calsync.app import documents

        terminal.document(documents.explain(result))
    else:
        tables.explain(terminal, result)
    tables.remarks(terminal, result.notices, result.failures, as_json=args.json)
    return exit_code(result.failures)
