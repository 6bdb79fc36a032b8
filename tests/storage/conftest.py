"""The stores under test, by name. A new store joins the conformance suite by an entry in ``STORES``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from calsync.ical.item_file import find, remove
from calsync.stores.base import Target
from calsync.stores.icsfile import IcsFileTarget
from calsync.stores.memory import MemoryTarget
from calsync.stores.vdir import VdirTarget
from tests.storage import caldav_stores
from tests.storage.samples import item, shared_calendar


@dataclass(frozen=True)
class Rig:
    """One empty store, ready for a test."""

    target: Target
    again: Callable[[], Target]
    """Another client on the same place: another program, another machine, the next run."""
    reuses_uids: bool = True
    """False where a UID that was deleted is refused for ever (a trash bin)."""
    splits_categories: bool = False
    """True where a comma in a category makes two of it, escaped or not (Cyrus)."""


Factory = Callable[[Path], AbstractContextManager[Rig]]


@contextmanager
def memory(folder: Path) -> Iterator[Rig]:
    target = MemoryTarget()
    yield Rig(target, lambda: target)


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


def _remote(clients: Callable[[Path], AbstractContextManager[caldav_stores.Clients]], name: str) -> Factory:
    @contextmanager
    def factory(folder: Path) -> Iterator[Rig]:
        with clients(folder) as (target, again):
            trash, cyrus = name in caldav_stores.TRASH, name == "cyrus"
            yield Rig(target, again, reuses_uids=not trash, splits_categories=cyrus)

    return factory


STORES: dict[str, Factory] = {
    "memory": memory,
    "icsfile": new_file,
    "icsfile-crlf": _shared("crlf.ics", shared_calendar("\r\n")),
    "icsfile-lf": _shared("lf.ics", shared_calendar("\n")),
    "icsfile-no-last-newline": _shared("cut.ics", shared_calendar("\n", 3).rstrip()),
    "icsfile-two-calendars": _shared("two.ics", shared_calendar("\r\n", 3) * 2),
    "icsfile-not-utf8": _shared("latin.ics", shared_calendar("\r\n", 3).replace("ü".encode(), b"\xfc")),
    "icsfile-symlink": symlink,
    "vdir": vdir,
    "vdir-with-others": vdir_with_others,
    **{name: _remote(made, name) for name, made in caldav_stores.ALL.items()},
}


@pytest.fixture(params=STORES)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    with STORES[request.param](tmp_path) as ready:
        yield ready
