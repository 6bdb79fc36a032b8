"""From what the user names to sources, and from sources to readings. One that fails stops no other."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from calsync.app.results import Failure
from calsync.app.session import Session
from calsync.config import SourceConfig
from calsync.errors import CalsyncError, UsageError
from calsync.model import Query, Reading
from calsync.stores.base import Source

IMPORTS = "imports"
"""Name of the source that holds the imported invitations."""


@dataclass(frozen=True, slots=True)
class Read:
    """What all sources gave, in the order in which they were named."""

    readings: tuple[Reading, ...]
    failures: tuple[Failure, ...]


def read_all(session: Session, query: Query) -> Read:
    """Read every source of the session. Raises UsageError when there is none at all.

    A source that cannot be read is a Reading with an error, and a Failure with the exit code it asks for.
    """
    readings: list[Reading] = []
    failures: list[Failure] = []
    for name, opened in _chosen(session):
        session.progress(f"reading {name} …")
        try:
            source = opened if not isinstance(opened, CalsyncError) else _raise(opened)
            reading = source.read(query)
            failures += _shortcomings(reading)
        except CalsyncError as error:
            reading = Reading(name, error=str(error))
            failures.append(Failure.of(error, name))
        readings.append(reading)
    session.progress("")
    return Read(tuple(readings), tuple(failures))


def has_sources(session: Session) -> bool:
    """There is something to read: named, configured or imported."""
    return bool(session.given or session.options.sources or session.config.sources or has_imports(session))


def _chosen(session: Session) -> Iterable[tuple[str, Source | CalsyncError]]:
    """The sources named on the command line, else all configured ones and the imports."""
    if session.given:
        yield from ((source.name, source) for source in session.given)
        return
    configured = {source.name: source for source in session.config.sources}
    named = session.options.sources
    if not named:
        named = (*configured, *([IMPORTS] if has_imports(session) else []))
    if not named:
        raise UsageError(
            "there is nothing to read: name a calendar file, e.g. calsync scan interviews.ics",
            hint="or remember an invitation with calsync import, or write [[sources]] into the configuration",
        )
    for name in dict.fromkeys(named):
        try:
            if name in configured:
                yield name, _configured(session, configured[name])
            elif name == IMPORTS and has_imports(session):
                yield name, _local(session, str(imports_folder(session)), name)
            else:
                yield name, _argument(session, name)
        except CalsyncError as error:
            yield name, error


def imports_folder(session: Session) -> Path:
    """Where imported invitations are kept; it may not be there. Only in a session with a data folder."""
    assert session.data is not None
    return session.data / IMPORTS


def has_imports(session: Session) -> bool:
    return session.data is not None and any(imports_folder(session).glob("*.ics"))


def _configured(session: Session, source: SourceConfig) -> Source:
    if source.path is not None:
        return _local(session, str(source.path), source.name)
    if source.feed is not None:
        address = str(source.feed.value)
        if source.feed.kind != "plain":
            from calsync.credentials import fetch

            address = fetch(source.feed, f"source {source.name}")
        return _local(session, address, source.name)
    from calsync.app.accounts import open_source

    return open_source(session, source)


def _argument(session: Session, argument: str) -> Source:
    """A source that the configuration does not know. Raises UsageError when there is no such thing."""
    if argument == "-" or "://" in argument:
        return _local(session, argument, None)
    path = Path(argument).expanduser().absolute()
    if not path.exists():
        known = ", ".join(source.name for source in session.config.sources)
        hint = f"configured are: {known}" if known else None
        raise UsageError(f"{argument}: there is no such file, folder or configured source", hint=hint)
    return _local(session, str(path), str(path))


def _local(session: Session, argument: str, name: str | None) -> Source:
    from calsync.stores.files import open_source

    return open_source(argument, name=name, cache=session.ledger.cache, stdin=sys.stdin.buffer)


def _shortcomings(reading: Reading) -> Iterable[Failure]:
    """What keeps a reading that was had from being all there is."""
    if reading.error is not None:
        yield Failure(reading.error, source=reading.source)
    elif reading.unreadable:
        count = len(reading.unreadable)
        yield Failure(
            f"{reading.source}: {count} event{'s' if count > 1 else ''} could not be read",
            hint="calsync scan says which",
            source=reading.source,
        )
    elif not reading.complete:
        yield Failure(f"{reading.source}: was not read to its end", source=reading.source)


def _raise(error: CalsyncError) -> Source:
    raise error
