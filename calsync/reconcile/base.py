"""What calsync remembers of a follow-up it asked for: the *base* of every comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from calsync.digests import blake2b
from calsync.ical.item_types import Field
from calsync.model import Component, Key, Member, State

Digests = Mapping[Field, str]
"""A digest of the canonical text of each managed field."""


@dataclass(frozen=True, slots=True)
class Base:
    """One follow-up in one target, as last asked for and as last seen.

    ``asked`` digests what was sent, ``echo`` what was read back: servers normalise what they store.
    """

    key: Key
    uid: str
    generation: int
    state: State
    present: bool
    """It stood in the target when the target was last read."""
    component: Component
    href: str
    etag: str
    members: tuple[Member, ...]
    company: str | None
    summary: str
    due: datetime
    """As last asked for."""
    asked: Digests
    echo: Digests
    facts: str
    timing: str
    completed: datetime | None = None
    note: str = ""
    """Why a released follow-up is no longer needed."""


def digest(text: str) -> str:
    """A short digest of one canonical value; long enough that a clash within one field is no concern."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def digests(values: Mapping[Field, str]) -> dict[Field, str]:
    return {field: digest(values[field]) for field in Field}
