"""Reading the labelled events, and running the detector on each of them alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from calsync.detect import Detection, Settings, detect
from calsync.ical.read import read_calendar
from calsync.model import Interview, Me, Occurrence, Query, Window

HERE = Path(__file__).parent
SETS = ("dev", *sorted(f"more/{path.stem}" for path in (HERE / "more").glob("*.jsonl")))
ZONE = ZoneInfo("Europe/Berlin")
"""The zone of floating times; the corpus has none that matter."""

Row = Mapping[str, Any]

_EVER = Window(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))


def rows(name: str) -> list[Row]:
    """The events of one set, such as ``dev``."""
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def settings(row: Row) -> Settings:
    me = row["me"]
    return Settings(
        me=Me(me.get("name"), frozenset(me["emails"]), frozenset(me["employer_domains"])), zone=ZONE
    )


def occurrences(row: Row) -> tuple[Occurrence, ...]:
    return read_calendar(row["ics"].encode(), Query(_EVER, ZONE), "corpus").occurrences


def judged(row: Row) -> Detection:
    return detect(occurrences(row), settings(row))


def prediction(row: Row) -> dict[str, object]:
    """What the scorer wants to know of one event."""
    detection = judged(row)
    if not detection.interviews:
        return {"id": row["id"], "interview": False}
    best = max(detection.interviews, key=lambda one: (one.score, one.id))
    return {"id": row["id"], "interview": True, **_fields(best)}


def predictions(events: Iterable[Row]) -> list[dict[str, object]]:
    return [prediction(row) for row in events]


def _fields(one: Interview) -> dict[str, object]:
    return {
        "company": one.company,
        "stage": str(one.stage),
        "interviewers": [{"name": person.name, "email": person.email} for person in one.interviewers],
        "via_recruiter": one.via_recruiter,
        "decision_date": one.decision_date.isoformat() if one.decision_date else None,
        "followups": one.active and one.confirmed,
    }
