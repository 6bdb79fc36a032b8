"""Writing follow-ups to real and shaped CalDAV servers: none twice, none lost, and nobody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from calsync.errors import AuthError, NetworkError, NotThere, Refused, Stale, TargetError, UidTaken
from calsync.ical.item import Field, complete_item, patch_item, read_item
from calsync.ledger import Ledger
from calsync.model import Component, Kind, Result, State
from calsync.stores.caldav import CalDavTarget
from tests.factory import interview
from tests.servers.clients import MemoryCache, wire
from tests.servers.events import calendar, event, put_events
from tests.servers.proxy import Request, Reset, Response, Shape
from tests.servers.shaped import EventsOnly, Faults, Lags, LosesAnswer, Sogo
from tests.storage.samples import NOW, content, item, uid
from tests.system.caldav_rigs import REAL, Rig, rig
from tests.world import World

ALL = frozenset(Field)


def edited(data: bytes, days: int = 3) -> bytes:
    return patch_item(data, content("Thank the panel", days=days), ALL, "m2", NOW)


def written(server: Rig) -> list[Request]:
    return [
        request for request in server.proxy.requests if request.method in {"PUT", "DELETE", "POST", "PATCH"}
    ]


@pytest.mark.parametrize("name", REAL)
def test_every_write_is_conditional_and_one_put_is_enough(name: str) -> None:
    with rig(name) as server:
        target = server.target()
        stored = target.create(uid(0), item(0))
        stored = target.update(stored.href, stored.etag, edited(stored.data))
        target.delete(stored.href, stored.etag)
        assert [request.method for request in written(server)] == ["PUT", "PUT", "DELETE"]
        first, second, third = written(server)
        assert first.headers["if-none-match"] == "*"
        assert second.headers["if-match"].strip('"')
        assert third.headers["if-match"] == stored.etag
        assert all(re.fullmatch(r".*/[a-z0-9-]+\.ics", request.path) for request in written(server))


@pytest.mark.parametrize("name", REAL)
def test_reading_the_target_again_costs_one_request(name: str) -> None:
    with rig(name) as server:
        put_events(server.server, server.calendar, {"mine": "My own"})
        stored = server.target().create(uid(0), item(0))
        assert server.target().read().objects == (stored,)
        server.proxy.requests.clear()
        assert server.target().read().objects == (stored,)
        assert server.proxy.count() == 1


@pytest.mark.parametrize("name", REAL)
def test_what_the_user_completes_is_read_as_done(name: str) -> None:
    with rig(name) as server:
        stored = server.target().create(uid(0), item(0))
        server.target().read()
        server.server.put(f"{server.calendar}{uid(0)}.ics", complete_item(stored.data, NOW))
        (found,) = server.target().read().objects
        assert read_item(found).state is State.DONE


@pytest.mark.parametrize("name", ["radicale", "xandikos", "cyrus"])
def test_a_uid_that_stands_under_another_name_is_taken(name: str) -> None:
    with rig(name) as server:
        server.server.put(f"{server.calendar}moved.ics", item(0))
        with pytest.raises(UidTaken):
            server.target().create(uid(0), item(0))
        (found,) = server.target().read().objects
        assert found.href.endswith("moved.ics")


@pytest.mark.parametrize("name", ["xandikos", "sabre", "cyrus"])
def test_a_calendar_of_events_refuses_tasks_and_says_so_beforehand(name: str) -> None:
    with rig(name, components=["VEVENT"]) as server:
        target = server.target()
        assert target.components == {Component.VEVENT}
        with pytest.raises(Refused):
            target.create(uid(0), item(0))
        assert (
            read_item(target.create(uid(0), item(0, component=Component.VEVENT))).component
            is Component.VEVENT
        )


def test_radicale_would_take_tasks_among_events_but_says_that_it_does_not() -> None:
    with rig("radicale", components=["VEVENT"]) as server:
        assert server.target().components == {Component.VEVENT}


def test_the_answer_to_the_write_is_what_counts() -> None:
    with rig("radicale", EventsOnly()) as server:
        target = server.target()
        assert target.components == set(Component)
        with pytest.raises(Refused, match="supported-calendar-component"):
            target.create(uid(0), item(0))
        assert target.create(uid(0), item(0, component=Component.VEVENT)).etag


# --------------------------------------------------------------------------- other people's objects


def test_what_is_not_calsyncs_is_never_updated_and_never_deleted() -> None:
    with rig() as server:
        put_events(server.server, server.calendar, {"mine": "Interview with Nimbus"})
        before = server.server.etags(server.calendar)
        target = server.target()
        own = target.get(server.url + "mine.ics")
        assert own is not None
        for act in (
            lambda: target.update(own.href, own.etag, item(0)),
            lambda: target.delete(own.href, own.etag),
        ):
            with pytest.raises(Refused, match="not made by calsync"):
                act()
        assert written(server) == []
        assert server.server.etags(server.calendar) == before


@pytest.mark.parametrize(
    "line",
    ["ATTENDEE:mailto:a@b.example", "ORGANIZER;CN=A:mailto:a@b.example", "attendee;x=y:mailto:a@b.example"],
)
def test_nothing_that_makes_a_server_send_mail_is_ever_stored(line: str) -> None:
    with rig() as server:
        target = server.target()
        stored = target.create(uid(0), item(0))
        server.proxy.requests.clear()
        harmful = stored.data.replace(b"END:VTODO", line.encode() + b"\r\nEND:VTODO")
        with pytest.raises(Refused, match="mail"):
            target.update(stored.href, stored.etag, harmful)
        with pytest.raises(Refused, match="mail"):
            target.create(uid(1), harmful.replace(b"UID", b"METHOD:REQUEST\r\nUID", 1))
        assert server.proxy.requests == []


# --------------------------------------------------------------------------- servers that ignore conditions


def test_a_server_that_ignores_preconditions_overwrites_nothing() -> None:
    with rig("radicale", Sogo()) as server:
        mine, theirs = server.target(), server.target()
        stored = mine.create(uid(0), item(0))
        newer = theirs.update(stored.href, stored.etag, complete_item(stored.data, NOW))
        with pytest.raises(UidTaken):
            mine.create(uid(0), item(0))
        with pytest.raises(Stale):
            mine.update(stored.href, stored.etag, edited(stored.data))
        with pytest.raises(Stale):
            mine.delete(stored.href, stored.etag)
        assert mine.get(stored.href) == newer
        mine.delete(newer.href, newer.etag)
        with pytest.raises(Stale):
            mine.update(newer.href, newer.etag, edited(newer.data))
        with pytest.raises(NotThere):
            mine.delete(newer.href, newer.etag)
        assert server.server.etags(server.calendar) == {}


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_server_that_ignores_preconditions_is_looked_at_again_before_a_repetition(act: str) -> None:
    class EditsMeanwhile(Sogo):
        """The first write never arrives, and the user saves something of their own."""

        done = False

        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            if request.method in {"PUT", "DELETE"} and not self.done:
                self.done = True
                server.server.put(f"{server.calendar}{uid(0)}.ics", complete_item(stored.data, NOW))
                raise Reset
            return super().answer(request, forward)

    with rig("radicale") as server:
        target = server.target()
        stored = target.create(uid(0), item(0))
        server.proxy.shape = EditsMeanwhile()
        with pytest.raises(Stale):
            if act == "update":
                target.update(stored.href, stored.etag, edited(stored.data))
            else:
                target.delete(stored.href, stored.etag)
        found = target.get(stored.href)
        assert found is not None
        assert read_item(found).state is State.DONE


class Etags(Shape):
    """ETags as proxies and servers spoil them: none on PUT, none at all, weak, or with a suffix."""

    def __init__(self, how: str) -> None:
        self.how = how

    def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
        given = request.headers.get("if-match")
        if self.how == "unquoted" and given and not given.startswith('"'):
            request = replace(request, headers={**request.headers, "if-match": f'"{given}"'})
        response = forward(request)
        headers = dict(response.headers)
        etag = headers.pop("etag", None)
        match self.how:
            case "no etag on PUT" if request.method != "PUT" and etag:
                headers["etag"] = etag
            case "unquoted" if etag:
                headers["etag"] = etag.strip('"')
            case "weak" if etag:
                headers["etag"] = f"W/{etag}"
            case "gzip" if etag and request.method == "GET":
                headers["etag"] = etag[:-1] + '-gzip"'
        return replace(response, headers=headers)


@pytest.mark.parametrize("how", ["no etag on PUT", "no etag at all", "unquoted", "weak", "gzip"])
def test_etags_are_found_wherever_the_server_shows_them(how: str) -> None:
    with rig("radicale", Etags(how)) as server:
        target = server.target()
        stored = target.create(uid(0), item(0))
        assert stored.etag
        newer = target.update(stored.href, stored.etag, edited(stored.data))
        with pytest.raises(Stale):
            target.update(stored.href, stored.etag, edited(stored.data, days=5))
        target.delete(newer.href, newer.etag)
        assert server.server.etags(server.calendar) == {}


# --------------------------------------------------------------------------- answers that get lost


@pytest.mark.parametrize("fault", ["lost", "reset", "429", "quota", "503", "503-after", "cut"])
def test_a_create_that_meets_a_fault_leaves_exactly_one_object(fault: str) -> None:
    with rig("radicale", Faults([fault], only=("PUT",))) as server:
        stored = server.target().create(uid(0), item(0))
        assert len(server.server.etags(server.calendar)) == 1
        assert server.target().get(stored.href) == stored


@pytest.mark.parametrize("fault", ["lost", "reset", "429", "quota", "503", "503-after", "cut"])
def test_an_update_that_meets_a_fault_is_done_once(fault: str) -> None:
    faults = Faults([], only=("PUT",))
    with rig("radicale", faults) as server:
        stored = server.target().create(uid(0), item(0))
        faults.queue.append(fault)
        newer = server.target().update(stored.href, stored.etag, edited(stored.data))
        assert read_item(newer).summary == "Thank the panel"
        assert server.target().get(stored.href) == newer


@pytest.mark.parametrize("fault", ["lost", "reset", "429", "quota", "503", "503-after", "cut"])
def test_a_delete_that_meets_a_fault_is_done(fault: str) -> None:
    faults = Faults([], only=("DELETE",))
    with rig("radicale", faults) as server:
        stored = server.target().create(uid(0), item(0))
        faults.queue.append(fault)
        server.target().delete(stored.href, stored.etag)
        assert server.server.etags(server.calendar) == {}


def test_an_edit_made_while_an_answer_was_lost_is_not_overwritten() -> None:
    class EditsMeanwhile(Shape):
        """The request is lost before it arrives, and the user saves something of their own."""

        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            if request.method == "PUT" and b"Thank the panel" in request.body:
                server.server.put(f"{server.calendar}{uid(0)}.ics", complete_item(stored.data, NOW))
                return Response(503)
            return forward(request)

    with rig() as server:
        target = server.target()
        stored = target.create(uid(0), item(0))
        server.proxy.shape = EditsMeanwhile()
        with pytest.raises((Stale, NetworkError)):
            target.update(stored.href, stored.etag, edited(stored.data))
        found = target.get(stored.href)
        assert found is not None
        assert read_item(found).state is State.DONE


def test_a_server_that_stays_down_is_an_error_after_a_few_tries() -> None:
    with rig("radicale", Faults(["503"] * 100, only=("PUT",))) as server:
        with pytest.raises(NetworkError, match="503"):
            server.target().create(uid(0), item(0))
        assert server.proxy.count("PUT") == 4
        assert server.naps.seconds == [0.5, 1.0, 2.0]


def test_a_status_500_is_not_blamed_on_the_uid_when_the_server_fails_for_all() -> None:
    with rig("radicale", Faults(["500"] * 100, only=("PUT",))) as server, pytest.raises(NetworkError):
        server.target().create(uid(0), item(0))


def test_two_losses_in_a_row_still_leave_one_object() -> None:
    with rig("radicale", LosesAnswer(times=2)) as server:
        server.target().create(uid(0), item(0))
        assert len(server.server.etags(server.calendar)) == 1


def test_what_a_late_listing_does_not_show_is_proven_by_its_address() -> None:
    lags = Lags()
    with rig("radicale", lags) as server:
        target = server.target()
        target.read()
        lags.late = True
        stored = target.create(uid(0), item(0))
        assert target.read().objects == ()
        assert target.get(stored.href) == stored
        with pytest.raises(UidTaken):
            target.create(uid(0), item(0))
        lags.late = False
        assert target.read().objects == (stored,)


@pytest.mark.parametrize("name", ["radicale", "xandikos", "sabre"])
def test_what_a_late_listing_hides_is_known_by_its_address_when_the_ledger_is_lost(
    tmp_path: Path, name: str
) -> None:
    lags = Lags()
    with rig(name, lags) as server:
        world = World(tmp_path, as_the_user_sees_it(server), server.target())
        lost_with_the_listing_late(world, server, lags)


def test_what_a_late_listing_hides_is_found_where_the_server_says_that_the_uid_stands(
    tmp_path: Path,
) -> None:
    lags = Lags()
    with rig("cyrus", lags) as server:
        world = World(tmp_path, as_the_user_sees_it(server), server.target())

        def renamed() -> None:
            item = world.only(Kind.THANK_YOU)
            server.server.delete(f"{server.calendar}{item.uid}.ics")
            server.server.put(f"{server.calendar}moved.ics", item.data)

        lost_with_the_listing_late(world, server, lags, renamed)


def as_the_user_sees_it(server: Rig) -> CalDavTarget:
    return CalDavTarget(wire(server.server), server.calendar, now=NOW, cache=MemoryCache())


def lost_with_the_listing_late(
    world: World, server: Rig, lags: Lags, meanwhile: Callable[[], None] = lambda: None
) -> None:
    """A run without ledger, and with a listing from before the follow-ups were written, adopts them."""
    world.target.read()  # the listing that stays
    lags.late = True
    world.show(interview())
    world.sync()
    assert world.target.read().objects == ()
    meanwhile()
    world.lose_ledger()
    server.cache = MemoryCache()  # it is kept in the ledger
    world.target = server.target()
    applied = world.sync()
    assert [outcome.result for outcome in applied.outcomes] == [Result.DONE] * 3
    assert applied.notices == []
    lags.late = False
    assert world.kinds() == ["check_in", "keep_going", "thank_you"]
    with Ledger(world.file, read_only=True) as ledger:
        assert {base.state for base in ledger.book(world.target.id).bases()} == {State.OPEN}
    assert world.acts() == []


# --------------------------------------------------------------------------- the calendar itself


@pytest.mark.parametrize("name", ["radicale", "xandikos", "sabre"])
def test_a_calendar_that_vanished_is_made_again_with_the_first_write(name: str) -> None:
    with rig(name) as server:
        server.target().create(uid(0), item(0))
        server.target().read()
        server.server.delete(server.calendar)
        target = server.target()
        snapshot = target.read()
        assert (snapshot.exists, snapshot.objects) == (False, ())
        stored = target.create(uid(0), item(0))
        again = server.target().read()
        assert (again.exists, again.objects) == (True, (stored,))


@pytest.mark.parametrize("name", REAL)
def test_a_calendar_that_vanishes_during_a_run_is_not_blamed_on_the_object(name: str) -> None:
    with rig(name) as server:
        target = server.target()
        target.read()
        server.server.delete(server.calendar)
        with pytest.raises(TargetError, match="not there any more") as caught:
            target.create(uid(0), item(0))
        assert type(caught.value) is TargetError


def test_a_calendar_shared_for_reading_only_is_named_as_that() -> None:
    class ReadOnly(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            if request.method == "PUT":
                return Response(403)
            response = forward(request)
            less = re.sub(rb"<privilege><(?!read\b)[^>]*/></privilege>", b"", response.body)
            return replace(response, body=less)

    with rig("radicale", ReadOnly()) as server, pytest.raises(AuthError, match="write here"):
        server.target().create(uid(0), item(0))


def test_a_calendar_that_vanished_and_cannot_be_made_is_a_clear_error() -> None:
    class NoMaking(Shape):
        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            return Response(403) if request.method == "MKCALENDAR" else forward(request)

    with rig("radicale", NoMaking()) as server:
        server.server.delete(server.calendar)
        target = server.target()
        assert target.read().exists is False
        with pytest.raises(TargetError, match="does not let programs make one"):
            target.create(uid(0), item(0))


def test_the_target_is_found_by_its_name_once() -> None:
    with rig(name="Follow-ups") as server:
        server.target("Follow-ups").create(uid(0), item(0))
        assert len(server.target("Follow-ups").read().objects) == 1
        server.proxy.requests.clear()
        target = server.target("Follow-ups")
        assert len(target.read().objects) == 1
        assert target.components == set(Component)
        assert server.proxy.count() == 1


def test_a_calendar_made_anew_under_its_name_is_the_target_again() -> None:
    with rig(name="Follow-ups") as server:
        server.target("Follow-ups").create(uid(0), item(0))
        server.target("Follow-ups").read()
        server.server.delete(server.calendar)
        with server.server.calendar(name="Follow-ups") as other:
            target = server.target("Follow-ups")
            snapshot = target.read()
            assert (snapshot.exists, snapshot.objects) == (True, ())
            stored = target.create(uid(0), item(0))
            assert len(server.server.etags(other)) == 1
            server.proxy.requests.clear()
            assert server.target("Follow-ups").read().objects == (stored,)
            assert server.proxy.count() == 2


def test_identity_and_name_of_a_target_hold_no_secret() -> None:
    with rig() as server:
        target = server.target(server.url + "?token=hidden")
        assert "hidden" not in target.id + target.name
        assert server.server.password not in target.id + target.name


def test_an_object_in_the_same_calendar_as_the_interviews_is_left_alone() -> None:
    with rig() as server:
        server.server.put(f"{server.calendar}own.ics", calendar(event("own", "Interview")))
        before = server.server.etags(server.calendar)
        target = server.target(now=NOW)
        stored = target.create(uid(0), item(0))
        target.update(stored.href, stored.etag, edited(stored.data))
        target.read()
        after = server.server.etags(server.calendar)
        assert {path: after[path] for path in before} == before
        assert len(after) == 2


def test_a_week_later_everything_is_listed_again() -> None:
    with rig() as server:
        stored = server.target().create(uid(0), item(0))
        server.target().read()
        server.proxy.requests.clear()
        assert server.target(now=NOW + timedelta(days=7)).read().objects == (stored,)
        assert [request.method for request in server.proxy.requests] == ["PROPFIND", "REPORT"]
