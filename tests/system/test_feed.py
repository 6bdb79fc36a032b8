"""The .ics file target as something to publish."""

from __future__ import annotations

import re

from icalendar import Calendar

from tests.system.conftest import EXAMPLE, WHO, Home

CONFIG = '[privacy]\npublish = "minimal"\n'
NAMES = re.compile(rb"Nimbus|Priya|Lumen|Hartwell|Perlgrau|mailto|[a-z]@[a-z]|Dana", re.I)


def test_a_new_file_asks_subscribers_to_look_again_every_hour(home: Home) -> None:
    home.run("sync", EXAMPLE, "--target", "f.ics", *WHO)
    feed = Calendar.from_ical((home.path / "f.ics").read_bytes())
    assert feed["REFRESH-INTERVAL"].to_ical() == b"PT1H"
    assert feed["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert str(feed["X-PUBLISHED-TTL"]) == "PT1H"
    assert "METHOD" not in feed
    assert len(feed.walk("VTODO")) >= 3


def test_a_file_of_the_users_own_gets_no_such_line(home: Home) -> None:
    (home.path / "f.ics").write_bytes(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:me\r\nEND:VCALENDAR\r\n")
    home.run("sync", EXAMPLE, "--target", "f.ics", *WHO)
    text = (home.path / "f.ics").read_bytes()
    assert b"VTODO" in text
    assert b"REFRESH" not in text


def test_minimal_leaves_names_and_drafts_out_of_the_file_and_a_second_run_changes_nothing(home: Home) -> None:
    (home.path / "c.toml").write_text(CONFIG)
    command = ("sync", EXAMPLE, "--target", "f.ics", "--config", "c.toml", *WHO)
    assert home.run(*command).code == 0
    text = (home.path / "f.ics").read_bytes()
    assert text.count(b"BEGIN:VTODO") >= 3
    unfolded = text.replace(b"\r\n ", b"")
    assert NAMES.findall(unfolded) == []
    assert home.run(*command).code == 0
    assert (home.path / "f.ics").read_bytes() == text


def test_minimal_is_about_files_that_can_be_published_only(home: Home) -> None:
    (home.path / "c.toml").write_text(CONFIG)
    assert home.run("sync", EXAMPLE, "--target", "tasks/", "--config", "c.toml", *WHO).code == 0
    assert any(NAMES.search(path.read_bytes()) for path in (home.path / "tasks").iterdir())


def test_the_sequence_rises_only_with_a_change(home: Home) -> None:
    def sequences() -> dict[str, tuple[int, str]]:
        feed = Calendar.from_ical((home.path / "f.ics").read_bytes())
        return {
            str(one["UID"]): (int(one["SEQUENCE"]), one["LAST-MODIFIED"].to_ical().decode())
            for one in feed.walk("VTODO")
        }

    (home.path / "a.ics").write_bytes(EXAMPLE.read_bytes())
    command = ("sync", "a.ics", "--target", "f.ics", *WHO)
    home.run(*command)
    before = sequences()
    home.run(*command, now="2026-11-18T09:00")
    assert sequences() == before
    later = rb"(DTEND[^\r\n]*:20261119T)(\d\d)"
    moved = re.sub(later, lambda found: found[1] + b"%02d" % (int(found[2]) + 1), EXAMPLE.read_bytes())
    (home.path / "a.ics").write_bytes(moved)
    home.run(*command, now="2026-11-18T10:00")
    after = sequences()
    changed = {uid for uid in after if after[uid] != before.get(uid)}
    assert changed
    assert set(after) - changed
    assert all(after[uid][0] > before[uid][0] for uid in changed & set(before))


def test_a_new_file_says_publish_where_that_is_asked_for(home: Home) -> None:
    (home.path / "c.toml").write_text('[target]\nmethod = "publish"\n')
    command = ("sync", EXAMPLE, "--target", "f.ics", "--config", "c.toml", *WHO)
    assert home.run(*command).code == 0
    text = (home.path / "f.ics").read_bytes()
    assert str(Calendar.from_ical(text)["METHOD"]) == "PUBLISH"
    assert home.run(*command).code == 0
    assert (home.path / "f.ics").read_bytes() == text
