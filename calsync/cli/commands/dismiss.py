"""A follow-up is not wanted: take it out of the target for good.

The same as deleting it in your task app: calsync does not write it again. ID is as calsync agenda shows it.
"""

from __future__ import annotations

import argparse

from calsync.cli import hand
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync dismiss 4kq7zm", "no check-in with this company"),
    ("calsync dismiss 4kq7zm --target followups.ics", "in a file"),
)

arguments = hand.arguments


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.app.hand import dismiss

    return hand.run(args, terminal, dismiss)
