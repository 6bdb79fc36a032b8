"""Large tables as they stand in their files: of their lines a run needs few, and as objects they take
three times the room."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import accumulate, takewhile
from typing import overload

_BLOCK = 2048
"""Bytes, and the rest of a line, of which the first key is remembered."""


class Lines(Sequence[bytes]):
    """Lines by number, without their ends: those from ``start`` to an empty one or to the end of the text."""

    def __init__(self, text: bytes, start: int) -> None:
        self._text = text
        self._places = array("I", accumulate(map(len, _lines(text, start)), initial=start))

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> list[bytes]: ...
    def __getitem__(self, number: int | slice) -> bytes | list[bytes]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        number = range(len(self))[number]
        return self._text[self._places[number] : self._places[number + 1] - 1]

    def __len__(self) -> int:
        return len(self._places) - 1


class Sorted(Mapping[bytes, bytes]):
    """What stands under keys from ``start`` to the end of the text: lines sorted by key, with a tab after it.

    They come after another line, and each has its end.
    """

    def __init__(self, text: bytes, start: int) -> None:
        self._text, self._start = text, start
        self._places = array("I", [start])
        self._firsts: list[bytes] = []
        while start < len(text):
            self._firsts.append(text[start : text.index(b"\t", start)])
            start = text.index(b"\n", min(start + _BLOCK, len(text) - 1)) + 1
            self._places.append(start)

    def __getitem__(self, key: bytes) -> bytes:
        block = bisect_right(self._firsts, key)
        line = b"\n%b\t" % key
        at = self._text.find(line, self._places[block - 1] - 1, self._places[block]) if block else -1
        if at < 0:
            raise KeyError(key)
        at += len(line)
        return self._text[at : self._text.index(b"\n", at)]

    def __iter__(self) -> Iterator[bytes]:
        return (line.partition(b"\t")[0] for line in _lines(self._text, self._start))

    def __len__(self) -> int:
        return self._text.count(b"\n", self._start)


def _lines(text: bytes, start: int) -> Iterator[bytes]:
    """With their ends; only one of them is in memory."""
    stream = BytesIO(text)
    stream.seek(start)
    return takewhile(b"\n".__ne__, stream)
