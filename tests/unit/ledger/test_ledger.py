"""The ledger keeps what it is given, in one private file, and survives what happens to files."""

from __future__ import annotations

import sqlite3
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.errors import Busy, LedgerError
from calsync.ical.item import Field
from calsync.ledger import Ledger, lock
from calsync.ledger.codec import dumps, loads
from calsync.ledger.journal import Change
from calsync.model import (
    Act,
    Component,
    Deliverable,
    Evidence,
    Interview,
    Key,
    Kind,
    Member,
    OutcomeFact,
    Person,
    State,
    Word,
)
from calsync.reconcile.base import Base
from calsync.stores.base import Entry
from tests.factory import NOW, at, interview

DIGESTS = dict.fromkeys(Field, "00ff")


def base(anchor: str = "a", state: State = State.OPEN, **more: object) -> Base:
    key = Key(Kind.THANK_YOU, anchor)
    made = Base(
        key=key,
        uid=key.uid(),
        generation=0,
        state=state,
        present=True,
        component=Component.VTODO,
        href="h",
        etag="e",
        members=(Member(anchor, NOW),),
        company="Nimbus",
        summary="Thank Priya",
        due=NOW,
        asked=DIGESTS,
        echo=DIGESTS,
        facts="f",
        timing="t",
    )
    return replace(made, **more)  # type: ignore[arg-type]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledger.sqlite"


def test_an_interview_survives_the_round_trip_whole() -> None:
    one = interview(
        recurrence_id=datetime(2026, 12, 1, 9, tzinfo=UTC),
        deliverable=Deliverable(NOW.date(), "send the slides"),
        evidence=(Evidence("title", 1.5, "Interview ☎ “quoted”"),),
        recruiter=Person(None, "otto@agency.example"),
        outcome=Word.OFFER,
        decision_date=NOW.date(),
    )
    assert loads(dumps(one), Interview) == one
    all_day = replace(one, recurrence_id=NOW.date())
    assert loads(dumps(all_day), Interview) == all_day


@given(st.builds(Person, st.none() | st.text(), st.none() | st.text()))
def test_any_text_survives_the_round_trip(person: Person) -> None:
    assert loads(dumps(person), Person) == person


def test_fields_of_another_release_are_ignored_or_defaulted() -> None:
    text = dumps(base()).replace('"facts":"f"', '"facts":"f","from_the_future":[1,2]')
    assert loads(text, Base) == base()
    without = dumps(base()).replace(',"note":""', "")
    assert loads(without, Base) == base()


def test_what_is_written_is_there_next_time(file: Path) -> None:
    one, outcome = interview(), OutcomeFact(NOW, Word.HEARD, company_key="nimbus")
    with Ledger(file) as ledger:
        identity = ledger.id
        ledger.facts.remember([one], "settings", aliases={"x": (one.id, "why")})
        ledger.facts.record(outcome)
        ledger.facts.rule(one.id, False, NOW)
        ledger.book("file:/a").commit([base()])
        ledger.cache.save("s", "w", "token", {"h": Entry("1", b"data")}, ())
    with Ledger(file) as ledger:
        assert ledger.id == identity
        assert ledger.facts.interviews()[one.id].interview == one
        assert ledger.facts.aliases() == {"x": (one.id, "why")}
        assert ledger.facts.outcomes() == (outcome,)
        assert ledger.facts.rulings() == {one.id: False}
        assert ledger.book("file:/a").bases() == (base(),)
        assert ledger.book("file:/b").bases() == ()
        assert ledger.cache.load("s", "w") == ("token", {"h": Entry("1", b"data")})
        assert ledger.acted() == {"a"}


def test_new_words_mean_a_new_reading(file: Path) -> None:
    with Ledger(file) as ledger:
        ledger.cache.save("s", "old", "token", {"h": Entry("1", b"data"), "i": Entry("1", None)}, ())
        assert (ledger.cache.state("s", "old"), ledger.cache.state("s", "new")) == ("token", "")
        assert ledger.cache.load("s", "new") == ("", {})
        ledger.cache.save("s", "new", "t2", {"h": Entry("2", None)}, ())
        assert ledger.cache.load("s", "new") == ("t2", {"h": Entry("2", None)})


def test_a_ruling_can_be_taken_back(file: Path) -> None:
    with Ledger(file) as ledger:
        ledger.facts.rule("i", True, NOW)
        ledger.facts.rule("i", None, NOW)
        assert ledger.facts.rulings() == {}


def test_old_interviews_are_forgotten_but_for_those_still_needed(file: Path) -> None:
    old, needed, new = interview("a", at(-500)), interview("b", at(-500)), interview("c", at(1))
    with Ledger(file) as ledger:
        ledger.facts.remember([old, needed, new], "s")
        ledger.facts.expire(NOW - timedelta(days=400), frozenset({needed.id}))
        assert ledger.facts.interviews().keys() == {needed.id, new.id}


def test_a_new_target_inherits_what_is_settled_and_nothing_else(file: Path) -> None:
    with Ledger(file) as ledger:
        first = ledger.book("file:/a")
        assert first.inherit() is None
        first.used("a", NOW)
        states = (State.OPEN, State.DONE, State.CANCELLED, State.DELETED, State.RETRACTED, State.RELEASED)
        first.commit([base(state.value, state) for state in states])
        second = ledger.book("file:/b")
        assert second.inherit() == ("a", 1)
        assert {one.state for one in second.bases()} == {State.DONE, State.CANCELLED, State.DELETED}
        assert not any(one.present for one in second.bases())
        second.used("b", NOW)
        assert second.inherit() is None


def test_the_component_found_out_is_kept(file: Path) -> None:
    with Ledger(file) as ledger:
        book = ledger.book("t")
        book.used("t", NOW)
        assert book.component() is None
        book.settle(Component.VEVENT)
        book.used("t", NOW)
        assert book.component() is Component.VEVENT


def test_the_journal_gives_back_the_last_run_that_changed_something(file: Path) -> None:
    change = Change(Act.UPDATE, base().key, base(), b"before", b"after")
    with Ledger(file) as ledger:
        first = ledger.journal.begin("t", NOW)
        ledger.journal.note(first, change)
        ledger.journal.begin("t", NOW)  # changed nothing
        assert ledger.journal.last("t") == (first, NOW)
        assert ledger.journal.changes(first) == (change,)
        ledger.journal.undone(first)
        assert ledger.journal.last("t") is None


def test_the_journal_does_not_grow_for_ever(file: Path) -> None:
    with Ledger(file) as ledger:
        runs = [ledger.journal.begin("t", NOW) for _ in range(15)]
        for run in runs[-3:]:
            ledger.journal.note(run, Change(Act.CREATE, base().key, None, None, b"x"))
        assert ledger.journal.changes(runs[0]) == ()
        assert ledger.journal.last("t") == (runs[-1], NOW)


def test_the_file_is_private(file: Path) -> None:
    with Ledger(file):
        pass
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_reading_only_writes_nothing_anywhere(file: Path) -> None:
    with Ledger(file, read_only=True) as ledger:
        ledger.facts.record(OutcomeFact(NOW, Word.HEARD))
        assert len(ledger.facts.outcomes()) == 1
    assert not file.parent.exists()
    with Ledger(file) as ledger:
        ledger.facts.set("zone", "Europe/Berlin")
    before = file.read_bytes()
    with Ledger(file, read_only=True) as ledger:
        ledger.facts.set("zone", "Asia/Tokyo")
    assert file.read_bytes() == before
    assert sorted(path.name for path in file.parent.iterdir()) == [file.name]


def test_reading_only_leaves_a_killed_runs_journal_as_it_is(file: Path, tmp_path: Path) -> None:
    with Ledger(file) as ledger:
        ledger.facts.set("zone", "Europe/Berlin")
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE setting SET value = 'half done' WHERE name = 'zone'")
    for number in range(500):  # enough to be written to the file before the commit
        connection.execute("INSERT INTO outcome (body) VALUES (?)", (str(number) * 200,))
    killed = tmp_path / "killed"
    killed.mkdir()
    for path in file.parent.iterdir():  # what the disk holds at the moment of the kill
        (killed / path.name).write_bytes(path.read_bytes())
    connection.close()
    assert (killed / f"{file.name}-journal").exists()
    before = {path.name: path.read_bytes() for path in killed.iterdir()}
    with Ledger(killed / file.name, read_only=True) as ledger:
        assert ledger.facts.setting("zone") == "Europe/Berlin"
        assert ledger.facts.outcomes() == ()
    assert {path.name: path.read_bytes() for path in killed.iterdir()} == before


@pytest.mark.parametrize("data", [b"not a database" * 100, b"\x00" * 5000], ids=["text", "zeros"])
def test_a_file_that_is_no_ledger_is_a_clear_error(file: Path, data: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(data)
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger(file)
    assert file.read_bytes() == data


def test_a_newer_ledger_is_not_touched(file: Path) -> None:
    with Ledger(file):
        pass
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(LedgerError, match="newer calsync"):
        Ledger(file)


def test_a_failed_transaction_leaves_nothing_behind(file: Path) -> None:
    with Ledger(file) as ledger:
        with pytest.raises(ZeroDivisionError), ledger.transaction():
            ledger.book("t").commit([base()])
            raise ZeroDivisionError
        assert ledger.book("t").bases() == ()


def test_one_run_waits_for_another_and_yields_when_that_takes_too_long(file: Path) -> None:
    entered, leave = threading.Event(), threading.Event()

    def first() -> None:
        with lock(file, 0):
            entered.set()
            leave.wait(10)

    other = threading.Thread(target=first)
    other.start()
    entered.wait(10)
    with pytest.raises(Busy, match="another calsync run"), lock(file, 0.05):
        pass
    threading.Timer(0.1, leave.set).start()
    with lock(file, 10):
        pass
    other.join()
