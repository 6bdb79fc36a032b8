"""From what a user types to calendars: RFC 6764, principals, homes, names, and other hosts."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from calsync.errors import AuthError, ConfigError, NetworkError
from calsync.stores.caldav import CalDavSource, calendars, locate
from calsync.stores.caldav.login_flow import app_password
from tests.servers.clients import MemoryCache, Naps, timing, wire
from tests.servers.events import NOW, put_events, query
from tests.servers.proxy import Request, Response, Shape, proxied
from tests.servers.shaped import HTML, EventsOnly, Icloud
from tests.servers.shared import shared
from tests.system.caldav_rigs import REAL, rig


@pytest.mark.parametrize("name", [*REAL, "xandikos-tls"])
def test_calendars_are_found_from_the_root_the_home_and_the_calendar_itself(name: str) -> None:
    server = shared(name)
    with server.calendar(name="Job hunt") as url:
        for start in (server.url, server.home, url):
            found = {calendar.name: calendar.url for calendar in calendars(wire(server, url=start))}
            assert found["Job hunt"] == url


@pytest.mark.parametrize("name", ["radicale", "xandikos", "cyrus"])
def test_a_bare_host_leads_to_the_calendars_by_its_well_known_address(name: str) -> None:
    class NothingAtTheRoot(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            return Response(404) if request.path == "/" else forward(request)

    with rig(name, NothingAtTheRoot(), name="Job hunt") as server:
        root = "/".join(server.proxy.server.url.split("/")[:3]) + "/"
        if name != "cyrus":  # the root of the others is their DAV root
            server.proxy.shape = Shape()
        found = calendars(wire(server.proxy.server, url=root))
        assert "Job hunt" in {calendar.name for calendar in found}


class Nextcloud(Shape):
    """DAV lives below /remote.php/dav/; the root is a web page, /.well-known leads nowhere."""

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        prefix = "/remote.php/dav"
        if not request.path.startswith(prefix):
            return Response(200, {"content-type": "text/html"}, HTML)
        inner = Request(
            request.method, request.path.removeprefix(prefix) or "/", request.headers, request.body
        )
        response = forward(inner)
        body = response.body.replace(b">/dana", b">" + prefix.encode() + b"/dana")
        return Response(response.status, response.headers, body)


def test_a_nextcloud_is_found_behind_its_bare_host() -> None:
    with rig("radicale", Nextcloud(), name="Job hunt") as server:
        found = {calendar.name: calendar.url for calendar in calendars(wire(server.proxy.server))}
        assert "/remote.php/dav/dana/" in found["Job hunt"]


def test_a_host_without_caldav_is_named() -> None:
    class Website(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            return Response(200, {"content-type": "text/html"}, HTML)

    with (
        proxied(shared("radicale"), Website()) as proxy,
        pytest.raises(NetworkError, match="No CalDAV server"),
    ):
        calendars(wire(proxy.server))


def test_no_calendar_at_all_is_an_error() -> None:
    class Empty(Shape):
        """As Cyrus answers one that has not signed in: everything is fine, and there is nothing."""

        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            if request.headers.get("depth") == "1":
                return Response(207, {"content-type": "text/xml"}, b'<multistatus xmlns="DAV:"/>')
            return forward(request)

    with proxied(shared("radicale"), Empty()) as proxy:
        with pytest.raises(NetworkError, match="no calendar at all"):
            calendars(wire(proxy.server))
        source = CalDavSource("jobs", wire(proxy.server), now=NOW, cache=MemoryCache())
        with pytest.raises(NetworkError, match="no calendar at all"):
            source.read(query())


def test_two_calendars_of_one_name_are_told_apart_by_their_addresses() -> None:
    with rig(name="Jobs") as server, server.server.calendar(name="Jobs") as other:
        reading = server.source(["Jobs"]).read(query())
        assert "several calendars called Jobs" in (reading.error or "")
        assert other.rstrip("/").rpartition("/")[2] in (reading.error or "")


def test_icloud_holds_its_calendars_on_another_host_of_the_same_site() -> None:
    server = shared("radicale")
    with server.calendar(name="Job hunt") as url, proxied(server, EventsOnly()) as partition:
        put_events(server, url, {"a": "Interview"})
        with proxied(server, Icloud(partition.server.url.rstrip("/"))) as front:
            source = CalDavSource("jobs", wire(front.server), ["Job hunt"], now=NOW, cache=MemoryCache())
            assert len(source.read(query()).occurrences) == 1
            assert front.count() == 2
            assert partition.count() == 3


def test_a_home_on_a_foreign_host_gets_no_password() -> None:
    server = shared("radicale")
    with proxied(server) as foreign:
        elsewhere = foreign.server.url.rstrip("/").replace("127.0.0.1", "localhost")
        with proxied(server, Icloud(elsewhere)) as front, pytest.raises(NetworkError, match="never follows"):
            calendars(wire(front.server))
        assert foreign.requests == []


# --------------------------------------------------------------------------- DNS


@pytest.fixture
def dns_server() -> Iterator[None]:
    """A name server of our own that knows one domain."""
    import dns.message
    import dns.resolver
    import dns.rrset

    records = {
        ("_caldavs._tcp.nimbus.example.", "SRV"): "0 1 8443 dav.nimbus.example.",
        ("_caldavs._tcp.nimbus.example.", "TXT"): '"path=/cal/"',
        ("_caldavs._tcp.hijacked.example.", "SRV"): "0 1 443 dav.evil.example.",
    }
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    listener.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                data, peer = listener.recvfrom(4096)
            except OSError:
                return
            question = dns.message.from_wire(data)
            answer = dns.message.make_response(question)
            asked = question.question[0]
            kind = dns.rdatatype.to_text(asked.rdtype)
            text = records.get((str(asked.name), kind))
            if text:
                answer.answer.append(dns.rrset.from_text(asked.name, 60, "IN", kind, text))
            else:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            listener.sendto(answer.to_wire(), peer)

    threading.Thread(target=serve, daemon=True).start()
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = listener.getsockname()[1]
    resolver.lifetime = 2
    before = dns.resolver.default_resolver
    dns.resolver.default_resolver = resolver
    yield
    dns.resolver.default_resolver = before
    listener.close()


@pytest.mark.usefixtures("dns_server")
def test_an_email_address_leads_to_the_server_that_dns_names() -> None:
    assert locate("dana@nimbus.example") == "https://dav.nimbus.example:8443/cal/"
    assert locate("nimbus.example") == "https://dav.nimbus.example:8443/cal/"


@pytest.mark.usefixtures("dns_server")
def test_dns_cannot_lead_to_another_domain() -> None:
    assert locate("dana@hijacked.example") == "https://hijacked.example/"


def test_an_address_stays_as_it_is() -> None:
    assert locate(" https://cal.example.com/dav/ ") == "https://cal.example.com/dav/"
    assert locate("cal.example.com/remote.php/dav/") == "https://cal.example.com/remote.php/dav/"


@pytest.mark.parametrize("text", ["", "dana", "dana@", "a b.example", "x\ny.example"])
def test_what_is_none_of_these_is_refused(text: str) -> None:
    with pytest.raises(ConfigError, match="neither"):
        locate(text)


# --------------------------------------------------------------------------- Nextcloud's login flow


class LoginFlow(Shape):
    """Nextcloud's Login Flow v2: a token, a page, and the app password once somebody has signed in."""

    def __init__(self, polls: int, endpoint: str = "") -> None:
        self.polls = polls
        self.endpoint = endpoint

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        host = "http://" + request.headers["host"]
        if request.path == "/index.php/login/v2":
            poll = {"token": "t0ken", "endpoint": self.endpoint or host + "/login/v2/poll"}
            return self._json({"poll": poll, "login": host + "/login/v2/flow/x"})
        if request.path == "/login/v2/poll" and request.body == b"token=t0ken":
            self.polls -= 1
            if self.polls >= 0:
                return Response(404, {}, b"[]")
            return self._json({"server": host, "loginName": "dana", "appPassword": "app-pass"})
        return Response(405)

    def _json(self, value: object) -> Response:
        return Response(200, {"content-type": "application/json"}, json.dumps(value).encode())


def test_nextcloud_hands_out_an_app_password_once_somebody_signed_in() -> None:
    naps, pages = Naps(), []
    with proxied(shared("radicale"), LoginFlow(polls=3)) as proxy:
        given = app_password(proxy.server.url + "remote.php/dav/", pages.append, timing=timing(naps))
        assert (given.username, given.password) == ("dana", "app-pass")
        assert given.caldav == proxy.server.url + "remote.php/dav/"
        assert "app-pass" not in repr(given)
        assert pages == [proxy.server.url + "login/v2/flow/x"]
        assert naps.seconds == [2.0, 2.0, 2.0]
        assert not any("authorization" in request.headers for request in proxy.requests)


def test_nobody_signs_in() -> None:
    with proxied(shared("radicale"), LoginFlow(polls=10**6)) as proxy:
        with pytest.raises(AuthError, match="Nobody signed in"):
            app_password(proxy.server.url, lambda page: None, seconds=10, timing=timing())
        assert proxy.count() == 6


def test_a_server_without_login_flow_is_named() -> None:
    with proxied(shared("radicale")) as proxy, pytest.raises(NetworkError, match="does not offer"):
        app_password(proxy.server.url, lambda page: None, timing=timing())


def test_the_login_never_goes_to_another_host() -> None:
    shape = LoginFlow(0, "http://localhost:1/poll")
    with proxied(shared("radicale"), shape) as proxy, pytest.raises(NetworkError, match="another host"):
        app_password(proxy.server.url, lambda page: None, timing=timing())
