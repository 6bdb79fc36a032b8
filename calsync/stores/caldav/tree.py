"""XML that a server sent, read with the standard library's expat: nothing of it is trusted.

No document types, so no entities and nothing loaded from anywhere; a bound on depth. A tree library would
cost a short run more than the reading of its one small answer.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

DEEPEST = 40


class Element:
    """``tag`` is the namespace, ``}``, and the local name. Text counts where no element stands beside it.

    A plain class: a large calendar has hundreds of thousands.
    """

    __slots__ = ("attributes", "children", "tag", "text")

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.text = ""
        self.children: list[Element] = []

    def iter(self, tag: str) -> Iterator[Element]:
        """Every element of this name inside, at any depth, in document order."""
        for child in self.children:
            if child.tag == tag:
                yield child
            yield from child.iter(tag)

    def find(self, tag: str) -> Element | None:
        for child in self.children:
            if child.tag == tag:
                return child
        return None

    def word(self, tag: str) -> str:
        """The text of the first child of this name, stripped; "" where there is none."""
        found = self.find(tag)
        return "" if found is None else found.text.strip()


def parse(data: bytes) -> Element | None:
    """The root element; None for what is no whole and harmless XML document."""
    import pyexpat

    parser = pyexpat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    outside = Element("", {})
    stack = [outside]
    texts: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes)
        stack[-1].children.append(element)
        stack.append(element)
        if len(stack) > DEEPEST:
            refuse()
        texts.clear()

    def end(_tag: str) -> None:
        element = stack.pop()
        if not element.children:
            element.text = "".join(texts)
        texts.clear()

    def refuse(*_: object) -> NoReturn:
        raise ValueError

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = texts.append
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (pyexpat.ExpatError, ValueError, LookupError):
        return None
    return outside.children[0]
