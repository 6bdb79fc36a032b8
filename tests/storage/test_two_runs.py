"""Runs at the same time, and runs that are killed, on one file target."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from calsync.errors import TargetError
from calsync.ical.item_file import check, find, remove
from calsync.stores import atomic
from calsync.stores.icsfile import IcsFileTarget
from calsync.stores.targets import open_file_target
from tests.storage.samples import item, shared_calendar, uid

ROOT = Path(__file__).parents[2]

WRITER = """
import sys
from calsync.errors import Stale
from calsync.stores.targets import open_file_target
from tests.storage.samples import item, uid

path, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
target = open_file_target(path)
for number in range(first, last):
    stored = target.create(uid(number), item(number))
    print(number, flush=True)
    if number % 5 == 4:
        target.delete(stored.href, stored.etag)
"""


def writer(path: Path, first: int, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), str(first), str(last)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_two_runs_at_once_lose_nothing_of_each_other(tmp_path: Path, kind: str) -> None:
    path = tmp_path / ("target.ics" if kind == "file" else "folder")
    if kind == "file":
        path.write_bytes(shared_calendar(events=5))
    else:
        path.mkdir()
    runs = [writer(path, first, first + 25) for first in (0, 100)]
    for run in runs:
        _, errors = run.communicate(timeout=60)
        assert run.returncode == 0, errors
    snapshot = open_file_target(path).read()
    expected = {uid(first + n) for first in (0, 100) for n in range(25) if n % 5 != 4}
    assert sorted(expected) == sorted(stored.href.removesuffix(".ics") for stored in snapshot.objects)
    assert snapshot.unreadable == ()


def test_a_run_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    chance = random.Random(7)
    before = shared_calendar(events=5)
    path = tmp_path / "target.ics"
    path.write_bytes(before)
    for round_ in range(6):
        run = writer(path, round_ * 100, round_ * 100 + 100)
        assert run.stdout is not None
        for _ in range(chance.randrange(1, 20)):
            assert run.stdout.readline()
        run.send_signal(signal.SIGKILL)
        run.communicate(timeout=30)
        data = path.read_bytes()
        check(data)
        while found := find(data)[0]:
            data = remove(data, found[-1])
        assert data == before
    # The next run clears up what was left half-written, and is not kept waiting by a dead one.
    (tmp_path / f"{atomic.PREFIX}killed{atomic.SUFFIX}").write_bytes(b"BEGIN:VCAL")
    IcsFileTarget(path).create(uid(9999), item(9999))
    assert [file.name for file in tmp_path.iterdir()] == ["target.ics"]


def test_a_run_that_does_not_let_go_is_told_and_not_waited_for_forever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "PATIENCE", 0.05)
    target = IcsFileTarget(tmp_path / "target.ics")
    with (
        atomic.locked(tmp_path),
        pytest.raises(TargetError, match="another run"),
    ):
        target.create(uid(0), item(0))
    target.create(uid(0), item(0))


def test_modes_are_kept_and_new_files_are_for_the_user_alone(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        target = IcsFileTarget(tmp_path / "a" / "b" / "target.ics")
        target.create(uid(0), item(0))
        path = tmp_path / "a" / "b" / "target.ics"
        assert [one.stat().st_mode & 0o777 for one in (path, path.parent, path.parent.parent)] == [
            0o600,
            0o700,
            0o700,
        ]
        path.chmod(0o664)
        if not os.geteuid():
            os.chown(path, 1234, 2345)
        target.create(uid(1), item(1))
        assert path.stat().st_mode & 0o777 == 0o664
        if not os.geteuid():
            assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)
    finally:
        os.umask(old)
