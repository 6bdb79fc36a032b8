"""The chart of all applications: a lane each, time from left to right. Geometry only, no drawing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calsync.playbook.text import NAME, clean
from calsync.report.view import Event, Mark, Story, words

WIDTH = 960
MARGIN = 24
TOP = 44
LANE = 58
NEAREST = 17
"""Marks of one lane keep this distance, centre to centre, while there is room for all."""

BACK, AHEAD = timedelta(days=180), timedelta(days=120)
"""What lies further from now is left to the lists below the chart."""


@dataclass(frozen=True, slots=True)
class Point:
    x: int
    mark: Mark
    label: str


@dataclass(frozen=True, slots=True)
class Lane:
    y: int
    name: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    x: int
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    width: int
    height: int
    today: int
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]


def chart(stories: Sequence[Story], now: datetime) -> Chart | None:
    """None when nothing lies near enough to ``now`` to be drawn."""
    near = [(one, [event for event in one.events if shown(event, now)]) for one in stories]
    near = [(one, events) for one, events in near if events]
    if not near:
        return None
    moments = [event.at for _, events in near for event in events]
    pad = timedelta(days=4)
    first, last = min(*moments, now) - pad, max(*moments, now) + pad

    def place(at: datetime) -> int:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * ((at - first) / (last - first)))

    lanes = tuple(
        Lane(TOP + LANE * row, clean(one.company, NAME), tuple(spread(events, place)))
        for row, (one, events) in enumerate(near)
    )
    return Chart(WIDTH, TOP + LANE * len(lanes), place(now), tuple(months(first, last, place)), lanes)


def shown(event: Event, now: datetime) -> bool:
    return event.mark is not Mark.OFF and now - BACK <= event.at <= now + AHEAD


def spread(events: Sequence[Event], place: Callable[[datetime], int]) -> Iterator[Point]:
    """Points in order of time, moved apart to the right where they would cover each other, and back from
    the edge where that leads out of the picture."""
    places = [place(event.at) for event in events]
    gap = min(NEAREST, (WIDTH - 2 * MARGIN) // max(1, len(places) - 1))
    for index in range(1, len(places)):
        places[index] = max(places[index], places[index - 1] + gap)
    edge = WIDTH - MARGIN
    for index in reversed(range(len(places))):
        places[index] = min(places[index], edge)
        edge = places[index] - gap
    for event, x in zip(events, places, strict=True):
        yield Point(x, event.mark, f"{event.when}: {event.title}")


def months(first: datetime, last: datetime, place: Callable[[datetime], int]) -> Iterator[Tick]:
    """The first of each month, with its name."""
    at = first.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    while at <= last:
        if at >= first:
            yield Tick(place(at), f"{words()['months'][at.month - 1]} {at.year}")
        at = (at + timedelta(days=32)).replace(day=1)
