"""One calendar collection, in the protocol's own words: list, changes, multiget, get, put, delete."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from calsync.errors import AuthError, NetworkError, NotThere
from calsync.model import Component, Stored
from calsync.stores.caldav import dav
from calsync.stores.caldav.addresses import host_of, shown
from calsync.stores.caldav.dav import CS, XML, C, D
from calsync.stores.caldav.wire import REPEATABLE, Answer, Lost, Wire

BATCH = 1000
"""Objects asked for in one multiget."""
_SPARE = 40
"""Further requests that a reading may spend on multigets that fail as a whole."""
_HALVINGS = 3
"""So many multigets in a row may stay without an answer."""
_PAGES = 1000

ABOUT = (
    "D:resourcetype",
    "D:displayname",
    "C:supported-calendar-component-set",
    "D:sync-token",
    "CS:getctag",
)


@dataclass(frozen=True, slots=True)
class About:
    """What a collection says of itself. An empty text means that it does not say."""

    name: str = ""
    components: tuple[str, ...] = ()
    """Component names it takes; () when it does not say."""
    token: str = ""
    ctag: str = ""
    calendar: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """ETags by address: everything in a collection, or what changed in it."""

    etags: Mapping[str, str]
    about: About
    gone: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        return not self.etags and not self.gone


@dataclass(slots=True)
class Fetched:
    """What a multiget brought."""

    objects: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    """(ETag, iCalendar bytes) by address."""
    gone: set[str] = field(default_factory=set)
    failed: set[str] = field(default_factory=set)
    """Neither here nor proven to be gone."""


def about(row: dav.Row) -> About:
    comps = row.props.get(f"{C}supported-calendar-component-set")
    names = [] if comps is None else [item.get("name", "").upper() for item in comps.iter(f"{C}comp")]
    return About(
        name=row.text(f"{D}displayname"),
        components=tuple(name for name in names if name),
        token=row.text(f"{D}sync-token"),
        ctag=row.text(f"{CS}getctag"),
        calendar=row.has(f"{D}resourcetype", f"{C}calendar"),
    )


class Collection:
    """A calendar at ``url`` (with a slash at the end), reached over ``wire``.

    One that ``leaves`` leaves what it was told with the wire: a target that is the same calendar as a source
    need not ask again.
    Methods raise NetworkError, AuthError, and NotThere when the calendar itself is gone.
    """

    def __init__(self, wire: Wire, url: str, *, leaves: bool = False) -> None:
        self.wire = wire
        self._leaves = leaves
        self.url = url if url.endswith("/") else url + "/"
        self._key = dav.key(self.url).rstrip("/")

    def about(self) -> About:
        """PROPFIND, depth 0."""
        rows = self._rows("PROPFIND", dav.propfind(ABOUT), "0").rows
        return about(rows[0]) if rows else About()

    def may_write(self) -> bool:
        """Whether this account may add objects (RFC 3744 5.4); True where the server does not say."""
        rows = self._rows("PROPFIND", dav.propfind(("D:current-user-privilege-set",)), "0").rows
        name = f"{D}current-user-privilege-set"
        if not rows or name not in rows[0].props:
            return True
        return any(rows[0].has(name, f"{D}{privilege}") for privilege in ("all", "write", "bind"))

    def listing(self) -> Listing:
        """Everything there is, with what the collection says of itself: PROPFIND, depth 1.

        One answer for both, so that the token can only be older than the list, never newer: what comes
        in between is told again by the next sync, not lost.
        """
        rows = self._rows("PROPFIND", dav.propfind((*ABOUT, "D:getetag")), "1").rows
        own = next((row for row in rows if self._is_self(row)), None)
        if own is None or not own.has(f"{D}resourcetype", f"{D}collection"):
            raise NetworkError(f"{shown(self.url)}: the server's list leaves out the calendar itself")
        etags = {
            row.href: row.text(f"{D}getetag")
            for row in rows
            if row is not own and not row.has(f"{D}resourcetype", f"{D}collection")
        }
        return Listing(etags, about(own))

    def changes(self, token: str) -> Listing | None:
        """What changed since ``token`` (RFC 6578), or None when the server will not say.

        Servers refuse an old token with 403, 409, 410, 412 or 507, some with 400 or 404, so every status
        but success means the same: list again.
        """
        etags: dict[str, str] = {}
        gone: set[str] = set()
        for _ in range(_PAGES):
            answer = self._ask("REPORT", self.url, dav.sync_collection(token), "0")
            if answer.status != 207:
                return None
            page = dav.multistatus(answer)
            if not page.token:
                return None
            more = False
            for row in page.rows:
                if self._is_self(row):
                    more = more or row.status == 507
                elif row.status in {404, 410}:
                    gone.add(row.href)
                    etags.pop(row.href, None)
                elif not row.href.endswith("/"):
                    etags[row.href] = row.text(f"{D}getetag")
                    gone.discard(row.href)
            if not more:
                return Listing(etags, About(token=page.token), frozenset(gone))
            if page.token == token:
                return None
            token = page.token
        return None

    def fetch(self, hrefs: Sequence[str]) -> Iterator[Fetched]:
        """The objects at these addresses, batch by batch: most are not wanted for long. A bad one costs only
        itself.

        A batch that is too much for a slow server is asked for in halves. Raises Lost when that does not
        help either.
        """
        spare, lost = _SPARE, 0
        batches = [list(hrefs[at : at + BATCH]) for at in range(0, len(hrefs), BATCH)]
        while batches:
            batch, found = batches.pop(0), Fetched()
            try:
                missing = self._multiget(batch, found)
                lost = 0
            except Lost:
                missing = batch
                lost += 1
                if lost > _HALVINGS:
                    raise
            if 1 < len(missing) == len(batch) and spare > 0:
                spare -= 1
                half = len(missing) // 2
                batches[:0] = [missing[:half], missing[half:]]
                continue
            for href in missing[:spare]:
                self._single(href, found)
            found.failed.update(missing[spare:])
            spare -= len(missing[:spare])
            yield found

    def get(self, href: str) -> Stored | None:
        """GET. None when the server says that there is nothing (404, 410)."""
        answer = self.wire.read("GET", href, headers={"Accept-Encoding": "identity"})
        if answer.status in {404, 410}:
            return None
        if answer.status != 200:
            raise self.unexpected("GET", answer)
        if answer.headers.get("content-type", "").startswith("text/html"):
            raise NetworkError(*dav.not_dav(answer))
        etag = answer.headers.get("etag", "")
        if not etag:
            rows = self._rows("PROPFIND", dav.propfind(("D:getetag",)), "0", href).rows
            etag = rows[0].text(f"{D}getetag") if rows else ""
        return Stored(href, etag, answer.body)

    def make(self, name: str, components: Sequence[Component]) -> None:
        """MKCALENDAR. Raises NetworkError when the server does not make it."""
        answer = self.wire.write("MKCALENDAR", self.url, dav.mkcalendar(name, components), XML)
        if answer.status not in {200, 201, 204}:
            raise self.unexpected("MKCALENDAR", answer)

    def unexpected(self, method: str, answer: Answer) -> NetworkError | AuthError:
        """The error for a status that nothing better is known about."""
        if answer.status == 403:
            return AuthError(
                f"{shown(self.url)}: this account may not do that ({method}, status 403)",
                hint="Check that the calendar is yours, or shared with you for writing.",
            )
        return NetworkError(
            f"{host_of(self.url)} answers {method} with status {answer.status}",
            hint="Check the account's url.",
        )

    # ------------------------------------------------------------------ inner

    def _multiget(self, batch: list[str], found: Fetched) -> list[str]:
        """Fetch one batch into ``found``; returns the addresses that neither came nor were denied."""
        body = dav.multiget(batch)
        headers = {**XML, "Depth": "1"}
        answer = self.wire.write("REPORT", self.url, body, headers)
        if answer.status in REPEATABLE:
            answer = self.wire.read("REPORT", self.url, body, headers)
        if answer.status != 207:
            return batch
        try:
            rows = dav.multistatus(answer).rows
        except NetworkError:
            return batch
        wanted = {dav.key(href): href for href in batch}
        for row in rows:
            href = wanted.get(dav.key(row.href))
            if href is None:
                continue
            data = row.raw(f"{C}calendar-data")
            if row.status in {404, 410}:
                found.gone.add(href)
            elif data:
                found.objects[href] = (row.text(f"{D}getetag"), _with_crlf(data).encode())
        return [href for href in batch if href not in found.objects and href not in found.gone]

    def _single(self, href: str, found: Fetched) -> None:
        try:
            stored = self.get(href)
        except Lost:
            raise
        except NetworkError:
            found.failed.add(href)
            return
        if stored is None:
            found.gone.add(href)
        else:
            found.objects[href] = (stored.etag, stored.data)

    def _rows(self, method: str, body: bytes, depth: str, url: str | None = None) -> dav.Multistatus:
        answer = self._ask(method, url or self.url, body, depth)
        if answer.status in {404, 410}:
            raise NotThere(f"{shown(self.url)}: there is no such calendar")
        if answer.status not in {200, 207}:
            raise self.unexpected(method, answer)
        read = dav.multistatus(answer)
        if any(row.status in {404, 410} and self._is_self(row) for row in read.rows):
            raise NotThere(f"{shown(self.url)}: there is no such calendar")
        return read

    def _ask(self, method: str, url: str, body: bytes, depth: str) -> Answer:
        return self.wire.read(method, url, body, {**XML, "Depth": depth}, leave=self._leaves)

    def _is_self(self, row: dav.Row) -> bool:
        return dav.key(row.href).rstrip("/") == self._key


def _with_crlf(text: str) -> str:
    """Lines end as RFC 5545 wants them: on their way through XML they lose it (XML 1.0 2.11)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return plain.replace("\n", "\r\n")
