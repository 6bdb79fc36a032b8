"""A follow-up as a stored iCalendar object: write it, read it back, patch it in place.

This is the seam between what a follow-up *is* (reconcile) and the bytes a store moves. Everything that
is not one of the managed fields belongs to the user and comes through a patch byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calsync.model import Component, State, Stored


class Field(StrEnum):
    """The fields that calsync manages and merges one by one (design section 3).

    DUE stands for DUE of a VTODO, and for DTSTART with DTEND of a VEVENT. calsync's own VALARM has no
    field of its own: it follows DUE, and is left alone where the user took it out.
    """

    SUMMARY = "summary"
    DESCRIPTION = "description"
    DUE = "due"
    PRIORITY = "priority"
    CATEGORIES = "categories"


@dataclass(frozen=True, slots=True)
class Content:
    """The managed fields of one follow-up, typed."""

    summary: str
    description: str
    due: datetime
    priority: int
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A stored object as read: the managed fields in canonical text, and what the user did to it."""

    uid: str
    href: str
    etag: str
    data: bytes
    component: Component
    values: Mapping[Field, str]
    """Canonical text of every managed field, "" where it is missing; compare these, never bytes."""
    mark: str | None
    """The X-CALSYNC text, unfolded and unescaped, or None."""
    state: State
    """OPEN, DONE (COMPLETED, 100 %, or a VEVENT title that starts with ✓) or CANCELLED."""
    completed: datetime | None
    due: datetime | None
    """The instant it is due (VEVENT: its start); None when the user took it out."""
    summary: str


def canonical(content: Content, component: Component) -> dict[Field, str]:
    """The same canonical text that ``read_item`` gives for an object with this content."""
    raise NotImplementedError


def new_item(
    uid: str, content: Content, component: Component, mark: str, now: datetime, product: str = ""
) -> bytes:
    """A whole VCALENDAR with one new follow-up (CRLF, folded, UTC times, no VTIMEZONE).

    CLASS:PRIVATE; a VEVENT is TRANSPARENT, timed and 15 minutes long from its due. One DISPLAY alarm at
    the due, absolute UTC, left out when that is not after ``now``.
    """
    raise NotImplementedError


def read_item(stored: Stored) -> Item:
    """Raises ItemError when there is no readable follow-up component in it."""
    raise NotImplementedError


def patch_item(data: bytes, content: Content, fields: frozenset[Field], mark: str, now: datetime) -> bytes:
    """``data`` with exactly these fields (and our alarm, with DUE) and the mark rewritten.

    LAST-MODIFIED, DTSTAMP and SEQUENCE rise; every other byte stays, line endings and folding included.
    """
    raise NotImplementedError
