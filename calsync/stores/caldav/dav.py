"""The little XML that calsync speaks: WebDAV (RFC 4918), CalDAV (RFC 4791), sync-collection (RFC 6578).

What a server sends is not trusted: no entities, no document types, no network, and anything that is not a
whole multistatus is a ``NetworkError``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit
from xml.sax.saxutils import escape, quoteattr

from calsync.errors import NetworkError
from calsync.stores.caldav.addresses import host_of
from calsync.stores.caldav.wire import Answer

D = "{DAV:}"
C = "{urn:ietf:params:xml:ns:caldav}"
CS = "{http://calendarserver.org/ns/}"
XML = {"Content-Type": "application/xml; charset=utf-8"}

_NAMESPACES = (
    'xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:CS="http://calendarserver.org/ns/"'
)


@dataclass(frozen=True, slots=True)
class Row:
    """One ``response`` of a multistatus: an absolute address, its status and the properties found (200)."""

    href: str
    status: int
    props: Mapping[str, Any]

    def text(self, name: str) -> str:
        """The text of a property, stripped; "" when it is missing."""
        found = self.props.get(name)
        return "" if found is None or found.text is None else str(found.text).strip()

    def raw(self, name: str) -> str:
        """The text of a property as it stands."""
        found = self.props.get(name)
        return "" if found is None or found.text is None else str(found.text)

    def hrefs(self, name: str) -> list[str]:
        """The addresses inside a property, as given."""
        found = self.props.get(name)
        if found is None:
            return []
        return [item.text.strip() for item in found.iter(f"{D}href") if item.text and item.text.strip()]

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
    root = _tree(answer)
    if root is None or root.tag != f"{D}multistatus":
        raise NetworkError(*not_dav(answer))
    rows = tuple(_row(element, answer.url) for element in root.iterchildren(f"{D}response"))
    token = root.findtext(f"{D}sync-token") or ""
    return Multistatus(rows, token.strip())


def preconditions(answer: Answer) -> frozenset[str]:
    """Names of the elements in a DAV:error body (RFC 4918 16), without namespace."""
    root = _tree(answer)
    if root is None or root.tag != f"{D}error":
        return frozenset()
    return frozenset(str(item.tag).rpartition("}")[2] for item in root.iter() if isinstance(item.tag, str))


def conflicts(answer: Answer) -> list[str]:
    """Absolute addresses named in a DAV:error body: of objects that are in the way (RFC 4791 5.3.2.1)."""
    root = _tree(answer)
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


def _tree(answer: Answer) -> Any:
    from lxml import etree  # type: ignore[import-untyped]

    if not answer.body.strip():
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(answer.body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    return None if root is None or root.getroottree().docinfo.doctype else root


def _row(element: Any, base: str) -> Row:
    href = (element.findtext(f"{D}href") or "").strip()
    status = _status(element.findtext(f"{D}status"))
    props: dict[str, Any] = {}
    worst = 0
    for group in element.iterchildren(f"{D}propstat"):
        code = _status(group.findtext(f"{D}status")) or 200
        worst = max(worst, code)
        if 200 <= code < 300:
            for prop in group.iterchildren(f"{D}prop"):
                props.update({child.tag: child for child in prop if isinstance(child.tag, str)})
    # Servers behind a proxy name hosts of their own; what is in a collection is where the collection is.
    path = urlsplit(href).path
    return Row(urljoin(base, path), status or (200 if props or not worst else worst), props)


def _status(line: str | None) -> int:
    parts = (line or "").split()
    return int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else 0


def key(href: str) -> str:
    """An address for comparison: servers differ in what they percent-encode."""
    parts = urlsplit(href)
    return f"{parts.netloc.lower()}{quote(unquote(parts.path), safe='/')}"


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
        f"<D:sync-collection {_NAMESPACES}><D:sync-token>{escape(token)}</D:sync-token>"
        "<D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"
    )


def multiget(hrefs: Iterable[str]) -> bytes:
    """RFC 4791 7.9, with paths rather than addresses, as servers expect them."""
    items = "".join(f"<D:href>{escape(urlsplit(href).path)}</D:href>" for href in hrefs)
    return _document(
        f"<C:calendar-multiget {_NAMESPACES}><D:prop><D:getetag/><C:calendar-data/></D:prop>"
        f"{items}</C:calendar-multiget>"
    )


def mkcalendar(name: str, components: Iterable[str]) -> bytes:
    comps = "".join(f"<C:comp name={quoteattr(component)}/>" for component in components)
    return _document(
        f"<C:mkcalendar {_NAMESPACES}><D:set><D:prop><D:displayname>{escape(name)}</D:displayname>"
        f"<C:supported-calendar-component-set>{comps}</C:supported-calendar-component-set>"
        "</D:prop></D:set></C:mkcalendar>"
    )


def _document(text: str) -> bytes:
    return b'<?xml version="1.0" encoding="utf-8"?>' + text.encode()
