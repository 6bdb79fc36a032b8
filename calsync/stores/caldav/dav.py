"""The little XML that calsync speaks: WebDAV (RFC 4918), CalDAV (RFC 4791), sync-collection (RFC 6578).

Anything that is not a whole multistatus is a ``NetworkError``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from calsync.errors import NetworkError
from calsync.stores.caldav.addresses import host_of
from calsync.stores.caldav.transport import Answer
from calsync.stores.caldav.tree import parse, word

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

D = "DAV:}"
C = "urn:ietf:params:xml:ns:caldav}"
CS = "http://calendarserver.org/ns/}"
XML = {"Content-Type": "application/xml; charset=utf-8"}

_NAMESPACES = (
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"'
)


@dataclass(frozen=True, slots=True)
class Row:
    """One ``response`` of a multistatus: an absolute address, its status and the properties found (200)."""

    href: str
    status: int
    props: Mapping[str, Element]

    def text(self, name: str) -> str:
        """The text of a property, stripped; "" when it is missing."""
        return self.raw(name).strip()

    def raw(self, name: str) -> str:
        """The text of a property as it stands."""
        found = self.props.get(name)
        return "" if found is None else found.text or ""

    def hrefs(self, name: str) -> list[str]:
        """The addresses inside a property, as given."""
        found = self.props.get(name)
        texts = [] if found is None else [(item.text or "").strip() for item in found.iter(f"{D}href")]
        return [text for text in texts if text]

    def has(self, name: str, child: str) -> bool:
        """Whether a property holds an element of this name at any depth."""
        found = self.props.get(name)
        return found is not None and next(found.iter(child), None) is not None


@dataclass(frozen=True, slots=True)
class Multistatus:
    rows: tuple[Row, ...]
    token: str
    """DAV:sync-token of a sync-collection report, or ""."""


def multistatus(answer: Answer) -> Multistatus:
    """Read a 207 answer. Raises NetworkError for anything that is not a whole, well-formed one."""
    root = parse(answer.body)
    if root is None or root.tag != f"{D}multistatus":
        raise NetworkError(*not_dav(answer))
    parts = urlsplit(answer.url)
    place = f"{parts.scheme}://{parts.netloc}"
    rows = tuple(_row(child, answer.url, place) for child in root if child.tag == f"{D}response")
    return Multistatus(rows, word(root, f"{D}sync-token"))


def preconditions(answer: Answer) -> frozenset[str]:
    """Names of the elements in a DAV:error body (RFC 4918 16), without namespace."""
    root = parse(answer.body)
    if root is None or root.tag != f"{D}error":
        return frozenset()
    return frozenset(element.tag.rpartition("}")[2] for element in root.iter())


def conflicts(answer: Answer) -> list[str]:
    """Absolute addresses named in a DAV:error body: of objects that are in the way (RFC 4791 5.3.2.1)."""
    root = parse(answer.body)
    if root is None or root.tag != f"{D}error":
        return []
    return [urljoin(answer.url, item.text.strip()) for item in root.iter(f"{D}href") if item.text]


def not_dav(answer: Answer) -> tuple[str]:
    """What to say of an answer that is not the XML it should be."""
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    host = host_of(answer.url)
    if kind == "text/html" or answer.body.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        return (f"{host} answers with a web page (status {answer.status}), not as a calendar server",)
    return (f"{host} sends an answer that is broken or no CalDAV (status {answer.status})",)


_PLAIN = re.compile(r"(?:/[A-Za-z0-9_~@%+=-][A-Za-z0-9_.~@%+=-]*)+/?")
"""Paths of which nothing has to be resolved: nearly all, and there may be many thousands."""


_HREF, _STATUS, _PROPSTAT, _PROP = (f"{D}{name}" for name in ("href", "status", "propstat", "prop"))


def _row(element: Element, base: str, place: str) -> Row:
    """``place`` is the scheme and host of ``base``."""
    href, status, worst = "", 0, 0
    props: dict[str, Element] = {}
    for part in element:
        if part.tag == _HREF:
            href = href or (part.text or "").strip()
        elif part.tag == _STATUS:
            status = _status(part.text or "")
        elif part.tag == _PROPSTAT:
            code = _status(part.findtext(_STATUS) or "") or 200
            worst = max(worst, code)
            found = part.find(_PROP) if 200 <= code < 300 else None
            if found is not None:
                props.update({child.tag: child for child in found})
    # Servers behind a proxy name hosts of their own; what is in a collection is where the collection is.
    whole = place + href if _PLAIN.fullmatch(href) else urljoin(base, urlsplit(href).path)
    return Row(whole, status or (200 if props or not worst else worst), props)


@lru_cache(maxsize=64)
def _status(line: str) -> int:
    parts = line.split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0


def key(href: str) -> str:
    """An address for comparison: servers differ in what they percent-encode."""
    host, path = _taken_apart(href)
    return f"{host.lower()}{unquote(path) if '%' in path else path}"


def _taken_apart(href: str) -> tuple[str, str]:
    """Host and path of an absolute address; there may be many thousands."""
    host, slash, path = href.partition("://")[2].partition("/")
    return host, slash + path.partition("?")[0].partition("#")[0]


def within(href: str, collection: str) -> bool:
    """Whether an address lies in the collection at ``collection``."""
    return href.startswith(collection) or key(href).startswith(key(collection))


# --------------------------------------------------------------------------- request bodies


def propfind(names: Iterable[str]) -> bytes:
    props = "".join(f"<{name}/>" for name in names)
    return _document(f"<D:propfind {_NAMESPACES}><D:prop>{props}</D:prop></D:propfind>")


def sync_collection(token: str) -> bytes:
    """RFC 6578 3.2. Never with ``limit``: several servers lose items then."""
    return _document(
        f"<D:sync-collection {_NAMESPACES}><D:sync-token>{_escaped(token)}</D:sync-token>"
        "<D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"
    )


def multiget(hrefs: Iterable[str]) -> bytes:
    """RFC 4791 7.9, with paths rather than addresses, as servers expect them."""
    items = "".join(f"<D:href>{_escaped(_taken_apart(href)[1])}</D:href>" for href in hrefs)
    return _document(
        f"<C:calendar-multiget {_NAMESPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>"
        f"{items}</C:calendar-multiget>"
    )


def mkcalendar(name: str, components: Iterable[str]) -> bytes:
    comps = "".join(f'<C:comp name="{_escaped(component)}"/>' for component in components)
    return _document(
        f"<C:mkcalendar {_NAMESPACES}><D:set><D:prop><D:displayname>{_escaped(name)}</D:displayname>"
        f"<C:supported-calendar-component-set>{comps}</C:supported-calendar-component-set>"
        "</D:prop></D:set></C:mkcalendar>"
    )


def _document(text: str) -> bytes:
    return b'<?xml version="1.0" encoding="utf-8"?>' + text.encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
