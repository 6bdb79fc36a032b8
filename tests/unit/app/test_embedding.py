"""calsync as a library: explicit arguments in, results out, nothing else touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

import calsync
from calsync.errors import ConfigError, UsageError
from calsync.model import Act, Component, Query, Reading
from calsync.stores.memory import MemoryTarget

EXAMPLE = Path(__file__).parents[3] / "examples" / "job-search.ics"
SETTINGS = calsync.Settings(
    now=datetime(2026, 11, 18, 7, tzinfo=UTC),
    zone="Europe/Berlin",
    emails=frozenset({"dana@example.com"}),
    employer_domains=frozenset({"brightloom.example"}),
)


@pytest.fixture(autouse=True)
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No home to read from or write to."""
    home = tmp_path / "no-home"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("CALSYNC_CONFIG", str(home / "config.toml"))


def test_paths_and_bytes_show_the_same_interviews() -> None:
    by_path = calsync.scan([EXAMPLE], SETTINGS)
    by_bytes = calsync.scan([EXAMPLE.read_bytes()], SETTINGS)
    assert len(by_path.interviews) >= 9
    assert [item.id for item in by_path.interviews] == [item.id for item in by_bytes.interviews]
    assert calsync.scan_document(by_path)["schema"] == "calsync.scan/1"


def test_a_scan_leaves_no_trace(tmp_path: Path) -> None:
    calsync.scan([EXAMPLE], SETTINGS)
    assert list(tmp_path.iterdir()) == []


def test_sync_writes_the_two_files_it_is_given_and_nothing_else(tmp_path: Path) -> None:
    target, ledger = tmp_path / "out.ics", tmp_path / "ledger"
    planned = calsync.plan([EXAMPLE], target, SETTINGS, ledger=ledger)
    assert list(tmp_path.iterdir()) == []
    done = calsync.sync([EXAMPLE], target, SETTINGS, ledger=ledger)
    assert [one.action.uid for one in done.outcomes] == [one.action.uid for one in planned.outcomes]
    assert {path.name for path in tmp_path.iterdir()} <= {"out.ics", "ledger", "ledger.lock"}
    again = calsync.plan([EXAMPLE], target, SETTINGS, ledger=ledger)
    assert {one.action.act for one in again.outcomes} <= {Act.KEEP}
    entries = calsync.agenda(target, SETTINGS, ledger=ledger).entries
    assert len(entries) == len(done.outcomes)


def test_a_target_of_ones_own_gets_the_follow_ups(tmp_path: Path) -> None:
    target = MemoryTarget()
    done = calsync.sync([EXAMPLE], target, SETTINGS, ledger=tmp_path / "ledger")
    assert len(target.read().objects) == len(done.outcomes) > 0


class Own:
    """A source as a tracker would write it."""

    name = "tracker"

    def read(self, query: Query) -> Reading:
        from calsync.ical.read import read_calendar

        return read_calendar(EXAMPLE.read_bytes(), query, self.name)


def test_a_source_of_ones_own_is_read() -> None:
    found = calsync.scan([Own()], SETTINGS)
    assert [status.name for status in found.sources] == ["tracker"]
    assert found.interviews


def test_settings_of_the_playbook_are_used(tmp_path: Path) -> None:
    settings = replace(SETTINGS, playbook={"keep_going": {"enabled": False}}, component="event")
    done = calsync.plan([EXAMPLE], tmp_path / "out.ics", settings, ledger=tmp_path / "ledger")
    assert calsync.Kind.KEEP_GOING not in {one.action.key.kind for one in done.outcomes}
    assert done.component is Component.VEVENT


def test_what_fails_is_told_and_what_makes_no_sense_is_raised(tmp_path: Path) -> None:
    result = calsync.scan([tmp_path / "none.ics", EXAMPLE], SETTINGS)
    assert [failure.source for failure in result.failures] == [str(tmp_path / "none.ics")]
    assert result.interviews
    with pytest.raises(UsageError):
        calsync.scan([], SETTINGS)
    with pytest.raises(ConfigError):
        settings = replace(SETTINGS, playbook={"keep_going": {"nonsense": 1}})
        calsync.plan([EXAMPLE], tmp_path / "out.ics", settings, ledger=tmp_path / "ledger")
