"""Which interviews are in play: what was read now, and what is remembered and still counts.

This is where absence is earned (law 1) and where a new release of the detector is kept from changing a
verdict that somebody has already acted upon. After this step the playbook sees one set of interviews and
need not know which of them are still in the calendar.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from calsync.model import Interview, Reading, Window

ABSENT = "absent"
IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Remembered:
    """An interview as the ledger keeps it, with the settings digest its verdict was reached under."""

    interview: Interview
    settings: str


@dataclass(frozen=True, slots=True)
class Play:
    interviews: tuple[Interview, ...]
    """Everything in play, inactive ones included, ordered by start and id."""
    forgotten: tuple[str, ...] = ()
    """Ids the ledger need not keep: never acted upon and no longer judged to be interviews."""


def in_play(
    detected: Sequence[Interview],
    others: Sequence[Interview],
    remembered: Mapping[str, Remembered],
    readings: Sequence[Reading],
    window: Window,
    now: datetime,
    *,
    settings: str,
    acted: Collection[str],
) -> Play:
    """Interviews in play.

    ``detected`` and ``others`` are what detection judged to be interviews, and not to be, with aliases
    already resolved to the ids the ledger knows; ``settings`` digests the user's own detection settings;
    ``acted`` holds the ids of interviews that have follow-ups.
    """
    by_source = {reading.source: reading for reading in readings}
    play: dict[str, Interview] = {}
    for found in sorted(detected, key=_preference, reverse=True):
        play[found.id] = found  # the preferred one of several with one id comes last and stays
    rejected = {other.id: other for other in others}
    forgotten: list[str] = []
    for identity, memory in remembered.items():
        old = memory.interview
        fresh = play.get(identity)
        if fresh is None and identity not in rejected:
            play[identity] = _missing(old, by_source, window, now)
            continue
        seen = fresh or rejected[identity]
        stands = identity in acted and memory.settings == settings and old.content == seen.content
        if stands and not gone(old) and not _overruled(old) and not _overruled(seen):
            seen = _on_the_old_verdict(old, seen)
        elif fresh is None and identity in acted and not _overruled(seen):
            # The text changed and no longer reads as an interview: as good as gone, while it is ahead.
            seen = old if old.end <= now else _as_gone(old, "the event no longer reads as an interview")
        elif fresh is None:
            forgotten.append(identity)
            continue
        play[identity] = replace(seen, sources=_still_showing(old, seen, by_source))
    ordered = sorted(play.values(), key=lambda one: (one.start, one.id))
    return Play(tuple(ordered), tuple(forgotten))


def _preference(interview: Interview) -> tuple[bool, bool, str, str]:
    """Of a re-issued pair the active one speaks for the interview; UID only makes the order total."""
    rid = interview.recurrence_id
    return (not interview.active, not interview.confirmed, interview.uid, "" if rid is None else str(rid))


def gone(interview: Interview) -> bool:
    """It was found absent, in this run or an earlier one."""
    return (interview.inactive_reason or "").startswith(ABSENT)


def _overruled(interview: Interview) -> bool:
    """The user has said so by hand: no memory stands against that, nor outlives its being taken back."""
    return (interview.inactive_reason or "").startswith(IGNORED)


def _on_the_old_verdict(old: Interview, seen: Interview) -> Interview:
    """The old reading of an unchanged event, where and when it stands now."""
    return replace(
        old,
        uid=seen.uid,
        recurrence_id=seen.recurrence_id,
        sources=seen.sources,
        summary=seen.summary,
        start=seen.start,
        end=seen.end,
        all_day=seen.all_day,
        tz=seen.tz,
        sequence=seen.sequence,
        dtstamp=seen.dtstamp,
    )


def _missing(old: Interview, readings: Mapping[str, Reading], window: Window, now: datetime) -> Interview:
    """An interview that no source showed this time: held, out of sight, or really gone."""
    if old.active and earned(old, readings, window, now):
        return _as_gone(old, "the event is no longer in the calendar")
    return old


def earned(old: Interview, readings: Mapping[str, Reading], window: Window, now: datetime) -> bool:
    """Law 1: that no source showed it this time means that it is not there."""
    return (
        old.end > now
        and window.since <= old.start < window.until
        and bool(old.sources)
        and all(_proves(readings.get(name), old.uid) for name in old.sources)
    )


def _proves(reading: Reading | None, uid: str) -> bool:
    """Does this source's silence about a UID mean that the event is not there?"""
    return (
        reading is not None
        and reading.complete
        and reading.covers
        and reading.error is None
        and reading.events > 0
        and uid not in reading.unreadable
    )


def _as_gone(old: Interview, why: str) -> Interview:
    return replace(old, active=False, inactive_reason=f"{ABSENT}: {why}")


def _still_showing(old: Interview, seen: Interview, readings: Mapping[str, Reading]) -> tuple[str, ...]:
    """The sources that show it: those that do now, and those that could not be asked."""
    kept = {name for name in old.sources if not _proves(readings.get(name), old.uid)}
    return tuple(sorted(kept | set(seen.sources)))
