"""What stands as it stood is not judged again, and whatever verdicts rest on makes them anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from calsync.app import scan as module
from calsync.app.embedding import sync
from calsync.app.results import PlanResult
from calsync.app.verdicts import Judged, Verdicts
from calsync.ledger.cache import NoCache
from calsync.model import Notice, Reading
from tests.factory import interview
from tests.servers.clients import MemoryCache
from tests.servers.events import calendar, event, query
from tests.system.caldav_rigs import rig
from tests.system.test_caldav_sync import NOON, calsync, changes, configure, invite, run, settings_at


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that a run has judged, with the number of readings."""
    times: list[int] = []
    real: Callable[..., Judged] = module._judged

    def counting(readings: Sequence[Reading], *more: Any) -> Judged:
        times.append(len(readings))
        return real(readings, *more)

    monkeypatch.setattr(module, "_judged", counting)
    return times


def forget(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as db, db:
        assert db.execute("DELETE FROM source WHERE name = 'verdicts'").rowcount == 1


def test_a_run_with_nothing_new_judges_nothing_and_comes_to_the_same(
    tmp_path: Path, judged: list[int]
) -> None:
    with rig("radicale") as server:
        for number in range(3):
            invite(server, f"u{number}", f"2026031{number}T100000Z", f"Company {number}")
        server.server.put(
            f"{server.calendar}weekly.ics", calendar(event("weekly", "Interview prep", "RRULE:FREQ=WEEKLY"))
        )
        run(server, tmp_path / "ledger")
        judged.clear()
        remembered = run(server, tmp_path / "ledger")
        assert judged == []
        forget(tmp_path / "ledger")
        anew = run(server, tmp_path / "ledger")
        assert judged == [1]
        assert remembered == anew
        assert remembered.interviews
        assert changes(remembered) == []


def test_a_run_with_nothing_new_asks_once_and_loads_neither_words_nor_templates(tmp_path: Path) -> None:
    with rig("radicale") as server:
        for number in range(3):
            invite(server, f"u{number}", f"2026031{number}T100000Z", f"Company {number}")
        configure(tmp_path, server, 'password_env = "DAV_PW"')
        code = (
            "import sys; from calsync.cli.main import main; assert main(sys.argv[1:]) == 0; "
            "print(*sys.modules, file=sys.stderr)"
        )
        command = ("sync", "--config", str(tmp_path / "config.toml"), "--now", NOON.isoformat())
        assert calsync(*command, password=server).returncode == 0
        assert calsync(*command, password=server).returncode == 0  # which sees what the first has written
        server.proxy.requests.clear()
        done = calsync(*command, password=server, program=("-c", code))
        assert done.returncode == 0, done.stderr
        loaded = set(done.stderr.splitlines()[-1].split())
        idle = ("ical.read", "ical.scan", "ical.expand", "detect.terms", "detect.fields", "playbook.render")
        assert "caldav.davclient" in loaded
        assert not loaded & {"jinja2", "recurring_ical_events", *(f"calsync.{name}" for name in idle)}
        assert server.proxy.count() == 1


@pytest.mark.parametrize("what", ["event", "deleted", "words", "window", "zone", "me"])
def test_whatever_a_verdict_rests_on_makes_it_anew(tmp_path: Path, judged: list[int], what: str) -> None:
    with rig("radicale") as server:
        invite(server, "one")
        invite(server, "two", "20260312T100000Z", "Arvo")
        run(server, tmp_path / "ledger")
        judged.clear()
        settings = settings_at(NOON)
        match what:
            case "event":
                invite(server, "two", "20260313T100000Z", "Arvo")
            case "deleted":
                server.server.delete(f"{server.calendar}two.ics")
            case "words":
                settings = replace(settings, words=("audition",))
            case "window":
                settings = replace(settings, until=NOON + timedelta(days=1))
            case "zone":
                settings = replace(settings, zone="Europe/Helsinki")
            case "me":
                settings = replace(settings, emails=frozenset({"other@example.com"}))
        result = sync(
            [server.source(now=NOON)], server.target(now=NOON), settings, ledger=tmp_path / "ledger"
        )
        assert judged == [1]
        assert result.failures == ()


def test_where_one_source_has_news_the_others_are_not_asked_again(tmp_path: Path, judged: list[int]) -> None:
    with rig("radicale") as one, rig("radicale") as other:
        invite(one, "one")
        invite(other, "two", "20260312T100000Z", "Arvo")

        def both() -> PlanResult:
            second = other.source(now=NOON)
            second._name = "more"
            return sync(
                [one.source(now=NOON), second],
                one.target(now=NOON),
                settings_at(NOON),
                ledger=tmp_path / "ledger",
            )

        for _ in range(3):
            both()
        invite(other, "three", "20260312T140000Z", "Brightloom")
        judged.clear()
        one.proxy.requests.clear()
        result = both()
        assert judged == [2]
        assert "three" in {item.uid for item in result.interviews}
        assert {"one", "two"} <= {item.uid for item in result.interviews}
        reports = [request for request in one.proxy.requests if request.method == "REPORT"]
        assert len(reports) == 2  # the source, and the target, which has a connection of its own here


def test_a_reading_with_a_flaw_is_not_remembered() -> None:
    good = Reading("jobs", events=1, complete=True, basis="b", notices=(Notice("n", "told"),))
    made = Judged((interview(),), (), (Notice("m", "made"),), ())
    for reading, kept in (
        (good, True),
        (replace(good, basis=""), False),
        (replace(good, complete=False), False),
        (replace(good, error="broken"), False),
        (replace(good, unreadable=frozenset({"u"})), False),
    ):
        cache = MemoryCache()
        Verdicts(cache, query(), ("settings",)).keep([reading], made)
        again = Verdicts(cache, query(), ("settings",))
        assert again.known == ({"jobs": "b"} if kept else {})
        bare = replace(reading, notices=(), whole=lambda: good)
        assert again.of([bare]) == (((good,), made) if kept else None)
        assert again.of([replace(bare, basis="c")]) is None
        assert again.of([bare, bare]) is None
        assert Verdicts(cache, query(), ("others",)).known == {}
    assert Verdicts(NoCache(), query(), ()).of([]) is None


def test_what_cannot_be_read_back_is_forgotten() -> None:
    cache = MemoryCache()
    verdicts = Verdicts(cache, query(), ())
    verdicts.keep([Reading("jobs", complete=True, basis="b")], Judged())
    for text in ("nonsense", "[]", '{"told": 1}', "{}"):
        _, words, entries = cache.kept["verdicts"]
        cache.kept["verdicts"] = (text, words, entries)
        assert Verdicts(cache, query(), ()).known == {}
