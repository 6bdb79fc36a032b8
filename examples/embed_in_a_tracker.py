"""A job tracker in sixty lines that lets calsync read the calendar and plan the follow-ups.

Run it from anywhere:  python examples/embed_in_a_tracker.py

The applications are the tracker's own; calsync learns their names, finds the interviews, and keeps one
follow-up file for the user. Only `sync` writes, and only to the two files it is given.
"""

# ruff: noqa: T201 -- an example prints

from __future__ import annotations

import tempfile
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import calsync

CALENDAR = Path(__file__).with_name("job-search.ics")
APPLICATIONS = {"Nimbus Robotics": "Platform Engineer", "Lumen Health": "Site Reliability Engineer"}


def settings(now: datetime) -> calsync.Settings:
    """What the tracker knows of its user."""
    return calsync.Settings(
        now=now,
        zone="Europe/Berlin",
        name="Dana Okafor",
        emails=frozenset({"dana@example.com"}),
        employer_domains=frozenset({"brightloom.example"}),
        companies=tuple(APPLICATIONS),
        playbook={"keep_going": {"enabled": False}},
    )


def rounds(found: calsync.ScanResult) -> dict[str, list[calsync.Interview]]:
    """The interviews of each application, by company."""
    by_company: dict[str, list[calsync.Interview]] = defaultdict(list)
    for interview in found.interviews:
        if interview.active:
            by_company[interview.company or "unknown"].append(interview)
    return by_company


def main() -> None:
    now = datetime(2026, 11, 18, 7, tzinfo=UTC)  # a real tracker passes the present
    me = settings(now)

    for company, interviews in rounds(calsync.scan([CALENDAR], me)).items():
        known = APPLICATIONS.get(company, "not in the tracker yet")
        print(f"{company} ({known}): {', '.join(str(item.start.date()) for item in interviews)}")

    with tempfile.TemporaryDirectory() as folder:
        target, ledger = Path(folder, "followups.ics"), Path(folder, "ledger.sqlite")
        done = calsync.sync([CALENDAR], target, me, ledger=ledger)
        print(f"\n{len(done.outcomes)} follow-ups written; the first three to be done:")
        for entry in calsync.agenda(target, me, ledger=ledger).entries[:3]:
            print(f"  {entry.due:%a %d %b %H:%M}  {entry.summary}")
        again = calsync.plan([CALENDAR], target, me, ledger=ledger)
        left = [outcome for outcome in again.outcomes if outcome.action.act != "keep"]
        print(f"and on the next run: {len(left)} changes")


if __name__ == "__main__":
    main()
