"""A target in memory: the plainest thing that keeps the contract, and the model the others are held to."""

from __future__ import annotations

from calsync.errors import ItemError, NotThere, Refused, Stale, UidTaken
from calsync.ical.item_tree import follow_up_in, is_own
from calsync.model import Component, Stored
from calsync.stores.base import Snapshot
from calsync.stores.proof import prove


class MemoryTarget:
    """Objects by href, each with a counter as its ETag; a counter is never used twice."""

    def __init__(self, name: str = "memory", components: frozenset[Component] = frozenset(Component)) -> None:
        self._name = name
        self._components = components
        self._versions = 0
        self.objects: dict[str, Stored] = {}
        self.exists = True

    @property
    def id(self) -> str:
        return f"memory:{self._name}"

    @property
    def name(self) -> str:
        return self._name

    @property
    def components(self) -> frozenset[Component]:
        return self._components

    def read(self) -> Snapshot:
        own: list[Stored] = []
        unreadable: list[str] = []
        for stored in self.objects.values():
            try:
                if is_own(follow_up_in(stored.data)):
                    own.append(stored)
            except ItemError:
                unreadable.append(stored.href)
        return Snapshot(tuple(own), exists=self.exists, unreadable=tuple(unreadable))

    def get(self, href: str) -> Stored | None:
        return self.objects.get(href)

    def create(self, uid: str, data: bytes) -> Stored:
        if Component(prove(data, uid).name) not in self._components:
            raise Refused(f"{self._name} does not take this kind of object")
        if any(follow_up_in(stored.data).text("UID") == uid for stored in self.read().objects):
            raise UidTaken(f"{self._name} already holds {uid}")
        self.exists = True
        return self._store(f"{uid}.ics", data)

    def update(self, href: str, etag: str, data: bytes) -> Stored:
        stored = self.objects.get(href)
        if stored is None or stored.etag != etag:
            raise Stale(f"{href} is not what it was")
        prove(data, follow_up_in(stored.data).text("UID"))
        return self._store(href, data)

    def delete(self, href: str, etag: str) -> None:
        stored = self.objects.get(href)
        if stored is None:
            raise NotThere(f"{href} is gone")
        if stored.etag != etag:
            raise Stale(f"{href} is not what it was")
        del self.objects[href]

    def _store(self, href: str, data: bytes) -> Stored:
        self._versions += 1
        self.objects[href] = Stored(href, str(self._versions), data)
        return self.objects[href]
