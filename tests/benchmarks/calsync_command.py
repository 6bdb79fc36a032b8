"""calsync as it is measured: the console script's own call, in an empty home of its own."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

from tests.benchmarks.families import NOW, SINCE, UNTIL, WORDS

MAIN = (sys.executable, "-c", "import sys; from calsync.cli.main import main; sys.exit(main())")
ROOT = Path(__file__).parents[2]

WINDOW = (
    *("--now", NOW.isoformat(), "--tz", "UTC"),
    *("--since", SINCE.date().isoformat(), "--until", (UNTIL - timedelta(days=1)).date().isoformat()),
    *("--me", WORDS["me_mail"], "--me", WORDS["work_mail"], "--employer", WORDS["employer"]),
)


def scan(source: Path) -> tuple[str, ...]:
    return (*MAIN, "scan", str(source), "--json", *WINDOW)


def sync(source: Path, target: Path) -> tuple[str, ...]:
    return (*MAIN, "sync", str(source), "--target", str(target), "--json", *WINDOW)


def environment(home: Path) -> dict[str, str]:
    """Nothing of the user's: configuration, state and data live under ``home``."""
    return {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "",  # as when it is installed: compiled once, like the peers
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
    }
