"""From components to occurrences: parsing, families by UID, expansion, and what is to be said on the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import chain
from operator import attrgetter, lt
from typing import Any
from zoneinfo import ZoneInfo

from calsync.errors import ItemError
from calsync.ical.content import parse_lines, unfold
from calsync.ical.event import Event, Head, is_own, own_lines, parse_event, uid_of
from calsync.ical.expand import expand
from calsync.ical.instance import Instance
from calsync.ical.occurrence import occurrences
from calsync.ical.rule import Budget
from calsync.ical.said import Said, said
from calsync.ical.split import KEPT_OF_OVERSIZED, MAX_COMPONENT, Parts, Raw
from calsync.ical.zones import Zones, iana
from calsync.model import Notice, Occurrence, Query, Reading

_MAX_NESTED = 1000
"""Components in an event (alarms, as a rule); more make no event."""

_TROUBLE = (ItemError, ValueError, KeyError, TypeError, AttributeError, IndexError, OverflowError)
"""What libraries raise for times that make no sense."""


Choice = Callable[[str, bytes], bool]
"""Whether an event is wanted, by its UID and its bytes."""


class Gathering:
    """The reading of one file under way. Of a wanted event it keeps what it says, but not its bytes."""

    def __init__(self, source: str, label: str, parts: Parts, query: Query) -> None:
        self._source = source
        self._label = label
        self._parts = parts
        self._query = query
        self._heads = [_head(data) for data in parts.heads]
        calendar_zone = next((head.zone for head in self._heads if isinstance(head.zone, ZoneInfo)), None)
        self._zones = Zones(parts.zones, calendar_zone or query.zone)
        self._families: dict[str, list[Event]] = defaultdict(list)
        self._said: dict[Event, Said] = {}
        """What the wanted ones say."""
        self._unwanted: dict[Event, Raw] = {}
        """Of the same families, but not wanted themselves, so far."""
        self._instances: dict[str, dict[Event, list[Instance]]] = {}
        self._occurrences: dict[Event, list[Occurrence]] = {}
        self._budget = Budget()
        self._notices: list[Notice] = []
        self._unreadable: set[str] = set()
        self._complete = parts.closed
        if not parts.closed:
            self._notices.append(
                Notice("truncated", f"{label} ends in the middle: what could be read was.", source)
            )

    def parse(self, wanted: Choice) -> None:
        """Take in the components cut out since the last call; calsync's own are dropped (law 3)."""
        for event in [event for event, raw in self._unwanted.items() if wanted(event.uid, raw.data)]:
            self._said[event] = said(own_lines(self._unwanted.pop(event)), event.head.method)
        new = self._parts.events
        new.reverse()
        while new:
            raw = new.pop()
            try:
                self._parse(raw, wanted)
            except _TROUBLE as error:
                self._give_up(raw.offset, "", error)

    @property
    def uids(self) -> Iterable[str]:
        """The UIDs of everything taken in."""
        return self._families.keys()

    def occurrences(self) -> list[Occurrence]:
        """Occurrences in the window that come from wanted events, in order of start."""
        return in_order(
            chain.from_iterable(
                self._of(uid, event)
                for uid, family in self._families.items()
                for event in family
                if event in self._said
            )
        )

    def reading(self, occurrences: Iterable[Occurrence]) -> Reading:
        """The result, with everything noted on the way."""
        return Reading(
            self._source,
            tuple(occurrences),
            events=self._parts.seen,
            complete=self._complete,
            notices=tuple(self._notices),
            unreadable=frozenset(self._unreadable),
        )

    def _of(self, uid: str, event: Event) -> list[Occurrence]:
        if event not in self._occurrences:
            instances = self._expanded(uid).pop(event, ())
            self._occurrences[event] = occurrences(
                event, instances, self._said[event], zone=self._query.zone, source=self._source
            )
        return self._occurrences[event]

    def _expanded(self, uid: str) -> dict[Event, list[Instance]]:
        """The instances in the window, by the component that each is from."""
        if uid not in self._instances:
            found = self._instances[uid] = {}
            newest = sorted(self._families[uid], key=attrgetter("version"), reverse=True)
            try:
                instances = expand(newest, self._query.window, self._query.zone, self._budget)
            except Exception as error:
                self._give_up(self._families[uid][0].offset, uid, error)
                instances = []
            if len(newest) == 1:
                found[newest[0]] = instances
            else:
                for instance in instances:
                    found.setdefault(instance.event, []).append(instance)
        return self._instances[uid]

    def _parse(self, raw: Raw, wanted: Choice) -> None:
        nested = raw.data.count(b"\nBEGIN:") > _MAX_NESTED
        lines = own_lines(raw._replace(data=raw.data[:KEPT_OF_OVERSIZED]) if nested else raw)
        uid = uid_of(lines)
        if is_own(uid, lines):
            return
        try:
            if raw.size > MAX_COMPONENT:
                raise ItemError(f"it is larger than {MAX_COMPONENT >> 20} MB")
            if nested:
                raise ItemError(f"it holds more than {_MAX_NESTED} components")
            if not raw.closed:
                raise ItemError("its END:VEVENT is missing")
            event = parse_event(raw, lines, uid, self._heads[raw.calendar], self._zones)
            if wanted(uid, raw.data):
                self._said[event] = said(lines, event.head.method)
            else:
                self._unwanted[event] = raw
        except _TROUBLE as error:
            self._give_up(raw.offset, uid, error)
            return
        if self._instances.pop(uid, None) is not None:
            for known in self._families[uid]:
                self._occurrences.pop(known, None)
        self._families[uid].append(event)
        if "UID" not in lines.named:
            self._note(raw.offset, uid, "no_uid", "has no UID: one was made from its content")
        for tzid in event.unknown_zones:
            taken = f"is in the unknown time zone {tzid!r}: {self._query.zone.key} is taken"
            self._note(raw.offset, uid, "unknown_zone", taken)

    def _give_up(self, offset: int, uid: str, error: Exception) -> None:
        if uid:
            self._unreadable.add(uid)
        else:
            self._complete = False
        reason = str(error) if isinstance(error, ItemError) else f"{type(error).__name__}, {error}"
        self._note(offset, uid, "unreadable_event", f"is left out: {' '.join(reason.split())[:300]}")

    def _note(self, offset: int, uid: str, code: str, what: str) -> None:
        place = f"{self._label}, line {self._parts.line_at(offset)}"
        message = f"{place}: event {uid or 'without UID'} {what}."
        self._notices.append(Notice(code, message, self._source, uid or None))


def in_order(occurrences: Iterable[Occurrence]) -> list[Occurrence]:
    """By start, then UID, then RECURRENCE-ID; the last, which takes longest, only where it matters."""
    found = list(occurrences)
    if not _ascending(found, _start):  # as the instances of one series are
        found.sort(key=_place)
        if not _ascending(found, _place):
            found.sort(key=lambda each: (each.start, each.uid, str(each.recurrence_id)))
    return found


def _ascending(occurrences: Iterable[Occurrence], key: Callable[[Occurrence], Any]) -> bool:
    """Whether each is greater than the one before."""
    keys = list(map(key, occurrences))
    return all(map(lt, keys, keys[1:]))


_start = attrgetter("start")
_place = attrgetter("start", "uid")


@lru_cache(maxsize=16)
def _head(data: bytes) -> Head:
    """The same in most files of a folder."""
    values = {line.name: line.text.strip() for line in parse_lines(unfold(data))}
    zone = values.get("X-WR-TIMEZONE", "")
    return Head(values.get("METHOD", "").upper(), values.get("PRODID", ""), iana(zone) if zone else None)
