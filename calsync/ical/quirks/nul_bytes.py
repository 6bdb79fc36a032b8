"""NULs in the text, left by writers that pad strings; RFC 5545 3.1 allows none."""

from __future__ import annotations


def nul_bytes(data: bytes) -> bytes:
    return data.replace(b"\0", b"") if b"\0" in data else data
