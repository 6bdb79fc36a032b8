"""Writing a follow-up: a new object, a patch that leaves the user's bytes alone, the user's own hand.

Never written, whatever the object: ORGANIZER, ATTENDEE, METHOD (servers would mail people), RRULE, and
RELATED-TO (apps nest and hide what has a parent).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from calsync.ical.item_read import EVENT_LENGTH, canonical, tick, title, whole_second
from calsync.ical.item_times import Moment, due, instant, moment, stamp
from calsync.ical.item_tree import Node, Tree, edited, parse, put, swap
from calsync.ical.item_types import Content, Field
from calsync.ical.lines import CRLF, clean_line, escape, write_line
from calsync.model import MARK_PROPERTY, UID_PREFIX, Component


def new_item(
    uid: str, content: Content, component: Component, mark: str, now: datetime, product: str = ""
) -> bytes:
    """A whole VCALENDAR with one new follow-up (CRLF, folded, UTC times, no VTIMEZONE).

    CLASS:PRIVATE; a VEVENT is TRANSPARENT, timed and 15 minutes long from its due. One DISPLAY alarm at
    the due, absolute UTC, left out when that is not after ``now``. ``product`` is the version for PRODID.
    """
    values = canonical(content, component)
    written = stamp(whole_second(now))
    prodid = f"-//calsync//calsync {clean_line(product)}".rstrip() + "//EN"
    lines = [
        write_line("BEGIN", "VCALENDAR"),
        write_line("VERSION", "2.0"),
        write_line("PRODID", escape(prodid)),
        write_line("BEGIN", component),
        write_line("UID", escape(uid)),
        *(write_line(name, written) for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED")),
        write_line("SEQUENCE", "0"),
        *_times(component, content.due, CRLF).values(),
        *(raw for raw in _texts(values, CRLF).values() if raw),
        write_line("CLASS", "PRIVATE"),
        write_line("STATUS", "NEEDS-ACTION") if component is Component.VTODO else b"",
        write_line("TRANSP", "TRANSPARENT") if component is Component.VEVENT else b"",
        write_line(MARK_PROPERTY, escape(mark)),
        _alarm(uid, values[Field.SUMMARY], content.due, CRLF) if content.due > now else b"",
        write_line("END", component),
        write_line("END", "VCALENDAR"),
    ]
    return b"".join(lines)


def patch_item(data: bytes, content: Content, fields: frozenset[Field], mark: str, now: datetime) -> bytes:
    """``data`` with exactly these fields (and our alarm, with DUE) and the mark rewritten.

    LAST-MODIFIED, DTSTAMP and SEQUENCE rise; every other byte stays, line endings and folding included.
    Raises ItemError when there is no readable follow-up component in it.
    """

    def change(node: Node, tree: Tree) -> Node:
        values = canonical(content, Component(node.name))
        texts = _texts(values, node.eol)
        if Field.DUE in fields:
            node = _moved(node, tree, content.due, now)
        if Field.SUMMARY in fields:
            node = _renamed(node, tree, values[Field.SUMMARY])
        for field, raw in texts.items():
            if field in fields and field is not Field.SUMMARY:
                node = put(node, field.upper(), raw)
        return _stamped(_marked(node, mark), tree, now)

    return edited(data, change)


def restored_item(data: bytes, mark: str, now: datetime) -> bytes:
    """An earlier state of an object, ``data``, to be stored again as the user's own wish.

    It carries the later ``mark``, so that its older values differ from what the mark says calsync wrote.
    """

    return edited(data, lambda node, tree: _stamped(_marked(node, mark), tree, now))


def complete_item(data: bytes, at: datetime) -> bytes:
    """``data`` completed at that instant: COMPLETED and 100 % for a VTODO, a tick for a VEVENT.

    An instant of completion that is there already stays.
    """

    def change(node: Node, tree: Tree) -> Node:
        if node.name == Component.VEVENT:
            text = clean_line(node.text("SUMMARY"))
            ticked = text if tick(text) else f"✓ {text}".rstrip()
            node = put(node, "SUMMARY", write_line("SUMMARY", escape(ticked), node.eol))
            if node.text("STATUS").strip().upper() == "CANCELLED":
                node = put(node, "STATUS", None)
            node = _silenced(node, tree)
        else:
            done = {"STATUS": "COMPLETED", "COMPLETED": stamp(whole_second(at)), "PERCENT-COMPLETE": "100"}
            for name, value in done.items():
                if name != "COMPLETED" or node.first(name) is None:
                    node = put(node, name, write_line(name, value, node.eol))
        return _stamped(node, tree, at)

    return edited(data, change)


def cancel_item(data: bytes, at: datetime) -> bytes:
    """``data`` with STATUS:CANCELLED: no longer wanted, and no reminder of it."""

    def change(node: Node, tree: Tree) -> Node:
        node = put(node, "STATUS", write_line("STATUS", "CANCELLED", node.eol))
        return _stamped(_silenced(node, tree), tree, at)

    return edited(data, change)


def reschedule_item(data: bytes, due: datetime, now: datetime) -> bytes:
    """``data`` due at another instant, our alarm with it; the mark stays, so it reads as the user's edit."""
    return edited(data, lambda node, tree: _stamped(_moved(node, tree, due, now), tree, now))


# --------------------------------------------------------------------------- properties


def _texts(values: Mapping[Field, str], eol: bytes) -> dict[Field, bytes | None]:
    """Each text field as its line, None where it has nothing to say."""
    written = {
        Field.SUMMARY: escape(values[Field.SUMMARY]),
        Field.DESCRIPTION: escape(values[Field.DESCRIPTION]),
        Field.PRIORITY: values[Field.PRIORITY],
        Field.CATEGORIES: values[Field.CATEGORIES],
    }
    return {
        field: write_line(field.upper(), value, eol) if value else None for field, value in written.items()
    }


def _times(component: Component, due: datetime, eol: bytes) -> dict[str, bytes]:
    """The lines that say when. A VTODO gets DUE alone: what apps expect, and no zone to misread."""
    start = whole_second(due)
    match component:
        case Component.VTODO:
            values = {"DUE": start}
        case Component.VEVENT:
            values = {"DTSTART": start, "DTEND": start + EVENT_LENGTH}
    return {name: write_line(name, stamp(value), eol) for name, value in values.items()}


def _marked(node: Node, mark: str) -> Node:
    return put(node, MARK_PROPERTY, write_line(MARK_PROPERTY, escape(mark), node.eol))


def _stamped(node: Node, tree: Tree, now: datetime) -> Node:
    """DTSTAMP, LAST-MODIFIED and SEQUENCE risen, also above those of a device whose clock is ahead."""
    for name in ("DTSTAMP", "LAST-MODIFIED"):
        before = moment(node.first(name), tree)
        latest = max(whole_second(now), instant(before)) if before else whole_second(now)
        node = put(node, name, write_line(name, stamp(latest), node.eol))
    sequence = node.text("SEQUENCE").strip()
    count = int(sequence[:9]) if sequence.isdecimal() else 0
    return put(node, "SEQUENCE", write_line("SEQUENCE", str(count + 1), node.eol))


def _renamed(node: Node, tree: Tree, summary: str) -> Node:
    """A new title, in our alarm as well; the user's tick stays before it."""
    kept = tick(clean_line(node.text("SUMMARY"))) if node.name == Component.VEVENT else ""
    alarm = _own_alarm(node, tree)
    if alarm:
        node = swap(node, alarm, put(alarm, "DESCRIPTION", _alarm_text(summary, alarm.eol)))
    return put(node, "SUMMARY", write_line("SUMMARY", escape(kept + summary), node.eol))


def _moved(node: Node, tree: Tree, at: datetime, now: datetime) -> Node:
    """Another due, with everything that must go along: our alarm, DURATION, a DTSTART the user added."""
    before = due(node, tree)
    node = _alarm_moved(node, tree, at, now)
    component = Component(node.name)
    if component is Component.VTODO:
        node = _start_moved(node, tree, before, at)
    for name, raw in _times(component, at, node.eol).items():
        node = put(node, name, raw)
    return put(node, "DURATION", None)


def _start_moved(node: Node, tree: Tree, before: Moment | None, at: datetime) -> Node:
    """A DTSTART the user added stays where it is of the same type as DUE and before it (RFC 5545
    3.8.2.3); else it moves by as much as DUE does; where even that is not before, it goes."""
    start = moment(node.first("DTSTART"), tree)
    if start is None or (isinstance(start, datetime) and instant(start) < at):
        return node if start else put(node, "DTSTART", None)
    moved = instant(start)
    if moved >= at and before:
        moved = moved + (at - instant(before))
    kept = write_line("DTSTART", stamp(moved), node.eol) if moved < at else None
    return put(node, "DTSTART", kept)


# --------------------------------------------------------------------------- the alarm


def _alarm(uid: str, summary: str, at: datetime, eol: bytes) -> bytes:
    """One DISPLAY alarm at an absolute UTC time; its UID (RFC 9074 4) is how we know it again."""
    return b"".join(
        (
            write_line("BEGIN", "VALARM", eol),
            write_line("UID", escape(f"{uid}-alarm"), eol),
            write_line("ACTION", "DISPLAY", eol),
            _alarm_text(summary, eol),
            _trigger(at, eol),
            write_line("END", "VALARM", eol),
        )
    )


def _trigger(at: datetime, eol: bytes) -> bytes:
    return write_line("TRIGGER;VALUE=DATE-TIME", stamp(whole_second(at)), eol)


def _alarm_text(summary: str, eol: bytes) -> bytes:
    """An alarm must have a DESCRIPTION (RFC 5545 3.6.6), also where the title is empty."""
    return write_line("DESCRIPTION", escape(summary) or "calsync", eol)


def _own_alarm(node: Node, tree: Tree) -> Node | None:
    """Our alarm: by its UID, else (a server stripped that) a DISPLAY alarm at exactly the due."""
    alarms = tuple(node.nodes("VALARM"))
    for alarm in alarms:
        if alarm.text("UID").startswith(UID_PREFIX):
            return alarm
    at = due(node, tree)
    for alarm in alarms:
        trigger = moment(alarm.first("TRIGGER"), tree)
        if (
            not alarm.text("UID").strip()
            and alarm.text("ACTION").strip().upper() == "DISPLAY"
            and isinstance(at, datetime)
            and isinstance(trigger, datetime)
            and at == trigger
        ):
            return alarm
    return None


def _alarm_moved(node: Node, tree: Tree, at: datetime, now: datetime) -> Node:
    """Our alarm at the new due, gone where that is not in the future.

    Where there is none the user removed it, and it stays away; unless it was never written, because the
    follow-up was due already when it was created.
    """
    alarm = _own_alarm(node, tree)
    if alarm is None:
        before, created = due(node, tree), moment(node.first("CREATED"), tree)
        if before is None or created is None or instant(before) > instant(created) or at <= now:
            return node
        summary = title(node.text("SUMMARY"), Component(node.name))
        return replace(node, items=(*node.items, *parse(_alarm(node.text("UID"), summary, at, node.eol))))
    if not isinstance(moment(alarm.first("TRIGGER"), tree), datetime):
        return node  # relative to the due: the user's choice, and it moves by itself
    return swap(node, alarm, put(alarm, "TRIGGER", _trigger(at, alarm.eol)) if at > now else None)


def _silenced(node: Node, tree: Tree) -> Node:
    alarm = _own_alarm(node, tree)
    return swap(node, alarm, None) if alarm else node
