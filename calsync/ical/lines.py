"""Content lines (RFC 5545 3.1) that remember their bytes.

Everything that patches a stored object stands on this module: a line is kept as it was read, folds and
line end included, and only a line that calsync writes itself gets new bytes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

CRLF = b"\r\n"
LF = b"\n"

_LOGICAL = re.compile(rb"[^\n]*(?:\n[ \t][^\n]*)*\n?")
_FOLD = re.compile(rb"\r?\n[ \t]")
_NAME = re.compile(rb"(?:\xef\xbb\xbf)?\s*([A-Za-z0-9-]+)")
_HEAD = re.compile(rb'(?>[^":]|"[^"]*")*+:')
_PARAMETER = re.compile(r';([A-Za-z0-9-]+)=((?:"[^"]*"|[^";:])*)')
_ESCAPED = re.compile(r"\\([\\;,nN])")
_ESCAPES = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}
_TO_ESCAPE = re.compile(r"[\\;,\n]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_UNSAFE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_BLANKS = re.compile(r"[ \t\n]+")
_TRAILING = re.compile(r"[ \t]+(?=\n)")


@dataclass(frozen=True, slots=True)
class Line:
    """One logical line: ``raw`` as it stands in the data, ``name`` in upper case ("" for a broken line)."""

    raw: bytes
    name: str

    def _halves(self) -> tuple[str, str]:
        whole = _FOLD.sub(b"", self.raw).rstrip(b"\r\n")
        head = _HEAD.match(whole)
        at = head.end() - 1 if head else whole.find(b":")
        if at < 0:
            return whole.decode(errors="replace"), ""
        return whole[:at].decode(errors="replace"), whole[at + 1 :].decode(errors="replace")

    @property
    def value(self) -> str:
        """Unfolded, not unescaped; bytes that are not UTF-8 read as U+FFFD."""
        return self._halves()[1]

    @property
    def text(self) -> str:
        """The value as TEXT: escapes resolved (RFC 5545 3.3.11)."""
        return unescape(self.value)

    @property
    def params(self) -> dict[str, str]:
        """Parameters by upper-case name, quotes taken off."""
        return {name.upper(): value.strip('"') for name, value in _PARAMETER.findall(self._halves()[0])}


def split(data: bytes, start: int = 0) -> Iterator[Line]:
    """The logical lines of ``data`` from a line's start on; their ``raw`` joined is that data again."""
    for match in _LOGICAL.finditer(data, start):
        raw = match.group()
        if not raw:
            return
        name = _NAME.match(raw)
        if name is None or name.end() == len(raw) or raw[name.end()] not in b":;":
            # A name may be folded like anything else; rare enough to look twice.
            name = _NAME.match(_FOLD.sub(b"", raw))
        yield Line(raw, name.group(1).decode("ascii").upper() if name else "")


def line_end(raw: bytes) -> bytes:
    """The line end in use: CRLF unless ``raw`` ends in a bare LF."""
    return CRLF if raw.endswith(CRLF) or not raw.endswith(LF) else LF


def with_line_end(data: bytes, end: bytes) -> bytes:
    """``data`` with every CRLF or LF made ``end``."""
    plain = data.replace(CRLF, LF)
    return plain if end == LF else plain.replace(LF, CRLF)


def write_line(name: str, value: str, end: bytes = CRLF) -> bytes:
    """``name:value`` folded at 75 octets, never inside a character (RFC 5545 3.1).

    ``name`` may carry parameters; ``value`` is taken as it is, so TEXT must be escaped before.
    """
    data = f"{name}:{value}".encode()
    parts: list[bytes] = []
    start, room = 0, 75
    while len(data) - start > room:
        stop = start + room
        while data[stop] & 0xC0 == 0x80:
            stop -= 1
        parts.append(data[start:stop])
        start, room = stop, 74
    parts.append(data[start:])
    return (end + b" ").join(parts) + end


def escape(text: str) -> str:
    """Plain text as a TEXT value."""
    return _TO_ESCAPE.sub(lambda match: _ESCAPES[match.group()], text)


def unescape(value: str) -> str:
    """A TEXT value as plain text. A backslash before anything else stands for itself."""
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda match: "\n" if match.group(1) in "nN" else match.group(1), value)


def clean_block(text: str) -> str:
    """Text of several lines as it can be stored: no control character that a parser, a terminal or XML
    trips over, every kind of line end a line feed, no blanks where servers trim them, NFC."""
    text = _UNSAFE.sub("", _LINE_ENDS.sub("\n", text))
    return unicodedata.normalize("NFC", _TRAILING.sub("", text)).strip()


def clean_line(text: str) -> str:
    """Text of one line: as ``clean_block``, with runs of blanks and line ends as one space."""
    return _BLANKS.sub(" ", clean_block(text)).strip()
