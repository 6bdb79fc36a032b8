"""Print the message drafted for a follow-up, or open it in your mail program.

[Square brackets] mark what only you can fill in. Nothing is sent: that is up to you.
"""

from __future__ import annotations

import argparse

from calsync.app import documents
from calsync.cli import hand, options, tables
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync draft 4kq7zm", "print it"),
    ("calsync draft 4kq7zm --open", "a new message in your mail program for each addressee"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    hand.arguments(parser)
    parser.add_argument("--open", action="store_true", help="open it in your mail program")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.app.hand import draft
    from calsync.app.session import open_session

    with open_session(options.options(args), progress=terminal.progress) as session:
        result = draft(session, args.id)
    if args.open:
        links = [one.mailto for one in result.drafts if one.mailto]
        hand.open_links(links)
        terminal.say(f"{len(links)} message{'' if len(links) == 1 else 's'} handed to your mail program")
    elif args.json:
        terminal.document(documents.draft(result))
    else:
        tables.draft(terminal, result)
    tables.remarks(terminal, result.notices, (), as_json=args.json)
    return 0
