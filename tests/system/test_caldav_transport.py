"""The way to a server: connections kept and lost, packed answers, proxies, and proofs of a password."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import os
import re
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import niquests.utils
import pytest

from calsync.errors import AuthError, CalsyncError, ConfigError, NetworkError
from calsync.stores.caldav import Nobody, Password, Wire
from calsync.stores.caldav.transport import Lost
from tests.servers.clients import Naps, timing, wire
from tests.servers.proxy import Request, Response, Shape, proxied
from tests.servers.shaped import basic
from tests.servers.shared import shared

# --------------------------------------------------------------------------- connections


@contextlib.contextmanager
def listening(serve: Callable[[socket.socket], None]) -> Iterator[tuple[str, list[int]]]:
    """A server of plain http: each connection is given to ``serve``. Yields its address, and who came."""
    came: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def run() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                came.append(1)
                with contextlib.suppress(OSError), client:
                    serve(client)

        threading.Thread(target=run, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/", came


def answer_once(client: socket.socket) -> None:
    client.recv(65536)
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")


def test_a_connection_the_server_has_hung_up_is_opened_anew_and_nothing_is_lost() -> None:
    with listening(answer_once) as (url, came):
        connection = Wire(url, Nobody(), timing=timing())
        for number in range(1, 4):
            assert connection.write("PUT", url, b"x").body == b"ok"
            assert len(came) == number


def test_one_connection_serves_many_requests() -> None:
    def serve(client: socket.socket) -> None:
        while client.recv(65536):
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    with listening(serve) as (url, came):
        connection = Wire(url, Nobody(), timing=timing())
        for _ in range(5):
            assert connection.read("GET", url).body == b"ok"
        assert len(came) == 1
        connection.close()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhal",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 6\r\n\r\nno zip",
    ],
)
def test_an_answer_that_is_not_whole_is_lost_and_never_taken_for_one(answer: bytes) -> None:
    def serve(client: socket.socket) -> None:
        client.recv(65536)
        client.sendall(answer)

    with listening(serve) as (url, came):
        naps = Naps()
        connection = Wire(url, Nobody(), timing=timing(naps))
        with pytest.raises(Lost):
            connection.write("PUT", url, b"x")
        assert (len(came), naps.seconds) == (1, [])
        with pytest.raises(NetworkError):
            connection.read("GET", url)
        assert len(came) == 1 + 4


def test_packed_answers_are_unpacked() -> None:
    class Packed(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            assert "gzip" in request.headers["accept-encoding"]
            return Response(200, {"content-encoding": "gzip"}, gzip.compress(b"a long text " * 1000))

    with proxied(shared("radicale"), Packed()) as proxy:
        assert wire(proxy.server).read("GET", proxy.server.url).body == b"a long text " * 1000


def test_an_address_with_blanks_and_letters_of_all_kinds_is_asked_for_as_it_should_be() -> None:
    class Echo(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            return Response(200, {}, request.path.encode())

    with proxied(shared("radicale"), Echo()) as proxy:
        address = proxy.server.url + "a b%20c/süß@x:y.ics"
        assert wire(proxy.server).read("GET", address).body == b"/a%20b%20c/s%C3%BC%C3%9F@x:y.ics"


def test_an_answer_left_for_another_is_given_once_and_not_after_a_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with proxied(shared("radicale")) as proxy:
        connection = wire(proxy.server)

        def ask(depth: str = "0", *, leave: bool = False) -> int:
            before = proxy.count()
            answer = connection.read("PROPFIND", proxy.server.home, b"", {"Depth": depth}, leave=leave)
            assert answer.status == 207
            return proxy.count() - before

        assert [ask(leave=True), ask(), ask()] == [1, 0, 1]
        assert [ask(leave=True), ask(leave=True), ask("1"), ask()] == [1, 1, 1, 0]
        assert ask(leave=True) == 1
        connection.write("DELETE", proxy.server.home + "nothing.ics")
        assert ask() == 1
        assert ask(leave=True) == 1
        monkeypatch.setattr("calsync.stores.caldav.wire.FRESH", 0.0)
        assert ask() == 1


# --------------------------------------------------------------------------- proxies


@contextlib.contextmanager
def tunnel() -> Iterator[tuple[int, list[bytes]]]:
    """An http proxy that lets https through (RFC 9110 9.3.6). Yields its port and what it was asked."""
    asked: list[bytes] = []

    def serve(client: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            head += client.recv(65536)
        asked.append(head)
        host, _, port = head.split()[1].decode().rpartition(":")
        with socket.create_connection((host, int(port))) as server:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            threading.Thread(target=pump, args=(server, client), daemon=True).start()
            pump(client, server)

    def pump(one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)

    with listening(serve) as (url, _):
        yield int(url.rstrip("/").rpartition(":")[2]), asked


@pytest.fixture
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The environment without a proxy; what the library remembers of it is forgotten, before and after."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)
    niquests.utils.getproxies.cache_clear()
    yield
    niquests.utils.getproxies.cache_clear()


@pytest.mark.usefixtures("no_proxies")
def test_the_proxy_of_the_environment_is_used_and_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    server = shared("xandikos-tls")
    with tunnel() as (port, asked):
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:pass@127.0.0.1:{port}")
        assert wire(server).read("PROPFIND", server.home, b"", {"Depth": "0"}).status == 207
        (head,) = asked
        assert head.startswith(b"CONNECT ")
        assert b"Proxy-Authorization: Basic dXNlcjpwYXNz\r\n" in head
        assert b"\r\nAuthorization" not in head
        monkeypatch.setenv("NO_PROXY", "localhost,127.0.0.1")
        assert wire(server).read("PROPFIND", server.home, b"", {"Depth": "0"}).status == 207
        assert len(asked) == 1


@pytest.mark.usefixtures("no_proxies")
@pytest.mark.parametrize(
    ("proxy", "error", "words"),
    [
        ("http://user:hidden@127.0.0.1:1", NetworkError, "refused"),
        ("gopher://user:hidden@127.0.0.1:1", ConfigError, "proxy"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_an_error_in_words(
    proxy: str, error: type[CalsyncError], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", proxy)
    url = "https://cal.example.com/"
    with pytest.raises(error, match=words) as caught:
        Wire(url, Nobody(), timing=timing(tries=1)).read("GET", url)
    assert "hidden" not in f"{caught.value} {caught.value.hint}"


@pytest.mark.usefixtures("no_proxies")
def test_what_goes_to_this_machine_passes_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    server = shared("radicale")
    with tunnel() as (port, asked):
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        assert wire(server).read("PROPFIND", server.home, b"", {"Depth": "0"}).status == 207
        assert asked == []


# --------------------------------------------------------------------------- Digest


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Demanding(Shape):
    """Wants Digest, checks it, and takes each nonce ``times`` times."""

    def __init__(self, password: str, times: int = 100) -> None:
        self.password = password
        self.times = times
        self.nonce = 0
        self.used = 0

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        asked = f'Basic realm="x", Digest realm="dav", qop="auth", nonce="n{self.nonce}", algorithm=SHA-256'
        given = request.headers.get("authorization", "")
        said = {name: a or b for name, a, b in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', given)}
        right = given.startswith("Digest ") and (
            said["nonce"] == f"n{self.nonce}" and said["response"] == self.proof(request.method, said)
        )
        if not right:
            return Response(401, {"www-authenticate": asked})
        assert said["uri"] == request.path
        self.used += 1
        if self.used % self.times == 0:
            self.nonce += 1
        return Response(207)

    def proof(self, method: str, said: dict[str, str]) -> str:
        """RFC 7616 3.4.1."""
        secret, action = sha256(f"dana:dav:{self.password}"), sha256(f"{method}:{said['uri']}")
        return sha256(f"{secret}:{said['nonce']}:{said['nc']}:{said['cnonce']}:auth:{action}")


def test_a_nonce_is_used_again_until_the_server_wants_another() -> None:
    with proxied(shared("radicale"), Demanding("right", times=3)) as proxy:
        connection = Wire(proxy.server.url, Password("dana", lambda: "right"), timing=timing())
        for _ in range(7):
            assert connection.read("PROPFIND", proxy.server.url + "a b/").status == 207
        assert proxy.count() == 7 + 2 + 2
        assert connection.write("PUT", proxy.server.url + "a.ics", b"x").status == 207
        assert proxy.requests[-1].body == b"x"


def test_a_wrong_password_is_tried_once_with_digest() -> None:
    with proxied(shared("radicale"), Demanding("right")) as proxy:
        connection = Wire(proxy.server.url, Password("dana", lambda: "wrong"), timing=timing())
        with pytest.raises(AuthError, match="password of dana"):
            connection.read("PROPFIND", proxy.server.url)
        given = [request.headers.get("authorization", "").partition(" ")[0] for request in proxy.requests]
        assert given == ["Basic", "", "Digest"]


@pytest.mark.parametrize(
    "asked",
    [
        'Digest realm="r", nonce="a", algorithm=SHA3-9000',
        'Digest realm="r", nonce="a", qop="auth-int"',
        'Digest realm="r"',
        "Digest",
        "Negotiate",
        "",
    ],
)
def test_a_challenge_that_nobody_can_answer_is_an_error_in_words(asked: str) -> None:
    class Strange(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            return Response(401, {"www-authenticate": asked} if asked else {})

    with proxied(shared("radicale"), Strange()) as proxy:
        connection = Wire(proxy.server.url, Password("dana", lambda: "hidden"), timing=timing())
        with pytest.raises(AuthError) as caught:
            connection.read("PROPFIND", proxy.server.url)
        assert caught.value.hint
        assert "hidden" not in f"{caught.value} {caught.value.hint}"


# --------------------------------------------------------------------------- Basic, and nothing else


class Open(Shape):
    """Takes everybody."""

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        return Response(207)


def test_a_password_is_sent_with_the_first_request_whatever_its_letters() -> None:
    with proxied(shared("radicale"), Open()) as proxy:
        connection = Wire(proxy.server.url, Password("dänä", lambda: "pässwörd 密"), timing=timing())
        assert connection.read("PROPFIND", proxy.server.url).status == 207
        (request,) = proxy.requests
        assert request.headers["authorization"] == basic("dänä", "pässwörd 密")


def test_nothing_is_taken_from_netrc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("default login stranger password hidden\n", encoding="utf-8")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with proxied(shared("radicale"), Open()) as proxy:
        assert Wire(proxy.server.url, Nobody(), timing=timing()).read("GET", proxy.server.url).status == 207
        assert "authorization" not in proxy.requests[0].headers
    server = shared("xandikos-tls")
    with pytest.raises(AuthError, match="wants a user name"):
        Wire(server.url, Nobody(), verify=server.verify, timing=timing()).read("PROPFIND", server.home)
