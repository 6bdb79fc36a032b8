"""Say that an event is an interview, whatever the detector thinks. Remembered for all later runs.

EVENT is the short id that scan shows, a UID, or words of the title. calsync ignore is the opposite.
"""

from __future__ import annotations

import argparse

from calsync.cli import ruling
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync confirm 7c2m9d", "by the id from calsync scan --near-misses"),
    ('calsync confirm "Coffee with Priya" interviews.ics', "by words of its title"),
)

arguments = ruling.arguments


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    return ruling.run(args, terminal, ruling=True)
