"""A follow-up is done: complete its task.

The same as ticking it off in your task app. ID is the short id that calsync agenda shows.
"""

from __future__ import annotations

import argparse

from calsync.cli import hand
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync done 4kq7zm", "the thank-you is sent"),
    ("calsync done 4kq7zm --target followups.ics", "in a file"),
)

arguments = hand.arguments


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.app.hand import done

    return hand.run(args, terminal, done)
