"""``python -m tests.benchmarks [TABLE ...]``: measure, check, and write the tables of the docs.

Without arguments: what takes seconds. The 100k tables and the servers take minutes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.benchmarks import dav, folders, results, suites, table
from tests.benchmarks.calsync_command import ROOT
from tests.benchmarks.suites import Bench

RESULTS = Path(__file__).with_name("results.json")
PAGES = (ROOT / "docs" / "benchmarks.md", ROOT / "README.md")

Suite = Callable[[Bench], Iterable[results.Section]]
SUITES: dict[str, Suite] = {
    "1k": lambda bench: [suites.files(bench, 1_000)],
    "10k": lambda bench: [suites.files(bench, 10_000)],
    "100k": lambda bench: [suites.files(bench, 100_000)],
    "folder-1k": lambda bench: [folders.folder(bench, 1_000)],
    "folder-10k": lambda bench: [folders.folder(bench, 10_000)],
    "folder-100k": lambda bench: [folders.folder(bench, 100_000)],
    "start": lambda bench: [suites.start(bench)],
    "series": lambda bench: [suites.inside(bench, "series", "Daily for ten years, a window of 60 days")],
    "judging": lambda bench: [
        suites.inside(bench, "judging", "A thousand candidates judged, as the scan leaves them"),
        suites.inside(bench, "interviews", "A thousand candidates judged, half of them interviews"),
    ],
    "radicale-1k": lambda bench: dav.caldav(bench, "radicale", 1_000),
    "radicale-10k": lambda bench: dav.caldav(bench, "radicale", 10_000),
    "xandikos-1k": lambda bench: dav.caldav(bench, "xandikos", 1_000),
}
USUAL = ("1k", "10k", "folder-10k", "start", "series", "judging")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("tables", nargs="*", metavar="TABLE", help=f"of {', '.join(SUITES)}")
    parser.add_argument("--rounds", type=int, default=5, help="runs of everything, in turn (default 5)")
    parser.add_argument("--install", action="store_true", help="install the missing peers into the cache")
    default = Path(tempfile.gettempdir(), "calsync-benchmarks")
    parser.add_argument("--cache", type=Path, default=default, help="generated calendars and peers")
    options = parser.parse_args()
    unknown = set(options.tables) - set(SUITES)
    if unknown:
        parser.error(f"no table {', '.join(sorted(unknown))}; there are {', '.join(SUITES)}")
    bench = Bench(options.cache, options.rounds, options.install)
    failed = False
    for name in options.tables or USUAL:
        for measured in SUITES[name](bench):
            section = replace(measured, date=f"{datetime.now(UTC):%Y-%m-%d}", machine=results.machine())
            failed |= "DIFFER" in section.check
            sys.stdout.write(table.markdown([section]) + "\n")
            sys.stdout.flush()
            results.save(RESULTS, {**results.load(RESULTS), section.key: section})
    for page in PAGES:
        table.insert(page, results.load(RESULTS))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
