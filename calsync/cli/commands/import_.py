"""Remember an invitation file, so that later runs read it without being given it.

A private copy is kept in your data folder. A newer version of an event replaces the older one; an older
one is left out. Export from your mail program or from the page that offers “add to calendar”.
"""

from __future__ import annotations

import argparse

from calsync.app.results import exit_code
from calsync.cli import options, tables
from calsync.cli.terminal import Terminal
from calsync.errors import UsageError

EXAMPLES = (
    ("calsync import invitation.ics", "then: calsync sync, calsync agenda"),
    ("calsync import --list", "what has been imported"),
    ("calsync import --remove 9f2k4m", "forget one"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("sources", metavar="FILE", nargs="*", help="an .ics file, or - for standard input")
    parser.add_argument("--list", action="store_true", help="list what has been imported")
    parser.add_argument("--remove", metavar="ID", action="append", default=[], help="forget an import")
    options.json(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.app import imports
    from calsync.app.session import open_session

    if [bool(args.sources), args.list, bool(args.remove)].count(True) != 1:
        raise UsageError("name a file to import, or --list, or --remove ID")
    with open_session(options.options(args), writes=not args.list, progress=terminal.progress) as session:
        if args.list:
            result = imports.listed(session)
        elif args.remove:
            result = imports.remove(session, args.remove)
        else:
            result = imports.take(session, args.sources)
    if args.json:
        from calsync.app import documents

        terminal.document(documents.imports(result))
    else:
        tables.imports(terminal, result, "" if args.list else "removed" if args.remove else "imported")
    tables.remarks(terminal, result.notices, result.failures, as_json=args.json)
    return exit_code(result.failures)
