"""An http(s) iCalendar feed as a source: fetched only when it has changed, its address kept secret."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import BinaryIO, cast
from urllib.parse import urlsplit

from calsync.digests import sha256
from calsync.errors import SourceError
from calsync.ical.choose import choose
from calsync.ical.read import read_calendar
from calsync.ical.words import finder
from calsync.model import Occurrence, Query, Reading
from calsync.stores.base import Cache, Entry
from calsync.stores.remembered import Basis, basis_of

_HREF = "feed"
_IN_MEMORY = 1 << 23


def open_feed(url: str, *, name: str | None = None, cache: Cache) -> Feed:
    """The feed at an https address (``webcal`` is https); plain http only on this machine.

    Raises SourceError for any other address. Nothing is fetched yet.
    """
    scheme, separator, rest = url.strip().partition("://")
    scheme = {"webcal": "https", "webcals": "https"}.get(scheme.lower(), scheme.lower())
    address = scheme + separator + rest
    shown = redacted(address)
    if scheme not in {"https", "http"}:
        raise SourceError(f"{shown}: a feed is read by https, not by {scheme}.")
    try:
        host = urlsplit(address).hostname
    except ValueError:
        host = None
    if not host:
        raise SourceError(f"{shown}: there is no host in this address.")
    if scheme == "http" and not is_loopback(host):
        raise SourceError(f"{shown}: plain http would show the feed to everybody on the way: use https.")
    return Feed(name or shown, shown, address, cache)


def redacted(url: str) -> str:
    """Scheme, host and first path segment of an address: the rest is as good as a password."""
    scheme, separator, rest = url.partition("://")
    authority, _, path = rest.partition("/")
    host = authority.rpartition("@")[2].partition("?")[0].partition("#")[0]
    first, more, _ = path.partition("?")[0].partition("#")[0].partition("/")
    if not more:
        first = ""
    return f"{scheme}{separator}{host}/{first}{'/' if first else ''}…"


def is_loopback(host: str) -> bool:
    """Whether a host name can only mean this machine."""
    return host in {"localhost", "::1"} or (host.startswith("127.") and host.replace(".", "").isdigit())


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed. ``shown`` is its address as messages may have it."""

    name: str
    shown: str
    url: str
    cache: Cache

    def __repr__(self) -> str:
        return f"Feed({self.shown!r})"

    def read(self, query: Query) -> Reading:
        """Raises AuthError and NetworkError, without the address in the message."""
        try:
            return self._read(query)
        except SourceError as error:
            return Reading(self.name, error=str(error))

    def _read(self, query: Query) -> Reading:
        key = "feed:" + sha256(self.url.encode()).hexdigest()
        digest = query.words.digest if query.words else ""
        state, entries = self.cache.load(key, digest) if query.words is not None else ("", {})
        basis = Basis.parse(state)
        entry = entries.get(_HREF)
        if entry is not None and basis.covers((), query.uids, (entry.data,)):
            with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
                validators = self._fetch(cast("BinaryIO", body), basis)
                if validators is not None:
                    return self._fresh(cast("BinaryIO", body), query, key, digest, basis, validators)
            whole = partial(self._remembered, entry, query, key, digest, basis)
            told = _basis(query, entry)
            if query.known.get(self.name) == told:
                return Reading(self.name, complete=True, basis=told, whole=whole)
            return whole()
        return self._anew(query, key, digest, basis)

    def _anew(self, query: Query, key: str, digest: str, basis: Basis) -> Reading:
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as body:
            validators = self._fetch(cast("BinaryIO", body), None)
            return self._fresh(cast("BinaryIO", body), query, key, digest, basis, validators or ("", ""))

    def _fetch(self, body: BinaryIO, basis: Basis | None) -> tuple[str, str] | None:
        from calsync.stores.fetch import fetch

        validators = (basis.etag, basis.modified) if basis is not None else ("", "")
        found = fetch(self.url, self.shown, body, validators)
        body.seek(0)
        return found

    def _fresh(
        self, body: BinaryIO, query: Query, key: str, digest: str, basis: Basis, validators: tuple[str, str]
    ) -> Reading:
        """Read what was fetched, and remember what of it the words choose."""
        heard = _Heard(query)
        reading = read_calendar(body, heard.listening(), self.name, label=self.shown)
        if query.words is None or reading.error or not reading.complete or not any(validators):
            return reading
        basis = replace(basis.widened(heard.terms, query.uids), etag=validators[0], modified=validators[1])
        body.seek(0)
        chosen = choose(body, finder(query.words.plus(basis.terms)), basis.uids)
        if chosen is None:
            self.cache.save(key, digest, "", {}, [_HREF])
            return reading
        entry = Entry(f"{validators[0]} {validators[1]}#{chosen.events}", chosen.data)
        self.cache.save(key, digest, str(basis), {_HREF: entry}, [])
        return replace(reading, basis=_basis(query, entry))

    def _remembered(self, entry: Entry, query: Query, key: str, digest: str, basis: Basis) -> Reading:
        """What was chosen of the feed as it stands; all of it anew where other words are asked for."""
        heard = _Heard(query)
        found = Reading(self.name, complete=True)
        if entry.data is not None:
            found = read_calendar(entry.data, heard.listening(), self.name, label=self.shown)
        if not basis.covers(heard.terms, frozenset(), ()):
            return self._anew(query, key, digest, basis)
        return replace(found, events=int(entry.version.rpartition("#")[2]), basis=_basis(query, entry))


def _basis(query: Query, entry: Entry) -> str:
    """Of a reading of what is remembered, or of what was remembered of it."""
    return basis_of(query, entry.version.encode(), entry.data or b"")


class _Heard:
    """A query whose context is listened to: by which terms the second look was made."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self.terms: frozenset[str] = frozenset()

    def listening(self) -> Query:
        return replace(self._query, context=self._context) if self._query.context is not None else self._query

    def _context(self, found: Sequence[Occurrence]) -> frozenset[str]:
        assert self._query.context is not None
        self.terms = self._query.context(found)
        return self.terms
