"""A file target that cannot be written says so in one line and is left as it was, to the byte."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from calsync.errors import NotThere, Refused, Stale, TargetError, UidTaken, UsageError
from calsync.ical.item import complete_item
from calsync.stores import atomic
from calsync.stores.icsfile import IcsFileTarget
from calsync.stores.targets import open_file_target
from calsync.stores.vdir import VdirTarget
from tests.storage.samples import NOW, item, shared_calendar, uid

CUT = shared_calendar(events=2)
NOT_A_TARGET = {
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + os.urandom(400),
    "text": b"Dear diary\n",
    "UTF-16": shared_calendar(events=1).decode().encode("utf-16"),
    "cut off in an event": CUT[: CUT.rindex(b"SUMMARY")],
    "cut off before its end": CUT.replace(b"END:VCALENDAR\r\n", b""),
    "a second calendar cut off": CUT + CUT[:200],
    "a vCard": b"BEGIN:VCARD\r\nVERSION:3.0\r\nEND:VCARD\r\n",
    "no line ends": CUT.replace(b"\r\n", b" "),
}


@pytest.mark.parametrize("what", NOT_A_TARGET)
def test_a_file_that_is_no_whole_calendar_is_refused(tmp_path: Path, what: str) -> None:
    path = tmp_path / "target.ics"
    path.write_bytes(NOT_A_TARGET[what])
    target = IcsFileTarget(path)
    for call in (target.read, lambda: target.get(uid(0)), lambda: target.create(uid(0), item(0))):
        with pytest.raises(TargetError) as caught:
            call()
        assert str(path) in str(caught.value)
        assert "\n" not in str(caught.value)
    assert path.read_bytes() == NOT_A_TARGET[what]
    assert [file.name for file in tmp_path.iterdir()] == ["target.ics"]


def test_an_empty_file_is_a_calendar_to_be_begun(tmp_path: Path) -> None:
    path = tmp_path / "target.ics"
    path.write_bytes(b"\n")
    target = IcsFileTarget(path)
    assert target.read().exists
    stored = target.create(uid(0), item(0))
    assert target.read().objects == (stored,)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "folder.ics"
    folder.mkdir()
    pipe = tmp_path / "pipe.ics"
    os.mkfifo(pipe)
    loop = tmp_path / "loop.ics"
    loop.symlink_to(loop)
    for path in (folder, pipe, loop, Path("/dev/null"), tmp_path / "pipe.ics" / "below.ics"):
        target = IcsFileTarget(path)
        for call in (target.read, lambda target=target: target.create(uid(0), item(0))):
            with pytest.raises(TargetError):
                call()
    assert Path("/dev/null").is_char_device()
    assert pipe.is_fifo()


def test_a_follow_up_of_another_uid_is_refused(tmp_path: Path) -> None:
    for target in (IcsFileTarget(tmp_path / "a.ics"), VdirTarget(tmp_path / "vdir")):
        with pytest.raises(Refused):
            target.create(uid(0), item(1))
        with pytest.raises(Refused):
            target.create(uid(0), b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
        stored = target.create(uid(0), item(0))
        with pytest.raises(Refused):
            target.update(stored.href, stored.etag, item(1))
        assert target.get(stored.href) == stored


@pytest.mark.parametrize("name", ["sub/target.ics", "sub/"])
def test_a_target_that_vanished_is_missing_not_empty(tmp_path: Path, name: str) -> None:
    target = open_file_target(f"{tmp_path}/{name}")
    stored = target.create(uid(0), item(0))
    shutil.rmtree(tmp_path / "sub")
    assert not target.read().exists
    assert target.get(stored.href) is None
    with pytest.raises(Stale):
        target.update(stored.href, stored.etag, stored.data)
    with pytest.raises(NotThere):
        target.delete(stored.href, stored.etag)
    assert list(tmp_path.iterdir()) == []
    target.create(uid(0), item(0))
    assert target.read().exists


@contextmanager
def as_nobody() -> Iterator[None]:
    """File permissions mean nothing to root."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A folder of nobody's; the way to it is opened for the time of the test."""
    folder = tmp_path / "place"
    folder.mkdir()
    closed = [above for above in folder.parents if not above.stat().st_mode & 0o001]
    modes = {above: above.stat().st_mode for above in closed}
    for above in closed:
        above.chmod(modes[above] | 0o011)
    if not os.geteuid():
        os.chown(folder, 65534, 65534)
    yield folder
    folder.chmod(0o755)
    for above in closed:
        above.chmod(modes[above])


@pytest.mark.parametrize("kind", [IcsFileTarget, VdirTarget])
def test_a_read_only_target_is_left_alone(place: Path, kind: type[IcsFileTarget] | type[VdirTarget]) -> None:
    with as_nobody():
        path = place / "target.ics" if kind is IcsFileTarget else place
        stored = kind(path).create(uid(0), item(0))
        (file,) = place.iterdir()
        before = file.read_bytes()
        changed = complete_item(stored.data, NOW)
        for mode, folder_mode in ((0o444, 0o755), (0o644, 0o555)):
            file.chmod(mode)
            place.chmod(folder_mode)
            with pytest.raises(TargetError, match="cannot write"):
                kind(path).update(stored.href, stored.etag, changed)
            place.chmod(0o755)
        place.chmod(0o555)
        with pytest.raises(TargetError, match="cannot write"):
            kind(path).create(uid(1), item(1))
        with pytest.raises(TargetError, match="cannot write"):
            kind(path).delete(stored.href, stored.etag)
    assert [one.read_bytes() for one in place.iterdir()] == [before]


def test_an_unreadable_file_is_never_taken_for_absent(place: Path) -> None:
    with as_nobody():
        target = VdirTarget(place)
        stored = target.create(uid(0), item(0))
        (place / stored.href).chmod(0)
        snapshot = target.read()
        assert snapshot.unreadable == (stored.href,)
        with pytest.raises(TargetError):
            target.get(stored.href)
        (place / "single.ics").write_bytes(b"")
        (place / "single.ics").chmod(0)
        with pytest.raises(TargetError):
            IcsFileTarget(place / "single.ics").read()


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file may grow beyond ``room`` bytes: the kernel itself refuses, in the middle of the write."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.mark.parametrize("existing", [True, False])
@pytest.mark.parametrize("kind", [IcsFileTarget, VdirTarget])
def test_a_write_that_fails_halfway_leaves_nothing_behind(
    tmp_path: Path, kind: type[IcsFileTarget] | type[VdirTarget], existing: bool
) -> None:
    path = tmp_path / "target.ics" if kind is IcsFileTarget else tmp_path
    target = kind(path)
    stored = target.create(uid(0), item(0)) if existing else None
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    update = (
        partial(target.update, stored.href, stored.etag, complete_item(stored.data, NOW)) if stored else None
    )
    with full_disk(200), pytest.raises(TargetError, match="left as it was"):
        (update or partial(target.create, uid(0), item(0)))()
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", ["fsync", "rename", "link", "write"])
def test_any_failing_step_leaves_the_target_intact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Steps that cannot be made to fail from outside, one by one."""

    def fails(*args: object, **kwargs: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = IcsFileTarget(tmp_path / "target.ics")
    if name != "link":
        target.create(uid(0), item(0))
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with monkeypatch.context() as patch:
        match name:
            case "rename":
                patch.setattr(Path, "replace", fails)
            case "write":
                patch.setattr(os, "fdopen", fails)
            case _:
                patch.setattr(os, name, fails)
        with pytest.raises(TargetError, match="no space left on device"):
            target.create(uid(1), item(1))
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_another_program_writing_in_the_same_moment_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the user's own program puts in place between our reading and our writing is not overwritten."""
    path = tmp_path / "target.ics"
    target = IcsFileTarget(path)
    stored = target.create(uid(0), item(0))
    theirs = shared_calendar()
    reads = iter([None, None, theirs])

    def read(file: Path) -> bytes | None:
        news = next(reads, None)
        if news is not None:
            file.write_bytes(news)
        return atomic.read_file(file)

    monkeypatch.setattr("calsync.stores.icsfile.read_file", read)
    target.get(stored.href)
    with pytest.raises(Stale):
        target.update(stored.href, stored.etag, complete_item(stored.data, NOW))
    assert path.read_bytes() == theirs


def test_a_path_says_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "calendar").write_bytes(b"")
    (tmp_path / "dir.ics").mkdir()
    assert isinstance(open_file_target(tmp_path / "new.ics"), IcsFileTarget)
    assert isinstance(open_file_target(tmp_path / "NEW.ICS"), IcsFileTarget)
    assert isinstance(open_file_target(tmp_path / "calendar"), IcsFileTarget)
    assert isinstance(open_file_target(tmp_path), VdirTarget)
    assert isinstance(open_file_target(tmp_path / "dir.ics"), VdirTarget)
    assert isinstance(open_file_target(f"{tmp_path}/new/"), VdirTarget)
    for unclear in ("new", "new.txt", "new.ics.bak"):
        with pytest.raises(UsageError) as caught:
            open_file_target(tmp_path / unclear)
        assert caught.value.hint


def test_the_identity_of_a_target_is_its_real_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    monkeypatch.chdir(tmp_path)
    real = tmp_path.resolve() / "real"
    for path in ("real/f.ics", "link/f.ics", "./real/../link/f.ics", tmp_path / "link" / "f.ics"):
        assert open_file_target(path).id == f"file:{real}/f.ics"
    for path in ("real/", "link", tmp_path / "real"):
        assert open_file_target(path).id == f"dir:{real}"


def without_links(*args: object, **kwargs: object) -> None:
    raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))


@pytest.mark.parametrize("links", [True, False])
def test_a_new_file_never_takes_the_place_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, links: bool
) -> None:
    if not links:
        monkeypatch.setattr(os, "link", without_links)
    path = tmp_path / "new.ics"
    atomic.create_file(path, b"first")
    with pytest.raises(Stale):
        atomic.create_file(path, b"second")
    assert path.read_bytes() == b"first"
    assert [file.name for file in tmp_path.iterdir()] == ["new.ics"]


def test_where_folders_cannot_be_locked_writing_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(*args: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr("fcntl.flock", no_locks)
    for target in (IcsFileTarget(tmp_path / "a.ics"), VdirTarget(tmp_path / "vdir")):
        stored = target.create(uid(0), item(0))
        assert target.read().objects == (stored,)


def test_a_broken_follow_up_in_a_file_is_never_taken_for_absent(tmp_path: Path) -> None:
    path = tmp_path / "target.ics"
    target = IcsFileTarget(path)
    stored = target.create(uid(0), item(0))
    path.write_bytes(path.read_bytes().replace(b"END:VALARM\r\n", b""))
    assert target.read().unreadable == (uid(0),)
    with pytest.raises(TargetError):
        target.get(stored.href)
    with pytest.raises(UidTaken):
        target.create(uid(0), item(0))


def test_what_cannot_be_put_into_a_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "target.ics"
    path.write_bytes(CUT)
    target = IcsFileTarget(path)
    for data in (b"", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", item(0)[:-30], b"%PDF"):
        with pytest.raises(Refused):
            target.create(uid(0), data)
    assert path.read_bytes() == CUT
