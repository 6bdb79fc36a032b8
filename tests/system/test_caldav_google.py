"""Google as it is described: bearer tokens that expire, events only, one precondition, properties dropped."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import niquests
import pytest

from calsync.errors import AuthError, ConfigError, NetworkError, Refused, Stale, UidTaken
from calsync.ical.item import Field, patch_item, read_item
from calsync.model import Component, Result
from calsync.oauth import Tokens, caldav_address, sign_in
from calsync.stores.caldav import Bearer, CalDavSource, CalDavTarget, Wire
from tests.factory import interview
from tests.servers.clients import MemoryCache, timing
from tests.servers.events import NOW, put_events, query
from tests.servers.proxy import Proxy, Request, Reset, Response, Shape, chained, proxied
from tests.servers.running import Server
from tests.servers.shaped import Google, LosesAnswer
from tests.servers.shared import shared
from tests.storage.samples import content, item, uid
from tests.world import World


@dataclass
class Rig:
    server: Server
    calendar: str
    proxy: Proxy
    google: Google
    client_file: Path

    @property
    def url(self) -> str:
        return self.proxy.through(self.calendar)

    def wire(self, refresh_token: str = "refresh-1") -> Wire:
        return Wire(
            self.proxy.server.url, Bearer(Tokens(self.client_file, lambda: refresh_token)), timing=timing()
        )

    def target(self) -> CalDavTarget:
        return CalDavTarget(self.wire(), self.url, now=NOW, cache=MemoryCache())


@pytest.fixture
def rig(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # the token endpoint here is plain http
    server = shared("radicale")
    google = Google(server.username, server.password)
    with server.calendar() as calendar, proxied(server, google) as proxy:
        client = {
            "client_id": "id",
            "client_secret": "cs",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": proxy.server.url + "token",
        }
        path = tmp_path / "client.json"
        path.write_text(json.dumps({"installed": client}))
        yield Rig(server, calendar, proxy, google, path)


def browse(rig: Rig, **changes: str) -> list[str]:
    """A user who opens the page, consents, and is sent back; ``changes`` are made to what comes back."""
    pages: list[str] = []

    def show(address: str) -> None:
        pages.append(address)
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        rig.google.codes["code-1"] = asked["code_challenge"]
        back = {"code": "code-1", "state": asked["state"]} | changes
        back = {name: value for name, value in back.items() if value}

        def go() -> None:
            niquests.get(asked["redirect_uri"] + "?" + urlencode(back), timeout=5)

        threading.Thread(target=go, daemon=True).start()

    pages.append(sign_in(rig.client_file, show, seconds=3))
    return pages


def test_signing_in_gives_a_refresh_token_by_pkce_state_and_offline_access(rig: Rig) -> None:
    page, token = browse(rig)
    assert token == "refresh-1"
    asked = {name: values[0] for name, values in parse_qs(urlsplit(page).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert (asked["access_type"], asked["prompt"]) == ("offline", "consent")
    assert asked["redirect_uri"].startswith("http://127.0.0.1:")
    assert asked["scope"].endswith("/auth/calendar")
    assert rig.google.exchanges[0]["code_verifier"]


def test_a_stranger_who_calls_back_is_not_believed(rig: Rig) -> None:
    with pytest.raises(AuthError, match="Nobody signed in"):
        browse(rig, state="guessed")
    assert rig.google.exchanges == []


def test_a_user_who_says_no_is_heard(rig: Rig) -> None:
    with pytest.raises(AuthError, match="access_denied"):
        browse(rig, code="", error="access_denied")


def test_no_lasting_permission_is_an_error_that_says_what_to_do(rig: Rig) -> None:
    rig.google.refresh_token = ""
    with pytest.raises(AuthError, match="no lasting permission"):
        browse(rig)


def test_an_expired_access_token_is_renewed_once_and_the_request_repeated(rig: Rig) -> None:
    put_events(rig.server, rig.calendar, {"a": "Interview"})
    wire = rig.wire()
    source = CalDavSource("jobs", wire, [rig.url], now=NOW, cache=MemoryCache())
    assert len(source.read(query()).occurrences) == 1
    rig.google.expire()
    assert len(source.read(query()).occurrences) == 1
    assert [exchange["grant_type"] for exchange in rig.google.exchanges] == ["refresh_token"] * 2


def test_a_sign_in_that_ended_is_explained_with_the_seven_days(rig: Rig) -> None:
    rig.google.grant = "invalid_grant"
    with pytest.raises(AuthError) as caught:
        rig.target().read()
    text = f"{caught.value} {caught.value.hint}"
    assert "invalid_grant" in text
    assert "7 days" in text
    assert "publish" in text.lower()
    assert "refresh-1" not in text


def test_a_token_that_is_refused_again_and_again_is_an_error(rig: Rig) -> None:
    tokens = Bearer(lambda refused: "never right")
    wire = Wire(rig.proxy.server.url, tokens, timing=timing())
    with pytest.raises(AuthError, match="access token") as caught:
        wire.read("PROPFIND", rig.url)
    assert "never right" not in str(caught.value)
    assert rig.proxy.count("PROPFIND") == 2


def test_a_client_file_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "client.json"
    for text in ("{}", "nonsense", '{"web": {}}'):
        path.write_text(text)
        with pytest.raises(ConfigError, match="desktop app"):
            Tokens(path, lambda: "r")(False)
    with pytest.raises(ConfigError, match="cannot be read"):
        sign_in(tmp_path / "missing.json", lambda page: None)


def test_an_unreachable_token_endpoint_is_a_network_error(rig: Rig) -> None:
    client = json.loads(rig.client_file.read_text())
    client["installed"]["token_uri"] = "http://127.0.0.1:1/token"
    rig.client_file.write_text(json.dumps(client))
    with pytest.raises(NetworkError, match="sign-in service"):
        rig.target().read()


def test_tasks_are_refused_and_events_are_kept(rig: Rig) -> None:
    target = rig.target()
    with pytest.raises(Refused):
        target.create(uid(0), item(0))
    stored = target.create(uid(0), item(0, component=Component.VEVENT))
    assert target.read().objects == (stored,)


def test_without_if_none_match_nothing_is_overwritten(rig: Rig) -> None:
    mine, theirs = rig.target(), rig.target()
    data = item(0, component=Component.VEVENT)
    stored = mine.create(uid(0), data)
    with pytest.raises(UidTaken):
        theirs.create(uid(0), data)
    newer = theirs.update(stored.href, stored.etag, patch(stored.data, "Theirs"))
    with pytest.raises(Stale):
        mine.update(stored.href, stored.etag, patch(stored.data, "Mine"))
    assert mine.get(stored.href) == newer


def test_every_create_looks_first_because_the_server_would_overwrite(rig: Rig) -> None:
    rig.target().create(uid(0), item(0, component=Component.VEVENT))
    seen = [(request.method, request.path.rpartition("/")[2]) for request in rig.proxy.requests[1:]]
    assert seen == [(method, f"{uid(0)}.ics") for method in ("GET", "PUT", "GET")]


@pytest.mark.parametrize("times", [1, 2, 10**6])
def test_answers_lost_after_storing_leave_one_follow_up_each(rig: Rig, tmp_path: Path, times: int) -> None:
    rig.proxy.shape = chained([LosesAnswer(times=times), rig.google])
    world = World(tmp_path, rig.target(), rig.target())
    if times > 2:
        world.component = Component.VEVENT  # that tasks are refused is an answer as well
    world.show(interview())
    assert [outcome.result for outcome in world.sync().outcomes] == [Result.DONE] * 3
    assert [one.component for one in world.items()] == [Component.VEVENT] * 3
    assert world.acts() == []
    world.lose_ledger()
    world.sync()
    assert len(world.items()) == 3
    assert len(rig.server.etags(rig.calendar)) == 3


def test_what_the_user_did_while_an_answer_was_lost_is_not_overwritten(rig: Rig, tmp_path: Path) -> None:
    class EditsMeanwhile(Shape):
        """Each new object is stored, its answer lost, and the user retitles it before anybody looks."""

        def answer(self, request: Request, forward: Callable[[Request], Response]) -> Response:
            response = forward(request)
            if request.method == "PUT" and response.status == 201:
                address = rig.server.url.rstrip("/") + request.path
                stored = rig.server.get(address)
                assert stored is not None
                rig.server.put(
                    address, re.sub(rb"SUMMARY:[^\r\n]*(\r?\n [^\r\n]*)*", b"SUMMARY:Mine", stored)
                )
                raise Reset
            return response

    rig.proxy.shape = chained([EditsMeanwhile(), rig.google])
    world = World(tmp_path, rig.target(), rig.target())
    world.show(interview())
    assert {outcome.result for outcome in world.sync().outcomes} == {Result.DONE}
    assert [one.summary for one in world.items()] == ["Mine"] * 3
    world.sync()
    assert [one.summary for one in world.items()] == ["Mine"] * 3


def test_without_the_mark_an_object_is_known_by_its_uid(rig: Rig) -> None:
    target = rig.target()
    stored = target.create(uid(0), item(0, component=Component.VEVENT))
    assert read_item(stored).mark is None
    assert read_item(stored).uid == uid(0)
    newer = target.update(stored.href, stored.etag, patch(stored.data, "New"))
    target.delete(newer.href, newer.etag)
    assert target.read().objects == ()


def test_without_googles_libraries_it_is_said_what_to_install(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("google_auth_oauthlib.flow", "google.oauth2.credentials"):
        monkeypatch.setitem(sys.modules, name, None)
    for act in (lambda: browse(rig), lambda: rig.target().read()):
        with pytest.raises(ConfigError, match="one more package") as caught:
            act()
        assert "calsync[google]" in (caught.value.hint or "")


def test_no_token_is_ever_logged(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        browse(rig)
        rig.target().read()
    for secret in ("refresh-1", "token-1", "cs"):
        assert not re.search(rf"\b{secret}\b", caplog.text)


def test_the_address_of_a_google_account() -> None:
    address = caldav_address("dana@example.com")
    assert address == "https://apidata.googleusercontent.com/caldav/v2/dana@example.com/user"
    assert "/" not in caldav_address("a/b?c").removesuffix("/user").rpartition("/v2/")[2]


def patch(data: bytes, summary: str) -> bytes:
    return patch_item(data, content(summary), frozenset(Field), "m", NOW)
