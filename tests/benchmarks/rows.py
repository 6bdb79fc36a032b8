"""Same rows: what is compared, and how.

A *row* is (UID, start). A peer lists every occurrence that starts in the window; calsync lists the
interviews among them. The generator knows which events are interviews, so the comparison is exact:

* the peers' rows must equal each other, all of them;
* the peers' rows whose UID is a planted interview must equal the planted rows;
* calsync's rows must equal the planted rows: none missing, and none of the decoys or of the rest.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

Rows = frozenset[tuple[str, str]]


def planted(truth: Path) -> Rows:
    """The interviews in the window, from the generator's list beside the calendar."""
    return frozenset((uid, instant(start)) for uid, start in json.loads(truth.read_text(encoding="utf-8")))


def peer_rows(output: Path) -> Rows:
    """Lines of UID, tab, start."""
    lines = output.read_text(encoding="utf-8").splitlines()
    return frozenset((uid, start) for uid, _, start in (line.partition("\t") for line in lines))


def calsync_rows(output: Path) -> Rows:
    """The ``interviews`` of a ``calsync.scan/1`` document."""
    document = json.loads(output.read_text(encoding="utf-8"))
    return frozenset((row["uid"], instant(row["start"])) for row in document["interviews"])


def instant(text: str) -> str:
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def only(rows: Rows, truth: Rows) -> Rows:
    """The rows whose UID is one of a planted interview."""
    uids = {uid for uid, _ in truth}
    return frozenset(row for row in rows if row[0] in uids)


def difference(name: str, rows: Rows, expected: Rows) -> list[str]:
    """What to complain about, in words; empty when equal."""
    missing, extra = expected - rows, rows - expected
    return [f"{name}: {len(missing)} rows missing, {len(extra)} too many"] if missing or extra else []
