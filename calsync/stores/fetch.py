"""One careful GET with the standard library: limits on time and size, redirects and retries in bounds.

Nothing that is raised here holds more of the address than its redacted form.
"""

from __future__ import annotations

import base64
import http.client
import ssl
import time
import zlib
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import BinaryIO
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from calsync.errors import AuthError, NetworkError, SourceError

TIMEOUT = 30.0
"""Seconds without a byte."""

TOTAL = 300.0
"""Seconds for everything, waiting and retries included."""

MAX_BODY = 1 << 28
_MAX_REDIRECTS = 5
_MAX_TRIES = 3
_MAX_WAIT = 60.0
_BLOCK = 1 << 16
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_BUSY = frozenset((429, 502, 503, 504))


def fetch(
    url: str,
    shown: str,
    body: BinaryIO,
    validators: tuple[str, str],
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> tuple[str, str] | None:
    """Write what is at ``url`` to ``body``; returns its (ETag, Last-Modified), each "" where there is none.

    ``None`` when it is still what the validators name. ``shown`` stands for the address in every message.
    Raises AuthError, NetworkError, and SourceError for an address that is not, or no longer, there.
    """
    deadline = clock() + TOTAL
    for attempt in range(1, _MAX_TRIES + 1):
        try:
            return _follow(url, shown, body, validators, deadline, clock)
        except _BusyServer as busy:
            wait = min(busy.wait if busy.wait is not None else 2.0**attempt, _MAX_WAIT)
            if attempt == _MAX_TRIES or clock() + wait >= deadline:
                raise NetworkError(f"{shown}: the server is busy ({busy.status}): try again later.") from None
            sleep(wait)
    raise AssertionError


class _BusyServer(Exception):
    def __init__(self, status: int, wait: float | None) -> None:
        super().__init__(status)
        self.status = status
        self.wait = wait


def _follow(
    url: str,
    shown: str,
    body: BinaryIO,
    validators: tuple[str, str],
    deadline: float,
    clock: Callable[[], float],
) -> tuple[str, str] | None:
    scheme, host = urlsplit(url).scheme, _authority(url)
    for _ in range(_MAX_REDIRECTS + 1):
        connection = _connection(url)
        try:
            headers = _headers(url, validators, with_login=_authority(url) == host)
            connection.request("GET", _target(url), headers=headers)
            response = connection.getresponse()
            if response.status in _REDIRECTS:
                url = _redirected(url, response.getheader("Location") or "", scheme, shown)
                continue
            if response.status == 304 and any(validators):
                return None
            _judge(response, shown)
            _copy(response, body, shown, deadline, clock)
            return response.getheader("ETag") or "", response.getheader("Last-Modified") or ""
        except ssl.SSLCertVerificationError as error:
            raise NetworkError(
                f"{shown}: its certificate cannot be verified ({error.verify_message})."
            ) from None
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise NetworkError(f"{shown} cannot be reached: {_reason(error)}.") from None
        finally:
            connection.close()
    raise NetworkError(f"{shown}: it redirects without end.")


def _connection(url: str) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    if parts.scheme == "https":
        return http.client.HTTPSConnection(
            parts.hostname or "", parts.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)


def _headers(url: str, validators: tuple[str, str], *, with_login: bool) -> dict[str, str]:
    headers = {
        "Accept": "text/calendar, */*;q=0.5",
        "Accept-Encoding": "gzip",
        "User-Agent": "calsync",
        "Connection": "close",
    }
    for name, value in zip(("If-None-Match", "If-Modified-Since"), validators, strict=True):
        if value:
            headers[name] = value
    parts = urlsplit(url)
    if with_login and parts.username:
        login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = "Basic " + base64.b64encode(login.encode()).decode()
    return headers


def _redirected(url: str, location: str, scheme: str, shown: str) -> str:
    """Where a redirect leads. A login in the address stays with its host."""
    target = urlsplit(urljoin(url, location))
    if not location or not target.hostname:
        raise NetworkError(f"{shown}: it redirects to nowhere.")
    if target.scheme != scheme:
        raise NetworkError(f"{shown}: it redirects from {scheme} to {target.scheme}: this is not followed.")
    here = urlsplit(url)
    same = _authority(url) == (target.hostname, target.port or _port(target.scheme))
    login = here.netloc.rpartition("@")[0] if same else ""
    host = target.netloc.rpartition("@")[2]
    return urlunsplit(target._replace(netloc=f"{login}@{host}" if login else host))


def _judge(response: http.client.HTTPResponse, shown: str) -> None:
    status = response.status
    if status in {401, 403}:
        raise AuthError(f"{shown}: access is refused ({status}): has the secret address been reset?")
    if status in {404, 410}:
        raise SourceError(f"{shown}: there is nothing at this address ({status}): has it been reset?")
    if status in _BUSY:
        raise _BusyServer(status, _retry_after(response.getheader("Retry-After") or "", response))
    if status != 200:
        raise NetworkError(f"{shown}: the server answers {status} {response.reason[:60]!r}.")


def _retry_after(value: str, response: http.client.HTTPResponse) -> float | None:
    """Seconds to wait, from seconds or a date (RFC 9110 10.2.3), told by the server's own clock."""
    if value.strip().isdigit():
        return float(value)
    try:
        now = parsedate_to_datetime(response.getheader("Date") or "")
        return max(0.0, (parsedate_to_datetime(value) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _copy(
    response: http.client.HTTPResponse,
    body: BinaryIO,
    shown: str,
    deadline: float,
    clock: Callable[[], float],
) -> None:
    packed = (response.getheader("Content-Encoding") or "").lower() in {"gzip", "x-gzip"}
    unpack = zlib.decompressobj(wbits=31) if packed else None
    body.seek(0)
    body.truncate()
    size = 0
    while block := response.read(_BLOCK):
        if clock() > deadline:
            raise NetworkError(f"{shown}: it takes longer than {TOTAL:.0f} seconds: given up.")
        while block:
            try:
                plain = block if unpack is None else unpack.decompress(block, _BLOCK)
            except zlib.error:
                raise NetworkError(f"{shown}: what it sends is damaged.") from None
            block = b"" if unpack is None else unpack.unconsumed_tail
            size += len(plain)
            if size > MAX_BODY:
                raise SourceError(f"{shown}: it is larger than {MAX_BODY >> 20} MB.")
            body.write(plain)
    if response.length:
        raise NetworkError(f"{shown}: it broke off in the middle.")


def _authority(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or _port(parts.scheme)


def _port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _reason(error: Exception) -> str:
    """Why, without anything that could hold the address."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return type(error).__name__
