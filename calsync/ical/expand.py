"""The instances of an event, its overrides and its rules, inside a window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Any

from calsync.errors import ItemError
from calsync.ical.event import Event
from calsync.ical.rule import Budget, Rule, later_start, steps, wall
from calsync.model import Window

_SERIES = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")

MAX_INSTANCES = 10_000
"""Instances of one UID in the window; more make no calendar but a load."""


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance as iCalendar says it: dates stay dates, floating times stay floating."""

    event: Event
    start: date
    end: date
    rid: date | None
    """RECURRENCE-ID, also of an instance without override; None outside of a series."""
    overridden: bool


def expand(family: Sequence[Event], window: Window, zone: tzinfo, budget: Budget) -> Iterator[Instance]:
    """Instances of all components of one UID that touch the window, read by ``zone`` where they float.

    Raises ItemError for a rule that would never come to an end.
    """
    if len(family) == 1 and not any(name in family[0].when for name in _SERIES):
        yield from _single(family[0], window, zone)
        return
    from icalendar import Calendar
    from recurring_ical_events import CalendarQuery

    since, until = window.since.astimezone(zone), window.until.astimezone(zone)
    calendar = Calendar()
    origin: dict[int, Event] = {}
    may_skip = not any(_moves_others(event.when) for event in family)
    for event in family:
        when = _from_nearby(event.when, since, until, budget, may_skip=may_skip)
        origin[id(when)] = event
        calendar.add_component(when)
    series = any(name in event.when for event in family for name in _SERIES)
    found = CalendarQuery(calendar, components=[_selection()]).between(since, until)
    if len(found) > MAX_INSTANCES:
        raise ItemError(f"it has {len(found)} instances in the window, more than the {MAX_INSTANCES} allowed")
    for start, end, when in found:
        rid = _recurrence_id(when, start)
        overridden = "RECURRENCE-ID" in when and start == when["DTSTART"].dt
        yield Instance(origin[id(when)], start, end, rid if series else None, overridden)


def _single(event: Event, window: Window, zone: tzinfo) -> Iterator[Instance]:
    """An event that happens once, if it touches the window (which ends before ``until``)."""
    when = event.when
    start: date = when["DTSTART"].dt
    end: date = when["DTEND"].dt if "DTEND" in when else start
    if "DTEND" not in when and "DURATION" in when:
        length: timedelta = when["DURATION"].dt
        end = (start if length.seconds == 0 else _as_time(start, start)) + length
    elif "DTEND" not in when and not isinstance(start, datetime):
        end = start + timedelta(days=1)
    if isinstance(start, datetime) != isinstance(end, datetime):
        start, end = _as_time(start, end), _as_time(end, start)
    begins, ends = sorted((instant(start, zone), instant(end, zone)))
    if begins < window.until and (window.since < ends or window.since <= begins == ends):
        if instant(end, zone) < instant(start, zone):
            start, end = end, start
        yield Instance(event, start, end, None, False)


def _as_time(moment: date, other: date) -> datetime:
    """A date as the midnight of the zone that the other time is in; a time as it is."""
    return (
        moment
        if isinstance(moment, datetime)
        else datetime.combine(moment, time.min, getattr(other, "tzinfo", None))
    )


def instant(moment: date, zone: tzinfo) -> datetime:
    """As an aware datetime: a date is its midnight, a floating time its wall time, in ``zone``."""
    if not isinstance(moment, datetime):
        return datetime(moment.year, moment.month, moment.day, tzinfo=zone)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def identity(rid: date | None, zone: tzinfo) -> datetime | date | None:
    """A RECURRENCE-ID as it enters an identity: a UTC instant, or the date of an all-day series."""
    return instant(rid, zone).astimezone(UTC) if isinstance(rid, datetime) else rid


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
