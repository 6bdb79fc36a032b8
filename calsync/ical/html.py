"""HTML to plain text: descriptions arrive as HTML from Google, Outlook and hiring systems alike."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_TAG = re.compile(
    r"</?(?:a|b|body|br|div|em|font|h[1-6]|html|i|img|li|ol|p|span|strong|table|td|tr|u|ul)\b[^<>]*>", re.I
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tr",
        "ul",
    ]
)
_SILENT = frozenset(("script", "style", "head", "title", "template"))
_SPACE = re.compile(r"[ \t\r\f\v\xa0]+")
_GAP = re.compile(r" ?\n ?(?:\n ?)*")


def looks_like_html(text: str) -> bool:
    """True where the text holds HTML tags, not merely a ``<``."""
    return _TAG.search(text) is not None


def plain(text: str) -> str:
    """The text as a reader would see it: blocks on lines of their own, link targets kept after their text."""
    parser = _Text()
    parser.feed(text)
    parser.close()
    joined = _SPACE.sub(" ", "".join(parser.parts))
    return _GAP.sub(lambda m: "\n\n" if m[0].count("\n") > 2 else "\n", joined).strip()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += tag != "head"
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "td":
            self.parts.append(" ")
        elif tag == "a":
            self._href = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - (tag != "head"))
        elif tag in _BLOCKS:
            self.parts.append("\n")
        elif tag == "a":
            if self._href and self._href.removeprefix("mailto:") not in "".join(self.parts[-3:]):
                self.parts.append(f" {self._href} ")
            self._href = ""

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)
