"""A reverse proxy in front of a real server: it records every request, and shapes bend what passes."""

from __future__ import annotations

import contextlib
import http.client
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.servers.running import Server

_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive", "date", "server"}


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    cut: bool = False
    """Announce the whole body, send half of it and hang up."""


class Reset(Exception):
    """Raised by a shape: the connection breaks without an answer."""


class Shape:
    """How a server differs from the one behind it. The plain one changes nothing."""

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        return forward(request)


@dataclass
class Proxy:
    """What tests see of a running proxy."""

    server: Server
    """The real server, with its addresses going through the proxy."""
    shape: Shape
    requests: list[Request] = field(default_factory=list)

    def through(self, url: str) -> str:
        """The address behind the proxy of something on the real server."""
        root = urlsplit(self.server.url)
        return urlsplit(url)._replace(scheme="http", netloc=root.netloc).geturl()

    def count(self, *methods: str) -> int:
        return sum(1 for request in self.requests if not methods or request.method in methods)


@contextlib.contextmanager
def proxied(upstream: Server, shape: Shape | None = None) -> Iterator[Proxy]:
    """A proxy on a free loopback port in front of ``upstream`` (plain http)."""
    chosen = shape or Shape()
    target = urlsplit(upstream.url)
    behind, ahead = upstream.url.rstrip("/").encode(), b""

    def forward(request: Request) -> Response:
        connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=30)
        try:
            headers = {name: value for name, value in request.headers.items() if name not in _HOP}
            headers |= {"host": target.netloc, "accept-encoding": "identity"}
            connection.request(request.method, request.path, body=request.body, headers=headers)
            reply = connection.getresponse()
            body = reply.read().replace(behind, ahead)
            kept = {name.lower(): value for name, value in reply.getheaders() if name.lower() not in _HOP}
            if "location" in kept:
                kept["location"] = kept["location"].replace(behind.decode(), ahead.decode())
            return Response(reply.status, kept, body)
        finally:
            connection.close()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = 1 << 16

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except (ConnectionError, TimeoutError):
                self.close_connection = True

        def pass_on(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            request = Request(self.command, self.path, headers, body)
            proxy.requests.append(request)
            try:
                response = proxy.shape.answer(request, forward)
            except Reset:
                self.hang_up()
                return
            self.send_response(response.status)
            for name, value in response.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(response.body)))
            self.end_headers()
            self.wfile.write(response.body[: len(response.body) // 2] if response.cut else response.body)
            if response.cut:
                self.wfile.flush()
                self.hang_up()

        def hang_up(self) -> None:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

        def __getattr__(self, name: str) -> Callable[[], None]:
            if name.startswith("do_"):
                return self.pass_on
            raise AttributeError(name)

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that hangs up is nothing to report."""

    listener = Quiet(("127.0.0.1", 0), Handler)
    root = f"http://127.0.0.1:{listener.server_address[1]}"
    ahead = root.encode()
    home = root + urlsplit(upstream.home).path
    proxy = Proxy(replace(upstream, url=root + "/", home=home), chosen)
    thread = threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        listener.shutdown()
        listener.server_close()


def chained(shapes: Sequence[Shape]) -> Shape:
    """Several shapes as one, the first being the outermost."""

    class Chain(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            for shape in reversed(shapes):
                forward = _bound(shape, forward)
            return forward(request)

    return Chain()


def _bound(shape: Shape, forward: Callable[[Request], Response]) -> Callable[[Request], Response]:
    return lambda request: shape.answer(request, forward)
