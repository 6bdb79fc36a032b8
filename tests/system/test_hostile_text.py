"""Text from a calendar reaches neither the terminal as commands, nor a mailto header, nor a file path."""

from __future__ import annotations

import json
import re
import urllib.parse
from pathlib import Path

import pytest

from tests.system.conftest import WHO, Home

ESCAPES = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e"


def calendar(summary: str, name: str = "Eve Example", email: str = "eve@evil.example") -> bytes:
    folded = summary.replace("\\", "\\\\").replace("\r", "").replace("\n", "\\n")
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:../../evil\x1b[2J\r\n"
        "DTSTAMP:20261101T000000Z\r\nDTSTART:20261120T100000Z\r\nDTEND:20261120T110000Z\r\n"
        f"SUMMARY:Job interview {folded}\r\n"
        f'ORGANIZER;CN="{name}":mailto:{email}\r\n'
        f'ATTENDEE;CN="{name}":mailto:{email}\r\nATTENDEE;CN=Dana:mailto:dana@example.com\r\n'
        f"DESCRIPTION:Interview for the Engineer role with {folded} at Nimbus GmbH.\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


def harmless(text: str) -> None:
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text), repr(text)


@pytest.mark.parametrize("command", ["scan", "explain", "plan", "sync", "import", "ignore"])
def test_nothing_a_terminal_obeys_is_printed(home: Home, command: str) -> None:
    source = home.path / "evil.ics"
    source.write_bytes(calendar(f"with {ESCAPES} Acme", name=f"Eve{ESCAPES}"))
    arguments: tuple[str | Path, ...] = ("evil", source) if command == "ignore" else (source,)
    if command == "ignore":
        arguments = ("Acme", source)
    for extra in ((), ("--json",)):
        result = home.run(command, *arguments, *extra)
        assert result.code in (0, 1), result.err
        harmless(result.out)
        harmless(result.err)
        if extra:
            json.loads(result.out)


def test_a_file_name_is_cleaned_too(home: Home) -> None:
    result = home.run("scan", "no\x1b[2Jfile.ics")
    assert result.code == 2
    harmless(result.err)


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("Eve^nBcc: all@victim.example", "eve@evil.example"),
        ("Eve", "eve@evil.example?bcc=all@victim.example"),
        ("Eve", "eve@evil.example%0D%0ABcc:all@victim.example"),
        ("Eve", "eve@evil.example&cc=all@victim.example"),
        ("<script>alert(1)</script>", "eve@evil.example"),
    ],
)
def test_a_mail_link_carries_a_recipient_a_subject_and_a_body_alone(
    home: Home, name: str, email: str
) -> None:
    source = home.path / "evil.ics"
    source.write_bytes(calendar("", name, email))
    assert home.run("sync", source, "--target", "out.ics", *WHO).code == 0
    written = (home.path / "out.ics").read_bytes().replace(b"\r\n ", b"").decode()
    links = re.findall(r"mailto:[^>\s\\]+", written)
    for link in links:
        parsed = urllib.parse.urlsplit(link.replace("\\;", ";").replace("\\,", ","))
        assert set(urllib.parse.parse_qs(parsed.query)) <= {"subject", "body"}
        recipient = urllib.parse.unquote(parsed.path)
        assert recipient.count("@") == 1
        assert not re.search(r"[\r\n?&,;\s]", recipient)
    assert "victim" not in "".join(urllib.parse.urlsplit(link).path for link in links)


def test_an_ordinary_invitation_gives_a_link_that_fills_the_message_in(home: Home) -> None:
    source = home.path / "kind.ics"
    source.write_bytes(calendar("", "Eve Example", "eve@nimbus.example"))
    assert home.run("sync", source, "--target", "out.ics", *WHO).code == 0
    written = (home.path / "out.ics").read_bytes().replace(b"\r\n ", b"").decode()
    link = next(iter(re.findall(r"<mailto:eve@nimbus\.example[^>]*>", written)))
    fields = urllib.parse.parse_qs(urllib.parse.urlsplit(link[1:-1]).query)
    assert fields["subject"][0]
    assert "Eve" in fields["body"][0]


def test_no_uid_becomes_a_path(home: Home) -> None:
    source = home.path / "evil.ics"
    source.write_bytes(calendar(""))
    home.run("import", source)
    home.run("sync", "--target", "tasks/")
    names = [Path(name).name for name in home.files() if name.endswith(".ics") and name != "evil.ics"]
    assert len(names) > 1
    assert all(re.fullmatch(r"[a-z0-9-]+\.ics", name) for name in names)
    assert not (home.path.parent / "evil").exists()
