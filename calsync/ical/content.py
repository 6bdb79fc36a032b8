"""Content lines (RFC 5545 3.1): unfolding, splitting into name, parameters and value, text escapes.

Lenient on purpose: what people's calendars hold is read, and what makes no sense is left out by the caller.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

_FOLD = re.compile(rb"\r?\n[ \t]")
_USUAL_FOLD = b"\r\n "
"""Where there is no other, it is taken out ten times as fast."""
_OTHER_FOLD = re.compile(rb"\n[ \t]")
_NAME = re.compile(r"\s*([A-Za-z0-9-]+)\s*(?=[:;])")
_PARAMETER = re.compile(r';\s*([^=:;"\s]+)\s*=((?:"[^"]*"|[^":;]+)*)|;([^=:;"]*)')
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LIST_ITEM = re.compile(r"(?:^|,)((?:\\.|[^,\\])*)", re.DOTALL)
_CARET = {"n": "\n", "^": "^", "'": '"'}


Params = tuple[tuple[str, str], ...]


class Line(NamedTuple):
    """One unfolded content line: ``name`` in upper case, parameters by upper-case name, the raw value."""

    name: str
    params: Params
    value: str

    def param(self, name: str) -> str:
        """The parameter's value without quotes, or an empty string."""
        for key, value in self.params:
            if key == name:
                return value
        return ""

    @property
    def text(self) -> str:
        """The value with TEXT escapes resolved (3.3.11)."""
        return unescape(self.value)


class Lines(NamedTuple):
    """The properties of one component, in their order and by name."""

    all: tuple[Line, ...]
    named: Mapping[str, Sequence[Line]]

    @staticmethod
    def of(lines: Iterable[Line]) -> Lines:
        together = tuple(lines)
        named: dict[str, list[Line]] = {}
        for line in together:
            named.setdefault(line.name, []).append(line)
        return Lines(together, named)

    def text(self, name: str) -> str:
        """The text of the first property of that name, or an empty string."""
        lines = self.named.get(name)
        return lines[0].text if lines else ""


def unescape(value: str) -> str:
    r"""TEXT to plain text: ``\n`` and ``\N`` are newlines, any other escaped character is itself."""
    if "\\" not in value:
        return value
    return _ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], value)


def split_list(value: str) -> list[str]:
    """A comma-separated list of TEXT, split at the commas that are not escaped, then unescaped."""
    return [unescape(match[1]) for match in _LIST_ITEM.finditer(value)]


def unfold(data: bytes) -> str:
    """Physical lines joined at folds, decoded, with a line feed between them.

    Folds are taken out before decoding: they may split a character. What is not UTF-8 is read as
    Windows-1252, byte by byte.
    """
    whole = data.replace(_USUAL_FOLD, b"")
    if _OTHER_FOLD.search(whole):
        whole = _FOLD.sub(b"", data)
    return whole.replace(b"\r\n", b"\n").decode("utf-8", "calsync-windows")


def _windows(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("calsync-windows", _windows)


def parse_line(line: str) -> Line | None:
    """A Line, or None for what is not ``name [;params] : value``."""
    head, colon, value = line.partition(":")
    if '"' not in head and len(head) < _LONG:
        known = _known_head(f"{head}{colon}")
        return known and Line(known[0], known[1], value)
    found = _parse_head(line)
    return found and Line(found[0], found[1], line[found[2] :])


def _parse_head(line: str) -> tuple[str, Params, int] | None:
    """Name, parameters, and where the value begins."""
    head = _NAME.match(line)
    if head is None:
        return None
    at = head.end()
    params: list[tuple[str, str]] = []
    while line[at : at + 1] == ";":
        match = _PARAMETER.match(line, at)
        if match is None:
            break
        params += _known_parameter(match[0]) if len(match[0]) < _LONG else _parameter(match[0])
        at = match.end()
    colon = line.find(":", at)
    return (head[1].upper(), tuple(params), colon + 1) if colon >= 0 else None


@lru_cache(maxsize=1024)
def _known_head(head: str) -> tuple[str, Params, int] | None:
    """What stands before a value is mostly the same: it is taken apart, and kept, once."""
    return _parse_head(head)


def parse_lines(text: str) -> Iterator[Line]:
    """The lines of an unfolded text; what is none is skipped."""
    return (line for line in map(parse_line, text.split("\n")) if line is not None)


def _parameter(text: str) -> Params:
    """The parameter that begins with a semicolon; none where nothing follows that."""
    match = _PARAMETER.fullmatch(text)
    assert match is not None
    if not match[1]:
        name = match[3].strip().upper()
        return ((name, ""),) if name else ()
    value = match[2].strip().replace('"', "")
    if "^" in value:
        value = re.sub(r"\^([n^'])", lambda m: _CARET[m[1]], value)
    return ((match[1].upper(), value),)


_LONG = 64
"""Letters of what is not likely to be seen again."""

_known_parameter = lru_cache(maxsize=1024)(_parameter)
