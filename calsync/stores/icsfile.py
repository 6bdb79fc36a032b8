"""A target that is one ``.ics`` file: calsync's own, or the user's calendar with thousands of other things.

Only the bytes of calsync's own components ever change. An ETag is the digest of such an object, so an
edit elsewhere in the file is no conflict.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from calsync.errors import ItemError, NotThere, Stale, TargetError, UidTaken
from calsync.ical.item_file import Found, as_feed, check, find, insert, remove, replace
from calsync.model import Component, Stored
from calsync.stores.atomic import create_file, locked, make_folder, read_file, real_path, replace_file
from calsync.stores.base import Snapshot
from calsync.stores.proof import prove


class IcsFileTarget:
    """The follow-ups in the file ``path``; it need not exist yet. A new one is begun with ``method``."""

    def __init__(self, path: Path, *, method: str | None = None) -> None:
        self._path = path.absolute()
        self._method = method

    @property
    def id(self) -> str:
        return f"file:{real_path(self._path)}"

    @property
    def name(self) -> str:
        return str(self._path)

    @property
    def components(self) -> frozenset[Component]:
        return frozenset(Component)

    def read(self) -> Snapshot:
        data = self._bytes()
        if data is None:
            return Snapshot((), exists=False)
        found, unreadable = find(data)
        return Snapshot(tuple(_stored(one) for one in found), exists=True, unreadable=unreadable)

    def get(self, href: str) -> Stored | None:
        found, unreadable = find(self._bytes() or b"")
        if href in unreadable:
            raise TargetError(f"{href} in {self._path} cannot be read")
        return next((_stored(one) for one in found if one.href == href), None)

    def create(self, uid: str, data: bytes) -> Stored:
        def change(old: bytes) -> bytes:
            found, unreadable = find(old)
            if uid in unreadable or any(one.uid == uid for one in found):
                raise UidTaken(f"{self._path} already holds {uid}")
            return insert(old, data) if old and not old.isspace() else as_feed(data, method=self._method)

        prove(data, uid)
        make_folder(real_path(self._path).parent)
        return self._written(change, uid)

    def update(self, href: str, etag: str, data: bytes) -> Stored:
        def change(old: bytes) -> bytes:
            found = _lookup(old, href)
            if found is None or found.etag != etag:
                raise Stale(f"{href} in {self._path} is not what it was")
            prove(data, found.uid)
            return replace(old, found, data)

        return self._written(change, href)

    def delete(self, href: str, etag: str) -> None:
        def change(old: bytes) -> bytes:
            found = _lookup(old, href)
            if found is None:
                raise NotThere(f"{href} is no longer in {self._path}")
            if found.etag != etag:
                raise Stale(f"{href} in {self._path} is not what it was")
            return remove(old, found)

        self._rewrite(change)

    def _bytes(self) -> bytes | None:
        """The file as it is, None where there is none. An empty file is a calendar yet to be begun."""
        data = read_file(self._path)
        if data and not data.isspace():
            try:
                check(data)
            except ItemError as error:
                raise TargetError(f"{self._path}: {error}", hint="name another file as the target") from error
        return data

    def _rewrite(self, change: Callable[[bytes], bytes]) -> bytes:
        """The file put through ``change``, alone and all at once. Returns what it holds now."""
        with locked(real_path(self._path).parent):
            old = self._bytes()
            new = change(old or b"")
            if self._bytes() != old:
                raise Stale(f"{self._path} is being written by another program")
            if old is None:
                create_file(self._path, new)
            else:
                replace_file(self._path, new)
        return new

    def _written(self, change: Callable[[bytes], bytes], href: str) -> Stored:
        """As ``_rewrite``, for a change that leaves an object ``href`` behind: that object."""
        found = _lookup(self._rewrite(change), href)
        assert found is not None
        return _stored(found)


def _lookup(data: bytes, href: str) -> Found | None:
    return next((found for found in find(data)[0] if found.href == href), None)


def _stored(found: Found) -> Stored:
    return Stored(found.href, found.etag, found.data)
