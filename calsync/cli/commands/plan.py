"""Show what sync would do, and why. Writes nothing, anywhere.

A plan lists what is created, updated, retracted (taken out again), adopted (known again) and released (left
to you). --all adds what stays as it is.
"""

from __future__ import annotations

import argparse

from calsync.cli import options, planning
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync plan interviews.ics", "with followups.ics in your data folder as the target"),
    ("calsync plan interviews.ics --target todo.ics", "with a target of your own"),
    ("calsync plan --all --json", "everything, for a program"),
)

arguments = planning.arguments


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync.app.session import open_session
    from calsync.app.sync import plan

    with open_session(options.options(args), progress=terminal.progress) as session:
        result = plan(session, planning.switches(args))
    return planning.show(args, terminal, result)
