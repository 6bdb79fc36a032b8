"""``calsync report``: the page, made of what stands in the target and what is known of the interviews."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import unquote

from tests.system.conftest import EXAMPLE, WHO, Home

TARGET = ("--target", "f.ics")
LATER = "2026-11-26T08:00"


def test_the_page_shows_what_is_open_with_drafts_and_is_the_users_alone(home: Home) -> None:
    assert home.run("sync", EXAMPLE, *TARGET, *WHO).code == 0
    entries = home.run("agenda", *TARGET, "--json").json["entries"]
    ran = home.run("report", "-o", "out/report.html", *TARGET, "--json")
    assert (ran.code, ran.err) == (0, "")
    assert ran.json["follow_ups"] == len(entries)
    assert ran.json["applications"] >= 2
    file = home.path / "out" / "report.html"
    assert file.stat().st_mode & 0o777 == 0o600
    page = unescape(file.read_text(encoding="utf-8"))
    for entry in entries:
        assert entry["id"] in page
    thanks = next(entry for entry in entries if entry["kind"] == "thank_you" and "Priya" in entry["summary"])
    (draft, *_) = home.run("draft", thanks["id"], *TARGET, "--json").json["drafts"]
    assert draft["mailto"] in page
    assert re.search(r"mailto:priya[^\"]*body=", unquote(page))


def test_a_follow_up_that_is_done_is_history_and_writing_the_page_again_replaces_it(home: Home) -> None:
    home.run("sync", EXAMPLE, *TARGET, *WHO)
    first = home.run("agenda", *TARGET, "--json").json["entries"][0]
    before = home.run("report", *TARGET, "--json").json
    assert home.run("done", first["id"], *TARGET).code == 0
    after = home.run("report", *TARGET, "--json").json
    assert after["follow_ups"] == before["follow_ups"] - 1
    assert (home.path / "calsync-report.html").exists()


def test_what_cannot_be_written_or_read_is_one_line(home: Home) -> None:
    assert home.run("report", *TARGET).code == 0
    (home.path / "folder").mkdir()
    refused = home.run("report", "-o", "folder", *TARGET)
    assert (refused.code, refused.out, len(refused.err.splitlines())) == (1, "", 1)
