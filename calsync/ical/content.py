"""Content lines (RFC 5545 3.1): unfolding, splitting into name, parameters and value, text escapes.

Lenient on purpose: what people's calendars hold is read, and what makes no sense is left out by the caller.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_FOLD = re.compile(rb"\r?\n[ \t]")
_NEWLINE = re.compile(rb"\r?\n")
_NAME = re.compile(r"\s*([A-Za-z0-9-]+)\s*(?=[:;])")
_PARAMETER = re.compile(r';\s*([^=:;"\s]+)\s*=((?:"[^"]*"|[^":;]+)*)|;([^=:;"]*)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LIST_ITEM = re.compile(r"(?:^|,)((?:\\.|[^,\\])*)", re.DOTALL)
_CARET = {"n": "\n", "^": "^", "'": '"'}


@dataclass(frozen=True, slots=True)
class Line:
    """One unfolded content line: ``name`` in upper case, parameters by upper-case name, the raw value."""

    name: str
    params: tuple[tuple[str, str], ...]
    value: str

    def param(self, name: str) -> str:
        """The parameter's value without quotes, or an empty string."""
        return next((value for key, value in self.params if key == name), "")

    @property
    def text(self) -> str:
        """The value with TEXT escapes resolved (3.3.11)."""
        return unescape(self.value)


def unescape(value: str) -> str:
    r"""TEXT to plain text: ``\n`` and ``\N`` are newlines, any other escaped character is itself."""
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], value)


def split_list(value: str) -> list[str]:
    """A comma-separated list of TEXT, split at the commas that are not escaped, then unescaped."""
    return [unescape(match[1]) for match in _LIST_ITEM.finditer(value)]


def unfold(data: bytes) -> list[str]:
    """Physical lines joined at folds, decoded, without line ends.

    Folds are taken out before decoding: they may split a character. What is not UTF-8 is read as
    Windows-1252, line by line.
    """
    lines = _NEWLINE.split(_FOLD.sub(b"", data))
    return [line.decode("utf-8", "calsync-windows") for line in lines]


def _windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("calsync-windows", _windows)


def parse_line(line: str) -> Line | None:
    """A Line, or None for what is not ``name [;params] : value``."""
    head = _NAME.match(line)
    if head is None:
        return None
    at = head.end()
    params: list[tuple[str, str]] = []
    while line[at : at + 1] == ";":
        match = _PARAMETER.match(line, at)
        if match is None:
            break
        if match[1]:
            params.append((match[1].upper(), _parameter(match[2])))
        elif match[3].strip():
            params.append((match[3].strip().upper(), ""))
        at = match.end()
    colon = line.find(":", at)
    return Line(head[1].upper(), tuple(params), line[colon + 1 :]) if colon >= 0 else None


def parse_lines(lines: Iterable[str]) -> Iterator[Line]:
    """The Lines among them; what is none is skipped."""
    return (line for line in map(parse_line, lines) if line is not None)


def _parameter(raw: str) -> str:
    value = raw.strip().replace('"', "")
    return re.sub(r"\^([n^'])", lambda m: _CARET[m[1]], value) if "^" in value else value
