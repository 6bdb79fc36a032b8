"""What ``done``, ``snooze``, ``dismiss`` and ``draft`` share: they all name one follow-up."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence

from calsync.app import documents
from calsync.app.results import AgendaResult
from calsync.app.session import Session
from calsync.cli import agenda_view, options, tables
from calsync.cli.terminal import Terminal
from calsync.errors import UsageError


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="short id, as calsync agenda shows it")
    options.target(parser)
    options.json(parser)


def run(args: argparse.Namespace, terminal: Terminal, act: Callable[[Session, str], AgendaResult]) -> int:
    """Do it in a writing session and show the follow-up as it stands now."""
    from calsync.app.session import open_session

    with open_session(options.options(args), writes=True, progress=terminal.progress) as session:
        result = act(session, args.id)
    if args.json:
        terminal.document(documents.agenda(result))
    elif not terminal.quiet:
        agenda_view.show(terminal, result)
    tables.remarks(terminal, result.notices, result.failures, as_json=args.json)
    return 0


def open_links(links: Sequence[str]) -> None:
    """Hands mailto: links to the desktop. Raises UsageError when there are none, or nothing opens them."""
    import webbrowser

    if not links:
        raise UsageError("no address is known for this message: calsync draft ID prints it")
    for link in links:
        if not webbrowser.open(link):
            raise UsageError("no mail program could be opened: calsync draft ID prints the message")
