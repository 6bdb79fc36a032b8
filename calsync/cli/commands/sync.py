"""Write the follow-ups and keep them right.

Run it as often as you like: what is right already stays as it is. Your hand comes first: what you
complete, delete, retitle or move in your task app stays so. calsync plan shows the same without writing;
calsync undo takes the last sync back.
"""

from __future__ import annotations

import argparse

from calsync.cli import options, planning
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync sync interviews.ics --target followups.ics", "from a file to a file"),
    ("calsync sync ~/calendars --target ~/tasks/", "from a folder to a folder of tasks (vdir)"),
    ("calsync sync --quiet", "for cron: everything configured, silent when all is well"),
)

arguments = planning.arguments


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.app.session import open_session
    from calsync.app.sync import sync

    with open_session(options.options(args), writes=True, progress=terminal.progress) as session:
        result = sync(session, planning.switches(args))
    return planning.show(args, terminal, result)
