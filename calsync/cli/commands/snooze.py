"""A follow-up is due later: put it off.

WHEN is a date, a date with a time, or a stretch of time from now, such as 2 hours, 3 days or 2 business days.
A date alone keeps the time of day. The new due date is yours: calsync leaves it, unless the interview itself
moves behind it.
"""

from __future__ import annotations

import argparse

from calsync.cli import hand
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync snooze 4kq7zm 2 days", "from now on"),
    ("calsync snooze 4kq7zm 2026-12-01", "that day, at the same time of day"),
    ("calsync snooze 4kq7zm 2026-12-01T09:00", "to the minute"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    hand.arguments(parser)
    parser.add_argument("when", metavar="WHEN", nargs="+", help="date, date and time, or e.g. 2 days")


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from functools import partial

    from calsync.app.hand import snooze

    return hand.run(args, terminal, partial(snooze, when=" ".join(args.when)))
