"""Files, zips, folders and standard input as sources."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calsync.errors import SourceError
from calsync.ical.read import read_calendar
from calsync.model import Occurrence, Query, Reading, Window
from calsync.stores.base import Entry
from calsync.stores.files import open_source
from tests.unit.ical.calendars import WINDOW, calendar, event, query
from tests.unit.stores_read.memory import Memory

LUNCH = calendar(event("UID:lunch", "DTSTART:20260303T100000Z", "SUMMARY:Lunch at Acme"))
TALK = calendar(event("UID:talk", "DTSTART:20260304T100000Z", "SUMMARY:Interview with Acme"))


def read(
    path: Path | str, asked: Query | None = None, cache: Memory | None = None, stdin: bytes = b""
) -> Reading:
    source = open_source(str(path), cache=cache or Memory(), stdin=io.BytesIO(stdin))
    return source.read(asked or query())


def uids(reading: Reading) -> list[str]:
    return [found.uid for found in reading.occurrences]


def test_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(TALK)
    reading = read(path)
    assert uids(reading) == ["talk"]
    assert (reading.source, reading.complete, reading.covers, reading.events) == (str(path), True, True, 1)


def test_standard_input_covers_nothing() -> None:
    reading = read("-", stdin=TALK)
    assert uids(reading) == ["talk"]
    assert (reading.complete, reading.covers) == (True, False)


def test_a_given_name_is_the_source_and_messages_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(calendar(event("UID:x", "SUMMARY:no start")))
    reading = open_source(str(path), name="exports", cache=Memory(), stdin=io.BytesIO()).read(query())
    assert reading.source == "exports"
    assert reading.notices[0].source == "exports"
    assert str(path) in reading.notices[0].message


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("missing.ics", None, "missing.ics does not exist"),
        ("empty.ics", b"", "empty.ics is empty"),
        ("paper.ics", b"%PDF-1.7", "paper.ics is a PDF"),
        ("broken.zip", b"PK no zip", "broken.zip is not a zip file"),
        ("none.zip", {"readme.txt": b"x"}, "none.zip holds no .ics file"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(tmp_path: Path, name: str, data: object, what: str) -> None:
    path = tmp_path / name
    if isinstance(data, bytes):
        path.write_bytes(data)
    elif isinstance(data, dict):
        packed(path, data)
    reading = read(path)
    assert reading.error is not None
    assert what in reading.error
    assert "\n" not in reading.error
    assert not reading.complete


def test_a_folder_without_calendars(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x")
    assert "holds no .ics file" in (read(tmp_path).error or "")


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.ics"
    path.write_bytes(TALK)
    path.chmod(0)
    assert "permission denied" in (read(path).error or "")


def test_an_address_that_can_never_be_a_source() -> None:
    for address in ("ftp://example.com/a.ics", "http://example.com/secret/a.ics", "https:///x"):
        with pytest.raises(SourceError) as caught:
            open_source(address, cache=Memory(), stdin=io.BytesIO())
        assert "a.ics" not in str(caught.value)


# --------------------------------------------------------------------------- zip


def packed(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_zip(tmp_path: Path) -> None:
    path = packed(
        tmp_path / "x.zip", {"a/lunch.ics": LUNCH, "talk.ics": TALK, "x.txt": b"x", "a/._talk.ics": b"x"}
    )
    for words in (None, ("acme",)):
        reading = read(path, query(words=words))
        assert (uids(reading), reading.events, reading.complete) == (["lunch", "talk"], 2, True)


def test_a_zip_bomb_is_left_out_and_the_rest_is_read(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"bomb.ics": bytes(300_000_000), "talk.ics": TALK})
    reading = read(path)
    assert uids(reading) == ["talk"]
    assert not reading.complete
    assert "bomb.ics would unpack to too much" in reading.notices[0].message


def test_context_reaches_across_members_and_files(tmp_path: Path) -> None:
    asked = query(words=("interview",), context=acme)
    assert uids(read(packed(tmp_path / "x.zip", {"a.ics": LUNCH, "b.ics": TALK}), asked)) == ["lunch", "talk"]
    folder = vdir(tmp_path / "v", lunch=LUNCH, talk=TALK)
    assert uids(read(folder, asked)) == ["lunch", "talk"]


# --------------------------------------------------------------------------- folder


def acme(found: Sequence[Occurrence]) -> frozenset[str]:
    return frozenset({"acme"}) if any("Acme" in each.summary for each in found) else frozenset()


def vdir(path: Path, **files: bytes) -> Path:
    """A folder of files that were last changed long ago."""
    for name, data in files.items():
        put(path / f"{name.replace('__', '/')}.ics", data)
    return path


def put(path: Path, data: bytes, when: int = 1_700_000_000) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (when, when))


class _Opened:
    """The calendar files that Python opens, by whatever call, while one of these listens."""

    listening: ClassVar[list[_Opened]] = []

    def __init__(self) -> None:
        self.names: list[str] = []

    def __enter__(self) -> list[str]:
        self.listening.append(self)
        return self.names

    def __exit__(self, *_: object) -> None:
        self.listening.remove(self)

    @classmethod
    def hear(cls, event: str, args: tuple[object, ...]) -> None:
        if event == "open" and str(args[0]).endswith(".ics"):
            for one in cls.listening:
                one.names.append(Path(str(args[0])).name)


sys.addaudithook(_Opened.hear)


def test_a_folder_is_walked_without_hidden_and_temporary_files(tmp_path: Path) -> None:
    vdir(tmp_path, talk=TALK, sub__lunch=LUNCH, **{".hidden": TALK, ".git__x": TALK, "~tmp": TALK})
    put(tmp_path / "talk.ics.tmp", TALK)
    for words in (None, ("acme",)):
        reading = read(tmp_path, query(words=words))
        assert (uids(reading), reading.events, reading.complete) == (["lunch", "talk"], 2, True)


def test_a_folder_that_links_to_itself_ends(tmp_path: Path) -> None:
    vdir(tmp_path, sub__talk=TALK)
    (tmp_path / "sub" / "loop").symlink_to(tmp_path)
    assert set(uids(read(tmp_path))) == {"talk"}


WORDS = query(words=("interview",), context=acme)


def test_nothing_changed_nothing_opened(tmp_path: Path) -> None:
    vdir(tmp_path, talk=TALK, lunch=LUNCH, other=LUNCH.replace(b"Acme", b"home").replace(b"lunch", b"o"))
    cache = Memory()
    with _Opened() as names:
        first = read(tmp_path, WORDS, cache)
    assert {"talk.ics", "lunch.ics", "other.ics"} == set(names)
    saves = len(cache.saved)
    with _Opened() as names:
        assert read(tmp_path, WORDS, cache) == first
    assert (names, len(cache.saved)) == ([], saves)
    assert (uids(first), first.events) == (["lunch", "talk"], 3)


def test_only_what_changed_is_opened(tmp_path: Path) -> None:
    vdir(tmp_path, talk=TALK, lunch=LUNCH)
    cache = Memory()
    read(tmp_path, WORDS, cache)
    put(tmp_path / "talk.ics", TALK.replace(b"0304T", b"0305T"), 1_700_000_001)
    with _Opened() as names:
        reading = read(tmp_path, WORDS, cache)
    assert names == ["talk.ics"]
    assert [found.start.day for found in reading.occurrences] == [3, 5]


def test_a_file_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    vdir(tmp_path, talk=TALK, lunch=LUNCH)
    cache = Memory()
    read(tmp_path, WORDS, cache)
    (tmp_path / "talk.ics").unlink()
    assert uids(read(tmp_path, WORDS, cache)) == []
    (_, kept) = cache.known[next(iter(cache.known))]
    assert not any(b"talk" in (entry.data or b"") for entry in kept.values())


def test_a_file_changed_just_now_is_read_again(tmp_path: Path) -> None:
    (tmp_path / "talk.ics").write_bytes(TALK)
    cache = Memory()
    assert uids(read(tmp_path, WORDS, cache)) == ["talk"]
    status = (tmp_path / "talk.ics").stat()
    (tmp_path / "talk.ics").write_bytes(TALK.replace(b"UID:talk", b"UID:tilt"))
    os.utime(tmp_path / "talk.ics", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert uids(read(tmp_path, WORDS, cache)) == ["tilt"]


def test_a_uid_asked_for_later_is_found_in_what_was_not_remembered(tmp_path: Path) -> None:
    vdir(tmp_path, other=LUNCH, talk=TALK)
    cache = Memory()
    asked = replace(WORDS, context=None)
    assert uids(read(tmp_path, asked, cache)) == ["talk"]
    assert uids(read(tmp_path, replace(asked, uids=frozenset({"lunch"})), cache)) == ["lunch", "talk"]


def test_new_context_is_looked_for_in_what_was_not_remembered(tmp_path: Path) -> None:
    vdir(tmp_path, other=LUNCH)
    cache = Memory()
    assert uids(read(tmp_path, WORDS, cache)) == []
    put(tmp_path / "talk.ics", TALK)
    assert uids(read(tmp_path, WORDS, cache)) == ["lunch", "talk"]


OLD = LUNCH.replace(b"2026", b"2019").replace(b"Lunch at", b"Interview with")


def test_what_is_over_before_the_window_is_looked_into_when_the_window_begins_earlier(tmp_path: Path) -> None:
    vdir(tmp_path, old=OLD, talk=TALK)
    cache = Memory()
    assert uids(read(tmp_path, WORDS, cache)) == ["talk"]
    before = Window(WINDOW.since.replace(year=2018), WINDOW.until)
    with _Opened() as names:
        assert uids(read(tmp_path, replace(WORDS, window=before), cache)) == ["lunch", "talk"]
    assert names == ["old.ics"]
    with _Opened() as names:
        assert uids(read(tmp_path, WORDS, cache)) == ["talk"]
        assert uids(read(tmp_path, replace(WORDS, window=before), cache)) == ["lunch", "talk"]
    assert names == []


def test_what_comes_into_the_window_as_it_moves_on_is_known_already(tmp_path: Path) -> None:
    vdir(tmp_path, later=OLD.replace(b"2019", b"2027"), talk=TALK)
    cache = Memory()
    assert uids(read(tmp_path, WORDS, cache)) == ["talk"]
    moved = Window(WINDOW.since.replace(year=2027), WINDOW.until.replace(year=2027))
    with _Opened() as names:
        assert uids(read(tmp_path, replace(WORDS, window=moved), cache)) == ["lunch"]
    assert names == []


def test_what_an_older_calsync_remembered_file_by_file_is_replaced(tmp_path: Path) -> None:
    vdir(tmp_path, talk=TALK, lunch=LUNCH)
    cache = Memory()
    assert WORDS.words is not None
    key = (f"folder:{tmp_path}", WORDS.words.digest)
    cache.known[key] = (
        '{"terms": [], "uids": [], "etag": "", "modified": ""}',
        {"talk.ics": Entry("1.2.3#1", TALK)},
    )
    first = read(tmp_path, WORDS, cache)
    assert uids(first) == ["lunch", "talk"]
    assert "talk.ics" not in cache.known[key][1]
    assert read(tmp_path, WORDS, cache) == first


@pytest.mark.parametrize("block", ["listing", "states", "chosen"])
@pytest.mark.parametrize("damage", [b"", b"\xff" * 9, b"\xff" * 4096])
def test_a_damaged_memory_is_no_memory(tmp_path: Path, block: str, damage: bytes) -> None:
    vdir(tmp_path, talk=TALK, lunch=LUNCH)
    cache = Memory()
    first = read(tmp_path, WORDS, cache)
    (key,) = cache.known
    cache.known[key][1][block] = Entry("1", damage)
    assert read(tmp_path, WORDS, cache) == first


@pytest.mark.parametrize("state", ["", "null", "[]", "{", '{"terms": 1}', '{"since": "2026"}'])
def test_a_damaged_basis_is_none(tmp_path: Path, state: str) -> None:
    vdir(tmp_path, talk=TALK, lunch=LUNCH)
    cache = Memory()
    first = read(tmp_path, WORDS, cache)
    (key,) = cache.known
    cache.known[key] = (state, cache.known[key][1])
    assert read(tmp_path, WORDS, cache) == first


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from("abcde"), st.sampled_from((None, TALK, LUNCH, OLD, b"nonsense"))),
            max_size=4,
        ),
        min_size=2,
        max_size=4,
    ),
    st.booleans(),
)
def test_with_a_memory_as_without(
    tmp_path_factory: pytest.TempPathFactory, runs: list[list[tuple[str, bytes | None]]], by_uid: bool
) -> None:
    """Whatever becomes of the files between the runs."""
    folder, cache = tmp_path_factory.mktemp("v"), Memory()
    asked = replace(WORDS, uids=frozenset({"alunch"})) if by_uid else WORDS
    for number, changes in enumerate(runs):
        for name, data in changes:
            path = folder / f"{name}.ics"
            if data is None:
                path.unlink(missing_ok=True)
            else:
                put(path, data.replace(b"UID:", b"UID:" + name.encode()), 1_700_000_000 + number)
        assert read(folder, asked, cache) == read(folder, asked, Memory())


def test_names_and_line_ends_of_every_kind(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"caf\xe9 \xc3\xa9.ics")
    put(odd, TALK.replace(b"\r\n", b"\n"))
    vdir(tmp_path, todo=calendar("BEGIN:VTODO\r\nUID:t\r\nEND:VTODO\r\n"), bom=b"\xef\xbb\xbf" + LUNCH)
    cache = Memory()
    first = read(tmp_path, WORDS, cache)
    assert (uids(first), first.events) == (["lunch", "talk"], 2)
    assert read(tmp_path, WORDS, cache) == first


def test_an_unreadable_file_is_told_every_time(tmp_path: Path) -> None:
    vdir(tmp_path, talk=TALK, bad=b"nonsense", worse=LUNCH[:-30])
    cache = Memory()
    first = read(tmp_path, WORDS, cache)
    assert not first.complete
    assert len(first.notices) >= 2
    assert read(tmp_path, WORDS, cache) == first


def test_a_folder_reads_as_its_files_do(tmp_path: Path) -> None:
    vdir(tmp_path, a=LUNCH, b=TALK)
    both = (
        read_calendar(LUNCH, query(), str(tmp_path)).occurrences
        + read_calendar(TALK, query(), str(tmp_path)).occurrences
    )
    assert read(tmp_path).occurrences == both
