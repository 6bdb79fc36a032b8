"""Runs that nobody watches: quiet, summed up in a line, logged, and missed when they fail."""

from __future__ import annotations

from tests.system.conftest import EXAMPLE, WHO, Home


def test_a_summary_is_one_line_and_with_quiet_only_after_changes(home: Home) -> None:
    command = ("sync", EXAMPLE, "--target", "f.ics", *WHO, "--summary", "--quiet")
    first, second = home.run(*command), home.run(*command)
    assert first.out.startswith("calsync: ")
    assert " created; " in first.out
    assert len(first.out.splitlines()) == 1
    assert (first.code, second.code, second.out, second.err) == (0, 0, "", "")
    assert home.run(*command[:-1]).out.startswith("calsync: nothing to do")


def test_the_log_tells_what_was_done_and_what_failed(home: Home) -> None:
    command = ("sync", EXAMPLE, "--target", "f.ics", *WHO, "--log", "calsync.log")
    assert home.run(*command).code == 0
    lines = (home.path / "calsync.log").read_text(encoding="utf-8").splitlines()
    assert all(line.startswith("2026-11-18T08:00:00+01:00 ") for line in lines)
    assert sum(" create done: " in line for line in lines) >= 3
    assert " created; " in lines[-1]
    home.run("sync", "missing.ics", "--target", "f.ics", "--log", "calsync.log")
    home.run("sync", EXAMPLE, "--target", "no-calendar.txt", "--log", "calsync.log")
    told = (home.path / "calsync.log").read_text(encoding="utf-8").splitlines()[len(lines) :]
    assert any("failed: missing.ics: there is no such file" in line for line in told)
    assert "failed: " in told[-1]
    assert "neither a folder nor an .ics file" in told[-1]


def test_the_agenda_tells_when_no_run_has_succeeded_for_days(home: Home) -> None:
    target = ("--target", "f.ics")
    assert home.run("sync", EXAMPLE, *target, *WHO).code == 0
    assert "no successful run" not in home.run("agenda", *target, now="2026-11-20T08:00").err
    failed = home.run("sync", EXAMPLE, "missing.ics", *target, *WHO, now="2026-11-21T08:00")
    assert failed.code == 2
    told = home.run("agenda", *target, now="2026-11-22T09:00")
    assert "no successful run for 4 days" in told.err
    assert "stale" in [warning["code"] for warning in home.run(
        "agenda", *target, "--json", now="2026-11-22T09:00"
    ).json["warnings"]]  # fmt: skip
    home.run("sync", EXAMPLE, *target, *WHO, now="2026-11-22T10:00")
    assert "no successful run" not in home.run("agenda", *target, now="2026-11-22T11:00").err


def test_runs_that_have_never_succeeded_are_missed_as_well(home: Home) -> None:
    (home.path / "f.ics").write_bytes(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:me\r\nEND:VCALENDAR\r\n")
    command = ("sync", "missing.ics", "--target", "f.ics")
    assert home.run(*command).code == 2
    assert home.run(*command, now="2026-11-21T07:00").code == 2
    assert "no successful run" not in home.run("agenda", "--target", "f.ics", now="2026-11-21T07:30").err
    assert (
        "no successful run for 3 days" in home.run("agenda", "--target", "f.ics", now="2026-11-21T08:30").err
    )
