"""What the user sees when something went wrong: one line, never a traceback unless ``--debug`` asks."""

from __future__ import annotations

import os
import sys

from calsync.cli.terminal import Terminal
from calsync.errors import Busy, CalsyncError

INTERRUPTED = 130
BROKEN_PIPE = 141


def report(error: BaseException, *, debug: bool, quiet: bool = False) -> int:
    """Tell of an error on standard error. Returns the exit code."""
    if isinstance(error, SystemExit):
        return error.code if isinstance(error.code, int) else 0 if error.code is None else 2
    if isinstance(error, BrokenPipeError):
        # Whoever read the output is gone. Nothing must be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    if debug:
        import traceback

        traceback.print_exception(error)
    terminal = Terminal.of_process()
    if isinstance(error, KeyboardInterrupt):
        terminal.complain("interrupted; run it again to go on where it stopped")
        return INTERRUPTED
    if isinstance(error, Busy) and quiet:
        return error.exit_code
    if isinstance(error, CalsyncError):
        terminal.complain(str(error), error.hint)
        return error.exit_code
    what = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    terminal.complain(f"unexpected error: {what}", "this is a bug in calsync; --debug shows where")
    return 1
