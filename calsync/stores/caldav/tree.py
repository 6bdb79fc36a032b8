"""XML that a server sent, read with the standard library's expat: nothing of it is trusted.

No document types, so no entities and nothing loaded from anywhere. Expat calls the library's own builder of
trees, without Python code in between: the listing of a large calendar has hundreds of thousands of elements.
A tag is the namespace, ``}``, and the local name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def parse(data: bytes) -> Element | None:
    """The root element; None for what is no whole and harmless XML document."""
    import pyexpat
    from xml.etree.ElementTree import TreeBuilder

    parser = pyexpat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    builder = TreeBuilder()
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(data, True)
    except (pyexpat.ExpatError, ValueError, LookupError):
        return None
    return builder.close()


def word(element: Element, tag: str) -> str:
    """The text of the first child of this name, stripped; "" where there is none."""
    return (element.findtext(tag) or "").strip()


def _refuse(*_: object) -> NoReturn:
    raise ValueError
