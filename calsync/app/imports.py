"""Invitation files remembered for later runs: a private copy of each event in the data folder.

A file's name is the digest of the event's UID, never the UID itself.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from calsync.app.ids import digest, resolve, short_ids
from calsync.app.invitations import Invitation, invitations, merged
from calsync.app.results import Failure, Import, ImportResult
from calsync.app.session import Session
from calsync.app.sources import IMPORTS, imports_folder
from calsync.errors import CalsyncError, ItemError, SourceError, UsageError
from calsync.ical.read import read_calendar
from calsync.model import UID_PREFIX, Notice, Query, Reading, Window
from calsync.reconcile.play import IGNORED
from calsync.stores.atomic import create_file, make_folder, read_file, replace_file

MOST_BYTES = 20 * 1024 * 1024
"""An invitation is small; what is larger is a calendar, and is better read as a source."""

_NEAR = timedelta(days=400)


def take(session: Session, files: Iterable[str]) -> ImportResult:
    """Remember the events of these files (paths, or ``-``). Needs a writing session.

    A file that cannot be read is a Failure, the others are still taken.
    """
    stored: dict[str, Invitation] = {}
    kept: dict[str, Invitation] = {}
    notices: list[Notice] = [*session.notices]
    failures: list[Failure] = []
    for file in files:
        try:
            found, told = _read(session, file)
            notices += told
            for invitation in found:
                into = stored if _store(session, invitation) else kept
                into[invitation.uid] = invitation
        except CalsyncError as error:
            failures.append(Failure.of(error, file))
    ids = {uid: name for uid, (name, _) in _known(session).items()}
    return ImportResult(
        now=session.now,
        zone=session.zone.key,
        imports=tuple(_described(session, ids[uid], uid) for uid in stored),
        kept=tuple(_described(session, ids[uid], uid) for uid in kept if uid not in stored),
        notices=tuple(notices),
        failures=tuple(failures),
    )


def listed(session: Session) -> ImportResult:
    """Everything that has been imported, by date."""
    imports = [_described(session, name, uid) for uid, (name, _) in _known(session).items()]
    imports.sort(key=lambda item: (item.start or session.now, item.uid))
    return ImportResult(session.now, session.zone.key, tuple(imports), notices=session.notices)


def remove(session: Session, names: Iterable[str]) -> ImportResult:
    """Forget imports by their ids. Needs a writing session. Raises UsageError for an id that fits none."""
    known = _known(session)
    chosen = {resolve(name, {uid: uid for uid in known}, what="import") for name in names}
    removed = [_described(session, known[uid][0], uid) for uid in sorted(chosen)]
    for uid in chosen:
        known[uid][1].unlink(missing_ok=True)
    _forget(session, chosen)
    return ImportResult(session.now, session.zone.key, tuple(removed), notices=session.notices)


def _forget(session: Session, uids: Collection[str]) -> None:
    """The interviews that only these imports showed are gone by the user's own word: an import folder that
    is now empty would prove nothing (law 1)."""
    facts = session.ledger.facts
    for memory in facts.interviews().values():
        one = memory.interview
        if one.uid in uids and one.sources == (IMPORTS,) and one.end > session.now:
            reason = f"{IGNORED}: you removed the invitation"
            facts.remember([replace(one, active=False, inactive_reason=reason)], memory.settings)


def _read(session: Session, file: str) -> tuple[list[Invitation], tuple[Notice, ...]]:
    """The events of a file that can be read. Raises UsageError or SourceError when there are none."""
    data = sys.stdin.buffer.read(MOST_BYTES + 1) if file == "-" else _bytes(file)
    label = "standard input" if file == "-" else file
    if len(data) > MOST_BYTES:
        raise SourceError(f"{label}: is larger than an invitation is", hint="sync reads it as a source")
    reading = _reading(session, data, label)
    if reading.error is not None:
        raise SourceError(reading.error)
    try:
        found = invitations(data)
    except ItemError as error:
        raise SourceError(f"{label}: {error}") from None
    readable = [
        invitation
        for invitation in found
        if invitation.uid not in reading.unreadable and not invitation.uid.startswith(UID_PREFIX)
    ]
    if not readable:
        raise SourceError(f"{label}: holds no event that could be remembered")
    return readable, reading.notices


def _bytes(file: str) -> bytes:
    if "://" in file:
        raise UsageError(f"{file}: is an address; calsync sync reads a feed by itself, or save it to a file")
    path = Path(file).expanduser()
    if path.is_dir() or path.suffix.lower() == ".zip":
        raise UsageError(f"{file}: is no invitation file; calsync sync reads a folder or a zip by itself")
    try:
        with path.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UsageError(f"{file}: there is no such file") from None
    except OSError as error:
        raise SourceError(f"{file}: cannot be read: {error.strerror}") from None


def _store(session: Session, new: Invitation) -> bool:
    """Whether the invitation is new, or newer than what is remembered; if so, it is remembered."""
    path = _path(session, new.uid)
    stored = read_file(path)
    old = next((item for item in invitations(stored or b"") if item.uid == new.uid), None)
    result = merged(old, new)
    if result is None:
        return False
    if not result.has_start:
        raise SourceError(f"“{new.summary}”: the file does not say when, and nothing is remembered of it")
    make_folder(path.parent)
    data = result.data()
    if stored is None:
        create_file(path, data)
    else:
        replace_file(path, data)
    return True


def _path(session: Session, uid: str) -> Path:
    return imports_folder(session) / f"{digest(uid)}.ics"


def _known(session: Session) -> dict[str, tuple[str, Path]]:
    """UID to short id and file of every import."""
    found = {item.uid: path for path in _files(session) for item in invitations(path.read_bytes())}
    names = short_ids(found)
    return {uid: (names[uid], path) for uid, path in found.items()}


def _files(session: Session) -> Iterator[Path]:
    yield from sorted(imports_folder(session).glob("*.ics"))


def _described(session: Session, name: str, uid: str) -> Import:
    data = _path(session, uid).read_bytes()
    occurrences = _reading(session, data, name).occurrences
    ahead = next((item for item in occurrences if item.end >= session.now), None)
    shown = ahead or (occurrences[-1] if occurrences else None)
    summary = shown.summary if shown else next((item.summary for item in invitations(data)), "")
    return Import(name, _path(session, uid), uid, summary, shown.start if shown else None)


def _reading(session: Session, data: bytes, label: str) -> Reading:
    near = Window(session.now - _NEAR, session.now + _NEAR)
    return read_calendar(data, Query(near, session.zone), label)
