"""The instances of an event, its overrides and its rules, inside a window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from itertools import islice
from typing import Any

from calsync.errors import ItemError
from calsync.ical.event import Event
from calsync.ical.instance import Instance, instant
from calsync.ical.rule import Budget, Rule, later_start, steps, wall
from calsync.ical.series import Series
from calsync.ical.times import Times
from calsync.model import Window

_SERIES = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")

MAX_INSTANCES = 10_000
"""Instances of one UID in the window; more make no calendar but a load."""


def expand(family: Sequence[Event], window: Window, zone: tzinfo, budget: Budget) -> list[Instance]:
    """Instances of all components of one UID that touch the window, read by ``zone`` where they float.

    Raises ItemError for a rule that would never come to an end.
    """
    usual = [(event, event.times) for event in family if event.times is not None]
    if len(usual) == len(family):
        if len(usual) == 1 and not usual[0][1].in_series:
            return _single(*usual[0], window, zone)
        if all(_in_order(times) for _, times in usual):
            since, until = window.since.astimezone(zone), window.until.astimezone(zone)
            return _bounded(Series(usual, since, until, MAX_INSTANCES).instances())
    return _bounded(_by_library(family, window, zone, budget))


def _bounded(found: Iterable[Instance]) -> list[Instance]:
    instances = list(islice(found, MAX_INSTANCES + 1))
    if len(instances) > MAX_INSTANCES:
        raise ItemError(f"it has more than the {MAX_INSTANCES} instances allowed in the window")
    return instances


def _in_order(times: Times) -> bool:
    return bool(times.start <= times.end)


def _single(event: Event, times: Times, window: Window, zone: tzinfo) -> list[Instance]:
    """An event that happens once, if it touches the window (which ends before ``until``)."""
    start, end = times.start, times.end
    begins, ends = instant(start, zone), instant(end, zone)
    if begins > ends:
        start, end, begins, ends = end, start, ends, begins
    touches = begins < window.until and (window.since < ends or window.since <= begins == ends)
    return [Instance(event, start, end, None, overridden=False)] if touches else []


def _by_library(family: Sequence[Event], window: Window, zone: tzinfo, budget: Budget) -> Iterator[Instance]:
    from icalendar import Calendar
    from recurring_ical_events import CalendarQuery

    since, until = window.since.astimezone(zone), window.until.astimezone(zone)
    calendar = Calendar()
    origin: dict[int, Event] = {}
    components = [event.component() for event in family]
    may_skip = not any(map(_moves_others, components))
    for event, component in zip(family, components, strict=True):
        when = _from_nearby(component, since, until, budget, may_skip=may_skip)
        origin[id(when)] = event
        calendar.add_component(when)
    series = any(name in component for component in components for name in _SERIES)
    for start, end, when in CalendarQuery(calendar, components=[_selection()]).between(since, until):
        rid = _recurrence_id(when, start)
        overridden = "RECURRENCE-ID" in when and start == when["DTSTART"].dt
        yield Instance(origin[id(when)], start, end, rid if series else None, overridden)


def _recurrence_id(when: Any, start: date) -> date:
    """Where the instance would be without any override; one moved by THISANDFUTURE is moved back."""
    override = when.get("RECURRENCE-ID")
    if override is None:
        return start
    original: date = override.dt
    moved: date = when["DTSTART"].dt
    return original if start == moved else start - (moved - original)


def _moves_others(when: Any) -> bool:
    """Overrides after which a series may not be begun later: they bear on more than their own instance."""
    if "RECURRENCE-ID" not in when:
        return False
    return "RANGE" in when["RECURRENCE-ID"].params or any(key in when for key in ("RRULE", "RDATE", "EXDATE"))


def _from_nearby(when: Any, since: datetime, until: datetime, budget: Budget, *, may_skip: bool) -> Any:
    """The component, begun shortly before the window where that gives the same instances.

    Raises ItemError for a rule that is too much work even so.
    """
    rules = when.get("RRULE")
    if rules is None:
        return when
    start, end = when["DTSTART"].dt, when["DTEND"].dt if "DTEND" in when else None
    length = _length(when, start, end)
    begun, stop = wall(start), until.replace(tzinfo=None) + timedelta(days=2)
    several = isinstance(rules, list)
    for recur in rules if several else [rules]:
        try:
            rule = Rule.of(recur)
        except (ValueError, KeyError) as error:
            raise ItemError(f"RRULE cannot be read: {error}") from None
        begin = begun
        if may_skip and not several and _same_zone(start, end):
            skip = later_start(rule, begun, since.replace(tzinfo=None) - length)
            if skip is not None:
                begin, used = skip
                when = _begun(when, begin - begun, used)
        budget.spend(rule, steps(rule, begin, stop))
    return when


def _begun(when: Any, by: timedelta, used: int) -> Any:
    from icalendar.prop import vDDDTypes, vRecur

    later = when.copy()
    for name in ("DTSTART", "DTEND"):
        if name in when:
            later[name] = vDDDTypes(when[name].dt + by)
    if "COUNT" in when["RRULE"]:
        later["RRULE"] = vRecur({**when["RRULE"], "COUNT": [int(when["RRULE"]["COUNT"][0]) - used]})
    return later


def _length(when: Any, start: date, end: date | None) -> timedelta:
    """At least as long as the event is."""
    if end is not None:
        return abs(wall(end) - wall(start)) + timedelta(days=2)
    duration: timedelta = when["DURATION"].dt if "DURATION" in when else timedelta(days=1)
    return abs(duration) + timedelta(days=2)


def _same_zone(start: date, end: date | None) -> bool:
    """Whether moving both by whole days keeps the length."""
    return end is None or getattr(start, "tzinfo", None) is getattr(end, "tzinfo", None)


@cache
def _selection() -> Any:
    """How recurring-ical-events is asked for start, end and component, without copying each one."""
    from recurring_ical_events import ComponentsWithName, Occurrence

    class Found(Occurrence):  # type: ignore[misc]
        def as_component(self, keep_recurrence_attributes: bool) -> Any:  # noqa: ARG002
            return self.start, self.end, self._adapter._component

    return ComponentsWithName("VEVENT", occurrence=Found)
