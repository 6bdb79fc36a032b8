"""The installed command on real files: what a user sees from the first sync to the last."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from calsync.ical.item import Item, complete_item, read_item
from calsync.model import Stored
from calsync.stores.icsfile import IcsFileTarget

NOW = "2026-11-20T09:00+01:00"

INTERVIEW = """\
BEGIN:VEVENT
UID:{uid}
DTSTAMP:20261101T090000Z
SEQUENCE:{sequence}
DTSTART;TZID=Europe/Berlin:{day}T100000
DTEND;TZID=Europe/Berlin:{day}T110000
SUMMARY:Job interview with {company}
DESCRIPTION:Interview for the position of Data Engineer.
ORGANIZER;CN=Priya Raman:mailto:priya@{host}
ATTENDEE;CN=Dana Okafor;PARTSTAT=ACCEPTED:mailto:dana@example.com
STATUS:{status}
END:VEVENT
"""


class Home:
    """An empty home, a calendar and a target in it, and the command run there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = folder / "interviews.ics"
        self.target = folder / "followups.ics"
        self.environment = {
            "HOME": str(folder),
            "PATH": os.environ["PATH"],
            "TZ": "Europe/Berlin",
            "LANG": "C.UTF-8",
        }
        self.write({})

    def write(self, *events: dict[str, object]) -> None:
        """The calendar: Nimbus, Acme, and whatever the events given add or change."""
        rows = {
            "nimbus": {"company": "Nimbus Robotics", "host": "nimbus.example", "day": "20261124"},
            "acme": {"company": "Acme Tools", "host": "acme.example", "day": "20261126"},
        }
        for event in events:
            for uid, changes in event.items():
                if changes is None:
                    del rows[uid]
                else:
                    rows.setdefault(uid, {}).update(changes)  # type: ignore[call-overload]
        texts = [
            INTERVIEW.format(**{"uid": uid, "sequence": 0, "status": "CONFIRMED", **row})
            for uid, row in rows.items()
        ]
        text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n" + "".join(texts) + "END:VCALENDAR\n"
        self.source.write_bytes(text.replace("\n", "\r\n").encode())

    def command(self, *words: str, now: str = NOW) -> list[str]:
        return [sys.executable, "-m", "calsync", *words, "--now", now]

    def run(self, *words: str, now: str = NOW, code: int = 0) -> str:
        done = subprocess.run(
            self.command(*words, now=now),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def sync(self, *words: str, now: str = NOW, code: int = 0) -> list[str]:
        """What a sync did, as "action kind" words."""
        out = self.run(
            "sync", "interviews.ics", "--target", "followups.ics", "--json", *words, now=now, code=code
        )
        actions = json.loads(out[out.index("{") : out.rindex("}") + 1])["actions"]
        return sorted(f"{one['action']} {one['kind']}" for one in actions)

    def items(self) -> list[Item]:
        snapshot = IcsFileTarget(self.target).read()
        return sorted((read_item(one) for one in snapshot.objects), key=lambda one: one.uid)

    def one(self, summary: str) -> Item:
        (found,) = (item for item in self.items() if re.search(summary, item.summary))
        return found

    def edit(self, item: Item, data: bytes | None) -> Stored | None:
        """The user's hand in the target; None deletes."""
        target = IcsFileTarget(self.target)
        if data is None:
            target.delete(item.href, item.etag)
            return None
        return target.update(item.href, item.etag, data)

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file()
        }


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


CREATED = [
    "create check_in",
    "create check_in",
    "create keep_going",
    "create thank_you",
    "create thank_you",
]


def test_the_first_sync_creates_and_the_second_changes_no_byte(home: Home) -> None:
    assert [act for act in home.sync() if act != "create keep_going"] == [
        act for act in CREATED if act != "create keep_going"
    ]
    before = home.target.read_bytes()
    assert home.sync() == []
    assert home.target.read_bytes() == before


def test_a_moved_interview_moves_what_follows_from_it(home: Home) -> None:
    home.sync()
    due = home.one("Thank.*Nimbus").due
    home.write({"nimbus": {"day": "20261125", "sequence": 1}})
    home.sync()
    assert (home.one("Thank.*Nimbus").due - due).days == 1  # type: ignore[operator]


def test_a_cancelled_interview_takes_the_untouched_along_and_leaves_the_edited(home: Home) -> None:
    home.sync()
    item = home.one("Thank.*Nimbus")
    home.edit(item, item.data.replace(b"SUMMARY:", b"SUMMARY:Mine: "))
    home.write({"nimbus": {"status": "CANCELLED", "sequence": 1}})
    acts = home.sync()
    assert "retract check_in" in acts
    assert "release thank_you" in acts
    assert home.one("Mine: ")
    assert "no longer needed" in home.run("agenda", "--target", "followups.ics")


def test_a_completed_task_stays_and_a_deleted_one_never_comes_back(home: Home) -> None:
    from datetime import UTC, datetime

    home.sync()
    done = home.one("Thank.*Nimbus")
    home.edit(done, complete_item(done.data, datetime(2026, 11, 24, 18, tzinfo=UTC)))
    home.edit(home.one("Thank.*Acme"), None)
    home.sync(now="2026-11-25T09:00+01:00")
    home.write({"nimbus": {"company": "Nimbus", "sequence": 1}, "acme": {"day": "20261127", "sequence": 1}})
    home.sync(now="2026-11-25T09:05+01:00")
    kinds = [item.summary for item in home.items()]
    assert not any("Thank" in one and "Acme" in one for one in kinds)
    assert home.one("Thank.*Nimbus").state == "done"


def test_undo_takes_the_last_sync_back_and_the_next_one_does_not_redo_it(home: Home) -> None:
    home.sync()
    home.write({"nimbus": {"day": "20261125", "sequence": 1}, "acme": {"status": "CANCELLED", "sequence": 1}})
    values = {item.uid: item.values for item in home.items()}
    home.sync()
    home.run("undo", "--target", "followups.ics")
    assert {item.uid: item.values for item in home.items()} == values
    before = home.target.read_bytes()
    home.sync()
    assert home.target.read_bytes() == before


def test_undo_of_the_first_sync_leaves_nothing_and_it_stays_so(home: Home) -> None:
    home.sync()
    home.run("undo", "--target", "followups.ics")
    assert home.items() == []
    home.sync()
    assert home.items() == []


def test_undo_skips_and_names_what_was_changed_since(home: Home) -> None:
    home.sync()
    item = home.one("Thank.*Nimbus")
    home.edit(item, item.data.replace(b"SUMMARY:", b"SUMMARY:Mine: "))
    out = home.run("undo", "--target", "followups.ics", code=1)
    assert "changed since" in out
    assert [one.summary for one in home.items()] == [home.one("Mine: ").summary]


def test_remove_takes_out_the_untouched_and_shows_the_rest(home: Home) -> None:
    home.sync()
    item = home.one("Thank.*Nimbus")
    home.edit(item, item.data.replace(b"SUMMARY:", b"SUMMARY:Mine: "))
    out = home.run("remove", "--target", "followups.ics", "--all")
    assert [one.summary for one in home.items()] == [home.one("Mine: ").summary]
    assert "Mine: " in out


def test_a_deleted_ledger_brings_no_duplicate_and_loses_no_edit(home: Home) -> None:
    home.sync()
    item = home.one("Thank.*Nimbus")
    home.edit(item, item.data.replace(b"SUMMARY:", b"SUMMARY:Mine: "))
    before = home.target.read_bytes()
    for ledger in home.folder.rglob("ledger.sqlite"):
        ledger.unlink()
    home.sync()
    assert home.target.read_bytes() == before


def test_plan_writes_nothing_anywhere(home: Home) -> None:
    before = home.files()
    out = home.run("plan", "interviews.ics", "--target", "followups.ics")
    assert "Nimbus" in out
    assert home.files() == before
    home.sync()
    home.write({"nimbus": {"day": "20261125", "sequence": 1}})
    before = home.files()
    home.run("plan", "interviews.ics", "--target", "followups.ics")
    home.run("scan", "interviews.ics")
    home.run("agenda", "--target", "followups.ics")
    assert home.files() == before


def test_everything_else_in_the_target_survives_byte_for_byte(home: Home) -> None:
    mine = (
        b"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//mine//EN\nX-WR-CALNAME:Mine\n"
        b"BEGIN:VTODO\nUID:mine\nDTSTAMP:20260101T000000Z\nSUMMARY:Buy\n  milk\nX-FOO;A=b:c\nEND:VTODO\n"
        b"END:VCALENDAR\n"
    )
    home.target.write_bytes(mine)
    home.sync()
    assert home.items()
    home.run("remove", "--target", "followups.ics")
    assert home.target.read_bytes() == mine


def test_a_folder_as_target_and_events_in_place_of_tasks(home: Home) -> None:
    home.run("sync", "interviews.ics", "--target", "tasks/", "--component", "event")
    files = sorted((home.folder / "tasks").glob("*.ics"))
    assert files
    assert all(b"BEGIN:VEVENT" in file.read_bytes() for file in files)
    before = home.files()
    home.run("sync", "interviews.ics", "--target", "tasks/", "--component", "event")
    assert {name: data for name, data in home.files().items() if name.startswith("tasks")} == {
        name: data for name, data in before.items() if name.startswith("tasks")
    }


def test_import_then_sync_and_agenda_without_any_configuration(home: Home) -> None:
    home.run("import", "interviews.ics")
    home.source.unlink()
    home.run("sync")
    out = home.run("agenda")
    assert "Nimbus" in out
    assert "Acme" in out


def test_an_outcome_takes_the_check_in_out(home: Home) -> None:
    home.sync()
    home.run("outcome", "heard", "Nimbus Robotics", "--target", "followups.ics", now="2026-11-25T09:00+01:00")
    assert "retract check_in" in home.sync(now="2026-11-25T09:05+01:00")


KILLER = """
import itertools, os, signal, sys
from calsync.ledger.book import Book
from calsync.stores.icsfile import IcsFileTarget
at, before = int(sys.argv[1]), sys.argv[2] == "before"
count = itertools.count()
def deadly(method):
    def call(*args, **named):
        here = next(count) == at
        if here and before:
            os.kill(os.getpid(), signal.SIGKILL)
        result = method(*args, **named)
        if here:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    return call
writes = [(IcsFileTarget, "create"), (IcsFileTarget, "update"), (IcsFileTarget, "delete"), (Book, "commit")]
for owner, name in writes:
    setattr(owner, name, deadly(getattr(owner, name)))
sys.argv[1:] = sys.argv[3:]
from calsync.cli.main import main
sys.exit(main())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_at_any_write_the_next_run_converges(tmp_path: Path, moment: str) -> None:
    """Every target write and every commit of a sync with creates, updates and retracts is a place to die."""
    folder, copy = tmp_path / "home", tmp_path / "copy"
    folder.mkdir()
    home = Home(folder)
    home.sync()
    home.write(
        {
            "nimbus": {"day": "20261125", "sequence": 1},
            "acme": {"status": "CANCELLED", "sequence": 1},
            "new": {"company": "Thistle", "host": "thistle.example", "day": "20261130"},
        }
    )
    shutil.copytree(folder, copy)
    home.sync()
    expected = sorted((item.uid, sorted(item.values.items())) for item in home.items())
    words = home.command("sync", "interviews.ics", "--target", "followups.ics")[3:]
    for number in range(60):
        shutil.rmtree(folder)
        shutil.copytree(copy, folder)
        code = subprocess.run(
            [sys.executable, "-c", KILLER, str(number), moment, *words],
            cwd=folder,
            env=home.environment,
            capture_output=True,
            timeout=60,
            check=False,
        ).returncode
        home.sync()
        assert sorted((item.uid, sorted(item.values.items())) for item in home.items()) == expected
        if code == 0:
            break
        assert code == -signal.SIGKILL
    else:
        pytest.fail("a run has more writes than expected")
    assert number > 8, "it should have been killed at several places"
    assert home.sync() == []


def test_two_runs_at_once_leave_what_one_leaves(home: Home) -> None:
    runs = [
        subprocess.Popen(
            home.command("sync", "interviews.ics", "--target", "followups.ics"),
            cwd=home.folder,
            env=home.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for _ in range(4)
    ]
    outputs = [run.communicate(timeout=60)[0].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0, 0], outputs
    assert len(home.items()) == len({item.uid for item in home.items()})
    assert home.sync() == []
