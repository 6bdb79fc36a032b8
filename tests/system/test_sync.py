"""The installed command on real files: what a user sees from the first sync to the last."""

from __future__ import annotations

import json
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
from tests.system.conftest import Home

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


class Desk:
    """A home with a calendar and a target in it, and a user who sits there."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.folder = home.path
        self.source = home.path / "interviews.ics"
        self.target = home.path / "followups.ics"
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

    def run(self, *words: str, now: str = NOW, code: int = 0) -> str:
        ran = self.home.run(*words, now=now)
        assert ran.code == code, ran.out + ran.err
        return ran.out + ran.err

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


@pytest.fixture
def desk(home: Home) -> Desk:
    return Desk(home)


CREATED = [
    "create check_in",
    "create check_in",
    "create keep_going",
    "create thank_you",
    "create thank_you",
]


def test_the_first_sync_creates_and_the_second_changes_no_byte(desk: Desk) -> None:
    assert [act for act in desk.sync() if act != "create keep_going"] == [
        act for act in CREATED if act != "create keep_going"
    ]
    before = desk.target.read_bytes()
    assert desk.sync() == []
    assert desk.target.read_bytes() == before


def test_a_moved_interview_moves_what_follows_from_it(desk: Desk) -> None:
    desk.sync()
    due = desk.one("Thank.*Nimbus").due
    desk.write({"nimbus": {"day": "20261125", "sequence": 1}})
    desk.sync()
    assert (desk.one("Thank.*Nimbus").due - due).days == 1  # type: ignore[operator]


def test_a_cancelled_interview_takes_the_untouched_along_and_leaves_the_edited(desk: Desk) -> None:
    desk.sync()
    item = desk.one("Thank.*Nimbus")
    desk.edit(item, item.data.replace(b"SUMMARY:", b"SUMMARY:Mine: "))
    desk.write({"nimbus": {"status": "CANCELLED", "sequence": 1}})
    acts = desk.sync()
    assert "retract check_in" in acts
    assert "release thank_you" in acts
    assert desk.one("Mine: ")
    assert "no longer needed" in desk.run("agenda", "--target", "followups.ics")


def test_a_completed_task_stays_and_a_deleted_one_never_comes_back(desk: Desk) -> None:
    from datetime import UTC, datetime

    desk.sync()
    done = desk.one("Thank.*Nimbus")
    desk.edit(done, complete_item(done.data, datetime(2026, 11, 24, 18, tzinfo=UTC)))
    desk.edit(desk.one("Thank.*Acme"), None)
    desk.sync(now="2026-11-25T09:00+01:00")
    desk.write({"nimbus": {"company": "Nimbus", "sequence": 1}, "acme": {"day": "20261127", "sequence": 1}})
    desk.sync(now="2026-11-25T09:05+01:00")
    kinds = [item.summary for item in desk.items()]
    assert not any("Thank" in one and "Acme" in one for one in kinds)
    assert desk.one("Thank.*Nimbus").state == "done"


def test_undo_takes_the_last_sync_back_and_the_next_one_does_not_redo_it(desk: Desk) -> None:
    desk.sync()
    desk.write({"nimbus": {"day": "20261125", "sequence": 1}, "acme": {"status": "CANCELLED", "sequence": 1}})
    values = {item.uid: item.values for item in desk.items()}
    desk.sync()
    desk.run("undo", "--target", "followups.ics")
    assert {item.uid: item.values for item in desk.items()} == values
    before = desk.target.read_bytes()
    desk.sync()
    assert desk.target.read_bytes() == before


def test_undo_of_the_first_sync_leaves_nothing_and_it_stays_so(desk: Desk) -> None:
    desk.sync()
    desk.run("undo", "--target", "followups.ics")
    assert desk.items() == []
    desk.sync()
    assert desk.items() == []


def test_undo_skips_and_names_what_was_changed_since(desk: Desk) -> None:
    desk.sync()
    item = desk.one("Thank.*Nimbus")
    desk.edit(item, item.data.replace(b"SUMMARY:", b"SUMMARY:Mine: "))
    out = desk.run("undo", "--target", "followups.ics", code=1)
    assert "changed since" in out
    assert [one.summary for one in desk.items()] == [desk.one("Mine: ").summary]


def test_remove_takes_out_the_untouched_and_shows_the_rest(desk: Desk) -> None:
    desk.sync()
    item = desk.one("Thank.*Nimbus")
    desk.edit(item, item.data.replace(b"SUMMARY:", b"SUMMARY:Mine: "))
    out = desk.run("remove", "--target", "followups.ics", "--all")
    assert [one.summary for one in desk.items()] == [desk.one("Mine: ").summary]
    assert "Mine: " in out


def test_a_deleted_ledger_brings_no_duplicate_and_loses_no_edit(desk: Desk) -> None:
    desk.sync()
    item = desk.one("Thank.*Nimbus")
    desk.edit(item, item.data.replace(b"SUMMARY:", b"SUMMARY:Mine: "))
    before = desk.target.read_bytes()
    for ledger in desk.folder.rglob("ledger.sqlite"):
        ledger.unlink()
    desk.sync()
    assert desk.target.read_bytes() == before


def test_plan_writes_nothing_anywhere(desk: Desk) -> None:
    before = desk.home.files()
    out = desk.run("plan", "interviews.ics", "--target", "followups.ics")
    assert "Nimbus" in out
    assert desk.home.files() == before
    desk.sync()
    desk.write({"nimbus": {"day": "20261125", "sequence": 1}})
    before = desk.home.files()
    desk.run("plan", "interviews.ics", "--target", "followups.ics")
    desk.run("scan", "interviews.ics")
    desk.run("agenda", "--target", "followups.ics")
    assert desk.home.files() == before


def test_everything_else_in_the_target_survives_byte_for_byte(desk: Desk) -> None:
    mine = (
        b"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//mine//EN\nX-WR-CALNAME:Mine\n"
        b"BEGIN:VTODO\nUID:mine\nDTSTAMP:20260101T000000Z\nSUMMARY:Buy\n  milk\nX-FOO;A=b:c\nEND:VTODO\n"
        b"END:VCALENDAR\n"
    )
    desk.target.write_bytes(mine)
    desk.sync()
    assert desk.items()
    desk.run("remove", "--target", "followups.ics")
    assert desk.target.read_bytes() == mine


def test_a_folder_as_target_and_events_in_place_of_tasks(desk: Desk) -> None:
    desk.run("sync", "interviews.ics", "--target", "tasks/", "--component", "event")
    files = sorted((desk.folder / "tasks").glob("*.ics"))
    assert files
    assert all(b"BEGIN:VEVENT" in file.read_bytes() for file in files)
    before = desk.home.files()
    desk.run("sync", "interviews.ics", "--target", "tasks/", "--component", "event")
    after = desk.home.files()
    assert {one: after[one] for one in after if one.startswith("tasks")} == {
        one: before[one] for one in before if one.startswith("tasks")
    }


def test_import_then_sync_and_agenda_without_any_configuration(desk: Desk) -> None:
    desk.run("import", "interviews.ics")
    desk.source.unlink()
    desk.run("sync")
    out = desk.run("agenda")
    assert "Nimbus" in out
    assert "Acme" in out


def test_a_removed_import_takes_its_untouched_follow_ups_along(desk: Desk) -> None:
    desk.run("import", "interviews.ics")
    desk.run("sync", "--target", "followups.ics")
    assert desk.items()
    ids = [one["id"] for one in desk.home.run("import", "--list", "--json").json["imports"]]
    for one in ids:
        desk.run("import", "--remove", one)
    desk.run("sync", "--target", "followups.ics")
    assert not desk.items()
    desk.run("import", "interviews.ics")
    desk.run("sync", "--target", "followups.ics")
    assert desk.items()


def test_an_outcome_takes_the_check_in_out(desk: Desk) -> None:
    desk.sync()
    desk.run("outcome", "heard", "Nimbus Robotics", now="2026-11-25T09:00+01:00")
    desk.run("sync", "--target", "followups.ics", now="2026-11-25T09:05+01:00")  # remembers what it is about
    assert not [item for item in desk.items() if "Ask Nimbus" in item.summary]
    assert desk.sync(now="2026-11-25T09:10+01:00") == []


KILLER = """
import itertools, os, signal, sys
from calsync.ledger.book import Book
from calsync.stores.icsfile import IcsFileTarget
from tests.system.conftest import Home
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
    desk = Desk(Home(folder))
    desk.sync()
    desk.write(
        {
            "nimbus": {"day": "20261125", "sequence": 1},
            "acme": {"status": "CANCELLED", "sequence": 1},
            "new": {"company": "Thistle", "host": "thistle.example", "day": "20261130"},
        }
    )
    shutil.copytree(folder, copy)
    desk.sync()
    expected = sorted((item.uid, sorted(item.values.items())) for item in desk.items())
    words = ["sync", "interviews.ics", "--target", "followups.ics", "--now", NOW]
    for number in range(60):
        shutil.rmtree(folder)
        shutil.copytree(copy, folder)
        code = subprocess.run(
            [sys.executable, "-c", KILLER, str(number), moment, *words],
            cwd=folder,
            env=desk.home.variables(),
            capture_output=True,
            timeout=60,
            check=False,
        ).returncode
        desk.sync()
        assert sorted((item.uid, sorted(item.values.items())) for item in desk.items()) == expected
        if code == 0:
            break
        assert code == -signal.SIGKILL
    else:
        pytest.fail("a run has more writes than expected")
    assert number > 8, "it should have been killed at several places"
    assert desk.sync() == []


def test_two_runs_at_once_leave_what_one_leaves(desk: Desk) -> None:
    runs = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "calsync",
                "sync",
                "interviews.ics",
                "--target",
                "followups.ics",
                "--now",
                NOW,
            ],
            cwd=desk.folder,
            env=desk.home.variables(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        for _ in range(4)
    ]
    outputs = [run.communicate(timeout=60)[0].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0, 0], outputs
    assert len(desk.items()) == len({item.uid for item in desk.items()})
    assert desk.sync() == []


def test_done_snooze_and_dismiss_are_the_users_hand(desk: Desk) -> None:
    desk.sync()
    ids = {
        one["summary"]: one["id"]
        for one in desk.home.run("agenda", "--target", "followups.ics", "--json").json["entries"]
    }
    thanks = [ids[one] for one in sorted(ids) if one.startswith("Thank")]
    target = ("--target", "followups.ics")
    desk.run("done", thanks[0], *target)
    desk.run("snooze", thanks[1], "2026-12-01T09:00", *target)
    rest = next(ids[one] for one in ids if one.startswith("Rest"))
    assert "does not come back" in desk.run("dismiss", rest, *target)
    assert "already" in desk.run("done", thanks[0], *target)
    desk.run("snooze", thanks[1], "whenever", *target, code=2)
    desk.run("done", "zzzzzz", *target, code=2)
    before = desk.target.read_bytes()
    assert desk.sync() == []
    assert desk.target.read_bytes() == before
    assert desk.one("Thank.*Nimbus").due.isoformat() == "2026-12-01T08:00:00+00:00"  # type: ignore[union-attr]
    assert desk.one("Thank.*Acme").state == "done"
    assert not [item for item in desk.items() if item.summary.startswith("Rest")]


def test_draft_prints_a_message_for_each_addressee(desk: Desk) -> None:
    desk.sync()
    entries = desk.home.run("agenda", "--target", "followups.ics", "--json").json["entries"]
    thanks = next(one["id"] for one in entries if one["kind"] == "thank_you")
    out = desk.run("draft", thanks, "--target", "followups.ics")
    assert "Subject: " in out
    drafts = desk.home.run("draft", thanks, "--target", "followups.ics", "--json").json["drafts"]
    assert all(one["mailto"].startswith("mailto:") for one in drafts)
