"""From what the configuration names to calendars on the server (RFC 6764, RFC 5397, RFC 4791 6.2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from calsync.errors import ConfigError, NetworkError
from calsync.stores.caldav import dav
from calsync.stores.caldav.addresses import shown
from calsync.stores.caldav.collection import ABOUT, About, about
from calsync.stores.caldav.dav import XML, C, D
from calsync.stores.caldav.wire import Elsewhere, Wire

PLACES = ("/.well-known/caldav", "/remote.php/dav/", "/SOGo/dav/", "/dav/", "/caldav/")
"""Where to knock when the address itself is no CalDAV: RFC 6764, Nextcloud, SOGo, and what many use."""

_FIRST = (*ABOUT, "D:current-user-principal", "C:calendar-home-set")


@dataclass(frozen=True, slots=True)
class Calendar:
    """A calendar on a server: its address and what it says of itself."""

    url: str
    about: About

    @property
    def name(self) -> str:
        return self.about.name or self.url.rstrip("/").rpartition("/")[2]

    def takes(self, component: str) -> bool:
        return not self.about.components or component in self.about.components


def is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def resolve(wire: Wire, wanted: Sequence[str], account: str) -> tuple[Calendar, ...]:
    """The calendars named in ``wanted`` (display names or addresses), or all that hold events for none.

    Addresses cost no request. Raises ConfigError for a name that no calendar has, or several have, and
    what ``calendars`` raises.
    """
    if wanted and all(map(is_address, wanted)):
        return tuple(Calendar(url if url.endswith("/") else url + "/", About()) for url in wanted)
    known = calendars(wire)
    if not wanted:
        return tuple(calendar for calendar in known if calendar.takes("VEVENT"))
    return tuple(
        Calendar(text, About()) if is_address(text) else _named(known, text, account) for text in wanted
    )


def calendars(wire: Wire) -> tuple[Calendar, ...]:
    """Every calendar of the account, found from ``wire.url``: a calendar, a home, a principal or a root.

    Raises NetworkError when there is no CalDAV server or not a single calendar, Elsewhere when the server
    sends us to another host, AuthError.
    """
    first = _entrance(wire)
    if first is None:
        raise NetworkError(
            f"No CalDAV server found at {shown(wire.url)}",
            hint="Your provider's help page names the address.",
        )
    if about(first).calendar:
        return (Calendar(first.href, about(first)),)
    homes = first.hrefs(f"{C}calendar-home-set")
    if not homes:
        principals = first.hrefs(f"{D}current-user-principal")
        row = _ask(wire, _place(wire, first.href, principals[0])) if principals else None
        homes = row.hrefs(f"{C}calendar-home-set") if row else []
        base = row.href if row else first.href
    else:
        base = first.href
    found = {
        calendar.url: calendar
        for home in homes or [first.href]
        for calendar in _children(wire, _place(wire, base, home))
    }
    if not found:
        raise NetworkError(
            f"{wire.host} shows no calendar at all for this account",
            hint="Check the user name and the url, and that there is a calendar.",
        )
    return tuple(found.values())


def _entrance(wire: Wire) -> dav.Row | None:
    """The first place that answers as CalDAV and knows whose calendars to look for.

    A refused password ends the search: to repeat it at every door gets accounts locked.
    """
    fallback: dav.Row | None = None
    trouble: Elsewhere | None = None
    for place in ("", *PLACES):
        try:
            row = _ask(wire, urljoin(wire.url, place) if place else wire.url)
        except Elsewhere as error:
            trouble = trouble or error
            continue
        if row is None:
            continue
        if (
            about(row).calendar
            or row.hrefs(f"{C}calendar-home-set")
            or row.hrefs(f"{D}current-user-principal")
        ):
            return row
        fallback = fallback or row
    if fallback is None and trouble is not None:
        raise trouble
    return fallback


def _ask(wire: Wire, url: str) -> dav.Row | None:
    """PROPFIND of one place; None when it is no DAV resource."""
    answer = wire.read("PROPFIND", url, dav.propfind(_FIRST), {**XML, "Depth": "0"})
    if answer.status != 207:
        return None
    try:
        rows = dav.multistatus(answer).rows
    except NetworkError:
        return None
    return rows[0] if rows else None


def _place(wire: Wire, base: str, href: str) -> str:
    """An address that the server names, allowed to see the password only within the account's site."""
    url = urljoin(base, href)
    wire.trust(url)
    return url


def _children(wire: Wire, home: str) -> list[Calendar]:
    answer = wire.read("PROPFIND", home, dav.propfind(ABOUT), {**XML, "Depth": "1"})
    if answer.status != 207:
        return []
    return [Calendar(row.href, about(row)) for row in dav.multistatus(answer).rows if about(row).calendar]


def _named(known: Sequence[Calendar], name: str, account: str) -> Calendar:
    fitting = [item for item in known if item.name == name]
    fitting = fitting or [item for item in known if item.name.casefold() == name.strip().casefold()]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        places = ", ".join(urlsplit(item.url).path for item in fitting)
        raise ConfigError(
            f"{account} has several calendars called {name}", hint=f"Give the address: {places}"
        )
    names = ", ".join(sorted(item.name for item in known))
    raise ConfigError(f"{account} has no calendar called {name}", hint=f"There are: {names}")
