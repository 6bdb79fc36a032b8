"""Reading interviews from real CalDAV servers: what arrives, what it costs, and when it is complete."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from calsync.errors import NetworkError
from calsync.model import Query, Reading, Window
from calsync.seek import Vocabulary
from calsync.stores.caldav.choice import is_kept
from calsync.stores.files import open_source
from tests.benchmarks.families import SINCE, UNTIL
from tests.benchmarks.generate import generate
from tests.servers.clients import MemoryCache
from tests.servers.events import NOW, ZONE, calendar, event, put_events, query
from tests.servers.proxy import Request, Response, Shape, chained
from tests.servers.sabre import fill
from tests.servers.shaped import Sogo
from tests.storage.samples import item, uid
from tests.system.caldav_rigs import REAL, Rig, rig

SOME = {"a": "Interview with Nimbus", "b": "Lunch", "c": "Dentist", "d": "Vorstellungsgespräch bei Arvo"}


@pytest.fixture(params=REAL)
def server(request: pytest.FixtureRequest) -> Iterator[Rig]:
    with rig(request.param) as ready:
        yield ready


def uids(reading: Reading) -> set[str]:
    return {occurrence.uid for occurrence in reading.occurrences}


def test_what_has_the_words_is_read_and_everything_is_counted(server: Rig) -> None:
    put_events(server.server, server.calendar, SOME)
    reading = server.source().read(query())
    assert (uids(reading), reading.events, reading.complete, reading.error) == ({"a", "d"}, 4, True, None)


def test_a_run_with_nothing_new_costs_one_request(server: Rig) -> None:
    put_events(server.server, server.calendar, SOME)
    first = server.source().read(query())
    server.proxy.requests.clear()
    again = server.source().read(query())
    assert server.proxy.count() == 1
    assert again == first


def test_what_changed_is_read_and_nothing_else(server: Rig) -> None:
    put_events(server.server, server.calendar, SOME)
    server.source().read(query())
    put_events(server.server, server.calendar, {"b": "Interview instead of lunch", "e": "Interview 2"})
    server.server.delete(f"{server.calendar}a.ics")
    server.proxy.requests.clear()
    reading = server.source().read(query())
    assert (uids(reading), reading.events, reading.complete) == ({"b", "d", "e"}, 4, True)
    fetched = [body for body in bodies(server) if b"multiget" in body]
    assert [body.count(b"<D:href>") for body in fetched] == [2]


def test_reading_writes_nothing_and_asks_for_no_time_range_and_no_limit(server: Rig) -> None:
    put_events(server.server, server.calendar, SOME)
    for _ in range(2):
        server.source(()).read(query())
    assert {request.method for request in server.proxy.requests} <= {"PROPFIND", "REPORT", "GET"}
    assert not any(b"time-range" in body or b"limit" in body for body in bodies(server))


def test_an_event_with_a_duration_and_a_task_with_due_only_are_no_problem(server: Rig) -> None:
    long = calendar(event("long", "Interview week", "DURATION:P5D", start="20260128T090000Z"))
    server.server.put(f"{server.calendar}long.ics", long)
    task = calendar("BEGIN:VTODO\r\nUID:t\r\nDTSTAMP:20260101T000000Z\r\nDUE:20260305T090000Z\r\n"
                    "SUMMARY:Prepare the interview\r\nEND:VTODO\r\n")  # fmt: skip
    server.server.put(f"{server.calendar}t.ics", task)
    reading = server.source().read(query())
    assert (uids(reading), reading.events, reading.complete) == ({"long"}, 1, True)


def test_calsyncs_own_follow_ups_are_no_events(server: Rig) -> None:
    server.server.put(f"{server.calendar}{uid(1)}.ics", item(1))
    reading = server.source().read(query(None))
    assert (reading.occurrences, reading.events, reading.complete) == ((), 0, True)


def test_the_calendar_is_found_by_its_name_with_three_requests_more() -> None:
    with rig(name="Job hunt") as found:
        put_events(found.server, found.calendar, SOME)
        reading = found.source(["job hunt"]).read(query())
        assert uids(reading) == {"a", "d"}
        assert found.proxy.count() == 3 + 2
        found.proxy.requests.clear()
        found.source(["job hunt"]).read(query())
        assert found.proxy.count() == 1


@pytest.mark.parametrize("count", [1, 1000, 2500])
def test_a_first_reading_costs_at_most_two_requests_and_one_for_each_thousand(count: int) -> None:
    with rig("sabre") as many:
        events = {f"e{number}": f"Interview {number}" for number in range(count)}
        fill(many.server, many.calendar, ((uid, calendar(event(uid, text))) for uid, text in events.items()))
        reading = many.source().read(query(("interview 7",)))
        assert (reading.events, reading.complete) == (count, True)
        assert len(reading.occurrences) == sum(str(number).startswith("7") for number in range(count))
        assert many.proxy.count() <= 2 + count / 1000


def test_an_empty_calendar_is_complete_and_empty() -> None:
    with rig() as empty:
        reading = empty.source().read(query())
        assert (reading.occurrences, reading.events, reading.complete) == ((), 0, True)


# --------------------------------------------------------------------------- tokens


class RefusesTokens(Shape):
    """Every sync token is refused, with the status that this or that server uses."""

    def __init__(self, status: int) -> None:
        self.status = status

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        return Response(self.status) if b"sync-collection" in request.body else forward(request)


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 412, 415, 501, 507])
def test_a_refused_token_means_a_full_listing(status: int) -> None:
    with rig("radicale", RefusesTokens(status)) as server:
        put_events(server.server, server.calendar, SOME)
        server.source().read(query())
        server.server.delete(f"{server.calendar}a.ics")
        reading = server.source().read(query())
        assert (uids(reading), reading.complete) == ({"d"}, True)


def spoil_token(server: Rig) -> None:
    """The server has forgotten the token: it was restored, or the calendar was made anew."""
    (name, (state, words, entries)), *_ = server.cache.kept.items()
    read = json.loads(state)
    for memory in read["collections"].values():
        memory["token"] = "http://radicale.org/ns/sync/" + "0" * 64 if memory["token"] else ""
        memory["ctag"] = "0"
    server.cache.kept[name] = (json.dumps(read), words, entries)


def test_a_token_from_before_a_restore_means_a_full_listing(server: Rig) -> None:
    put_events(server.server, server.calendar, SOME)
    server.source().read(query())
    server.server.delete(f"{server.calendar}a.ics")
    spoil_token(server)
    reading = server.source().read(query())
    assert (uids(reading), reading.complete) == ({"d"}, True)


def test_a_bad_token_answered_as_if_nothing_were_wrong_means_a_full_listing() -> None:
    with rig("radicale", Sogo()) as server:
        put_events(server.server, server.calendar, SOME)
        server.source().read(query())
        server.server.delete(f"{server.calendar}a.ics")
        spoil_token(server)
        reading = server.source().read(query())
        assert (uids(reading), reading.complete) == ({"d"}, True)


class ForgetsDeletions(Shape):
    """Sync reports leave out what was deleted."""

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        response = forward(request)
        if b"sync-collection" in request.body:
            gone = re.compile(rb"<response>(?:(?!</response>).)*404 Not Found.*?</response>", re.S)
            return replace(response, body=gone.sub(b"", response.body))
        return response


def test_once_a_week_everything_is_listed_again() -> None:
    with rig("radicale", ForgetsDeletions()) as server:
        put_events(server.server, server.calendar, SOME)
        server.source().read(query())
        server.server.delete(f"{server.calendar}a.ics")
        assert uids(server.source(now=NOW + timedelta(days=6)).read(query())) == {"a", "d"}
        assert uids(server.source(now=NOW + timedelta(days=7)).read(query())) == {"d"}


def test_a_clock_that_went_back_means_a_full_listing() -> None:
    with rig("radicale", ForgetsDeletions()) as server:
        put_events(server.server, server.calendar, SOME)
        server.source(now=NOW + timedelta(days=400)).read(query())
        server.server.delete(f"{server.calendar}a.ics")
        assert uids(server.source().read(query())) == {"d"}


class Counters(Shape):
    """ETags that say nothing: SOGo's are counters, and an object made anew begins at the same number."""

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        response = forward(request)
        body = re.sub(rb"(<(?:\w+:)?getetag>)[^<]*<", rb'\1"1"<', response.body)
        return replace(response, body=body)


@pytest.mark.parametrize("days", [1, 8])
def test_an_object_made_anew_under_the_same_etag_is_read_anew(days: int) -> None:
    with rig("radicale", Counters()) as server:
        put_events(server.server, server.calendar, SOME)
        server.source().read(query())
        server.server.delete(f"{server.calendar}a.ics")
        put_events(server.server, server.calendar, {"a": "Lunch instead"})
        assert uids(server.source(now=NOW + timedelta(days=days)).read(query())) == {"d"}


class Pages(Shape):
    """Sync reports come one change at a time, with status 507 while there is more (RFC 6578 3.6)."""

    def __init__(self) -> None:
        self.rest: list[bytes] = []
        self.token = b""

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        if b"sync-collection" not in request.body:
            return forward(request)
        if b"page:" not in request.body:
            whole = forward(request)
            self.rest = re.findall(rb"<response>.*?</response>", whole.body, re.S)
            found = re.search(rb"<sync-token>(.*?)</sync-token>", whole.body)
            assert found
            self.token = found[1]
        page = self.rest.pop(0) if self.rest else b""
        more = b""
        token = self.token
        if self.rest:
            more = (
                f"<response><href>{request.path}</href>"
                "<status>HTTP/1.1 507 Insufficient Storage</status></response>"
            ).encode()
            token = f"page:{len(self.rest)}".encode()
        body = (
            b'<?xml version="1.0"?><multistatus xmlns="DAV:">' + page + more
            + b"<sync-token>" + token + b"</sync-token></multistatus>"
        )  # fmt: skip
        return Response(207, {"content-type": "application/xml"}, body)


def test_changes_that_come_in_pages_all_arrive() -> None:
    with rig("radicale", Pages()) as server:
        put_events(server.server, server.calendar, SOME)
        server.source().read(query())
        put_events(server.server, server.calendar, {f"n{number}": "Interview" for number in range(5)})
        server.server.delete(f"{server.calendar}a.ics")
        reading = server.source().read(query())
        assert uids(reading) == {"d", *(f"n{number}" for number in range(5))}
        assert sum(b"page:" in body for body in bodies(server)) == 5


# --------------------------------------------------------------------------- objects that do not come


class Ghost(Shape):
    """Listings name an object that is not there: deleted between the listing and the multiget."""

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        response = forward(request)
        if request.method == "PROPFIND" and request.headers.get("depth") == "1":
            row = rb"<(?:\w+:)?response>(?:(?!</(?:\w+:)?response>).)*/a\.ics.*?</(?:\w+:)?response>"
            rows = re.findall(row, response.body, re.S)
            ghost = rows[0].replace(b"/a.ics", b"/ghost.ics")
            return replace(response, body=response.body.replace(rows[0], rows[0] + ghost))
        return response


@pytest.mark.parametrize("name", REAL)
def test_an_object_that_vanishes_meanwhile_is_gone_and_the_rest_arrives(name: str) -> None:
    with rig(name, Ghost()) as server:
        put_events(server.server, server.calendar, SOME)
        reading = server.source().read(query())
        assert (uids(reading), reading.events, reading.complete) == ({"a", "d"}, 4, True)


class Garbles(Shape):
    """An object with a control character breaks the XML of every multiget that it is in."""

    def __init__(self, get: bool) -> None:
        self.get = get

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        response = forward(request)
        if b"multiget" in request.body and b"Lunch" in response.body:
            return replace(response, body=response.body.replace(b"Lunch", b"Lu\x0bnch"))
        if request.method == "GET" and not self.get and b"Lunch" in response.body:
            return Response(400)
        return response


def test_an_object_that_breaks_the_xml_is_fetched_alone() -> None:
    with rig("radicale", Garbles(get=True)) as server:
        put_events(server.server, server.calendar, SOME)
        reading = server.source().read(query())
        assert (uids(reading), reading.events, reading.complete) == ({"a", "d"}, 4, True)


def test_an_object_that_never_comes_makes_the_reading_incomplete_and_is_asked_for_again() -> None:
    with rig("radicale", Garbles(get=False)) as server:
        put_events(server.server, server.calendar, SOME)
        reading = server.source().read(query())
        assert (uids(reading), reading.complete) == ({"a", "d"}, False)
        assert "1 object" in (reading.error or "")
        server.proxy.shape = Shape()
        reading = server.source().read(query())
        assert (uids(reading), reading.events, reading.complete) == ({"a", "d"}, 4, True)


def test_an_object_that_is_no_calendar_costs_only_itself() -> None:
    class Nonsense(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            response = forward(request)
            broken = response.body.replace(b"DTSTART:20260310T100000Z", b"DTSTART:soon", 1)
            return replace(response, body=broken) if b"multiget" in request.body else response

    with rig("radicale", Nonsense()) as server:
        put_events(server.server, server.calendar, {"a": "Interview", "b": "Interview"})
        reading = server.source().read(query())
        assert len(reading.occurrences) == 1
        assert len(reading.unreadable) == 1
        assert uids(reading) | reading.unreadable == {"a", "b"}


# --------------------------------------------------------------------------- several calendars


def test_a_calendar_that_vanished_is_told_and_the_other_is_read() -> None:
    with rig() as server:
        other = server.server.make_calendar()
        put_events(server.server, server.calendar, {"a": "Interview"})
        put_events(server.server, other, {"b": "Interview"})
        wanted = [server.url, server.proxy.through(other)]
        assert uids(server.source(wanted).read(query())) == {"a", "b"}
        server.server.delete(other)
        reading = server.source(wanted).read(query())
        assert reading.complete is False
        assert "no such calendar" in (reading.error or "")
        assert "a" in uids(reading)


def test_a_calendar_no_longer_among_all_is_told_once() -> None:
    with rig("xandikos") as server:
        other = server.server.make_calendar()
        put_events(server.server, server.calendar, {"a": "Interview"})
        put_events(server.server, other, {"only-there": "Interview"})
        assert {"a", "only-there"} <= uids(server.source(()).read(query()))
        server.server.delete(other)
        reading = server.source((), now=NOW + timedelta(days=8)).read(query())
        assert reading.complete is False
        assert "vanished" in (reading.error or "")
        reading = server.source((), now=NOW + timedelta(days=8)).read(query())
        assert (reading.complete, "only-there" in uids(reading)) == (True, False)


def test_calendars_that_hold_no_events_are_left_out() -> None:
    with rig() as server:
        tasks = server.server.make_calendar(["VTODO"])
        server.source(()).read(query())
        assert not any(
            request.path == re.sub(r"https?://[^/]+", "", tasks) for request in server.proxy.requests
        )


def test_a_calendar_that_nobody_has_is_an_error_that_names_those_there_are() -> None:
    with rig(name="Job hunt") as server:
        reading = server.source(["Jobs"]).read(query())
        assert "no calendar called Jobs" in (reading.error or "")
        assert "Job hunt" in (reading.error or "")
        assert reading.complete is False


def test_when_nothing_can_be_read_the_error_is_raised() -> None:
    class Down(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            return Response(503)

    with rig("radicale", Down()) as server, pytest.raises(NetworkError, match="503"):
        server.source().read(query())


# --------------------------------------------------------------------------- what is remembered


def test_only_what_may_matter_is_remembered() -> None:
    with rig() as server:
        put_events(server.server, server.calendar, SOME)
        server.source().read(query())
        kept = [entry.data for _, _, entries in server.cache.kept.values() for entry in entries.values()]
        assert sorted(map(is_kept, kept)) == [False, False, True, True]
        assert all(len(data or b"") < 20 for data in kept if not is_kept(data))


def test_new_words_mean_a_new_reading() -> None:
    with rig() as server:
        put_events(server.server, server.calendar, SOME)
        server.source().read(query())
        assert uids(server.source().read(query(("lunch",)))) == {"b"}


def test_the_context_of_what_was_found_is_searched_without_a_further_request() -> None:
    with rig() as server:
        put_events(server.server, server.calendar, SOME | {"n": "Call with Nimbus"})
        asked = query(context=lambda found: frozenset({"nimbus"} if found else ()))
        reading = server.source().read(asked)
        assert uids(reading) == {"a", "d", "n"}
        assert server.proxy.count() == 2
        server.proxy.requests.clear()
        assert server.source().read(asked) == reading
        assert server.proxy.count() == 1


def test_context_that_is_new_is_looked_for_once_in_what_was_passed_over() -> None:
    with rig() as server:
        put_events(server.server, server.calendar, SOME | {"n": "Call with Nimbus"})
        server.source().read(query())
        asked = query(context=lambda found: frozenset({"nimbus"}))
        server.proxy.requests.clear()
        reading = server.source().read(asked)
        assert uids(reading) == {"a", "d", "n"}
        assert server.proxy.count() == 2
        server.proxy.requests.clear()
        assert server.source().read(asked) == reading
        assert server.proxy.count() == 1


def test_a_uid_that_must_be_read_is_read_whatever_it_says() -> None:
    with rig() as server:
        put_events(server.server, server.calendar, SOME)
        server.source().read(query())
        assert uids(server.source().read(query(uids=frozenset({"b"})))) == {"a", "b", "d"}


def test_what_is_found_is_looked_for_in_every_calendar_and_only_what_has_its_uid_is_fetched() -> None:
    with rig() as server:
        other = server.server.make_calendar()
        put_events(server.server, server.calendar, SOME)
        put_events(server.server, other, {"a": "On the 3rd floor", "y": "Lunch", "z": "Tea"})
        both = [server.url, server.proxy.through(other)]
        first = server.source(both).read(query())
        assert sorted(one.summary for one in first.occurrences if one.uid == "a") == [
            "Interview with Nimbus",
            "On the 3rd floor",
        ]
        server.proxy.requests.clear()
        assert server.source(both).read(query(uids=frozenset({"a", "d"}))) == first
        assert server.proxy.count() == len(both)
        put_events(server.server, server.calendar, {"z": "Interview"})
        server.proxy.requests.clear()
        assert [one.uid for one in server.source(both).read(query()).occurrences].count("z") == 2
        fetched = [body for body in bodies(server) if b"multiget" in body]
        assert [body.count(b"<D:href>") for body in fetched] == [1, 1]
        server.proxy.requests.clear()
        assert "y" in uids(server.source(both).read(query(uids=frozenset({"y", "z"}))))
        assert server.proxy.count() == len(both) + 1


class Closed(Shape):
    """One calendar may not be read."""

    def __init__(self) -> None:
        self.path = "nothing"

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        return Response(403) if self.path in request.path else forward(request)


def test_a_calendar_that_fails_the_first_time_is_asked_the_next() -> None:
    door = Closed()
    with rig(shape=door) as server:
        other = server.server.make_calendar()
        door.path = other.rstrip("/").rpartition("/")[2]
        put_events(server.server, server.calendar, {"a": "Interview"})
        put_events(server.server, other, {"b": "Interview"})
        both = [server.url, server.proxy.through(other)]
        first = server.source(both).read(query())
        assert (uids(first), first.complete) == ({"a"}, False)
        door.path = "nothing"
        again = server.source(both).read(query())
        assert (uids(again), again.complete) == ({"a", "b"}, True)


def test_what_was_past_is_looked_into_once_when_an_earlier_beginning_is_asked_for() -> None:
    with rig() as server:
        put_events(server.server, server.calendar, SOME)
        early = calendar(event("early", "Interview long ago", start="20250110T100000Z"))
        server.server.put(f"{server.calendar}early.ics", early)
        now = query()
        assert uids(server.source().read(now)) == {"a", "d"}
        kept = [entry.data for _, _, entries in server.cache.kept.values() for entry in entries.values()]
        assert early.encode() not in kept
        whole = replace(now, window=replace(now.window, since=NOW - timedelta(days=600)))
        server.proxy.requests.clear()
        assert uids(server.source().read(whole)) == {"a", "d", "early"}
        assert [body.count(b"<D:href>") for body in bodies(server)] == [0, 1]
        for asked, expected in (
            (whole, {"a", "d", "early"}),
            (now, {"a", "d"}),
            (whole, {"a", "d", "early"}),
        ):
            server.proxy.requests.clear()
            assert uids(server.source().read(asked)) == expected
            assert server.proxy.count() == 1


@pytest.mark.parametrize("words", [("review",), ("the", "call"), None])
def test_a_calendar_reads_like_the_same_events_in_a_folder(
    words: tuple[str, ...] | None, tmp_path: Path
) -> None:
    folder = generate(tmp_path, 400, folder=True)
    window = Window(SINCE, UNTIL)
    asked = Query(window, ZONE, None if words is None else Vocabulary.of(words))
    expected = open_source(str(folder), name="jobs", cache=MemoryCache(), stdin=BytesIO()).read(asked)
    objects = ((file.stem, file.read_bytes().decode()) for file in folder.iterdir())
    with rig("sabre") as server:
        fill(server.server, server.calendar, objects)
        for _ in range(2):
            reading = server.source().read(asked)
            assert reading.complete
            assert keyed(reading) == keyed(expected)
        assert len(reading.occurrences) > 0


def keyed(reading: Reading) -> set[tuple[object, ...]]:
    return {(one.uid, one.recurrence_id, one.start, one.summary) for one in reading.occurrences}


def test_words_are_found_across_folds_and_escapes() -> None:
    folded = calendar(event("f", "Second inter\r\n view", "DESCRIPTION:On\\, site\\ninterview\\;s"))
    with rig() as server:
        server.server.put(f"{server.calendar}f.ics", folded)
        assert uids(server.source().read(query(("second interview",)))) == {"f"}
        assert uids(server.source().read(query(("on, site",)))) == {"f"}


def bodies(server: Rig) -> list[bytes]:
    return [request.body for request in server.proxy.requests]


def test_faults_in_a_chain_of_shapes_still_give_one_reading() -> None:
    with rig("radicale", chained([Sogo(), Pages()])) as server:
        put_events(server.server, server.calendar, SOME)
        server.source().read(query())
        put_events(server.server, server.calendar, {"z": "Interview"})
        assert uids(server.source().read(query())) == {"a", "d", "z"}
