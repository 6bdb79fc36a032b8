"""Lines that end in a lone CR (old Mac programs) or in CR CR LF (text mode used twice)."""

from __future__ import annotations


def carriage_returns(data: bytes) -> bytes:
    if b"\r\r\n" in data:
        data = data.replace(b"\r\r\n", b"\r\n")
    return data.replace(b"\r", b"\n") if b"\r" in data and b"\n" not in data else data
