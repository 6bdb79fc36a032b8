"""Bad input: one clear line, the exit code of the design, in bounded time and memory, the target intact."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from tests.system.conftest import EXAMPLE, WHO, Home, Ran

GOOD = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:good
DTSTAMP:20261101T000000Z
DTSTART:20261124T100000Z
DTEND:20261124T110000Z
SUMMARY:Job interview at Nimbus
END:VEVENT
%sEND:VCALENDAR
"""


def with_event(*lines: str) -> bytes:
    body = "\n".join(("BEGIN:VEVENT", "UID:bad", "SUMMARY:Job interview at Evil", *lines, "END:VEVENT", ""))
    return GOOD % body.encode()


def zip_bomb() -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("calendar.ics", b"BEGIN:VCALENDAR\n" + b" " * (600 << 20))
    return packed.getvalue()


def one_line(result: Ran) -> str:
    """The one line on standard error that tells what failed."""
    lines = [line for line in result.err.splitlines() if not line.startswith("warning: ")]
    assert len(lines) == 1, result.err
    assert lines[0].startswith("calsync: ")
    assert "Traceback" not in result.err
    assert "unexpected error" not in result.err
    return lines[0]


@pytest.mark.parametrize(
    ("name", "data", "code", "said"),
    [
        ("empty.ics", b"", 1, "empty.ics"),
        ("truncated.ics", EXAMPLE.read_bytes()[:4000], 1, "truncated.ics"),
        ("letter.ics", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", 1, "letter.ics"),
        ("page.ics", b"<!DOCTYPE html><html><body>Sign in</body></html>", 1, "page.ics"),
        ("broken.zip", b"PK\x03\x04 not really", 1, "broken.zip"),
        ("empty.zip", b"PK\x05\x06" + b"\0" * 18, 1, "empty.zip"),
    ],
)
def test_a_file_that_is_no_whole_calendar_is_named(
    home: Home, name: str, data: bytes, code: int, said: str
) -> None:
    (home.path / name).write_bytes(data)
    result = home.run("scan", name)
    assert result.code == code
    assert said in one_line(result)


def test_a_zip_bomb_is_refused_in_bounded_memory(home: Home) -> None:
    (home.path / "bomb.zip").write_bytes(zip_bomb())
    result = limited(home, "scan", "bomb.zip")
    assert result.code == 1
    assert "bomb.zip" in one_line(result)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a line of 50 MB", with_event("DTSTART:20261125T100000Z", "DESCRIPTION:" + "x" * (50 << 20))),
        ("a rule without end", with_event("DTSTART:20000101T000000Z", "RRULE:FREQ=SECONDLY")),
        ("a rule by the minute", with_event("DTSTART:20000101T000000Z", "RRULE:FREQ=MINUTELY;INTERVAL=1")),
        (
            "a nesting bomb",
            with_event("DTSTART:20261125T100000Z", *["BEGIN:VALARM"] * 20000, *["END:VALARM"] * 20000),
        ),
        ("no start", with_event("DTEND:20261125T100000Z")),
        ("an impossible date", with_event("DTSTART:20261345T990000Z")),
        ("a year beyond all", with_event("DTSTART:99991231T235959Z", "RRULE:FREQ=YEARLY")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_bad_event_stops_no_other_and_nothing_grows_without_bound(
    home: Home, name: str, data: bytes
) -> None:
    (home.path / "calendar.ics").write_bytes(data)
    result = limited(home, "scan", "calendar.ics", "--json")
    assert "Traceback" not in result.err
    assert "unexpected error" not in result.err, result.err
    assert result.code in (0, 1)
    assert "good" in [item["uid"] for item in result.json["interviews"]]


def test_invalid_utf8_is_read(home: Home) -> None:
    (home.path / "latin.ics").write_bytes(GOOD.replace(b"Nimbus", b"N\xefmbus\xff") % b"")
    result = home.run("scan", "latin.ics", "--json")
    assert [item["uid"] for item in result.json["interviews"]] == ["good"]


def test_a_source_that_names_nothing_is_told_and_the_others_are_done(home: Home) -> None:
    result = home.run("sync", "missing.ics", EXAMPLE, "--target", "out.ics", *WHO, "--json")
    assert result.code == 2
    assert "missing.ics" in one_line(result)
    assert {action["result"] for action in result.json["actions"]} == {"done"}
    assert [bool(source["error"]) for source in result.json["sources"]] == [True, False]


def test_a_source_that_cannot_be_read_is_told_and_the_others_are_done(home: Home) -> None:
    (home.path / "empty").mkdir()
    result = home.run("sync", "empty", EXAMPLE, "--target", "out.ics", *WHO, "--json")
    assert result.code == 1
    assert "empty" in one_line(result)
    assert {action["result"] for action in result.json["actions"]} == {"done"}


def test_nothing_to_read_shows_the_first_command(home: Home) -> None:
    for command in ("scan", "plan", "sync"):
        result = home.run(command)
        assert result.code == 2
        assert "calsync scan interviews.ics" in one_line(result)


def test_an_unknown_key_of_the_configuration_is_named_with_the_nearest(home: Home) -> None:
    config = home.path / ".config/calsync/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text("[me]\nemals = ['dana@example.com']\n")
    result = home.run("scan", EXAMPLE)
    assert result.code == 2
    assert "did you mean “emails”?" in one_line(result)
    config.write_text("[playbook.check_in]\nafer = '3 business days'\n")
    result = home.run("plan", EXAMPLE)
    assert result.code == 2
    assert "after" in one_line(result)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("scan", "--config", "none.toml"), "none.toml"),
        (("scan", EXAMPLE, "--since", "2026-12-01", "--until", "2026-11-01"), "--until"),
        (("scan", "ftp://calendar.example/a.ics"), "ftp"),
        (("scan", "http://calendar.example/a.ics"), "http"),
        (("plan", EXAMPLE, "--target", "followups"), "followups"),
        (("explain", "zzz", EXAMPLE), "zzz"),
        (("outcome", "heard", "Nobody"), "Nobody"),
        (("import", "--remove", "zzzzzz"), "zzzzzz"),
    ],
)
def test_a_command_that_makes_no_sense_ends_with_2_or_1_and_one_line(
    home: Home, arguments: tuple[str | Path, ...], said: str
) -> None:
    result = home.run(*arguments)
    assert result.code in (1, 2)
    assert said in one_line(result)


def as_nobody(check: Callable[[Path], bool], path: Path) -> None:
    """Root may write everywhere: where the check cannot bite, skip."""
    if check(path):
        pytest.skip("this user may write everywhere")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a PDF", b"%PDF-1.7\n"),
        ("a calendar without an end", b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"),
        ("a text", b"shopping list\n"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_target_that_is_no_calendar_is_left_as_it_was(home: Home, name: str, data: bytes) -> None:
    target = home.path / "target.ics"
    target.write_bytes(data)
    for command in ("plan", "sync"):
        result = home.run(command, EXAMPLE, "--target", target, *WHO)
        assert result.code == 1
        assert "target.ics" in one_line(result)
        assert target.read_bytes() == data


def test_a_read_only_target_is_left_as_it_was(home: Home) -> None:
    folder = home.path / "locked"
    folder.mkdir()
    target = folder / "target.ics"
    home.run("sync", EXAMPLE, "--target", target, *WHO, "--until", "2026-11-20")
    before = target.read_bytes()
    target.chmod(0o400)
    folder.chmod(0o500)
    try:
        as_nobody(lambda path: os.access(path, os.W_OK), folder)
        result = home.run("sync", EXAMPLE, "--target", target, *WHO)
        assert result.code == 1
        assert "Traceback" not in result.err
        assert target.read_bytes() == before
    finally:
        folder.chmod(0o700)


def test_a_full_disk_leaves_the_target_as_it_was(home: Home) -> None:
    """A limit on the size of files fails a write as a full disk does, whoever runs it."""
    target = home.path / "target.ics"
    home.run("sync", EXAMPLE, "--target", target, *WHO, "--until", "2026-11-20")
    before = target.read_bytes()
    result = limited(home, "sync", str(EXAMPLE), "--target", str(target), *WHO, file_size=len(before) + 100)
    assert result.code == 1
    assert "Traceback" not in result.err
    assert "unexpected error" not in result.err
    assert target.read_bytes() == before
    assert home.run("sync", EXAMPLE, "--target", target, *WHO).code == 0


def limited(home: Home, *arguments: str, file_size: int | None = None) -> Ran:
    """Run with at most 700 MB of memory and 60 seconds of CPU time, and files of limited size."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (700 << 20, 700 << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
        if file_size is not None:
            import signal

            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_size, file_size))

    done = subprocess.run(
        [sys.executable, "-m", "calsync", *arguments, "--now", "2026-11-18T08:00"],
        cwd=home.path,
        env=home.variables(),
        capture_output=True,
        timeout=120,
        check=False,
        preexec_fn=limit,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
