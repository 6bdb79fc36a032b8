"""What a caller says about a run, before anything is opened: the options of the command line as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """Explicit settings of one run; what is not given comes from the configuration, else a default."""

    now: datetime
    """Aware; or naive: then in the user's zone."""
    sources: tuple[str, ...] = ()
    """Paths, addresses, ``-`` or configured names; none: all configured ones and the imports."""
    target: str | None = None
    """A path of an .ics file, or of a folder (ending in ``/`` where it is new)."""
    component: str | None = None
    """auto, todo or event."""
    emails: frozenset[str] = frozenset()
    employer_domains: frozenset[str] = frozenset()
    zone: str | None = None
    since: date | datetime | None = None
    until: date | datetime | None = None
    """Exclusive for an instant, inclusive for a date."""
    config: Path | None = None


@dataclass(frozen=True, slots=True)
class Switches:
    """What the user lets through, this once."""

    allow_retract: bool = False
    """Retracts that the brake holds back."""
    recreate: bool = False
    """All follow-ups vanished from the target: write them again."""
    accept_deletions: bool = False
    """All follow-ups vanished from the target: the user deleted them."""
    allow_work_target: bool = False
    """A target whose account belongs to an employer's domain."""
