"""Take out every follow-up that you have not touched, and show the rest.

What you completed, edited or made yourself stays. calsync undo brings it back.
"""

from __future__ import annotations

import argparse

from calsync.cli import options, planning
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync remove", "from the configured target"),
    ("calsync remove --target followups.ics", "from a file"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    options.target(parser)
    planning.shown(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.app.remove import remove
    from calsync.app.session import open_session

    with open_session(options.options(args), writes=True, progress=terminal.progress) as session:
        result = remove(session)
    return planning.show(args, terminal, result)
