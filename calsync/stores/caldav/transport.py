"""HTTP/1.1 with the standard library: one request, its whole answer, within limits of time and size.

An HTTP library would cost a run with nothing new most of its time in imports alone. Nothing here knows of
logins, redirects or calendars. Connections are kept for the next request to the same host.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import select
import ssl
import sys
import time
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from calsync.errors import ConfigError, NetworkError
from calsync.stores.caldav.addresses import host_of, origin, request_target
from calsync.stores.caldav.attempts import Timing

LARGEST_BODY = 128 * 1024 * 1024
_BLOCK = 1 << 16


class Lost(NetworkError):
    """A request was sent, but no answer came: the server may or may not have acted on it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. Header names are lower case; ``url`` is where it came from in the end."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def retry_after(self) -> str | None:
        return self.headers.get("retry-after")


class Transport:
    """Connections to the hosts of one account.

    ``verify`` is True for the authorities that this machine trusts, or the path of a file with those to
    trust. The environment's proxy for https is used; plain http goes to this machine alone, and directly.
    """

    def __init__(self, verify: bool | str, timing: Timing) -> None:
        self._verify = verify
        self._timing = timing
        self._lines: dict[tuple[str, str, int], http.client.HTTPConnection] = {}

    def close(self) -> None:
        while self._lines:
            self._lines.popitem()[1].close()

    def send(self, method: str, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """One request. Raises Lost where no whole answer came, NetworkError for a host not to be trusted."""
        host = host_of(url)
        end = time.monotonic() + self._timing.whole
        line = self._line(url)
        try:
            with self._explained(host):
                line.request(
                    method, request_target(url), body or None, {"Accept-Encoding": "gzip", **headers}
                )
                with line.getresponse() as response:
                    content = b"".join(self._body(response, host, end))
        except NetworkError:
            line.close()
            raise
        named: dict[str, str] = {}
        for header, value in response.getheaders():
            name = header.lower()
            named[name] = f"{named[name]}, {value}" if name in named else value
        return Answer(response.status, named, content, url)

    # ------------------------------------------------------------------ inner

    def _line(self, url: str) -> http.client.HTTPConnection:
        """An open connection: the last one if it still stands, else a new one."""
        place = origin(url)
        line = self._lines.get(place)
        if line is None:
            line = self._lines[place] = self._new(url)
        elif line.sock is not None and select.select([line.sock], [], [], 0)[0]:
            line.close()  # nothing was asked: what is there to be read can only be the end
        if line.sock is None:
            self._connect(line, host_of(url))
        return line

    def _new(self, url: str) -> http.client.HTTPConnection:
        scheme, host, port = origin(url)
        if scheme == "http":
            return http.client.HTTPConnection(host, port, timeout=self._timing.connect)
        proxy = _proxy(host)
        line = http.client.HTTPSConnection(
            proxy.hostname or host if proxy else host,
            (proxy.port or 80) if proxy else port,
            timeout=self._timing.connect,
            context=_trusting(self._verify),
        )
        if proxy:
            line.set_tunnel(host, port, proxy.headers)
        return line

    def _connect(self, line: http.client.HTTPConnection, host: str) -> None:
        try:
            with self._explained(host):
                line.connect()
        except Lost as error:
            line.close()
            if isinstance(error.__context__, TimeoutError):
                text = f"{host} does not answer (no connection in {self._timing.connect:g} s)"
                raise Lost(text) from None
            raise
        except NetworkError:
            line.close()
            raise
        line.sock.settimeout(self._timing.read)

    @contextlib.contextmanager
    def _explained(self, host: str) -> Iterator[None]:
        """What goes wrong on the way, in words."""
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise NetworkError(
                f"{host}: the secure connection cannot be trusted ({_reason(error)})",
                hint="Check the host name and the clock; a server of your own needs a certificate you trust.",
            ) from None
        except TimeoutError:
            raise Lost(f"{host} does not answer (nothing for {self._timing.read:g} s)") from None
        except (OSError, http.client.HTTPException, zlib.error) as error:
            raise Lost(f"{host}: the connection failed ({_reason(error)})") from None

    def _body(self, response: http.client.HTTPResponse, host: str, end: float) -> Iterator[bytes]:
        packed = response.getheader("Content-Encoding", "").strip().lower() in {"gzip", "x-gzip"}
        unpack = zlib.decompressobj(wbits=31) if packed else None
        size = 0
        while block := response.read1(_BLOCK):
            while block:
                plain = block if unpack is None else unpack.decompress(block, _BLOCK)
                block = b"" if unpack is None else unpack.unconsumed_tail
                size += len(plain)
                if size > LARGEST_BODY:
                    raise NetworkError(f"{host} sends more than {LARGEST_BODY >> 20} MB in one answer")
                yield plain
            if time.monotonic() > end:
                raise Lost(f"{host} is too slow (no whole answer in {self._timing.whole:g} s)")
        if response.length or (unpack is not None and size and not unpack.eof):
            raise http.client.IncompleteRead(b"", response.length)


# --------------------------------------------------------------------------- the way there


@dataclass(frozen=True, slots=True)
class _Proxy:
    hostname: str | None
    port: int | None
    headers: dict[str, str]


def _proxy(host: str) -> _Proxy | None:
    """The proxy that the environment, or the system, names for https to this host."""
    named = any(name.lower().endswith("_proxy") for name in os.environ)
    if not named and sys.platform not in {"darwin", "win32"}:
        return None
    from urllib.request import getproxies, proxy_bypass

    proxies = getproxies()
    url = proxies.get("https") or proxies.get("all")
    if url is None or proxy_bypass(host):
        return None
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme != "http":
        raise ConfigError(
            f"The proxy of this machine is of a kind that calsync cannot use ({parts.scheme})",
            hint="Set HTTPS_PROXY to an http:// proxy, or NO_PROXY to the server's host.",
        )
    headers = {}
    if parts.username:
        from calsync.stores.caldav.authorization import basic

        headers["Proxy-Authorization"] = basic(parts.username, parts.password or "")
    return _Proxy(parts.hostname, parts.port, headers)


def _trusting(verify: bool | str) -> ssl.SSLContext:
    if isinstance(verify, str):
        return ssl.create_default_context(cafile=verify)
    known = ssl.get_default_verify_paths()
    if known.cafile or known.capath or sys.platform == "win32":
        return ssl.create_default_context()
    import wassima  # the keychain of a Mac, and other places where certificates may lie

    context: ssl.SSLContext = wassima.create_default_ssl_context()
    return context


def _reason(error: BaseException) -> str:
    """The reason in a few words; addresses, which may hold secrets, are left out."""
    text = str(error)
    for pattern, words in _REASONS:
        if re.search(pattern, text, re.I):
            return words
    return type(error).__name__


_REASONS = (
    (r"certificate has expired", "its certificate has expired"),
    (r"self.signed", "its certificate is signed by itself"),
    (r"hostname mismatch|not valid for", "its certificate is for another host"),
    (r"unable to get (local )?issuer", "its certificate comes from nobody known here"),
    (r"refused", "refused"),
    (r"name or service|name resolution|getaddrinfo|resolve", "no such host"),
    (r"reset|aborted|closed|disconnect", "closed by the server"),
    (r"incomplete|expected .* bytes|not enough data", "cut off in the middle"),
    (r"unreachable", "no route"),
    (r"tunnel", "the proxy does not let it through"),
)
