"""Feeds, against a real server on loopback."""

from __future__ import annotations

import gzip
import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from calsync.errors import AuthError, NetworkError, SourceError
from calsync.model import Query, Reading
from calsync.stores import fetch as fetching
from calsync.stores.feed import Feed, open_feed, redacted
from calsync.stores.files import open_source
from tests.unit.ical.calendars import calendar, event, query
from tests.unit.stores_read.memory import Memory

TALK = calendar(
    event("UID:talk", "DTSTART:20260304T100000Z", "SUMMARY:Interview"),
    event("UID:lunch", "DTSTART:20260305T100000Z", "SUMMARY:Lunch"),
)
WORDS = query(words=("interview",))

Answer = Callable[[BaseHTTPRequestHandler], tuple[int, dict[str, str], bytes]]


class Server:
    """Answers every path with a function, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.requests.append((self.path, dict(self.headers)))
                status, headers, body = outer.answers[self.path.partition("?")[0]](self)
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def url(self, path: str = "/private/hush.ics", login: str = "") -> str:
        return f"http://{login}127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    yield running
    running.close()


def just(body: bytes, status: int = 200, **headers: str) -> Answer:
    return lambda _: (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


def with_etag(body: bytes) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> tuple[int, dict[str, str], bytes]:
        same = request.headers.get("If-None-Match") == '"1"'
        return (304, {}, b"") if same else (200, {"ETag": '"1"'}, body)

    return answer


def read(server: Server, asked: Query = WORDS, cache: Memory | None = None, url: str = "") -> Reading:
    return open_feed(url or server.url(), cache=cache or Memory()).read(asked)


def uids(reading: Reading) -> list[str]:
    return [found.uid for found in reading.occurrences]


def test_a_feed_is_read_and_its_address_kept(server: Server) -> None:
    server.answers["/private/hush.ics"] = just(TALK + b"\x00", ETag='"1"')
    source = open_source(server.url(), cache=Memory(), stdin=io.BytesIO())
    reading = source.read(query())
    assert uids(reading) == ["talk", "lunch"]
    assert "hush" not in f"{source.name} {source!r} {reading}"


def test_a_feed_that_has_not_changed_is_not_sent_again(server: Server) -> None:
    server.answers["/private/hush.ics"] = with_etag(TALK)
    cache = Memory()
    first = read(server, cache=cache)
    assert read(server, cache=cache) == first
    assert (uids(first), first.events, first.complete) == (["talk"], 2, True)
    assert [headers.get("If-None-Match") for _, headers in server.requests] == [None, '"1"']
    assert "hush" not in repr(cache.known)


def test_a_feed_whose_reading_is_still_known_is_not_read_again(server: Server) -> None:
    server.answers["/private/hush.ics"] = with_etag(TALK)
    cache = Memory()
    first = read(server, cache=cache)
    asked = replace(WORDS, known={first.source: first.basis})
    told = read(server, asked, cache)
    assert (told.basis, told.occurrences, told.complete) == (first.basis, (), True)
    assert told.whole is not None
    assert told.whole() == first
    assert read(server, replace(asked, uids=frozenset({"lunch"})), cache).whole is None
    server.answers["/private/hush.ics"] = just(
        TALK.replace(b"SUMMARY:Interview", b"SUMMARY:An interview"), ETag='"2"'
    )
    changed = read(server, asked, cache)
    assert uids(changed) == ["talk"]
    assert changed.basis not in ("", first.basis)


def test_last_modified_serves_where_there_is_no_etag(server: Server) -> None:
    stamp = "Tue, 03 Mar 2026 10:00:00 GMT"
    server.answers["/private/hush.ics"] = just(TALK, Last_Modified=stamp)
    cache = Memory()
    read(server, cache=cache)
    server.answers["/private/hush.ics"] = just(b"", 304)
    assert uids(read(server, cache=cache)) == ["talk"]
    assert server.requests[-1][1]["If-Modified-Since"] == stamp


def test_a_uid_asked_for_later_is_fetched(server: Server) -> None:
    server.answers["/private/hush.ics"] = with_etag(TALK)
    cache = Memory()
    read(server, cache=cache)
    wider = query(words=("interview",), uids=frozenset({"lunch"}))
    assert uids(read(server, wider, cache)) == ["talk", "lunch"]
    assert uids(read(server, wider, cache)) == ["talk", "lunch"]
    assert "If-None-Match" in server.requests[-1][1]


def test_new_context_is_fetched(server: Server) -> None:
    server.answers["/private/hush.ics"] = with_etag(TALK)
    cache = Memory()
    read(server, cache=cache)
    wider = query(words=("interview",), context=lambda _: frozenset({"lunch"}))
    assert uids(read(server, wider, cache)) == ["talk", "lunch"]
    assert len(server.requests) == 3


def test_gzip_is_unpacked(server: Server) -> None:
    server.answers["/private/hush.ics"] = just(gzip.compress(TALK), Content_Encoding="gzip")
    assert uids(read(server)) == ["talk"]


@pytest.mark.parametrize(
    ("answer", "error", "what"),
    [
        (just(b"", 401), AuthError, "access is refused (401)"),
        (just(b"", 403), AuthError, "access is refused (403)"),
        (just(b"", 500), NetworkError, "the server answers 500"),
        (just(b"", 302), NetworkError, "redirects to nowhere"),
        (just(b"", 302, Location="ftp://x.example/"), NetworkError, "from http to ftp"),
        (just(b"", 302, Location="https://x.example/"), NetworkError, "from http to https"),
        (just(b"", 302, Location="/private/hush.ics"), NetworkError, "without end"),
        (just(TALK, Content_Length="99999"), NetworkError, "broke off in the middle"),
        (just(b"nonsense", Content_Encoding="gzip"), NetworkError, "is damaged"),
    ],
)
def test_failures_name_the_host_and_no_more(
    server: Server, answer: Answer, error: type[Exception], what: str
) -> None:
    server.answers["/private/hush.ics"] = answer
    with pytest.raises(error, match=r"http://127\.0\.0\.1") as caught:
        read(server)
    assert what in str(caught.value)
    assert "hush" not in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (just(b"", 404), "there is nothing at this address"),
        (just(b"<!doctype html><html>Sign in", Content_Type="text/html"), "is a web page"),
        (just(b""), "is empty"),
    ],
)
def test_what_is_no_feed_is_told_in_the_reading(server: Server, answer: Answer, what: str) -> None:
    server.answers["/private/hush.ics"] = answer
    reading = read(server)
    assert what in (reading.error or "")
    assert "hush" not in (reading.error or "")


def test_nobody_there(server: Server) -> None:
    server.close()
    with pytest.raises(NetworkError, match="cannot be reached"):
        read(server)


def test_a_login_stays_with_its_host(server: Server) -> None:
    other = Server()
    try:
        server.answers["/private/hush.ics"] = just(b"", 302, Location="/next")
        server.answers["/next"] = just(
            b"", 302, Location=other.url("/there").replace("127.0.0.1", "localhost")
        )
        other.answers["/there"] = just(TALK)
        assert uids(read(server, url=server.url(login="dana:pass@"))) == ["talk"]
        assert ["Authorization" in headers for _, headers in server.requests] == [True, True]
        assert ["Authorization" in headers for _, headers in other.requests] == [False]
    finally:
        other.close()


def test_a_busy_server_is_asked_again_after_the_time_it_names(server: Server) -> None:
    answers = [just(b"", 503, Retry_After="7"), just(b"", 429, Retry_After="9999"), just(TALK)]
    server.answers["/private/hush.ics"] = lambda request: answers.pop(0)(request)  # noqa: PLW0108
    waited: list[float] = []
    body = io.BytesIO()
    fetching.fetch(server.url(), "shown", body, ("", ""), sleep=waited.append)
    assert (waited, body.getvalue()) == ([7.0, 60.0], TALK)


def test_a_server_that_stays_busy_is_given_up(server: Server) -> None:
    server.answers["/private/hush.ics"] = just(b"", 503)
    with pytest.raises(NetworkError, match="busy"):
        fetching.fetch(server.url(), "shown", io.BytesIO(), ("", ""), sleep=lambda _: None)
    assert len(server.requests) == 3


def test_limits_of_size_and_time(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.answers["/private/hush.ics"] = just(gzip.compress(bytes(10_000_000)), Content_Encoding="gzip")
    monkeypatch.setattr(fetching, "MAX_BODY", 1 << 20)
    with pytest.raises(SourceError, match="larger than 1 MB"):
        fetching.fetch(server.url(), "shown", io.BytesIO(), ("", ""))
    server.answers["/private/hush.ics"] = just(TALK)
    ticks = iter(range(0, 10**6, 400))
    with pytest.raises(NetworkError, match="takes longer"):
        fetching.fetch(server.url(), "shown", io.BytesIO(), ("", ""), clock=lambda: float(next(ticks)))


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "https://calendar.google.com/calendar/ical/me%40x/private-123/basic.ics",
            "https://calendar.google.com/calendar/…",
        ),
        ("https://u:p@example.com:8443/secret?token=1", "https://example.com:8443/…"),
        ("https://example.com?token=1", "https://example.com/…"),
    ],
)
def test_addresses_are_shown_without_their_secret(url: str, shown: str) -> None:
    assert redacted(url) == shown


def test_webcal_is_https() -> None:
    feed = open_feed("webcal://example.com/a/b.ics", cache=Memory())
    assert isinstance(feed, Feed)
    assert feed.url == "https://example.com/a/b.ics"
