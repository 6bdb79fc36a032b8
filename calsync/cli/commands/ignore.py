"""Say that an event is no interview, or one that needs no follow-up. Remembered for all later runs.

Follow-ups that stand for it and that you have not touched go with the next sync. EVENT is the short id
that scan shows, a UID, or words of the title. calsync confirm is the opposite.
"""

from __future__ import annotations

import argparse

from calsync.cli import ruling
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync ignore 7c2m9d", "by the id from calsync scan"),
    ("calsync ignore 7c2m9d --forget", "take that back"),
)

arguments = ruling.arguments


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    return ruling.run(args, terminal, ruling=False)
