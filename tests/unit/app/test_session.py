"""A run as it is opened: zone, window, who, and what is left behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from calsync.app import session as module
from calsync.app.options import Options
from calsync.app.results import Failure, exit_code
from calsync.app.session import open_session
from calsync.app.sources import read_all
from calsync.app.zone import system_zone
from calsync.errors import AuthError, Busy, ConfigError, NetworkError, UsageError
from calsync.ledger import lock
from calsync.model import Query, Reading

NOW = datetime(2026, 11, 18, 7, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own, in Berlin."""
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "CALSYNC_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(module, "system_zone", lambda: "Europe/Berlin")
    return tmp_path


def configured(home: Path, text: str) -> None:
    file = home / ".config/calsync/config.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text)


def test_a_reading_session_leaves_nothing_behind(home: Path) -> None:
    with open_session(Options(NOW)) as opened:
        opened.ledger.facts.set("zone", "Asia/Tokyo")
        assert opened.zone.key == "Europe/Berlin"
    assert list(home.iterdir()) == []


def test_a_writing_session_keeps_the_zone_it_first_saw(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_session(Options(NOW), writes=True) as opened:
        assert (opened.zone.key, opened.notices) == ("Europe/Berlin", ())
    monkeypatch.setattr(module, "system_zone", lambda: "America/New_York")
    with open_session(Options(NOW)) as opened:
        assert opened.zone.key == "Europe/Berlin"
        assert [notice.code for notice in opened.notices] == ["travelling"]
    monkeypatch.setattr(module, "system_zone", lambda: "Europe/Paris")
    with open_session(Options(NOW)) as opened:
        assert opened.notices == ()


def test_the_zone_asked_for_comes_before_the_configured_one_and_that_before_the_machines(home: Path) -> None:
    configured(home, '[me]\ntimezone = "Asia/Tokyo"\n')
    with open_session(Options(NOW)) as opened:
        assert opened.zone.key == "Asia/Tokyo"
    with open_session(Options(NOW, zone="America/New_York")) as opened:
        assert opened.zone.key == "America/New_York"


def test_a_machine_without_a_zone_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "system_zone", lambda: None)
    with open_session(Options(NOW), writes=True) as opened:
        assert opened.zone.key == "UTC"
        assert [notice.code for notice in opened.notices] == ["no_zone"]
        assert opened.ledger.facts.setting("zone") is None


@pytest.mark.parametrize(
    ("environment", "zone"),
    [
        ({"TZ": "Asia/Tokyo"}, "Asia/Tokyo"),
        ({"TZ": ":/usr/share/zoneinfo/Asia/Tokyo"}, "Asia/Tokyo"),
        ({"TZ": "Nowhere/Land"}, None),
        ({"TZ": "../../etc/passwd"}, None),
    ],
)
def test_the_machines_zone_is_read_from_its_environment(
    environment: dict[str, str], zone: str | None
) -> None:
    assert system_zone(environment) == zone


def test_a_now_without_a_zone_is_in_the_users(home: Path) -> None:
    with open_session(Options(datetime(2026, 11, 18, 8))) as opened:  # noqa: DTZ001
        assert opened.now == NOW


def test_the_window_is_whole_days_of_the_user_and_until_is_inclusive(home: Path) -> None:
    with open_session(Options(NOW)) as opened:
        assert opened.window.since.isoformat() == "2026-10-19T00:00:00+02:00"
        assert opened.window.until.isoformat() == "2027-05-18T00:00:00+02:00"
    options = Options(NOW, since=date(2026, 11, 18), until=date(2026, 11, 18))
    with open_session(options) as opened:
        assert opened.window.until - opened.window.since == timedelta(days=1)


def test_a_window_that_ends_before_it_begins_is_refused(home: Path) -> None:
    options = Options(NOW, since=date(2026, 12, 1), until=date(2026, 11, 1))
    with pytest.raises(UsageError, match="is not after --since"), open_session(options):
        pass


def test_who_you_are_is_configured_and_said(home: Path) -> None:
    configured(home, '[me]\nemails = ["a@example.com"]\nemployer_domains = ["x.example"]\n')
    options = Options(NOW, emails=frozenset({"b@example.com"}), employer_domains=frozenset({"y.example"}))
    with open_session(options) as opened:
        assert opened.me.emails == {"a@example.com", "b@example.com"}
        assert opened.me.employer_domains == {"x.example", "y.example"}


def test_a_configuration_that_is_named_must_be_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigError), open_session(Options(NOW, config=home / "none.toml")):
        pass
    monkeypatch.setenv("CALSYNC_CONFIG", str(home / "none.toml"))
    with pytest.raises(ConfigError), open_session(Options(NOW)):
        pass


def test_a_rule_that_makes_no_sense_is_a_configuration_error_that_names_the_file(home: Path) -> None:
    configured(home, "[playbook.check_in]\nafter = 3\n")
    with (
        open_session(Options(NOW)) as opened,
        pytest.raises(ConfigError, match=r"config\.toml: .*check_in.*after"),
    ):
        _ = opened.playbook


def test_a_second_writer_yields(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    (home / ".local/state/calsync").mkdir(parents=True)
    with (
        lock(home / ".local/state/calsync/ledger.sqlite", 1),
        pytest.raises(Busy),
        open_session(Options(NOW), writes=True),
    ):
        pass


class Broken:
    """A source that cannot be reached."""

    name = "broken"

    def __init__(self, error: Exception) -> None:
        self.error = error

    def read(self, query: Query) -> Reading:
        raise self.error


class Fine:
    name = "fine"

    def read(self, query: Query) -> Reading:
        return Reading("fine", events=3, complete=True)


@pytest.mark.parametrize(("error", "code"), [(AuthError("refused"), 3), (NetworkError("gone"), 4)])
def test_a_source_that_cannot_be_reached_stops_no_other(home: Path, error: Exception, code: int) -> None:
    from dataclasses import replace

    with open_session(Options(NOW)) as opened:
        given = replace(opened, given=(Broken(error), Fine()))
        read = read_all(given, Query(opened.window, opened.zone))
    assert [(reading.source, reading.complete, bool(reading.error)) for reading in read.readings] == [
        ("broken", False, True),
        ("fine", True, False),
    ]
    assert exit_code(read.failures) == code


@pytest.mark.parametrize(
    ("codes", "withheld", "code"),
    [
        ([], False, 0),
        ([1], False, 1),
        ([1, 4], False, 4),
        ([4, 3, 1], False, 3),
        ([4, 3, 1], True, 5),
        ([2, 3], True, 2),
        ([], True, 5),
    ],
)
def test_the_first_exit_code_that_applies_counts(codes: list[int], withheld: bool, code: int) -> None:
    assert exit_code([Failure("x", one) for one in codes], withheld=withheld) == code


def test_progress_is_told_to_whoever_asks(home: Path) -> None:
    said: list[str] = []
    tell: Callable[[str], None] = said.append
    with open_session(Options(NOW, sources=("missing.ics",)), progress=tell) as opened:
        read_all(opened, Query(opened.window, opened.zone))
    assert said == ["reading missing.ics …", ""]
