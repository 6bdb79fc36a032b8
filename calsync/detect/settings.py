"""What detection is told from outside: who the user is, and what they taught it."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from calsync.model import Me

THRESHOLD = 0.75
"""The sum of weights from which an event counts as an interview."""

NEAR_MISS = 0.5
"""The sum of weights from which an event that is none is worth showing as a near miss."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Arguments of every judgement. Nothing else than these and the event decides a verdict."""

    me: Me
    zone: ZoneInfo
    """The user's zone, for floating and all-day events."""
    threshold: float = THRESHOLD
    words: tuple[str, ...] = ()
    """The user's own words that name an interview: one of them in an event is enough."""
    not_words: tuple[str, ...] = ()
    """The user's own words that never stand in an interview."""
    hosts: tuple[str, ...] = ()
    """Domains that send or host interviews, as an applicant-tracking system does."""
    companies: tuple[str, ...] = ()
    """Companies the user has applied to: a meeting with one of them is an interview."""
