"""The instances of a usual family, worked out as recurring-ical-events does, case by case, without it.

Where RFC 5545 and the library differ, the library is followed: it is the reference, and reads what is not
usual. Times in one zone are compared by their wall times, times in two by their instants (Python's rule,
and so the library's).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice, repeat

from calsync.ical.event import Event
from calsync.ical.instance import Instance, instant
from calsync.ical.times import Times

_SURE = 2
"""Days from the window's ends beyond which no difference between zones matters."""

_SPARE = 100
"""More days than there can be at the window's ends that give no instance, taken together."""

_LAST_DAY = date.max.toordinal() - _SURE


class Series:
    """A family whose events all have ``times``, none of them ending before it starts."""

    def __init__(
        self, family: Sequence[tuple[Event, Times]], since: datetime, until: datetime, most: int
    ) -> None:
        """``family`` newest first; ``since`` and ``until`` both in the user's zone. Where there are more than
        ``most`` instances, it is enough to know that."""
        self._most = most
        self._since = since
        self._until = until
        self._zone = since.tzinfo
        self._in_series = any(times.in_series for _, times in family)
        self._core: tuple[Event, Times] | None = None
        self._overrides: dict[datetime, tuple[Event, Times]] = {}
        """By RECURRENCE-ID, as UTC and as wall time, both naive."""
        for event, times in family:
            if times.rid is None:
                self._core = _later((event, times), self._core)
            else:
                for rid in _ids(times.rid):
                    self._overrides[rid] = _later((event, times), self._overrides.get(rid))
        exdates = self._core[1].exdates if self._core else ()
        self._excluded = {rid for exdate in exdates for rid in _ids(exdate)}
        self._excluded_days = {exdate for exdate in exdates if not isinstance(exdate, datetime)}

    def instances(self) -> list[Instance]:
        """Those that touch the window."""
        placed: set[Event] = set()
        found = [] if self._core is None else self._of_core(*self._core, placed)
        for event, times in dict(self._overrides.values()).items():
            counts = event in placed or (times.rid and self._excluded.isdisjoint(_ids(times.rid)))
            if counts and self._touched(times.start, times.end):
                found.append(Instance(event, times.start, times.end, times.rid, overridden=True))
        return found

    def _of_core(self, event: Event, times: Times, placed: set[Event]) -> list[Instance]:
        """Those without override; the overrides that stand in the place of one are added to ``placed``."""
        length = times.end - times.start
        parts: Iterable[list[datetime]] = self._starts(times, length)
        if self._excluded or self._excluded_days or self._overrides:
            parts = ([start for start in part if self._stays(start, placed)] for part in parts)
        early, sure, late = parts
        starts = [*self._touching(early, length), *sure, *self._touching(late, length)]
        in_series = self._in_series
        begins = starts if isinstance(times.start, datetime) else [start.date() for start in starts]
        return [  # past the constructor, for there are many: half the time
            tuple.__new__(Instance, (event, begin, begin + length, begin if in_series else None, False))
            for begin in begins
        ]

    def _stays(self, start: datetime, placed: set[Event]) -> bool:
        """Whether what begins here is neither taken out nor overridden."""
        ids = _ids(start)
        if start.date() in self._excluded_days or not self._excluded.isdisjoint(ids):
            return False
        override = self._overrides.get(ids[-1]) or self._overrides.get(ids[0])
        if override is not None:
            placed.add(override[0])
        return override is None

    def _starts(
        self, times: Times, length: timedelta
    ) -> tuple[list[datetime], list[datetime], list[datetime]]:
        """Where instances without override may begin; those in the middle are sure to touch the window."""
        first = _as_time(times.start, None)
        zone = first.tzinfo
        after, before = _in_zone(self._since - length, zone), _in_zone(self._until, zone)
        last = _until(times, first)
        low, high = _wall(after, zone).toordinal(), _wall(before, zone).toordinal()
        if last is not None:
            high = min(high, _wall(last, zone).toordinal() + _SURE)
        added = {_as_time(moment, zone) for moment in times.rdates}
        if last is None or first <= last:
            added.add(first)
        early = [moment for moment in sorted(added) if after <= moment <= before]
        if times.rule is None:
            return early, [], []
        added_days = {moment.toordinal() for moment in added}
        clock = first.timetz()

        def starts(days: Sequence[int]) -> list[datetime]:
            found = list(map(datetime.combine, map(date.fromordinal, days), repeat(clock)))
            return found if added_days.isdisjoint(days) else [start for start in found if start not in added]

        def near(found: list[datetime]) -> list[datetime]:
            return [start for start in found if after <= start <= before and (last is None or start <= last)]

        spare = 2 * (len(self._excluded) + len(self._excluded_days) + len(self._overrides) + len(added))
        found = times.rule.days(first, low - _SURE, min(high + _SURE, _LAST_DAY))
        days = list(islice(found, self._most + spare + _SPARE))
        begin = bisect_right(days, low + _SURE)
        end = max(begin, bisect_left(days, high - _SURE))
        return [*early, *near(starts(days[:begin]))], starts(days[begin:end]), near(starts(days[end:]))

    def _touching(self, starts: Iterable[datetime], length: timedelta) -> Iterator[datetime]:
        return (start for start in starts if self._touched(start, start + length))

    def _touched(self, start: date, end: date) -> bool:
        assert self._zone is not None
        begins, ends = instant(start, self._zone), instant(end, self._zone)
        return begins < self._until and (self._since < ends or self._since <= begins == ends)


def _later(new: tuple[Event, Times], known: tuple[Event, Times] | None) -> tuple[Event, Times]:
    """That of the higher SEQUENCE; of equals the one known already."""
    return new if known is None or new[0].sequence > known[0].sequence else known


def _ids(moment: date) -> tuple[datetime, ...]:
    """What an instance may be known by, all naive: its UTC time, and its wall time last."""
    if not isinstance(moment, datetime):
        return (datetime.combine(moment, time.min),)
    if moment.tzinfo is None:
        return (moment,)
    return moment.astimezone(UTC).replace(tzinfo=None), moment.replace(tzinfo=None)


def _as_time(moment: date, zone: tzinfo | None) -> datetime:
    """A date as its midnight, a floating time as its wall time, in ``zone``."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.min, zone)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _in_zone(moment: datetime, zone: tzinfo | None) -> datetime:
    """An end of the window as it is compared with times of this zone: floating ones by the wall."""
    return moment.replace(tzinfo=None) if zone is None else moment


def _wall(moment: datetime, zone: tzinfo | None) -> datetime:
    return moment if zone is None else moment.astimezone(zone)


def _until(times: Times, first: datetime) -> datetime | None:
    """UNTIL as it is compared with the starts: a date, and a time without zone, are UTC for a series that has
    a zone; of one that has none, or of days, no zone is looked at."""
    if times.rule is None or not times.rule.until:
        return None
    text = times.rule.until
    only_day = len(text) == 8 or not isinstance(times.start, datetime)
    until = datetime.fromisoformat(text[:8] + ("T000000" if only_day else text[8:15]))
    return until if first.tzinfo is None else until.replace(tzinfo=UTC)
