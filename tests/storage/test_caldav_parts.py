"""The parts of the CalDAV store that need no server: hostile XML, refusals, choices, memory."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.errors import AuthError, CalsyncError, NetworkError, Refused, TargetError, UidTaken
from calsync.ical.words import Words
from calsync.model import Component
from calsync.seek import Vocabulary
from calsync.stores.base import Entry
from calsync.stores.caldav import dav, mirror
from calsync.stores.caldav.addresses import is_loopback, shown
from calsync.stores.caldav.attempts import retry_after
from calsync.stores.caldav.choice import (
    NO_EVENT,
    PAST,
    Choice,
    fingerprints,
    has_uid,
    is_kept,
    is_ours,
    is_passed,
    ours_among,
)
from calsync.stores.caldav.collection import About as CollectionAbout
from calsync.stores.caldav.collection import Fetched, Listing
from calsync.stores.caldav.mirror import Memory
from calsync.stores.caldav.refusals import refusal
from calsync.stores.caldav.wire import Answer
from tests.servers.events import NOW, calendar, event
from tests.storage.samples import item

URL = "https://cal.example.com/dav/jobs/"


def answer(body: bytes | str, status: int = 207, kind: str = "application/xml") -> Answer:
    data = body.encode() if isinstance(body, str) else body
    return Answer(status, {"content-type": kind}, data, URL)


# --------------------------------------------------------------------------- XML


def test_a_multistatus_is_read_whatever_its_prefixes_and_hrefs() -> None:
    body = """<?xml version="1.0"?>
    <x:multistatus xmlns:x="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
      <x:response><x:href>/dav/jobs/a%40b.ics</x:href>
        <x:propstat><x:prop><x:getetag>"1"</x:getetag><c:calendar-data><![CDATA[BEGIN]]></c:calendar-data></x:prop>
          <x:status>HTTP/1.1 200 OK</x:status></x:propstat>
        <x:propstat><x:prop><x:displayname/></x:prop><x:status>HTTP/1.1 404 Not Found</x:status></x:propstat>
      </x:response>
      <x:response><x:href>https://cal.example.com/dav/jobs/gone.ics</x:href>
        <x:status>HTTP/1.1 404 Not Found</x:status></x:response>
      <x:response><x:href>c.ics</x:href>
        <x:propstat><x:prop><x:getetag/></x:prop><x:status>HTTP/1.1 403 No</x:status></x:propstat>
      </x:response>
      <x:sync-token> t </x:sync-token>
    </x:multistatus>"""
    read = dav.multistatus(answer(body))
    assert read.token == "t"
    first, gone, denied = read.rows
    assert (first.href, first.status) == ("https://cal.example.com/dav/jobs/a%40b.ics", 200)
    assert first.text(f"{dav.D}getetag") == '"1"'
    assert first.raw(f"{dav.C}calendar-data") == "BEGIN"
    assert first.text(f"{dav.D}displayname") == ""
    assert gone.status == 404
    assert denied.status == 403


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<",
        "<multistatus/>",
        '<html xmlns="DAV:"><multistatus/></html>',
        '<!DOCTYPE x [<!ENTITY a "a"><!ENTITY b "&a;&a;">]><D:multistatus xmlns:D="DAV:">&b;</D:multistatus>',
        '<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><D:multistatus xmlns:D="DAV:"/>',
        b'<D:multistatus xmlns:D="DAV:">\xff</D:multistatus>',
        '<D:multistatus xmlns:D="DAV:"><D:response>',
        "<a>" * 100_000,
    ],
)
def test_anything_but_a_whole_multistatus_is_one_clear_error(body: bytes | str) -> None:
    with pytest.raises(NetworkError) as caught:
        dav.multistatus(answer(body))
    assert "cal.example.com" in str(caught.value)


@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    with contextlib.suppress(NetworkError):
        dav.multistatus(answer(body))
    dav.preconditions(answer(body))


@given(st.text(max_size=40))
def test_what_is_written_into_a_request_stays_text(text: str) -> None:
    from lxml import etree

    clean = "".join(char for char in text if char.isprintable())
    for document in (dav.sync_collection(clean), dav.mkcalendar(clean, [clean])):
        root = etree.fromstring(document)
        assert len(list(root.iter())) < 10


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://h/a%40b/c.ics", "https://h/a@b/c.ics", True),
        ("https://h/a%4Fb/", "https://h/aOb/", True),
        ("https://H/a", "https://h/a", True),
        ("https://h/a", "https://h/A", False),
        ("https://h/a%2Fb", "https://h/a%2fb", True),
        ("https://h/ü", "https://h/%C3%BC", True),
    ],
)
def test_addresses_are_the_same_however_they_are_encoded(one: str, other: str, same: bool) -> None:
    assert (dav.key(one) == dav.key(other)) is same


@given(st.text())
def test_no_retry_after_raises(text: str) -> None:
    assert (retry_after(text) or 0) >= 0


def test_an_address_is_shown_without_secrets_and_without_tricks() -> None:
    assert shown("https://dana:pw@h.example:8443/p?token=x#y") == "https://h.example:8443/p"
    assert "\x1b" not in shown("https://h/\x1b[31m\u202e")


@pytest.mark.parametrize(("host", "own"), [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True)])
def test_this_machine(host: str, own: bool) -> None:
    assert is_loopback(host) is own
    assert not is_loopback(host + ".example.com")


# --------------------------------------------------------------------------- refusals


def named(*names: str) -> str:
    inner = "".join(f"<C:{name}/>" for name in names)
    return f'<D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{inner}</D:error>'


def said(message: str) -> str:
    return (
        f'<d:error xmlns:d="DAV:" xmlns:s="http://sabredav.org/ns"><s:message>{message}</s:message></d:error>'
    )


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (409, "", UidTaken),  # Radicale, SOGo
        (412, "", UidTaken),  # Xandikos
        (403, named("no-uid-conflict"), UidTaken),
        (403, named("unique-scheduling-object-resource"), UidTaken),  # Cyrus
        (400, said("Calendar object with uid already exists in this calendar collection."), UidTaken),
        (403, said("Deleted calendar object with uid already exists in this calendar collection."), UidTaken),
        (500, said("SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry"), UidTaken),
        (403, named("supported-calendar-component"), Refused),
        (403, said("Only VEVENT is supported"), Refused),  # Google
        (403, named("valid-calendar-data"), TargetError),
        (400, "", TargetError),
        (415, said("A date and a date-time do not go together"), TargetError),
        (404, "", Refused),  # iCloud, for an event without an end
        (403, named("need-privileges"), AuthError),
        (507, "", TargetError),
        (418, "", TargetError),
        (500, said("Internal Server Error"), NetworkError),
        (502, "<html>Bad gateway</html>", NetworkError),
    ],
)
def test_what_a_refusal_means(status: int, body: str, expected: type[CalsyncError]) -> None:
    error = refusal(answer(body, status), "calsync-1")
    assert type(error) is expected
    assert "\n" not in str(error)


CALENDAR = "https://dav.example.com/dana/cal/"


@pytest.mark.parametrize(
    ("named_there", "looked_at"),
    [
        ("/dana/cal/moved.ics", CALENDAR + "moved.ics"),
        ("https://dav.example.com/dana/cal/moved%20here.ics", CALENDAR + "moved%20here.ics"),
        ("/dana/other/moved.ics", CALENDAR + "new.ics"),  # in another calendar: none of this target
        ("https://evil.example/dana/cal/moved.ics", CALENDAR + "new.ics"),
        ("", CALENDAR + "new.ics"),
    ],
)
def test_where_a_refused_uid_stands_is_taken_from_the_answer(named_there: str, looked_at: str) -> None:
    inner = f"<C:no-uid-conflict><D:href>{named_there}</D:href></C:no-uid-conflict>" if named_there else ""
    body = f'<D:error xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">{inner}</D:error>'
    sent = Answer(409, {}, body.encode(), CALENDAR + "new.ics")
    error = refusal(sent, "calsync-1", CALENDAR)
    assert isinstance(error, UidTaken)
    assert error.href == looked_at


def test_what_a_server_says_is_shown_cut_and_cleaned() -> None:
    error = refusal(answer(said("\x9b31m evil \u202e" + "x" * 500 + "\nline"), 400), "u")
    assert len(str(error)) < 250
    assert str(error).isprintable()


# --------------------------------------------------------------------------- choices


def test_what_holds_no_event_of_the_users_is_remembered_as_that() -> None:
    plain = calendar(event("u", "Lunch")).encode()
    task = b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nEND:VTODO\r\nEND:VCALENDAR\r\n"
    own = item(0, component=Component.VEVENT)
    for words in (None, lambda: Words(Vocabulary.of(["lunch"]))):
        objects = [item(0), task, plain, own, b"nonsense"]
        assert Choice(words, frozenset(), NOW).each(objects) == [
            NO_EVENT,
            NO_EVENT,
            plain,
            NO_EVENT,
            NO_EVENT,
        ]


def chosen(data: bytes, *words: str, uid: str = "", since: datetime = NOW) -> bytes:
    return Choice(lambda: Words(Vocabulary.of(words)), frozenset({uid} if uid else ()), since).each([data])[0]


def test_uids_are_matched_whole_and_words_anywhere() -> None:
    data = calendar(event("abc@example.com", "Entre\r\n vista con Nimbus")).encode()
    assert chosen(data, uid="abc@example.com") == data
    assert is_passed(chosen(data, uid="abc"))
    assert chosen(data, "entrevista") == data
    assert is_passed(chosen(data, "entrevistas"))
    assert is_passed(chosen(data))


def test_what_has_ended_is_past_and_what_goes_on_is_not() -> None:
    later = NOW + timedelta(days=400)
    once = calendar(event("once", "Interview")).encode()
    weekly = calendar(event("weekly", "Interview", "RRULE:FREQ=WEEKLY")).encode()
    assert [chosen(data, "interview", since=later) for data in (once, weekly)] == [PAST, weekly]
    assert chosen(once, "lunch", since=later) == PAST
    assert is_passed(chosen(weekly, "lunch", since=later))
    assert not is_kept(PAST)


def test_of_what_is_passed_over_its_uids_are_known_and_nothing_else() -> None:
    data = calendar(event("Abc@example.com", "Lunch with Nimbus"), event("folded-\r\n uid", "Tea")).encode()
    passed = chosen(data, "interview")
    assert is_passed(passed)
    assert not is_kept(passed)
    assert not re.search(rb"nimbus|abc|folded", passed, re.I)
    for uid, known in [("Abc@example.com", True), ("folded-uid", True), ("abc", False), ("", False)]:
        assert has_uid(passed, fingerprints({uid, "other"})) is known


def test_many_objects_are_chosen_as_each_would_be_alone() -> None:
    objects = [
        calendar(event(f"u{number}", "Interview" if number % 7 == 0 else "x" * 50_000)).encode()
        for number in range(200)
    ]
    objects[3] = b"nonsense"
    objects[4] = objects[4][:-30]
    choice = Choice(lambda: Words(Vocabulary.of(["interview"])), frozenset({"u5"}), NOW)
    together = choice.each(objects)
    assert together == [choice.each([data])[0] for data in objects]
    assert [number for number, data in enumerate(together) if data and is_kept(data)] == sorted(
        {4, 5, *range(0, 200, 7)}
    )


@pytest.mark.parametrize(
    ("line", "ours"),
    [
        ("UID:calsync-1", True),
        ("UID:cal\r\n sync-1", True),
        ("uid;x=y:calsync-1", True),
        ("X-CALSYNC:v1", True),
        ("DESCRIPTION:UID:calsync-1", False),
        ("UID:mycalsync-1", False),
        ("X-CALSYNCED:1", False),
    ],
)
def test_what_is_ours(line: str, ours: bool) -> None:
    data, other = (calendar(event("u", "s", more)).encode() for more in (line, "X-OTHER:1"))
    assert is_ours(data) is ours
    assert ours_among([other, data, other]) == [False, ours, False]


# --------------------------------------------------------------------------- memory


MEMORIES = st.builds(
    Memory, st.text(), st.tuples(st.text()), st.text(), st.text(), st.sampled_from(["", NOW.isoformat()])
)


@given(st.dictionaries(st.text(), MEMORIES), st.frozensets(st.text()))
def test_memory_comes_back_as_it_was_written(memories: dict[str, Memory], words: frozenset[str]) -> None:
    assert mirror.load(mirror.dump(memories, looked=words)) == (memories, {"looked": words})


@given(st.text() | st.sampled_from(["{}", "[]", "null", '{"collections": 1}', '{"collections": {"a": {}}}']))
def test_a_state_that_is_none_is_an_empty_memory(state: str) -> None:
    assert mirror.load(state) == ({}, {})


def test_a_state_of_a_later_version_is_an_empty_memory() -> None:
    assert mirror.load('{"collections": {"a": {"components": [], "novelty": 1}}}') == ({}, {})


class Server:
    """A collection as the mirror asks it, from a dictionary: every answer is listed, fetched or changed."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[str, bytes]] = {}
        self.log: list[frozenset[str]] = []
        self.listings = 0

    def write(self, name: str, version: int) -> None:
        self.objects[name] = (f'"{version}"', f"{name} {version}".encode())
        self.log.append(frozenset({name}))

    def remove(self, name: str) -> None:
        self.objects.pop(name, None)
        self.log.append(frozenset({name}))

    def listing(self) -> Listing:
        self.listings += 1
        etags = {name: etag for name, (etag, _) in self.objects.items()}
        return Listing(etags, CollectionAbout(token=f"t{len(self.log)}", calendar=True))

    def changes(self, token: str) -> Listing:
        touched = frozenset[str]().union(*self.log[int(token[1:]) :])
        etags = {name: self.objects[name][0] for name in touched & self.objects.keys()}
        gone = touched - self.objects.keys()
        return Listing(etags, CollectionAbout(token=f"t{len(self.log)}"), gone)

    def fetch(self, hrefs: list[str]) -> Iterator[Fetched]:
        for href in hrefs:
            yield Fetched({href: self.objects[href]})


STEPS = st.lists(
    st.tuples(st.sampled_from(["write", "remove", "refresh", "week"]), st.sampled_from("abcde")), max_size=40
)


@given(STEPS)
def test_the_mirror_shows_what_the_server_holds_after_every_refresh(steps: list[tuple[str, str]]) -> None:
    server, memory, known, now = Server(), Memory(), dict[str, Entry](), NOW
    for number, (step, name) in enumerate([*steps, ("refresh", "")]):
        match step:
            case "write":
                server.write(name, number)
            case "remove":
                server.remove(name)
            case "week":
                now += timedelta(days=8)
            case _:
                news = mirror.ask(server, memory, now)  # type: ignore[arg-type]
                fresh = mirror.refresh(server, memory, known, news, lambda data: data, now)  # type: ignore[arg-type]
                for href in fresh.removed:
                    del known[href]
                known |= fresh.changed
                memory = fresh.memory
                assert known == fresh.entries
                assert {href: (e.version, e.data) for href, e in known.items()} == server.objects
