"""Take back the last sync: what it created goes, what it changed or took out comes back.

The next sync does not do it again. What has been changed since is skipped and named.
"""

from __future__ import annotations

import argparse

from calsync.cli import options, planning
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync undo", "in the configured target"),
    ("calsync undo --target followups.ics", "in a file"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    options.target(parser)
    planning.shown(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.app.session import open_session
    from calsync.app.undo import undo

    with open_session(options.options(args), writes=True, progress=terminal.progress) as session:
        result = undo(session)
    return planning.show(args, terminal, result)
