"""Files, zips, folders and standard input as sources."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from calsync.errors import SourceError
from calsync.ical.read import read_calendar
from calsync.model import Occurrence, Query, Reading
from calsync.stores.files import open_source
from tests.unit.ical.calendars import calendar, event, query
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


def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files opened from now on."""
    names: list[str] = []
    original = Path.open

    def listening(self: Path, *args: object, **more: object) -> object:
        names.append(self.name)
        return original(self, *args, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", listening)
    return names


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


def test_nothing_changed_nothing_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vdir(tmp_path, talk=TALK, lunch=LUNCH, other=LUNCH.replace(b"Acme", b"home").replace(b"lunch", b"o"))
    cache = Memory()
    first = read(tmp_path, WORDS, cache)
    names = opened(monkeypatch)
    saves = len(cache.saved)
    assert read(tmp_path, WORDS, cache) == first
    assert (names, len(cache.saved)) == ([], saves)
    assert (uids(first), first.events) == (["lunch", "talk"], 3)


def test_only_what_changed_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vdir(tmp_path, talk=TALK, lunch=LUNCH)
    cache = Memory()
    read(tmp_path, WORDS, cache)
    put(tmp_path / "talk.ics", TALK.replace(b"0304T", b"0305T"), 1_700_000_001)
    names = opened(monkeypatch)
    reading = read(tmp_path, WORDS, cache)
    assert names == ["talk.ics"]
    assert [found.start.day for found in reading.occurrences] == [3, 5]


def test_a_file_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    vdir(tmp_path, talk=TALK, lunch=LUNCH)
    cache = Memory()
    read(tmp_path, WORDS, cache)
    (tmp_path / "talk.ics").unlink()
    assert uids(read(tmp_path, WORDS, cache)) == []
    assert cache.saved[-1][1] == {"talk.ics"}


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
