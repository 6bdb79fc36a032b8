"""What goes wrong between calsync and a server: bounded tries, then one clear line, and no secret in it."""

from __future__ import annotations

import contextlib
import gzip
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calsync.errors import AuthError, CalsyncError, ConfigError, NetworkError
from calsync.stores.caldav import CalDavSource, Elsewhere, Nobody, Password, Wire, calendars
from calsync.stores.caldav.addresses import same_site
from calsync.stores.caldav.attempts import retry_after
from tests.servers.clients import MemoryCache, Naps, timing, wire
from tests.servers.events import NOW, calendar, event, put_events, query
from tests.servers.proxy import Proxy, Request, Reset, Response, Shape, proxied
from tests.servers.running import Server
from tests.servers.sabre import fill
from tests.servers.shaped import Faults, Redirects, basic
from tests.servers.shared import shared
from tests.system.caldav_rigs import rig

SECRET = "correct horse battery staple"


def lines(error: CalsyncError) -> str:
    text = f"{error} {error.hint or ''}"
    assert "\n" not in text
    assert "Traceback" not in text
    return text


# --------------------------------------------------------------------------- faults that pass


@pytest.mark.parametrize("fault", ["429", "quota", "503", "500", "reset", "cut"])
def test_a_fault_that_passes_is_waited_out(fault: str) -> None:
    with rig("radicale", Faults([fault])) as server:
        put_events(server.server, server.calendar, {"a": "Interview"})
        reading = server.source().read(query())
        assert (len(reading.occurrences), reading.complete) == (1, True)
        assert server.naps.seconds == [0.5]


@pytest.mark.parametrize("fault", ["429-after", "503-after"])
def test_the_server_says_how_long_to_wait(fault: str) -> None:
    with rig("radicale", Faults([fault, fault])) as server:
        assert server.source().read(query()).complete
        assert server.naps.seconds == [7.0, 7.0]


@pytest.mark.parametrize("fault", ["429", "quota", "503", "500", "reset", "cut"])
def test_a_fault_that_stays_is_an_error_after_four_tries(fault: str) -> None:
    with rig("radicale", Faults([fault] * 100)) as server:
        with pytest.raises(NetworkError) as caught:
            server.source().read(query())
        assert lines(caught.value)
        assert server.proxy.count() == 4
        assert server.naps.seconds == [0.5, 1.0, 2.0]


def test_a_server_that_wants_an_hour_is_not_waited_for() -> None:
    class Hour(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            return Response(503, {"retry-after": "3600"})

    with rig("radicale", Hour()) as server:
        with pytest.raises(NetworkError, match="503"):
            server.source().read(query())
        assert (server.proxy.count(), server.naps.seconds) == (1, [])


def test_pauses_grow_and_are_never_all_the_same() -> None:
    naps = Naps()
    with rig("radicale", Faults(["503"] * 3)) as server:
        connection = wire(server.proxy.server, naps=naps)
        assert connection.timing.jitter() == 0.5
        assert 0 <= Wire(server.url, Nobody()).timing.jitter() <= 1
        connection.read("PROPFIND", server.url)
    assert naps.seconds == sorted(naps.seconds)
    assert len(set(naps.seconds)) == 3


def test_a_slow_server_is_given_up() -> None:
    with rig("radicale", Faults(["slow"] * 9)) as server:
        with pytest.raises(NetworkError, match="does not answer"):
            server.source(read=0.2, tries=2).read(query())
        assert server.proxy.count() == 2


class Overwhelmed(Shape):
    """Answers a multiget only while it is small."""

    def __init__(self, most: int) -> None:
        self.most = most

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        if request.body.count(b"<D:href>") > self.most:
            raise Reset
        return forward(request)


def test_what_is_too_much_for_a_server_is_asked_for_in_halves() -> None:
    with rig("sabre", Overwhelmed(60)) as server:
        objects = ((f"e{number}", calendar(event(f"e{number}", "Interview"))) for number in range(200))
        fill(server.server, server.calendar, objects)
        reading = server.source().read(query())
        assert (len(reading.occurrences), reading.complete) == (200, True)
        assert [request.body.count(b"<D:href>") for request in server.proxy.requests[1:]] == [
            *(200, 100, 50, 50, 100, 50, 50)
        ]


def test_what_is_too_much_however_small_is_an_error_after_a_few_tries() -> None:
    with rig("sabre", Overwhelmed(0)) as server:
        objects = ((f"e{number}", calendar(event(f"e{number}", "Interview"))) for number in range(200))
        fill(server.server, server.calendar, objects)
        with pytest.raises(NetworkError, match="connection failed"):
            server.source().read(query())
        assert server.proxy.count("REPORT") == 4


def test_a_server_that_drips_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            with contextlib.suppress(OSError):
                client, _ = listener.accept()
                with client:
                    client.recv(65536)
                    client.sendall(b"HTTP/1.1 207 Multi-Status\r\nContent-Length: 1000000\r\n\r\n")
                    for _ in range(200):
                        client.sendall(b"x" * 100)
                        stop.wait(0.02)

        stop = threading.Event()
        threading.Thread(target=drip, daemon=True).start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        try:
            with pytest.raises(NetworkError, match="too slow"):
                Wire(url, Nobody(), timing=timing(tries=1, whole=0.3)).read("PROPFIND", url)
        finally:
            stop.set()


def test_an_answer_without_end_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            packed = gzip.compress(b" " * 50_000_000)
            return Response(207, {"content-type": "text/xml", "content-encoding": "gzip"}, packed)

    monkeypatch.setattr("calsync.stores.caldav.transport.LARGEST_BODY", 2 << 20)
    with rig("radicale", Endless()) as server:
        with pytest.raises(NetworkError, match="more than 2 MB"):
            server.source().read(query())
        assert server.proxy.count() == 1


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NetworkError, match="refused") as caught:
        Wire(f"http://127.0.0.1:{port}/", Nobody(), timing=timing()).read(
            "PROPFIND", f"http://127.0.0.1:{port}/"
        )
    assert lines(caught.value)


def test_the_clock_of_the_server_is_never_believed() -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=30)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert 20 <= (retry_after(soon) or 0) <= 31
    assert retry_after("Thu, 01 Jan 1970 00:00:00 GMT") == 0
    assert (retry_after("Fri, 31 Dec 9999 23:59:59 GMT") or 0) > 60
    assert retry_after("soon") is None
    assert retry_after("9" * 40) is not None


# --------------------------------------------------------------------------- answers that make no sense


@pytest.mark.parametrize(
    ("fault", "words"), [("html", "web page"), ("malformed", "broken"), ("entities", "broken")]
)
def test_what_is_no_caldav_is_named(fault: str, words: str) -> None:
    with rig("radicale", Faults([fault] * 9)) as server:
        with pytest.raises(NetworkError, match=words) as caught:
            server.source().read(query())
        assert lines(caught.value)
        assert server.proxy.count() == 1


def test_one_calendar_that_makes_no_sense_does_not_stop_the_other() -> None:
    class OneBroken(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            if request.path.startswith(broken):
                return Response(200, {"content-type": "text/html"}, b"<html>Sign in</html>")
            return forward(request)

    with rig("radicale", OneBroken()) as server, server.server.calendar() as other:
        broken = other.removeprefix(server.server.url.rstrip("/"))
        put_events(server.server, server.calendar, {"a": "Interview"})
        reading = server.source([server.url, server.proxy.through(other)]).read(query())
        assert len(reading.occurrences) == 1
        assert reading.complete is False
        assert "web page" in (reading.error or "")


# --------------------------------------------------------------------------- passwords


def rejected(proxy: Proxy) -> Wire:
    return Wire(proxy.server.url, Password("dana", lambda: SECRET), timing=timing())


@pytest.mark.parametrize("name", ["radicale", "sabre", "cyrus"])
def test_a_wrong_password_is_tried_once_and_not_shown(name: str) -> None:
    with rig(name) as server:
        source = CalDavSource("jobs", rejected(server.proxy), [server.url], now=NOW, cache=MemoryCache())
        with pytest.raises(AuthError, match="password of dana") as caught:
            source.read(query())
        assert SECRET not in lines(caught.value)
        assert server.proxy.count() == 1


def test_discovery_with_a_wrong_password_knocks_at_one_door_only() -> None:
    with rig("radicale") as server:
        with pytest.raises(AuthError):
            calendars(rejected(server.proxy))
        assert server.proxy.count() == 1


def test_a_secret_is_no_part_of_any_repr() -> None:
    connection = Wire("https://cal.example.com/", Password("dana", lambda: SECRET))
    assert SECRET not in repr(connection) + repr(vars(connection))


def test_a_password_is_never_logged(caplog: pytest.LogCaptureFixture) -> None:
    with rig("radicale") as server, caplog.at_level(logging.DEBUG):
        server.source().read(query())
    token = basic(server.server.username, server.server.password).partition(" ")[2]
    assert server.server.password not in caplog.text
    assert token not in caplog.text


def test_digest_is_used_where_the_server_wants_it() -> None:
    class Digest(Shape):
        """Wants Digest (RFC 7616), and does not check more than that it is one."""

        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            given = request.headers.get("authorization", "")
            if not given.startswith("Digest ") or 'username="dana"' not in given:
                asked = 'Digest realm="dav", qop="auth", nonce="abc", opaque="xyz", algorithm=MD5'
                return Response(401, {"www-authenticate": asked})
            return Response(207, {"content-type": "text/xml"}, b'<multistatus xmlns="DAV:"/>')

    with proxied(shared("radicale"), Digest()) as proxy:
        connection = rejected(proxy)
        assert connection.read("PROPFIND", proxy.server.url).status == 207
        assert connection.read("PROPFIND", proxy.server.url).status == 207
        assert SECRET not in "".join(value for sent in proxy.requests for value in sent.headers.values())


# --------------------------------------------------------------------------- other hosts


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_credentials_never_follow_a_redirect_to_another_host(status: int) -> None:
    with proxied(shared("radicale")) as other:
        elsewhere = other.server.url.rstrip("/")
        with proxied(shared("radicale"), Redirects(elsewhere, status)) as proxy:
            with pytest.raises(Elsewhere, match="never follows") as caught:
                wire(proxy.server).read("PROPFIND", proxy.server.url)
            assert caught.value.url == other.server.url
            assert other.server.url in lines(caught.value)
            assert other.requests == []


def test_objects_are_fetched_where_the_calendar_is_whatever_host_the_server_names() -> None:
    class Internal(Shape):
        """A server behind a proxy that names itself as it is called inside."""

        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            response = forward(request)
            named = response.body.replace(b"<href>/", b"<href>http://inside.example:81/")
            return replace(response, body=named)

    with rig("radicale", Internal()) as server:
        put_events(server.server, server.calendar, {"a": "Interview"})
        reading = server.source().read(query())
        assert (len(reading.occurrences), reading.complete) == (1, True)


def test_nothing_is_ever_asked_of_a_host_that_is_not_the_accounts() -> None:
    with proxied(shared("radicale")) as proxy, proxied(shared("radicale")) as other:
        connection = wire(proxy.server)
        for act in (connection.read, connection.write):
            with pytest.raises(Elsewhere):
                act("GET", other.server.url + "x.ics")
        assert other.requests == []


def test_a_redirect_within_the_host_keeps_method_and_body() -> None:
    class Moved(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            if request.path.startswith("/old/"):
                return Response(302, {"location": "/" + request.path.removeprefix("/old/")})
            return forward(request)

    with rig("radicale", Moved()) as server:
        put_events(server.server, server.calendar, {"a": "Interview"})
        old = server.url.replace("/dana/", "/old/dana/")
        assert wire(server.proxy.server).read("PROPFIND", old, b"", {"Depth": "0"}).status == 207
        assert [request.method for request in server.proxy.requests] == ["PROPFIND", "PROPFIND"]


def test_a_redirect_in_a_circle_ends() -> None:
    with proxied(shared("radicale")) as proxy:
        proxy.shape = Redirects(proxy.server.url.rstrip("/"))
        with pytest.raises(NetworkError, match="circle"):
            wire(proxy.server).read("PROPFIND", proxy.server.url)
        assert proxy.count() == 5


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://caldav.icloud.com/", "https://p42-caldav.icloud.com/1/", True),
        ("https://caldav.icloud.com/", "https://caldav.icloud.com:8443/", True),
        ("https://caldav.icloud.com/", "https://icloud.com.evil.example/", False),
        ("https://caldav.icloud.com/", "https://evilicloud.com/", False),
        ("https://example.com/", "https://other.com/", False),
        ("https://127.0.0.1/", "https://9.0.0.1/", False),
    ],
)
def test_what_belongs_to_one_site(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same


@pytest.mark.parametrize(
    "url", ["http://cal.example.com/", "http://10.0.0.1/", "http://localhost.example.com/"]
)
def test_a_password_never_goes_over_plain_http(url: str) -> None:
    with pytest.raises(ConfigError, match="would show your password"):
        Wire(url, Password("dana", lambda: SECRET))


@pytest.mark.parametrize("url", [f"https://dana:{SECRET}@cal.example.com/", "https://dana@cal.example.com/"])
def test_an_address_with_a_password_in_it_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Wire(url.replace(" ", "%20"), Nobody())
    assert "correct" not in lines(caught.value)


@pytest.mark.parametrize(
    "url", ["cal.example.com", "ftp://x/", "https://", "https://[::1/", "https://x:99999/"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ConfigError, match="address"):
        Wire(url, Nobody())


# --------------------------------------------------------------------------- TLS


def test_a_certificate_from_nobody_known_is_refused_and_the_users_own_is_accepted() -> None:
    server = shared("xandikos-tls")
    trusting = wire(server)
    assert trusting.read("PROPFIND", server.home, b"", {"Depth": "0"}).status == 207
    strict = Wire(server.url, Password(server.username, lambda: server.password), timing=timing())
    with pytest.raises(NetworkError, match="cannot be trusted") as caught:
        strict.read("PROPFIND", server.home)
    assert server.password not in lines(caught.value)


@contextlib.contextmanager
def expired(folder: Path) -> Iterator[Server]:
    """A TLS server whose certificate, trusted otherwise, ran out yesterday."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    today = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=30))
        .not_valid_after(today - timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, private = folder / "cert.pem", folder / "key.pem"
    pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, private)
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with contextlib.suppress(OSError), client:
                    context.wrap_socket(client, server_side=True).close()

        threading.Thread(target=serve, daemon=True).start()
        url = f"https://localhost:{listener.getsockname()[1]}/"
        yield Server("expired", url, url, "dana", SECRET, str(pem))


def test_an_expired_certificate_is_named(tmp_path: Path) -> None:
    with expired(tmp_path) as server, pytest.raises(NetworkError, match="expired") as caught:
        wire(server).read("PROPFIND", server.url)
    assert SECRET not in lines(caught.value)
