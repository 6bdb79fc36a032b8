"""Each command, from the outside: what it prints, what it writes, how it ends."""

from __future__ import annotations

import re
import stat

import pytest

from calsync import __version__
from calsync.cli.table import overview, summaries
from tests.system.conftest import EXAMPLE, NOW, ROOT, WHO, Home, Ran

SYNC = ("sync", EXAMPLE, "--target", "followups.ics", *WHO)


def titles(result: Ran) -> set[str]:
    return {action["summary"] for action in result.json["actions"]}


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",), ("help",)])
def test_help_is_the_overview(home: Home, arguments: tuple[str, ...]) -> None:
    result = home.run(*arguments, now=None)
    assert (result.code, result.out, result.err) == (0, overview(), "")


@pytest.mark.parametrize("name", sorted(summaries()))
def test_every_command_explains_itself_within_the_width(home: Home, name: str) -> None:
    result = home.run(name, "--help", now=None)
    assert result.code == 0
    assert "examples:" in result.out
    assert home.files() == {}


def test_the_version_is_the_packages(home: Home) -> None:
    assert home.run("--version", now=None).out == f"calsync {__version__}\n"
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_scan_finds_the_interviews_of_the_example_and_none_of_the_decoys(home: Home) -> None:
    result = home.run("scan", EXAMPLE, *WHO, "--json")
    assert result.code == 0, result.err
    assert result.json["schema"] == "calsync.scan/1"
    found = {item["uid"].partition("@")[0]: item for item in result.json["interviews"]}
    assert set(found) >= {
        "5k1p9c8m6s3v0agencycall",
        "2h7q4t1w9e5r8nimbusphone",
        "7m3x6z9n2b5v1nimbusonsite",
        "7m3x6z9n2b5v2nimbusonsite",
        "7m3x6z9n2b5v3nimbusonsite",
        "4s8d2f6g1h3jlumenscreen",
        "8l5k2j9h6g3flumensecond",
        "1a2s3d4f5g6hperlgrau",
        "6y7u8i9o0p1ltessellate",
    }
    decoys = ("candidate", "research", "prep", "train", "podcast", "dentist", "standup", "oneonone", "choir")
    assert not [uid for uid in found if uid.endswith(decoys)]
    assert found["6y7u8i9o0p1ltessellate"]["active"] is False
    assert found["6y7u8i9o0p1ltessellate"]["inactive_reason"].startswith("cancelled")
    onsite = found["7m3x6z9n2b5v3nimbusonsite"]
    assert onsite["start"] == "2026-11-25T13:30:00+01:00"
    assert onsite["decision_date"] == "2026-12-04"
    assert result.json["sources"][0]["complete"] is True


@pytest.mark.parametrize("command", ["scan", "plan", "explain", "agenda"])
def test_reading_commands_leave_no_trace(home: Home, command: str) -> None:
    sources = () if command == "agenda" else (EXAMPLE,)
    assert home.run(command, *sources, "--json").code == 0
    assert home.files() == {}
    assert home.run(*SYNC).code == 0
    before = home.files()
    assert home.run(command, *sources).code == 0
    assert home.files() == before


def test_plan_says_what_sync_then_does_and_a_second_run_has_nothing_to_do(home: Home) -> None:
    planned = home.run("plan", EXAMPLE, "--target", "followups.ics", *WHO, "--json")
    assert planned.code == 0, planned.err
    assert planned.json["schema"] == "calsync.plan/1"
    assert {action["action"] for action in planned.json["actions"]} == {"create"}
    assert {action["result"] for action in planned.json["actions"]} == {None}
    done = home.run(*SYNC, "--json")
    assert done.code == 0, done.err
    assert {action["result"] for action in done.json["actions"]} == {"done"}
    assert [action["id"] for action in done.json["actions"]] == [
        action["id"] for action in planned.json["actions"]
    ]
    written = (home.path / "followups.ics").read_bytes()
    again = home.run(*SYNC)
    assert again.code == 0
    assert "nothing to do" in again.out
    assert (home.path / "followups.ics").read_bytes() == written


def test_what_is_written_is_private(home: Home) -> None:
    home.run(*SYNC)
    home.run("import", EXAMPLE)
    for path in home.path.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode & 0o077 == 0 or path.name in (".local", "share", "state"), f"{path}: {mode:o}"


def test_without_a_target_the_follow_ups_are_in_the_data_folder_and_the_path_is_shown(home: Home) -> None:
    result = home.run("sync", EXAMPLE, *WHO)
    target = home.path / ".local/share/calsync/followups.ics"
    assert target.exists()
    assert ".local/share/calsync/followups.ics" in result.out


def test_a_new_folder_is_a_vdir(home: Home) -> None:
    result = home.run("sync", EXAMPLE, "--target", "tasks/", *WHO, "--json")
    assert result.code == 0, result.err
    assert len(list((home.path / "tasks").glob("*.ics"))) == len(result.json["actions"])


def test_quiet_is_silent_when_all_is_well(home: Home) -> None:
    assert home.run(*SYNC, "--quiet") == Ran(0, "", "")
    assert home.run("agenda", "--target", "followups.ics", "--quiet") == Ran(0, "", "")


def test_agenda_shows_what_is_overdue_first(home: Home) -> None:
    home.run(*SYNC)
    shown = home.run("agenda", "--target", "followups.ics", now="2026-11-25T16:00")
    assert shown.code == 0
    assert shown.out.index("Overdue") < shown.out.index("Today") < shown.out.index("Later")
    document = home.run("agenda", "--target", "followups.ics", "--json", now="2026-11-25T16:00").json
    assert document["schema"] == "calsync.agenda/1"
    dues = [entry["due"] for entry in document["entries"]]
    assert dues == sorted(dues)
    assert {entry["overdue"] for entry in document["entries"]} == {True, False}


def test_explain_tells_signals_weights_and_follow_ups(home: Home) -> None:
    result = home.run("explain", "Perlgrau", EXAMPLE, *WHO, "--json")
    (event,) = result.json["events"]
    assert result.json["schema"] == "calsync.explain/1"
    assert event["detected"] is True
    assert event["score"] >= event["threshold"]
    assert any("Vorstellungsgespräch" in piece["text"] for piece in event["evidence"])
    assert {wanted["kind"] for wanted in event["follow_ups"]} >= {"thank_you", "check_in"}
    prose = home.run("explain", "Perlgrau", EXAMPLE, *WHO).out
    assert "Vorstellungsgespräch" in prose
    assert "due" in prose or "fällig" in prose


def test_explain_takes_the_ids_that_scan_and_plan_show(home: Home) -> None:
    scanned = home.run("scan", EXAMPLE, *WHO, "--json").json["interviews"][0]
    by_id = home.run("explain", scanned["short_id"], EXAMPLE, *WHO, "--json").json["events"]
    assert [event["id"] for event in by_id] == [scanned["id"]]
    action = home.run("plan", EXAMPLE, *WHO, "--json").json["actions"][0]
    explained = home.run("explain", action["id"], EXAMPLE, *WHO, "--json").json["events"]
    assert {event["uid"] for event in explained} == {member["uid"] for member in action["interviews"]}


def test_ignore_takes_an_interview_out_and_forget_brings_it_back(home: Home) -> None:
    home.run(*SYNC)
    ignored = home.run("ignore", "Perlgrau", EXAMPLE, *WHO)
    assert ignored.code == 0, ignored.err
    assert "is no interview from now on" in ignored.out
    retracted = [one for one in home.run(*SYNC, "--json").json["actions"] if one["action"] != "update"]
    assert retracted
    assert {(action["action"], action["cause"]) for action in retracted} == {("retract", "ignored")}
    home.run("ignore", "Perlgrau", EXAMPLE, *WHO, "--forget")
    created = [one for one in home.run(*SYNC, "--json").json["actions"] if one["action"] != "update"]
    assert {action["action"] for action in created} == {"create"}
    assert {action["summary"] for action in created} == {action["summary"] for action in retracted}


def test_confirm_makes_an_event_an_interview(home: Home) -> None:
    file = home.path / "coffee.ics"
    file.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:coffee\nDTSTAMP:20261101T000000Z\n"
        "DTSTART:20261120T100000Z\nDTEND:20261120T110000Z\nSUMMARY:Coffee with Noor\n"
        "END:VEVENT\nEND:VCALENDAR\n"
    )
    assert home.run("scan", file, "--json").json["interviews"] == []
    confirmed = home.run("confirm", "coffee", file)
    assert confirmed.code == 0, confirmed.err
    assert [item["uid"] for item in home.run("scan", file, "--json").json["interviews"]] == ["coffee"]
    assert home.run("sync", file, "--json").json["actions"]


def test_import_is_remembered_listed_and_forgotten(home: Home) -> None:
    taken = home.run("import", EXAMPLE, "--json")
    assert taken.code == 0, taken.err
    assert taken.json["schema"] == "calsync.import/1"
    home.run("import", EXAMPLE)
    listed = home.run("import", "--list", "--json").json["imports"]
    assert {item["uid"] for item in listed} == {item["uid"] for item in taken.json["imports"]}
    kept = home.run("import", EXAMPLE, "--json").json
    assert kept["imports"] == []
    assert len(kept["kept"]) == len(listed)
    assert home.run("sync", *WHO).code == 0
    assert home.run("agenda", "--json").json["entries"]
    name = next(item["id"] for item in listed if item["uid"].startswith("1a2s3d4f5g6hperlgrau"))
    assert home.run("import", "--remove", name).code == 0
    assert name not in {item["id"] for item in home.run("import", "--list", "--json").json["imports"]}
    assert home.run("import", "--remove", name).code == 2


def test_an_imports_name_never_comes_from_its_uid(home: Home) -> None:
    evil = home.path / "evil.ics"
    evil.write_text(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:../../../evil\nDTSTAMP:20261101T000000Z\n"
        "DTSTART:20261120T100000Z\nSUMMARY:Interview\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    assert home.run("import", "evil.ics").code == 0
    files = [name for name in home.files() if name.endswith(".ics") and name != "evil.ics"]
    assert len(files) == 1
    assert re.fullmatch(r"\.local/share/calsync/imports/[0-9a-z]+\.ics", files[0])


def test_outcome_resolves_the_pending_check_in(home: Home) -> None:
    home.run(*SYNC)
    late = "2026-11-27T20:00"
    said = home.run("outcome", "rejected", "Perlgrau", now=late)
    assert said.code == 0, said.err
    actions = home.run(*SYNC, "--json", now=late).json["actions"]
    acts = {(action["action"], action["kind"]) for action in actions if action["company"] == "Perlgrau GmbH"}
    assert ("retract", "check_in") in acts
    assert ("create", "rejection_thanks") in acts


def test_undo_takes_the_last_sync_back_and_the_next_run_does_not_redo_it(home: Home) -> None:
    home.run(*SYNC)
    undone = home.run("undo", "--target", "followups.ics", "--json")
    assert undone.code == 0, undone.err
    assert undone.json["actions"]
    assert home.run("agenda", "--target", "followups.ics", "--json").json["entries"] == []
    assert home.run(*SYNC, "--json").json["actions"] == []


def test_remove_takes_out_what_is_untouched_and_shows_the_rest(home: Home) -> None:
    home.run(*SYNC)
    target = home.path / "followups.ics"
    text = target.read_bytes().decode()
    edited = re.search(r"SUMMARY:([^\r\n]+)", text)
    assert edited is not None
    target.write_bytes(text.replace(edited[0], "SUMMARY:My own words", 1).encode())
    result = home.run("remove", "--target", "followups.ics", "--json")
    assert result.code == 0, result.err
    left = home.run("agenda", "--target", "followups.ics", "--json").json["entries"]
    assert [entry["summary"] for entry in left] == ["My own words"]


def test_standard_input_and_many_sources(home: Home) -> None:
    piped = home.run("scan", "-", *WHO, "--json", stdin=EXAMPLE.read_bytes())
    named = home.run("scan", EXAMPLE, *WHO, "--json")
    assert [item["id"] for item in piped.json["interviews"]] == [
        item["id"] for item in named.json["interviews"]
    ]
    both = home.run("scan", "-", EXAMPLE, *WHO, "--json", stdin=EXAMPLE.read_bytes())
    assert [item["id"] for item in both.json["interviews"]] == [
        item["id"] for item in named.json["interviews"]
    ]
    assert {len(item["sources"]) for item in both.json["interviews"]} == {2}


def test_configured_sources_and_target_are_used_when_none_is_named(home: Home) -> None:
    folder = home.path / "calendars"
    folder.mkdir()
    (folder / "jobs.ics").write_bytes(EXAMPLE.read_bytes())
    config = home.path / "my.toml"
    config.write_text(
        '[me]\nemails = ["dana@example.com"]\nemployer_domains = ["brightloom.example"]\n'
        'timezone = "Europe/Berlin"\n[[sources]]\nname = "jobs"\npath = "calendars"\n'
        '[target]\npath = "out/followups.ics"\n[playbook.keep_going]\nenabled = false\n'
    )
    result = home.run("sync", "--json", CALSYNC_CONFIG=str(config))
    assert result.code == 0, result.err
    assert [source["name"] for source in result.json["sources"]] == ["jobs"]
    assert (home.path / "out/followups.ics").exists()
    assert "keep_going" not in {action["kind"] for action in result.json["actions"]}
    by_option = home.run("scan", "jobs", "--config", config, "--json")
    assert by_option.json["sources"][0]["name"] == "jobs"


def test_the_first_zone_is_kept_when_the_machine_travels(home: Home) -> None:
    home.run(*SYNC)
    abroad = home.run(*SYNC, "--json", TZ="America/New_York")
    assert abroad.json["actions"] == []
    assert "travelling" in {warning["code"] for warning in abroad.json["warnings"]}
    assert abroad.json["now"] == f"{NOW}:00+01:00"


def test_no_colour_and_no_escape_reaches_a_pipe(home: Home) -> None:
    for command in (("scan", EXAMPLE), ("plan", EXAMPLE), ("explain", EXAMPLE)):
        assert "\x1b" not in home.run(*command, *WHO, TERM="xterm-256color").out


@pytest.mark.parametrize("width", ["60", "80", "100"])
def test_nothing_is_wider_than_the_terminal(home: Home, width: str) -> None:
    for command in ("scan", "plan", "explain"):
        lines = home.run(command, EXAMPLE, *WHO, COLUMNS=width).out.splitlines()
        assert max(map(len, lines[1:-1])) <= int(width), command


def test_a_locale_without_utf8_gets_ascii_and_no_crash(home: Home) -> None:
    result = home.run("plan", EXAMPLE, *WHO, PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert result.code == 0, result.err
    assert result.out.isascii()


def month(home: Home, interviews: int) -> str:
    """A calendar with so many interviews ahead, and an event that is none."""
    events = [
        f"BEGIN:VEVENT\nUID:i{n}\nDTSTAMP:20261101T000000Z\nDTSTART:202612{n:02}T100000Z\n"
        f"DTEND:202612{n:02}T110000Z\nSUMMARY:Job interview at Company{n} GmbH\nEND:VEVENT\n"
        for n in range(1, interviews + 1)
    ]
    events.append(
        "BEGIN:VEVENT\nUID:d\nDTSTAMP:20261101T000000Z\nDTSTART:20261201T080000Z\nSUMMARY:Dentist\nEND:VEVENT\n"
    )
    file = home.path / "month.ics"
    file.write_text("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n" + "".join(events) + "END:VCALENDAR\n")
    return file.name


def test_the_brake_holds_back_says_how_to_go_on_and_lets_through_what_is_allowed(home: Home) -> None:
    home.run("sync", month(home, 7), "--target", "out.ics")
    before = (home.path / "out.ics").read_bytes()
    month(home, 0)
    held = home.run("sync", "month.ics", "--target", "out.ics", "--quiet")
    assert held.code == 5
    assert held.out == ""
    assert held.err.count("\n") == 1
    assert "--allow-retract" in held.err
    assert (home.path / "out.ics").read_bytes() == before
    planned = home.run("plan", "month.ics", "--target", "out.ics", "--json")
    assert planned.json["safe"] is False
    assert {action["result"] for action in planned.json["actions"] if action["action"] == "retract"} == {
        "withheld"
    }
    through = home.run("sync", "month.ics", "--target", "out.ics", "--allow-retract", "--json")
    assert through.code == 0
    assert {action["cause"] for action in through.json["actions"]} == {"absent"}


def test_a_target_that_lost_everything_is_not_taken_for_the_users_will(home: Home) -> None:
    home.run("sync", month(home, 4), "--target", "out.ics")
    (home.path / "out.ics").write_text("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n")
    held = home.run("sync", "month.ics", "--target", "out.ics", "--quiet")
    assert held.code == 5
    assert "--recreate" in held.err
    again = home.run("sync", "month.ics", "--target", "out.ics", "--recreate", "--json")
    assert again.code == 0
    assert {action["action"] for action in again.json["actions"]} == {"create"}
