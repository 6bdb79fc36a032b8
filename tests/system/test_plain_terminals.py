"""Every command on the poorest terminal: 60 columns, no colour, no cursor, not even UTF-8."""

from __future__ import annotations

import pytest

from tests.system.conftest import EXAMPLE, WHO, Home

POOR = {"COLUMNS": "60", "TERM": "dumb", "PYTHONIOENCODING": "ascii:strict", "LC_ALL": "C"}
TARGET = ("--target", "f.ics")


@pytest.fixture
def synced(home: Home) -> Home:
    (home.path / "c.ics").write_bytes(EXAMPLE.read_bytes())
    assert home.run("sync", "c.ics", *TARGET, *WHO, "--quiet").code == 0
    return home


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("scan", "c.ics", "--near-misses", *WHO), 0),
        (("explain", "c.ics", *WHO), 0),
        (("plan", "c.ics", "--all", *TARGET, *WHO), 0),
        (("sync", "c.ics", "--summary", "--target", "g.ics", *WHO), 0),
        (("agenda", "--all", *TARGET), 0),
        (("draft", "ID", *TARGET), 0),
        (("done", "ID", *TARGET), 0),
        (("snooze", "ID", "2 days", *TARGET), 0),
        (("dismiss", "ID", *TARGET), 0),
        (("outcome", "heard", "Perlgrau"), 0),
        (("report", *TARGET), 0),
        (("doctor", *TARGET), 2),
        (("init", "--from", "c.ics", "--yes", "--me", "dana@example.com"), 0),
        (("account", "list"), 0),
        (("completion", "ids"), 0),
        (("undo", *TARGET), 0),
        (("remove", *TARGET), 0),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_it_says_all_it_has_to_say_in_plain_ascii(
    synced: Home, arguments: tuple[str, ...], code: int
) -> None:
    entries = synced.run("agenda", *TARGET, "--json").json["entries"]
    thanks = next(entry["id"] for entry in entries if entry["kind"] == "thank_you")
    words = [thanks if word == "ID" else word for word in arguments]
    ran = synced.run(*words, **POOR)
    assert ran.code == code, ran.err
    shown = ran.out + ran.err
    assert shown.isascii()
    assert "\x1b" not in shown
    if arguments[0] in ("scan", "explain", "plan", "agenda"):
        assert max(map(len, ran.out.splitlines())) <= 60
    if arguments[0] == "agenda":
        assert thanks in ran.out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_need_no_utf8(synced: Home, shell: str) -> None:
    ran = synced.run("completion", shell, **POOR)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.isascii()
