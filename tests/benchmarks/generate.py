"""Realistic calendars from a seed: the same arguments always give the same bytes.

``python -m tests.benchmarks.generate --events 10000 --out DIR`` writes ``10000.ics``, with ``--folder`` a
vdir ``10000/`` of one file per UID, and always ``10000.json``: the rows a reader must find (``truth``).

A calendar spans ten years up to a year after ``NOW``, about 2.4 kB an event, a tenth of the UIDs
recurring with EXDATEs and overrides, 0.3 % interviews (a job hunt in 2019, one in 2022, one around
``NOW``) and as many decoys: events that only sound like interviews.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.families import SINCE, UNTIL, Family, families
from tests.benchmarks.products import ZONES, blob, vtimezone

HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Benchmarks//Generated//EN", "CALSCALE:GREGORIAN")
FOOT = ("END:VCALENDAR",)


def write_file(path: Path, source: Iterator[Family]) -> list[Family]:
    """One calendar with every family in it; returns the interviews."""
    found = []
    with path.open("wb") as out:
        out.write(blob(HEAD, *map(vtimezone, ZONES)))
        for family in source:
            out.write(blob(*family.events))
            if family.interview_start:
                found.append(family)
        out.write(blob(FOOT))
    return found


def write_folder(path: Path, source: Iterator[Family]) -> list[Family]:
    """A vdir: one file per UID; returns the interviews."""
    path.mkdir()
    found = []
    for family in source:
        data = blob(HEAD, vtimezone(family.zone), *family.events, FOOT)
        (path / f"{family.uid}.ics").write_bytes(data)
        if family.interview_start:
            found.append(family)
    return found


def truth(interviews: list[Family]) -> list[list[str]]:
    """Rows (uid, start as UTC ISO) of the interviews inside the window SINCE..UNTIL."""
    return sorted(
        [family.uid, family.interview_start.isoformat()]
        for family in interviews
        if family.interview_start and SINCE <= family.interview_start < UNTIL
    )


def generate(out: Path, events: int, *, seed: int = 1, folder: bool = False) -> Path:
    """The calendar of that size in ``out``, made only when it is not there yet. Returns its path."""
    path = out / (str(events) if folder else f"{events}.ics")
    rows = out / f"{events}.json"
    if not (path.exists() and rows.exists()):
        out.mkdir(parents=True, exist_ok=True)
        found = (write_folder if folder else write_file)(path, families(events, seed))
        rows.write_text(json.dumps(truth(found), indent=1), encoding="utf-8")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description="Write generated calendars.")
    parser.add_argument("--events", type=int, action="append", help="VEVENT components (repeatable)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", action="store_true", help="a file per UID instead of one file")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    for events in options.events or [1_000, 10_000]:
        print(generate(options.out, events, seed=options.seed, folder=options.folder))  # noqa: T201


if __name__ == "__main__":
    main()
