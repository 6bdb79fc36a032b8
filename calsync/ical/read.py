"""Bytes to occurrences: the one way calendars are read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import BinaryIO
from zoneinfo import ZoneInfo

from calsync.errors import ItemError
from calsync.ical.content import parse_lines, unfold
from calsync.ical.event import MAX_COMPONENT, Event, Head, is_own, own_lines, parse_event, uid_of
from calsync.ical.expand import expand
from calsync.ical.occurrence import occurrence
from calsync.ical.quirks import BYTES
from calsync.ical.split import Parts, Raw, split
from calsync.ical.zones import Zones, iana
from calsync.model import Notice, Occurrence, Query, Reading, Window


def read_calendar(data: bytes | BinaryIO, query: Query, source: str, *, label: str | None = None) -> Reading:
    """What a calendar file holds of what the query asks for.

    ``label`` names the file in messages, where it is not the source itself. Never raises for what is in
    the data: a component that cannot be read is a notice (file, line, UID), its UID is in ``unreadable``;
    a file that is none has ``error``. Occurrences come in order of start.
    """
    content = data if isinstance(data, bytes) else data.read()
    for quirk in BYTES:
        content = quirk(content)
    parts = split(content)
    problem = why_none(content[:512], parts)
    if problem:
        return Reading(source, error=f"{label or source} {problem}")
    gathering = Gathering(source, label or source, parts, query.zone)
    gathering.parse(parts.events)
    return gathering.reading(gathering.expand(query.window))


def why_none(begin: bytes, parts: Parts) -> str | None:
    """What is wrong with a file that is no calendar, from how it begins."""
    if parts.is_calendar:
        return None
    start = begin.lstrip().lower()
    if not start:
        return "is empty: export the calendar again."
    if start.startswith(b"%pdf"):
        return "is a PDF, not a calendar: export it as .ics."
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml")):
        return "is a web page, not a calendar: check the address, or log in and download again."
    if start.startswith(b"pk\x03\x04"):
        return "is a zip file: name it .zip."
    return "is not an iCalendar file: it has no BEGIN:VCALENDAR."


class Gathering:
    """The reading of one file under way: events by UID, and what is to be said about the rest."""

    def __init__(self, source: str, label: str, parts: Parts, zone: ZoneInfo) -> None:
        self._source = source
        self._label = label
        self._parts = parts
        self._zone = zone
        self._heads = [_head(data) for data in parts.heads]
        calendar_zone = next((head.zone for head in self._heads if isinstance(head.zone, ZoneInfo)), None)
        self._zones = Zones(parts.zones, calendar_zone or zone)
        self._families: dict[str, list[Event]] = defaultdict(list)
        self._notices: list[Notice] = []
        self._unreadable: set[str] = set()
        self._whole = parts.closed
        if not parts.closed:
            self._notices.append(
                Notice("truncated", f"{self._label} ends in the middle: what could be read was.", source)
            )

    def parse(self, events: Iterable[Raw]) -> None:
        """Take in components; calsync's own are dropped, what cannot be read is noted."""
        for raw in events:
            try:
                self._parse(raw)
            except (ItemError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
                self._give_up(raw, "", error)

    def expand(self, window: Window) -> list[Occurrence]:
        """Occurrences in the window, of every family taken in, in order of start."""
        found: list[Occurrence] = []
        for family in self._families.values():
            try:
                instances = list(expand(family, window, self._zone))
            except Exception as error:
                self._give_up(family[0].raw, family[0].uid, error)
            else:
                found.extend(occurrence(each, zone=self._zone, source=self._source) for each in instances)
        found.sort(key=lambda item: (item.start, item.uid, str(item.recurrence_id)))
        return found

    def reading(self, occurrences: Iterable[Occurrence]) -> Reading:
        """The result, with everything noted on the way."""
        return Reading(
            self._source,
            tuple(occurrences),
            events=self._parts.seen,
            complete=self._whole,
            notices=tuple(self._notices),
            unreadable=frozenset(self._unreadable),
        )

    def _parse(self, raw: Raw) -> None:
        if len(raw.data) > MAX_COMPONENT:
            raise ItemError(f"it is larger than {MAX_COMPONENT >> 20} MB")
        lines = own_lines(raw)
        uid = uid_of(lines)
        if is_own(uid, lines):
            return
        try:
            if not raw.closed:
                raise ItemError("its END:VEVENT is missing")
            event = parse_event(raw, lines, uid, self._heads[raw.calendar], self._zones)
        except (ItemError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            self._give_up(raw, uid, error)
            return
        self._families[uid].append(event)
        if not any(line.name == "UID" for line in lines):
            self._note(raw, uid, "no_uid", "has no UID: one was made from its content")
        for tzid in event.unknown_zones:
            self._note(
                raw, uid, "unknown_zone", f"names an unknown time zone, {tzid!r}: {self._zone.key} is taken"
            )

    def _give_up(self, raw: Raw, uid: str, error: Exception) -> None:
        if uid:
            self._unreadable.add(uid)
        else:
            self._whole = False
        reason = str(error) if isinstance(error, ItemError) else f"{type(error).__name__}: {error}"
        self._note(raw, uid, "unreadable_event", f"is left out: {' '.join(reason.split())[:300]}")

    def _note(self, raw: Raw, uid: str, code: str, what: str) -> None:
        line = self._parts.line_at(raw.offset)
        self._notices.append(
            Notice(
                code,
                f"{self._label}, line {line}: event {uid or 'without UID'} {what}.",
                self._source,
                uid or None,
            )
        )


def _head(data: bytes) -> Head:
    values = {line.name: line.text.strip() for line in parse_lines(unfold(data))}
    zone = values.get("X-WR-TIMEZONE", "")
    return Head(values.get("METHOD", "").upper(), values.get("PRODID", ""), iana(zone) if zone else None)
