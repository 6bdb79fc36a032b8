"""Readings put together, and readings of what could not be opened; shared by the sources made of files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from calsync.model import Notice, Occurrence, Query, Reading
from calsync.seek import Vocabulary

SUFFIXES = (".ics", ".ical", ".icalendar", ".ifb", ".vcs")


def is_calendar(name: str) -> bool:
    """By its name without folder: a calendar file that is neither hidden nor a writer's temporary file."""
    return name.lower().endswith(SUFFIXES) and not name.startswith((".", "~", "#"))


def read_file(source: str, path: Path, query: Query) -> Reading:
    """One calendar file; what is wrong with it is told in the Reading."""
    from calsync.ical.read import read_calendar

    try:
        with path.open("rb") as file:
            return read_calendar(file, query, source, label=str(path))
    except OSError as error:
        return failed(source, str(path), error)


def in_context(query: Query, ask: Callable[[Query], list[Reading]]) -> list[Reading]:
    """What ``ask`` gives, the second look of the query's context taken over all files together."""
    first = ask(replace(query, context=None))
    terms = context_terms(query, first)
    return ask(widened(query, terms)) if terms else first


def context_terms(query: Query, readings: Iterable[Reading]) -> frozenset[str]:
    """What the query's context makes of everything found so far."""
    if query.context is None or query.words is None:
        return frozenset()
    return query.context(_in_order(readings))


def widened(query: Query, terms: frozenset[str]) -> Query:
    """The query with these words added, and no context to ask any more."""
    return replace(query, context=None, words=(query.words or Vocabulary()).plus(terms))


def merged(name: str, readings: Iterable[Reading]) -> Reading:
    """Readings of the files of one source as one; a file that failed among others is a notice."""
    parts = list(readings)
    if len(parts) == 1:
        return parts[0]
    notices = [notice for part in parts for notice in part.notices]
    notices += [Notice("unreadable_file", part.error, name) for part in parts if part.error]
    return Reading(
        name,
        tuple(_in_order(parts)),
        events=sum(part.events for part in parts),
        complete=all(part.complete for part in parts),
        error=parts[0].error if all(part.error for part in parts) else None,
        notices=tuple(notices),
        unreadable=frozenset(uid for part in parts for uid in part.unreadable),
    )


def _in_order(readings: Iterable[Reading]) -> list[Occurrence]:
    from calsync.ical.gather import in_order

    return in_order(occurrence for reading in readings for occurrence in reading.occurrences)


def failed(name: str, label: str, error: Exception) -> Reading:
    """The Reading of something that could not be opened, or not be read to its end."""
    match error:
        case FileNotFoundError():
            message = f"{label} does not exist: check the name."
        case PermissionError():
            message = f"{label} cannot be read: permission denied."
        case IsADirectoryError():
            message = f"{label} is a folder."
        case _:
            message = f"{label} cannot be read: {getattr(error, 'strerror', None) or error}."
    return replace(Reading(name), error=message)
