"""Follow-ups in a CalDAV calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal
from urllib.parse import urljoin

from calsync.errors import (
    AuthError,
    ConfigError,
    ItemError,
    NetworkError,
    NotThere,
    Refused,
    Stale,
    TargetError,
    UidTaken,
)
from calsync.model import Component, Stored
from calsync.stores.base import Cache, Snapshot
from calsync.stores.caldav.addresses import shown
from calsync.stores.caldav.choice import is_ours, ours_among, unfolded
from calsync.stores.caldav.collection import Collection
from calsync.stores.caldav.mirror import Memory, ask, dump, load, refresh
from calsync.stores.caldav.refusals import read_only, refusal
from calsync.stores.caldav.resolve import is_address, resolve
from calsync.stores.caldav.settle import settled
from calsync.stores.caldav.wire import Answer, Wire

_ICS = {"Content-Type": "text/calendar; charset=utf-8"}
_PLAIN = re.compile(r"[a-z0-9-]{1,80}")
_MAILS = re.compile(rb"^(?:ORGANIZER|ATTENDEE|METHOD)[;:]", re.I | re.M)
_STUBBORN = 3
"""So often must a new object meet status 500, the server otherwise being well, before its UID is blamed."""


class CalDavTarget:
    """The calendar ``calendar`` (an address, or its display name) of the account behind ``wire``.

    Several servers ignore ``If-Match`` or ``If-None-Match``; so every write is conditional *and* looks
    first, and every object written is read back. A write whose answer is lost is settled by looking.
    """

    def __init__(self, wire: Wire, calendar: str, *, now: datetime, cache: Cache, account: str = "") -> None:
        self._wire = wire
        self._calendar = calendar
        self._account = account or wire.host
        self._now = now
        self._cache = cache
        self._found: Collection | None = None
        self._memory: Memory | None = None
        self._missing = False

    @property
    def id(self) -> str:
        if is_address(self._calendar):
            return "caldav:" + shown(self._calendar)
        return f"caldav:{shown(self._wire.url)}#{self._calendar}"

    @property
    def name(self) -> str:
        place = shown(self._calendar) if is_address(self._calendar) else self._calendar
        return f"{place} ({self._account})"

    @property
    def components(self) -> frozenset[Component]:
        collection = self._collection()
        if self._memory is None:
            about = collection.about()
            self._memory = Memory(about.name, about.components)
        declared = frozenset(item for item in Component if item.value in self._memory.components)
        return declared or frozenset(Component)

    def read(self) -> Snapshot:
        try:
            try:
                return self._read(self._collection())
            except NotThere:
                return self._read(self._made_anew())
        except NotThere:
            self._missing = True
            return Snapshot((), exists=False)

    def get(self, href: str) -> Stored | None:
        collection = self._collection()
        return collection.get(urljoin(collection.url, href))

    def create(self, uid: str, data: bytes) -> Stored:
        _harmless(data)
        collection = self._collection()
        if self._missing:
            self._make(collection)
        href = f"{collection.url}{_resource(uid)}.ics"
        if self.get(href) is not None:
            raise UidTaken(f"{self.name} already holds an object with the UID {uid}", href=href)

        def put() -> Answer:
            return self._wire.write("PUT", href, data, {**_ICS, "If-None-Match": "*"})

        def arrived() -> Stored | None:
            found = self.get(href)
            if found is not None and not _same(found, data):
                raise UidTaken(f"{self.name} holds something else with the UID {uid} by now", href=href)
            return found

        for _ in range(_STUBBORN):
            answer = settled(self._wire, put, arrived)
            if isinstance(answer, Stored):
                return answer
            if answer.status != 500:
                break
            if self._wire.write("PUT", href, data, {**_ICS, "If-Match": '"calsync-none"'}).status != 412:
                break
        else:
            raise UidTaken(f"{self.name} fails for the UID {uid} alone: its trash bin may still hold it")
        if answer.status not in {200, 201, 204}:
            self._blameless(collection)
            raise refusal(answer, uid, collection.url)
        return self._read_back(href)

    def update(self, href: str, etag: str, data: bytes) -> Stored:
        _harmless(data)
        before = self._look(href, etag)

        def put() -> Answer:
            return self._wire.write("PUT", href, data, {**_ICS, "If-Match": _strong(etag)})

        def arrived() -> Stored | None:
            found = self.get(href)
            if found is not None and found.etag == before.etag:
                return None
            if found is None or not _same(found, data):
                raise Stale(f"{shown(href)} has changed since it was read")
            return found

        answer = settled(self._wire, put, arrived)
        if isinstance(answer, Stored):
            return answer
        if answer.status in {404, 409, 410, 412}:
            raise Stale(f"{shown(href)} has changed since it was read")
        if answer.status not in {200, 201, 204}:
            raise refusal(answer, shown(href))
        return self._read_back(href)

    def delete(self, href: str, etag: str) -> None:
        self._look(href, etag, gone=NotThere)

        def delete() -> Answer:
            return self._wire.write("DELETE", href, headers={"If-Match": _strong(etag)})

        def arrived() -> Literal[True] | None:
            try:
                self._look(href, etag, gone=NotThere)
            except NotThere:
                return True
            return None

        answer = settled(self._wire, delete, arrived)
        if answer is True:
            return
        if answer.status in {404, 410}:
            raise NotThere(f"{shown(href)} is already gone")
        if answer.status in {409, 412}:
            raise Stale(f"{shown(href)} has changed since it was read")
        if answer.status not in {200, 202, 204}:
            raise self._collection().unexpected("DELETE", answer)

    # ------------------------------------------------------------------ inner

    def _read(self, collection: Collection) -> Snapshot:
        """Raises NotThere when the calendar is gone."""
        state, known = self._cache.load(self.id, "")
        memory = load(state)[0].get(collection.url, Memory())
        fresh = refresh(collection, memory, known, ask(collection, memory, self._now), _ours, self._now)
        self._memory = fresh.memory
        if fresh.memory != memory or fresh.changed or fresh.removed:
            new_state = dump({collection.url: fresh.memory})
            self._cache.save(self.id, "", new_state, fresh.changed, fresh.removed)
        objects = tuple(
            Stored(href, entry.version, entry.data) for href, entry in fresh.entries.items() if entry.data
        )
        return Snapshot(objects, exists=True, unreadable=tuple(sorted(fresh.failed)))

    def _collection(self) -> Collection:
        """The calendar, remembered or found by its name."""
        if self._found is None:
            memories = load(self._cache.state(self.id, ""))[0]
            self._found = self._at(next(iter(memories), None) or self._resolved())
            self._memory = memories.get(self._found.url)
        return self._found

    def _made_anew(self) -> Collection:
        """The calendar that has the name now. Raises NotThere when none has."""
        before = self._collection()
        try:
            url = self._resolved()
        except ConfigError:
            raise NotThere(f"{self.name} is not there any more") from None
        if url != before.url:
            self._found = self._at(url)
        return self._collection()

    def _resolved(self) -> str:
        return resolve(self._wire, (self._calendar,), self._account)[0].url

    def _at(self, url: str) -> Collection:
        self._wire.trust(url)
        return Collection(self._wire, url)

    def _make(self, collection: Collection) -> None:
        name = collection.url.rstrip("/").rpartition("/")[2] if is_address(self._calendar) else self._calendar
        try:
            collection.make(name, tuple(Component))
        except (NetworkError, AuthError):
            raise TargetError(
                f"{self.name} is not there any more, and {self._wire.host} does not let programs make one",
                hint="Make the calendar in your calendar app, or choose another one as the target.",
            ) from None
        self._missing = False

    def _blameless(self, collection: Collection) -> None:
        """Raises TargetError when the calendar has gone, AuthError when it is not ours to write to.

        Servers blame the object for both, with 403, 404 or 409.
        """
        try:
            writable = collection.may_write()
        except NotThere:
            self._missing = True
            raise TargetError(f"{self.name} is not there any more") from None
        if not writable:
            raise read_only(self._wire.host)

    def _look(self, href: str, etag: str, gone: type[TargetError] = Stale) -> Stored:
        """The object as it stands, proven to be calsync's and to have this ETag."""
        found = self.get(href)
        if found is None:
            raise gone(f"{shown(href)} is not there any more")
        if _strong(found.etag) != _strong(etag):
            raise Stale(f"{shown(href)} has changed since it was read")
        if not is_ours(found.data):
            raise Refused(f"{shown(href)} was not made by calsync and is never touched")
        return found

    def _read_back(self, href: str) -> Stored:
        stored = self.get(href)
        if stored is None:
            raise TargetError(f"{self.name} took {shown(href)}, but it is not there")
        return stored


def _ours(objects: Sequence[bytes]) -> list[bytes | None]:
    return [data if ours else None for data, ours in zip(objects, ours_among(objects), strict=True)]


def _harmless(data: bytes) -> None:
    """Raises Refused for an object that would make servers send mail (Nextcloud, SOGo do, on PUT)."""
    found = _MAILS.search(unfolded(data))
    if found:
        raise Refused(
            f"It holds {found[0][:-1].decode().upper()}: storing it would make the server send mail",
            hint="Take the participants out of the follow-up in your calendar app.",
        )


def _resource(uid: str) -> str:
    """A resource name that every server takes: short, ``[a-z0-9-]``."""
    if _PLAIN.fullmatch(uid):
        return uid
    import hashlib

    return "calsync-" + hashlib.sha256(uid.encode()).hexdigest()[:32]


def _strong(etag: str) -> str:
    """An ETag as If-Match needs it: proxies weaken it or add ``-gzip``, though the object is the same."""
    return re.sub(r'-gzip"$', '"', etag.removeprefix("W/"))


def _same(found: Stored, data: bytes) -> bool:
    """Whether what stands there is what was sent, as far as calsync's own fields go."""
    from calsync.ical.item import read_item

    try:
        there, sent = read_item(found), read_item(Stored(found.href, "", data))
    except ItemError:
        return False
    return there.uid == sent.uid and there.values == sent.values and there.component == sent.component
