"""The words of a stored follow-up: its managed fields, its content, and the object as read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calsync.model import Component, State


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
    annotated: bool = False
    """The user added something of their own that calsync does not manage: an alarm that is not ours, a
    COMMENT or ATTACH, STATUS:IN-PROCESS, a PERCENT-COMPLETE above 0. Never true of what calsync wrote."""
