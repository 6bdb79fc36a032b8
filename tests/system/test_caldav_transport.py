"""The way to a server: connections kept and lost, packed answers, proxies, and proofs of a password."""

from __future__ import annotations

import contextlib
import gzip
import os
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from calsync.errors import AuthError, ConfigError, NetworkError
from calsync.stores.caldav import Nobody, Password, Wire
from calsync.stores.caldav.authorization import challenged
from calsync.stores.caldav.transport import Lost
from tests.servers.clients import Naps, timing, wire
from tests.servers.proxy import Request, Response, Shape, proxied
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


@pytest.mark.parametrize("cut", [False, True])
def test_packed_answers_are_unpacked(cut: bool) -> None:
    packed = gzip.compress(b"a long text " * 1000)
    if cut:
        packed = packed[:-12]

    class Packed(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            assert "gzip" in request.headers["accept-encoding"]
            return Response(200, {"content-encoding": "gzip"}, packed)

    with proxied(shared("radicale"), Packed()) as proxy:
        connection = wire(proxy.server)
        if cut:
            with pytest.raises(Lost, match="cut off"):
                connection.write("GET", proxy.server.url)
        else:
            assert connection.read("GET", proxy.server.url).body == b"a long text " * 1000


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
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        monkeypatch.delenv(name)


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
def test_a_proxy_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://user:hidden@127.0.0.1:1080")
    with pytest.raises(ConfigError, match="socks5") as caught:
        Wire("https://cal.example.com/", Nobody(), timing=timing()).read("GET", "https://cal.example.com/")
    assert "hidden" not in f"{caught.value} {caught.value.hint}"
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    with pytest.raises(NetworkError, match="refused"):
        Wire("https://cal.example.com/", Nobody(), timing=timing(tries=1)).read(
            "GET", "https://cal.example.com/"
        )


# --------------------------------------------------------------------------- Digest

RFC = (
    'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm={algorithm},'
    ' nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",'
    ' opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
OWN = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_digest_is_what_its_standard_shows(algorithm: str, expected: str) -> None:
    """RFC 7616 3.9.1."""
    digest = challenged(RFC.format(algorithm=algorithm), "Mufasa", "Circle of Life")
    assert digest is not None
    assert digest.response("GET", "/dir/index.html", "00000001", OWN) == expected
    assert "Circle" not in repr(digest) + digest.header("GET", "https://example.org/dir/index.html")


@pytest.mark.parametrize(
    ("offered", "algorithm"),
    [
        ('Basic realm="x, Digest nonce", Digest nonce="a", realm="r"', "MD5"),
        ('Digest nonce="a", algorithm=MD5, Digest nonce="b", algorithm=SHA-256', "SHA-256"),
        ('Digest nonce="a", algorithm=SHA-256, Basic realm="r"', "SHA-256"),
        ('Digest nonce="a", algorithm=MD5-sess, qop="auth"', "MD5-sess"),
        ("Basic", None),
        ("Negotiate, Basic realm=r", None),
        ('Digest nonce="a", algorithm=SHA3-9000', None),
        ('Digest nonce="a", qop="auth-int"', None),
        ("Digest", None),
        ("", None),
    ],
)
def test_the_best_challenge_is_answered(offered: str, algorithm: str | None) -> None:
    digest = challenged(offered, "u", "p")
    assert (digest.algorithm if digest else None) == algorithm


class Demanding(Shape):
    """Wants Digest, checks it, and takes each nonce ``times`` times."""

    def __init__(self, password: str, times: int = 100) -> None:
        self.password = password
        self.times = times
        self.nonce = 0
        self.used = 0

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        asked = f'Digest realm="dav", qop="auth", nonce="n{self.nonce}", algorithm=SHA-256'
        given = request.headers.get("authorization", "")
        said = dict(part.split("=", 1) for part in given.removeprefix("Digest ").split(", ") if "=" in part)
        said = {name: value.strip('"') for name, value in said.items()}
        digest = challenged(asked, "dana", self.password)
        assert digest is not None
        right = (
            given.startswith("Digest ")
            and said["nonce"] == f"n{self.nonce}"
            and said["response"] == digest.response(request.method, said["uri"], said["nc"], said["cnonce"])
        )
        if not right:
            return Response(401, {"www-authenticate": asked})
        assert said["uri"] == request.path
        self.used += 1
        if self.used % self.times == 0:
            self.nonce += 1
        return Response(207)


def test_a_nonce_is_used_again_until_the_server_wants_another() -> None:
    with proxied(shared("radicale"), Demanding("right", times=3)) as proxy:
        connection = Wire(proxy.server.url, Password("dana", lambda: "right"), timing=timing())
        for _ in range(7):
            assert connection.read("PROPFIND", proxy.server.url + "a b/").status == 207
        assert proxy.count() == 7 + 3


def test_a_wrong_password_is_tried_once_with_digest() -> None:
    with proxied(shared("radicale"), Demanding("right")) as proxy:
        connection = Wire(proxy.server.url, Password("dana", lambda: "wrong"), timing=timing())
        with pytest.raises(AuthError, match="password of dana"):
            connection.read("PROPFIND", proxy.server.url)
        assert proxy.count() == 2
