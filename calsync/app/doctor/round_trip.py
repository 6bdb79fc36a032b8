"""Writing to the target tried out: an object of its own is written, read back and removed again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

from calsync.app.doctor.checks import Check, ok, warning
from calsync.app.session import Session
from calsync.app.target import component
from calsync.errors import Busy, NotThere, Refused, Stale, TargetError
from calsync.ical.item import Content, new_item
from calsync.model import UID_PREFIX, Component, Stored
from calsync.stores.base import Snapshot, Target

PREFIX = f"{UID_PREFIX}doctor-"
"""Of the UID: known as calsync's own everywhere, and as a leftover should one ever stay behind."""

_NAME = "target, writing"
_MARK = "v=doctor"
"""No follow-up's: a mark that names no key is left alone by every plan."""


def round_trip(session: Session, target: Target, snapshot: Snapshot) -> Iterator[Check]:
    """Write, read and remove one object, alone among runs. What an earlier one left behind goes as well.

    Raises what the target raises.
    """
    from calsync.ledger import lock

    try:
        with lock(session.ledger.path, 0.0):
            for stored in snapshot.objects:
                if PREFIX.encode() in stored.data:
                    _remove(target, stored)
            yield _tried(session, target)
    except Busy as error:
        yield warning(_NAME, str(error))


def _tried(session: Session, target: Target) -> Check:
    session.progress(f"writing to {target.name} …")
    stored, written_as = _written(session, target)
    try:
        if target.get(stored.href) is None:
            raise TargetError(
                f"{target.name} took an object, but it is not there",
                hint="Try again in a minute: some servers show what is written only later.",
            )
    finally:
        _remove(target, stored)
    if target.get(stored.href) is not None:
        raise TargetError(
            f"{target.name}: what is removed stays there", hint="Delete “calsync doctor” by hand."
        )
    named = {Component.VTODO: "a task", Component.VEVENT: "an event"}[written_as]
    return ok(_NAME, f"{named} was written, read back and removed")


def _written(session: Session, target: Target) -> tuple[Stored, Component]:
    """A new object as the first component that the target takes, asked for as a sync would ask."""
    wanted = component(session)
    said = [kind for kind in (Component.VTODO, Component.VEVENT) if kind in target.components]
    content = Content(
        summary="calsync doctor: a test, safe to delete",
        description="calsync tried out whether it can write here, and should have removed this at once.",
        due=session.now + timedelta(days=1),
        priority=9,
        categories=(),
    )
    refusal: Refused | None = None
    for kind in (wanted,) if wanted else said:
        uid = f"{PREFIX}{uuid.uuid4()}"
        try:
            return target.create(uid, new_item(uid, content, kind, _MARK, session.now)), kind
        except Refused as error:
            refusal = error
    assert refusal is not None
    raise refusal


def _remove(target: Target, stored: Stored) -> None:
    with suppress(NotThere):
        try:
            target.delete(stored.href, stored.etag)
        except Stale:
            found = target.get(stored.href)
            if found is not None:
                target.delete(found.href, found.etag)
