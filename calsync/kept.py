"""Large tables as they stand in their files: of their lines a run needs few, and as objects they take
three times the room."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import accumulate, takewhile
from pathlib import Path
from typing import TypeVar, overload

_BLOCK = 512
"""Bytes, and the rest of a line, of which the first key is remembered."""

T = TypeVar("T")


class Lines(Sequence[bytes]):
    """The lines of a file up to the first empty one, by number, without their ends.

    They stay in the file, which is opened for each that is asked for: 6 µs.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file:
            self._places = array("I", accumulate(map(len, takewhile(b"\n".__ne__, file)), initial=0))

    def rest(self) -> bytes:
        """What comes after them in the file, from the empty line on."""
        with self._path.open("rb") as file:
            file.seek(self._places[-1])
            return file.read()

    @overload
    def __getitem__(self, number: int) -> bytes: ...
    @overload
    def __getitem__(self, number: slice) -> list[bytes]: ...
    def __getitem__(self, number: int | slice) -> bytes | list[bytes]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        number = range(len(self))[number]
        with self._path.open("rb", buffering=0) as file:
            file.seek(self._places[number])
            return file.read(self._places[number + 1] - self._places[number] - 1)

    def __len__(self) -> int:
        return len(self._places) - 1


class Sorted(Mapping[bytes, bytes]):
    """What stands under keys from ``start`` to the end of the text: lines sorted by key, with a tab after it.

    They come after another line, and each has its end. With ``elsewhere`` they hold the number of the line
    there that is meant.
    """

    def __init__(self, text: bytes, start: int, elsewhere: Sequence[bytes] = ()) -> None:
        self._text, self._start, self._elsewhere = text, start, elsewhere
        self._places = array("I", [start])
        self._firsts: list[bytes] = []
        while start < len(text):
            self._firsts.append(text[start : text.index(b"\t", start)])
            start = text.index(b"\n", min(start + _BLOCK, len(text) - 1)) + 1
            self._places.append(start)

    def __getitem__(self, key: bytes) -> bytes:
        if (found := self.get(key)) is None:
            raise KeyError(key)
        return found

    @overload
    def get(self, key: bytes) -> bytes | None: ...
    @overload
    def get(self, key: bytes, default: bytes | T) -> bytes | T: ...
    def get(self, key: bytes, default: bytes | T | None = None) -> bytes | T | None:
        """Most keys that are asked for are not there: no error is made for them."""
        block = bisect_right(self._firsts, key)
        line = b"\n%b\t" % key
        at = self._text.find(line, self._places[block - 1] - 1, self._places[block]) if block else -1
        if at < 0:
            return default
        at += len(line)
        found = self._text[at : self._text.index(b"\n", at)]
        return self._elsewhere[int(found)] if self._elsewhere else found

    def __iter__(self) -> Iterator[bytes]:
        stream = BytesIO(self._text)
        stream.seek(self._start)
        return (line.partition(b"\t")[0] for line in stream)

    def __len__(self) -> int:
        return self._text.count(b"\n", self._start)


class Read(Mapping[str, T]):
    """What stands under keys, read each time it is asked for."""

    def __init__(self, lines: Mapping[bytes, bytes], read: Callable[[bytes], T]) -> None:
        self._lines, self._read = lines, read

    def __getitem__(self, key: str) -> T:
        return self._read(self._lines[key.encode(errors="surrogatepass")])

    def __iter__(self) -> Iterator[str]:
        return map(bytes.decode, self._lines)

    def __len__(self) -> int:
        return len(self._lines)
