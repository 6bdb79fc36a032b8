"""The stores under test, by name. A new store joins the conformance suite by an entry in ``STORES``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from calsync.ical.item_file import find, remove
from calsync.model import Component
from calsync.stores.icsfile import IcsFileTarget
from calsync.stores.memory import MemoryTarget
from calsync.stores.vdir import VdirTarget
from tests.storage import caldav_stores
from tests.storage.rig import Factory, Rig
from tests.storage.samples import item, shared_calendar


@contextmanager
def memory(folder: Path) -> Iterator[Rig]:
    target = MemoryTarget()
    yield Rig(target, lambda: target)


@contextmanager
def memory_for_events(folder: Path) -> Iterator[Rig]:
    target = MemoryTarget(components=frozenset({Component.VEVENT}))
    yield Rig(target, lambda: target, takes=target.components)


@contextmanager
def new_file(folder: Path) -> Iterator[Rig]:
    path = folder / "new" / "followups.ics"
    yield Rig(IcsFileTarget(path), lambda: IcsFileTarget(path))


def _shared(name: str, before: bytes) -> Factory:
    """A file with other things in it: whatever happens to follow-ups, they stay to the byte."""

    @contextmanager
    def factory(folder: Path) -> Iterator[Rig]:
        path = folder / name
        path.write_bytes(before)
        yield Rig(IcsFileTarget(path), lambda: IcsFileTarget(path))
        after = path.read_bytes()
        assert (b"\r\n" in after) == (b"\r\n" in before)
        assert after.replace(b"\r\n", b"").count(b"\n") in (0, after.count(b"\n"))
        while found := find(after)[0]:
            after = remove(after, found[0])
        assert after == before

    return factory


@contextmanager
def symlink(folder: Path) -> Iterator[Rig]:
    (folder / "real").mkdir()
    link = folder / "link.ics"
    link.symlink_to(folder / "real" / "calendar.ics")
    yield Rig(IcsFileTarget(link), lambda: IcsFileTarget(link))
    assert link.is_symlink()


@contextmanager
def vdir(folder: Path) -> Iterator[Rig]:
    path = folder / "tasks"
    yield Rig(VdirTarget(path), lambda: VdirTarget(path))
    assert not [name for name in path.glob("*") if name.suffix != ".ics"]


@contextmanager
def vdir_with_others(folder: Path) -> Iterator[Rig]:
    path = folder / "tasks"
    path.mkdir()
    others = {
        "a.ics": shared_calendar(events=3),
        "color": b"#ff0000",
        ".hidden.ics": item(0),
        "b.ics": b"%PDF-1.7",
    }
    for name, data in others.items():
        (path / name).write_bytes(data)
    yield Rig(VdirTarget(path), lambda: VdirTarget(path))
    assert {name: (path / name).read_bytes() for name in others} == others


STORES: dict[str, Factory] = {
    "memory": memory,
    "memory-events": memory_for_events,
    "icsfile": new_file,
    "icsfile-crlf": _shared("crlf.ics", shared_calendar("\r\n")),
    "icsfile-lf": _shared("lf.ics", shared_calendar("\n")),
    "icsfile-no-last-newline": _shared("cut.ics", shared_calendar("\n", 3).rstrip()),
    "icsfile-two-calendars": _shared("two.ics", shared_calendar("\r\n", 3) * 2),
    "icsfile-not-utf8": _shared("latin.ics", shared_calendar("\r\n", 3).replace("ü".encode(), b"\xfc")),
    "icsfile-symlink": symlink,
    "vdir": vdir,
    "vdir-with-others": vdir_with_others,
    **caldav_stores.ALL,
}


@pytest.fixture(params=STORES)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with STORES[request.param](tmp_path) as ready:
        yield ready
