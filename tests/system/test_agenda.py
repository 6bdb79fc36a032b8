"""``calsync agenda`` as the daily view."""

from __future__ import annotations

from tests.system.conftest import EXAMPLE, WHO, Home

TARGET = ("--target", "f.ics")
SATURDAY = "2026-11-28T08:00"


def synced(home: Home) -> None:
    assert home.run("sync", EXAMPLE, *TARGET, *WHO, now="2026-11-23T08:00").code == 0


def test_what_is_due_stands_in_groups_from_overdue_to_later(home: Home) -> None:
    synced(home)
    shown = home.run("agenda", *TARGET, now="2026-11-25T16:00").out
    places = [shown.index(f"{heading}\n") for heading in ("Overdue", "Today", "This week", "Later")]
    assert places == sorted(places)
    this_week = shown[places[2] : places[3]]
    assert "Fri 27 Nov" in this_week
    assert "Dec" not in this_week


def test_who_owes_an_answer_is_listed_until_there_is_a_word(home: Home) -> None:
    synced(home)
    home.run("sync", EXAMPLE, *TARGET, *WHO, now=SATURDAY)
    waiting = home.run("agenda", *TARGET, "--json", now=SATURDAY).json["waiting"]
    assert [one["since"] for one in waiting] == sorted(one["since"] for one in waiting)
    nimbus = next(one for one in waiting if one["company"] == "Nimbus Robotics")
    assert nimbus["expected"] == "2026-12-04"
    shown = " ".join(home.run("agenda", *TARGET, now=SATURDAY).out.split())
    assert "the last round was 3 days ago; answer expected Fri 4 Dec" in shown
    assert home.run("outcome", "heard", "Nimbus", now=SATURDAY).code == 0
    after = home.run("agenda", *TARGET, "--json", now=SATURDAY).json["waiting"]
    assert "Nimbus Robotics" not in [one["company"] for one in after]
    assert len(after) == len(waiting) - 1


def test_by_company_says_in_words_what_is_overdue(home: Home) -> None:
    synced(home)
    shown = home.run("agenda", "--by-company", *TARGET, now=SATURDAY)
    assert shown.code == 0
    headings = [line for line in shown.out.splitlines() if line and line[0].isalpha() and "  " not in line]
    assert {"Nimbus Robotics", "Lumen Health"} <= set(headings)
    assert "[overdue]" in shown.out
    assert "Overdue\n" not in shown.out
    ids = [entry["id"] for entry in home.run("agenda", *TARGET, "--json", now=SATURDAY).json["entries"]]
    assert all(one in shown.out for one in ids)


def test_a_word_of_a_companys_name_will_do_unless_it_fits_several(home: Home) -> None:
    calendar = EXAMPLE.read_text(encoding="utf-8").replace("Lumen Health", "Lumen Robotics")
    (home.path / "c.ics").write_text(calendar, encoding="utf-8")
    home.run("sync", "c.ics", *TARGET, *WHO)
    several = home.run("outcome", "heard", "robotics")
    assert (several.code, "fits 2 companies: Lumen Robotics, Nimbus Robotics" in several.err) == (2, True)
    assert home.run("outcome", "heard", "lumen").code == 0
    assert home.run("outcome", "heard", "nowhere").code == 2
