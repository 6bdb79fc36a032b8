"""Reading a stored follow-up back: canonical values, the mark, and what the user did to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, tzinfo

from calsync.ical.item_times import Moment, due, event_end, instant, moment
from calsync.ical.item_tree import Node, Tree, follow_up, parse
from calsync.ical.item_types import Content, Field, Item
from calsync.ical.lines import clean_block, clean_line, escape, unescape
from calsync.model import MARK_PROPERTY, UID_PREFIX, Component, State, Stored

EVENT_LENGTH = timedelta(minutes=15)
"""A follow-up as an event needs some length to be seen."""

_TICK = re.compile(r"\s*(?:(?:[✓✔☑✅]\ufe0f*|\[[xX✓✔]\])\s*)+")
_CATEGORY = re.compile(r"((?:[^\\,]|\\.)*)(?:,|$)", re.S)


def read_item(stored: Stored, zone: tzinfo = UTC) -> Item:
    """The follow-up in a stored object.

    ``zone`` is the user's: only ``due`` depends on it, and only where the user made it floating or a
    date. Raises ItemError when there is no readable follow-up component in it.
    """
    tree = parse(stored.data)
    node = follow_up(tree)
    component = Component(node.name)
    mark = node.first(MARK_PROPERTY)
    at = due(node, tree)
    values = {
        Field.SUMMARY: title(node.text("SUMMARY"), component),
        Field.DESCRIPTION: clean_block(node.text("DESCRIPTION")),
        Field.DUE: _due_text(node, tree, at),
        Field.PRIORITY: _priority(node.text("PRIORITY")),
        Field.CATEGORIES: category_list(_categories(node)),
    }
    completed = moment(node.first("COMPLETED"), tree)
    return Item(
        uid=node.text("UID"),
        href=stored.href,
        etag=stored.etag,
        data=stored.data,
        component=component,
        values=values,
        mark=mark.text if mark else None,
        state=_state(node),
        completed=instant(completed, zone) if completed else None,
        due=instant(at, zone) if at else None,
        summary=values[Field.SUMMARY],
        annotated=_annotated(node),
    )


def canonical(content: Content, component: Component) -> dict[Field, str]:
    """The same canonical text that ``read_item`` gives for an object with this content."""
    start = whole_second(content.due)
    return {
        Field.SUMMARY: title(content.summary, component),
        Field.DESCRIPTION: clean_block(content.description),
        Field.DUE: _iso(start)
        if component is Component.VTODO
        else f"{_iso(start)}/{_iso(start + EVENT_LENGTH)}",
        Field.PRIORITY: _priority(str(content.priority)),
        Field.CATEGORIES: category_list(content.categories),
    }


def whole_second(at: datetime) -> datetime:
    """The instant in UTC as it can be stored: iCalendar knows no fractions."""
    return at.astimezone(UTC).replace(microsecond=0)


def title(summary: str, component: Component) -> str:
    """A SUMMARY in canonical text. The tick that says "done" on an event is no part of it."""
    text = clean_line(summary)
    return text[len(tick(text)) :] if component is Component.VEVENT else text


def tick(summary: str) -> str:
    """The leading tick of a title with the blanks after it, "" where it has none."""
    match = _TICK.match(summary)
    return match.group() if match else ""


def category_list(categories: Iterable[str]) -> str:
    """CATEGORIES as one value; a set, so in one order."""
    return ",".join(sorted({escape(name) for raw in categories if (name := clean_line(raw))}))


def _categories(node: Node) -> Iterable[str]:
    for line in node.lines():
        if line.name == "CATEGORIES":
            for raw in _CATEGORY.findall(line.value):
                yield unescape(raw)


def _priority(text: str) -> str:
    """0 is "undefined" (RFC 5545 3.8.1.9) and reads as a missing one."""
    text = clean_line(text)
    return (text.lstrip("0") if text.isdecimal() else text) or ""


def _due_text(node: Node, tree: Tree, at: Moment | None) -> str:
    """Instants in UTC, so that the zone an app chose is no difference; dates and floating times as such."""
    if at is None:
        return ""
    if node.name == Component.VTODO:
        return _iso(at)
    end = event_end(node, tree)
    return f"{_iso(at)}/{_iso(end) if end else ''}"


def _iso(at: Moment) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _state(node: Node) -> State:
    status = node.text("STATUS").strip().upper()
    percent = node.text("PERCENT-COMPLETE").strip()
    if status == "CANCELLED":
        return State.CANCELLED
    if (
        status == "COMPLETED"
        or node.first("COMPLETED") is not None
        or (percent.isdecimal() and int(percent[:9]) >= 100)
        or (node.name == Component.VEVENT and tick(clean_line(node.text("SUMMARY"))))
    ):
        return State.DONE
    return State.OPEN


def _annotated(node: Node) -> bool:
    """Anything the user added beside the managed fields: then the object is theirs too."""
    if node.first("COMMENT") or node.first("ATTACH"):
        return True
    if node.text("STATUS").strip().upper() == "IN-PROCESS" or node.text("PERCENT-COMPLETE").strip(" 0"):
        return True
    return _alarms_of_their_own(node)


def _alarms_of_their_own(node: Node) -> bool:
    """Alarms beside ours. Servers strip our alarm's UID, and Google makes its trigger relative to the
    start: one alarm at exactly that point may still be ours."""
    foreign = [
        alarm.text("TRIGGER").strip()
        for alarm in node.nodes("VALARM")
        if not alarm.text("UID").startswith(UID_PREFIX)
    ]
    ours = sum(1 for _ in node.nodes("VALARM")) - len(foreign)
    ahead = [at for at in foreign if at[:1] in "+-P" and re.search(r"[1-9]", at)]
    return bool(ahead) or len(foreign) > (0 if ours else 1)
