"""Measures of single steps, taken inside one process.

``python -m tests.benchmarks.inside series|judging|interviews ROUNDS``

Prints JSON: name to seconds of CPU, the least of several runs taken in turn where they can be. Imports
and the making of the input are not counted.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Mapping, Sequence, Set
from datetime import date, datetime, timedelta
from time import process_time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calsync.model import Me, Occurrence, Query, Window
from tests.benchmarks.families import NOW, WORDS, families, singular
from tests.benchmarks.generate import FOOT, HEAD
from tests.benchmarks.products import IANA, STYLES, ZONES, blob, vtimezone

if TYPE_CHECKING:
    from calsync.detect.settings import Settings
    from calsync.seek import Vocabulary

UTC = ZoneInfo("UTC")
CANDIDATES, EVENTS = 1_000, 30_000
"""So many candidates are judged, which are left of so many events."""

DAILY = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Benchmarks//Generated//EN\r
BEGIN:VEVENT\r
UID:daily@example.com\r
DTSTAMP:20160101T000000Z\r
DTSTART:20160101T090000Z\r
DTEND:20160101T093000Z\r
RRULE:FREQ=DAILY\r
SUMMARY:Stand-up\r
END:VEVENT\r
END:VCALENDAR\r
"""


def series(rounds: int) -> dict[str, float]:
    """From the bytes of a daily series of ten years to its instances in a window of 60 days."""
    import icalendar
    import recurring_ical_events

    from calsync.ical.event import Head, own_lines, parse_event
    from calsync.ical.expand import expand
    from calsync.ical.read import read_calendar
    from calsync.ical.rule import Budget
    from calsync.ical.split import split
    from calsync.ical.zones import Zones

    window = Window(NOW, NOW + timedelta(days=60))
    query = Query(window, UTC)

    def ours() -> set[datetime]:
        return {one.start for one in read_calendar(DAILY, query, "series").occurrences}

    def peer() -> set[datetime]:
        calendar = icalendar.Calendar.from_ical(DAILY)
        return {one.start for one in recurring_ical_events.of(calendar).between(window.since, window.until)}

    def bare() -> set[date]:
        """Without making an Occurrence of each instance, digest and all: what the peer gives."""
        (event,) = split(DAILY).events
        family = [parse_event(event, own_lines(event), "daily", Head(), Zones((), UTC))]
        return {one.start for one in expand(family, window, UTC, Budget())}

    recent = DAILY.replace(b":20160101T09", b":20260223T09")

    def nearby() -> set[datetime]:
        return {one.start for one in read_calendar(recent, query, "series").occurrences}

    if not ours() == peer() == nearby() == bare() or len(ours()) != 60:
        raise SystemExit("rows DIFFER")
    return in_turn(
        {
            "calsync": ours,
            "calsync, begun last week": nearby,
            "calsync, instances alone": bare,
            "recurring-ical-events": peer,
        },
        rounds,
    )


def judging(_: int) -> dict[str, float]:
    """What detection takes for a thousand candidates: the first events that the scan of a calendar leaves.

    As in a run of the command, the fields of the interviews among them included. Once only: a second
    judgement of the same events is remembered, and the first pays for the lexicon.
    """
    from calsync.detect import vocabulary

    source = list(families(EVENTS, seed=1))
    data = blob(HEAD, *map(vtimezone, ZONES), *(lines for one in source for lines in one.events), FOOT)
    left: dict[str, Occurrence] = {}
    for occurrence in _occurrences(data, vocabulary(_settings())):
        left.setdefault(occurrence.uid, occurrence)
    candidates = [*left.values()][:CANDIDATES]
    planted = {family.uid for family in source if family.interview_start}
    return _judged(candidates, planted & {one.uid for one in candidates})


def interviews(_: int) -> dict[str, float]:
    """The same for a thousand candidates of which half are interviews, and half only sound so."""
    rng = random.Random(1)
    source = [
        singular(rng, STYLES["google"], IANA[0], f"{index}@example.com", interview=index % 2 == 0)
        for index in range(CANDIDATES)
    ]
    data = blob(HEAD, vtimezone(IANA[0]), *(lines for one in source for lines in one.events), FOOT)
    return _judged(_occurrences(data), {one.uid for one in source if one.interview_start})


def _settings() -> Settings:
    from calsync.detect.settings import Settings

    mails = frozenset({WORDS["me_mail"], WORDS["work_mail"]})
    return Settings(Me(WORDS["me"], mails, frozenset({WORDS["employer"]})), UTC)


def _occurrences(data: bytes, words: Vocabulary | None = None) -> tuple[Occurrence, ...]:
    from calsync.ical.read import read_calendar

    ever = Window(NOW - timedelta(days=4000), NOW + timedelta(days=4000))
    return read_calendar(data, Query(ever, UTC, words), "candidates").occurrences


def _judged(candidates: Sequence[Occurrence], planted: Set[str]) -> dict[str, float]:
    from calsync.cli.main import collect_seldom
    from calsync.detect import detect

    settings = _settings()
    collect_seldom()
    begin = process_time()
    found = {one.uid for one in detect(candidates, settings).interviews}
    took = process_time() - begin
    if found != planted or len(candidates) != CANDIDATES:
        raise SystemExit("rows DIFFER")
    return {"calsync": took}


def in_turn(steps: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    least: dict[str, float] = {}
    for _ in range(rounds):
        for name, step in steps.items():
            begin = process_time()
            step()
            took = process_time() - begin
            least[name] = min(least.get(name, took), took)
    return least


if __name__ == "__main__":
    measures = {"series": series, "judging": judging, "interviews": interviews}
    print(json.dumps(measures[sys.argv[1]](int(sys.argv[2]))))  # noqa: T201
