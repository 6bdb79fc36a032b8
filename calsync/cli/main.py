"""The entry point. Imports as little as it can: ``--help`` and ``--version`` need nothing but the table."""

import sys

from calsync.cli.table import overview, summaries


def main(argv: list[str] | None = None) -> int:
    """Run one command. Returns the exit code (design section 5); never raises for an error of any kind."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        return _run(arguments)
    except BaseException as error:
        from calsync.cli.failure import report

        quiet = "--quiet" in arguments or "-q" in arguments
        return report(error, debug="--debug" in arguments, quiet=quiet)


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        if len(arguments) > 1 and arguments[1] in summaries():
            return _run([arguments[1], "--help"])
        sys.stdout.write(overview())
        sys.stdout.flush()
        return 0
    if arguments[0] in ("-V", "--version"):
        from calsync import __version__

        sys.stdout.write(f"calsync {__version__}\n")
        return 0
    from calsync.cli.dispatch import run

    collect_seldom()
    return run(arguments[0], arguments[1:])


def collect_seldom() -> None:
    """Have Python look for cycles seldom, and not when the process ends.

    A run is short and makes few: to look for them on the way, and in everything once more, was a tenth of it.
    """
    import atexit
    import gc

    gc.set_threshold(50_000)
    atexit.register(gc.freeze)
