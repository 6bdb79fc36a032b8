"""What ``init`` makes of answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from calsync.app.account import Holding
from calsync.app.setup import Place, account_name, by_tasks, countries, place, who
from calsync.errors import UsageError


@pytest.mark.parametrize(
    ("text", "name", "emails"),
    [
        ("Dana Okafor <dana@example.com>, D@x.org", "Dana Okafor", ["dana@example.com", "d@x.org"]),
        ("dana@example.com", None, ["dana@example.com"]),
        ("Dana", "Dana", []),
        ("dana@example.com; Dana  Okafor", "Dana Okafor", ["dana@example.com"]),
        ("", None, []),
    ],
)
def test_name_and_addresses_are_told_apart(text: str, name: str | None, emails: list[str]) -> None:
    assert who(text) == (name, emails)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("https://x.example/a.ics", Place(feed="https://x.example/a.ics")),
        ("webcal://x.example/a", Place(feed="webcal://x.example/a")),
        (
            "https://calendar.google.com/calendar/ical/d/private-1/basic.ics",
            Place(feed="https://calendar.google.com/calendar/ical/d/private-1/basic.ics"),
        ),
        ("https://x.example/remote.php/dav/", Place(server="https://x.example/remote.php/dav/")),
        ("cloud.example.com", Place(server="cloud.example.com")),
        ("dana@example.com", Place(server="dana@example.com")),
        ("http://127.0.0.1:5232/", Place(server="http://127.0.0.1:5232/")),
    ],
)
def test_the_place_of_a_calendar_is_recognised(text: str, found: Place) -> None:
    assert place(text) == found


def test_a_file_or_folder_that_is_there_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.example").mkdir()
    assert place("x.example") == Place(path=tmp_path / "x.example")


@pytest.mark.parametrize("text", ["", "nix.ics", "dana at home", "dana@gmail.com", "ftp://x/y.ics", "~/nix"])
def test_what_is_no_place_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        place(text)


def test_an_account_is_named_after_its_host_and_only_once() -> None:
    assert account_name("https://cloud.example.com/dav/", {}) == "example"
    assert account_name("https://cloud.example.com/dav/", {"example": 1, "example2": 1}) == "example3"
    assert account_name("http://127.0.0.1:5232/", {}) == "server"
    assert account_name("http://localhost/", {}) == "localhost"


def test_task_lists_suit_follow_ups_best() -> None:
    events, both, tasks, silent = (
        Holding(name, name, parts)
        for name, parts in (
            ("events", ("VEVENT",)),
            ("both", ("VEVENT", "VTODO")),
            ("tasks", ("VTODO",)),
            ("silent", ()),
        )
    )
    assert by_tasks((events, both, tasks, silent)) == (tasks, both, silent, events)


def test_a_zone_has_its_country() -> None:
    assert {zone: countries()[zone] for zone in ("Europe/Berlin", "America/New_York", "Asia/Kolkata")} == {
        "Europe/Berlin": "DE",
        "America/New_York": "US",
        "Asia/Kolkata": "IN",
    }
