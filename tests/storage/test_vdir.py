"""What is special about a folder of files: names, files with several objects, files of other programs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from calsync.errors import NotThere, Stale, TargetError, UidTaken
from calsync.ical.item import complete_item, read_item
from calsync.ical.item_file import insert
from calsync.model import State
from calsync.stores.atomic import read_file
from calsync.stores.vdir import VdirTarget
from tests.storage.samples import NOW, content, item, shared_calendar, uid


def test_a_new_object_gets_a_short_plain_name_and_is_for_the_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state" / "tasks"
    target = VdirTarget(folder)
    assert not target.read().exists
    target.create(uid(0), item(0))
    target.create("Calsync/../../x:y", item(1).replace(uid(1).encode(), b"Calsync/../../x:y"))
    first, second = sorted(folder.iterdir(), key=lambda path: path.stem != uid(0))
    assert first.name == f"{uid(0)}.ics"
    assert set(second.name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert {path.stat().st_mode & 0o777 for path in (first, second)} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in (folder, folder.parent)} == {0o700}


def test_an_object_is_the_whole_file_byte_for_byte(tmp_path: Path) -> None:
    stored = VdirTarget(tmp_path).create(uid(0), item(0))
    assert (tmp_path / stored.href).read_bytes() == stored.data == item(0)


def test_an_object_of_ours_may_stand_under_any_name(tmp_path: Path) -> None:
    (tmp_path / "Übung #1 100%.ics").write_bytes(item(0))
    target = VdirTarget(tmp_path)
    (stored,) = target.read().objects
    assert target.get(stored.href) == stored
    with pytest.raises(UidTaken):
        target.create(uid(0), item(0))
    new = target.update(stored.href, stored.etag, complete_item(stored.data, NOW))
    assert (tmp_path / "Übung #1 100%.ics").read_bytes() == new.data
    target.delete(new.href, new.etag)
    assert list(tmp_path.iterdir()) == []


def test_a_name_in_use_by_something_else_is_not_overwritten(tmp_path: Path) -> None:
    taken = tmp_path / f"{uid(0)}.ics"
    taken.write_bytes(shared_calendar(events=1))
    stored = VdirTarget(tmp_path).create(uid(0), item(0))
    assert taken.read_bytes() == shared_calendar(events=1)
    assert VdirTarget(tmp_path).get(stored.href) == stored


def test_objects_in_a_file_of_several_are_changed_alone(tmp_path: Path) -> None:
    path = tmp_path / "all.ics"
    before = shared_calendar(events=3)
    path.write_bytes(insert(insert(before, item(0)), item(1)))
    target = VdirTarget(tmp_path)
    first, second = target.read().objects
    assert {first.href, second.href} == {f"all.ics#{uid(0)}", f"all.ics#{uid(1)}"}
    new = target.update(first.href, first.etag, complete_item(first.data, NOW))
    assert read_item(new).state is State.DONE
    assert target.get(second.href) == second
    target.delete(new.href, new.etag)
    # One is left: it answers to the name it had, and to that of the file.
    assert target.get(first.href) is None
    left = target.get(second.href)
    assert left is not None
    assert left.data == second.data
    target.delete(left.href, left.etag)
    assert path.read_bytes() == before


def test_an_href_that_has_become_ambiguous_is_not_taken_for_absent(tmp_path: Path) -> None:
    target = VdirTarget(tmp_path)
    stored = target.create(uid(0), item(0))
    path = tmp_path / stored.href
    path.write_bytes(insert(path.read_bytes(), item(1)))
    with pytest.raises(TargetError):
        target.get(stored.href)


def test_a_file_that_is_cut_off_is_unreadable_not_absent(tmp_path: Path) -> None:
    target = VdirTarget(tmp_path)
    stored = target.create(uid(0), item(0))
    (tmp_path / stored.href).write_bytes(item(0)[:-30])
    assert target.read().objects == ()
    assert target.read().unreadable == (stored.href,)
    with pytest.raises(TargetError):
        target.get(stored.href)
    with pytest.raises(TargetError):
        target.delete(stored.href, stored.etag)


def test_hidden_files_folders_and_leftovers_are_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / ".hidden.ics").write_bytes(item(0))
    (tmp_path / "notes.txt").write_bytes(item(0))
    (tmp_path / "sub.ics").mkdir()
    (tmp_path / "dangling.ics").symlink_to(tmp_path / "nowhere")
    leftover = tmp_path / ".calsync-abc.tmp"
    leftover.write_bytes(item(0)[:100])
    target = VdirTarget(tmp_path)
    assert target.read().objects == target.read().unreadable == ()
    target.create(uid(0), item(0))
    assert not leftover.exists()


def test_an_href_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out.ics").write_bytes(item(0))
    folder = tmp_path / "tasks"
    folder.mkdir()
    target = VdirTarget(folder)
    for href in ("../out.ics", "/etc/passwd", "", "#x", f"{tmp_path}/out.ics"):
        assert target.get(href) is None
        with pytest.raises(NotThere):
            target.delete(href, "etag")


def test_a_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    folder = tmp_path / "tasks"
    folder.mkdir()
    real = tmp_path / "real.ics"
    real.write_bytes(item(0))
    real.chmod(0o640)
    (folder / "link.ics").symlink_to(real)
    target = VdirTarget(folder)
    (stored,) = target.read().objects
    new = target.update(stored.href, stored.etag, complete_item(stored.data, NOW))
    assert (folder / "link.ics").is_symlink()
    assert real.read_bytes() == new.data
    assert real.stat().st_mode & 0o777 == 0o640


def test_what_another_program_adds_later_is_seen_before_a_create(tmp_path: Path) -> None:
    target = VdirTarget(tmp_path)
    target.create(uid(0), item(0))
    (tmp_path / "other.ics").write_bytes(item(1, content("from elsewhere")))
    with pytest.raises(UidTaken):
        target.create(uid(1), item(1))
    os.replace(tmp_path / "other.ics", tmp_path / f"{uid(0)}.ics")  # noqa: PTH105
    assert target.create(uid(0), item(0)).href != f"{uid(0)}.ics"


def test_an_edit_by_another_program_is_stale(tmp_path: Path) -> None:
    target = VdirTarget(tmp_path)
    stored = target.create(uid(0), item(0))
    (tmp_path / stored.href).write_bytes(complete_item(stored.data, NOW))
    with pytest.raises(Stale):
        target.update(stored.href, stored.etag, stored.data)
    assert (tmp_path / stored.href).read_bytes() == complete_item(stored.data, NOW)


def test_another_program_writing_in_the_same_moment_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the user's own program puts in place between our comparison and our writing stays."""
    target = VdirTarget(tmp_path)
    stored = target.create(uid(0), item(0))
    path = tmp_path / stored.href
    theirs = complete_item(stored.data, NOW)
    for call in (
        lambda: target.update(stored.href, stored.etag, stored.data),
        lambda: target.delete(stored.href, stored.etag),
    ):
        path.write_bytes(stored.data)
        reads = iter([None, theirs])

        def read(file: Path, reads: Iterator[bytes | None] = reads) -> bytes | None:
            news = next(reads, None)
            if news is not None:
                file.write_bytes(news)
            return read_file(file)

        monkeypatch.setattr("calsync.stores.vdir.read_file", read)
        with pytest.raises(Stale):
            call()
        assert path.read_bytes() == theirs
