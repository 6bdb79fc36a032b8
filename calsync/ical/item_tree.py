"""Components as a tree of lines that renders back to the very same bytes, and small edits on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from calsync.errors import ItemError
from calsync.ical.lines import Line, line_end, split
from calsync.model import MARK_PROPERTY, UID_PREFIX, Component

MAX_DEPTH = 16
"""Deeper than anything a calendar needs (four at most); a bound for what a hostile object may ask."""

FOLLOW_UPS = frozenset(Component)


@dataclass(frozen=True, slots=True)
class Node:
    """A component: its BEGIN and END lines and, in order, its properties and sub-components."""

    name: str
    begin: Line
    items: tuple[Line | Node, ...]
    end: Line

    @property
    def eol(self) -> bytes:
        return line_end(self.begin.raw)

    def lines(self) -> Iterator[Line]:
        """Its own properties, none of a sub-component (a VALARM has a UID and a DESCRIPTION too)."""
        return (item for item in self.items if isinstance(item, Line))

    def nodes(self, *names: str) -> Iterator[Node]:
        return (item for item in self.items if isinstance(item, Node) and item.name in names)

    def first(self, name: str) -> Line | None:
        return next((line for line in self.lines() if line.name == name), None)

    def text(self, name: str) -> str:
        """The first property of that name as TEXT, "" where there is none."""
        line = self.first(name)
        return line.text if line else ""


Tree = tuple[Line | Node, ...]


def render(items: Iterable[Line | Node]) -> bytes:
    """The bytes these items were read from, edits included."""
    return b"".join(_raw(items))


def _raw(items: Iterable[Line | Node]) -> Iterator[bytes]:
    for item in items:
        if isinstance(item, Line):
            yield item.raw
        else:
            yield item.begin.raw
            yield from _raw(item.items)
            yield item.end.raw


def parse(data: bytes) -> Tree:
    """The components of ``data``. Raises ItemError when BEGIN and END do not match up."""
    stack: list[tuple[Line, str]] = []
    levels: list[list[Line | Node]] = [[]]
    for line in split(data):
        if line.name == "BEGIN":
            if len(stack) == MAX_DEPTH:
                raise ItemError("components are nested too deeply")
            stack.append((line, line.value.strip().upper()))
            levels.append([])
        elif line.name == "END":
            name = line.value.strip().upper()
            if not stack or stack[-1][1] != name:
                raise ItemError(f"END:{name[:20]!a} where no such component is open")
            begin, _ = stack.pop()
            items = tuple(levels.pop())
            levels[-1].append(Node(name, begin, items, line))
        else:
            levels[-1].append(line)
    if stack:
        raise ItemError(f"BEGIN:{stack[-1][1][:20]!a} has no END")
    return tuple(levels[0])


def is_own(node: Node) -> bool:
    """A follow-up of calsync's, by its UID or its mark, whatever else was stripped (laws 3 and 4)."""
    return node.name in FOLLOW_UPS and (
        node.text("UID").startswith(UID_PREFIX) or node.first(MARK_PROPERTY) is not None
    )


def follow_up(tree: Tree) -> Node:
    """The component a stored object is about: calsync's own before others, a master before an override.

    Raises ItemError when there is no VTODO or VEVENT with a UID.
    """
    found = [
        node
        for calendar in tree
        if isinstance(calendar, Node) and calendar.name == "VCALENDAR"
        for node in calendar.nodes(*FOLLOW_UPS)
        if node.text("UID")
    ]
    if not found:
        raise ItemError("no VTODO or VEVENT with a UID in it")
    return min(found, key=lambda node: (not is_own(node), node.first("RECURRENCE-ID") is not None))


def follow_up_in(data: bytes) -> Node:
    """The component the stored object ``data`` is about. Raises ItemError like ``follow_up``."""
    return follow_up(parse(data))


def edited(data: bytes, change: Callable[[Node, Tree], Node]) -> bytes:
    """``data`` with its follow-up component put through ``change``, every other byte as it was."""
    tree = parse(data)
    old = follow_up(tree)
    new = change(old, tree)
    return render(
        replace(top, items=tuple(new if item is old else item for item in top.items))
        if isinstance(top, Node)
        else top
        for top in tree
    )


def put(node: Node, name: str, raw: bytes | None) -> Node:
    """``node`` with the property ``name`` written as ``raw``, in the place of the first one it had.

    ``None`` takes it out. A property that was not there comes before the first sub-component.
    """
    items: list[Line | Node] = []
    pending = raw
    for item in node.items:
        if isinstance(item, Line) and item.name == name:
            if pending is not None:
                items.append(Line(pending, name))
                pending = None
        else:
            items.append(item)
    if pending is not None:
        at = next((i for i, item in enumerate(items) if isinstance(item, Node)), len(items))
        items.insert(at, Line(pending, name))
    return replace(node, items=tuple(items))


def swap(node: Node, old: Node, new: Node | None) -> Node:
    """``node`` with its sub-component ``old`` replaced, or taken out where ``new`` is None."""
    kept = (new if item is old else item for item in node.items)
    return replace(node, items=tuple(item for item in kept if item is not None))
