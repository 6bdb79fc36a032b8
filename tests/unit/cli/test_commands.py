"""The command tree: every command parses, documents itself, and refuses nonsense in one clear line."""

from __future__ import annotations

import argparse
import shlex
from datetime import date, datetime

import pytest

from calsync.cli import dispatch, options
from calsync.cli.table import GROUPS, overview, summaries
from calsync.errors import UsageError

COMMANDS = sorted(summaries())


def parsed(line: str) -> argparse.Namespace:
    name, *arguments = shlex.split(line)
    return dispatch.parse(dispatch.parser(name, dispatch.load(name)), arguments)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples_that_parse(name: str) -> None:
    command = dispatch.load(name)
    assert command.__doc__
    assert len(command.EXAMPLES) >= 2
    for line, meaning in command.EXAMPLES:
        assert meaning
        own = line.rpartition("| ")[2].removeprefix("calsync ")
        assert shlex.split(own)[0] == name
        parsed(own)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_is_for(name: str) -> None:
    parser = dispatch.parser(name, dispatch.load(name))
    nameless = [action.dest for action in parser._actions if not action.help and not action.choices]
    assert nameless == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_takes_what_all_commands_take(name: str) -> None:
    known = {
        text
        for action in dispatch.parser(name, dispatch.load(name))._actions
        for text in action.option_strings
    }
    assert known >= {"--now", "--tz", "--config", "--quiet", "--debug", "--json"}


def test_the_overview_names_every_command_and_fits_eighty_columns() -> None:
    text = overview()
    for group, commands in GROUPS.items():
        assert f"{group}:" in text
        for name, summary in commands.items():
            assert name in text
            assert summary in text
    assert max(map(len, text.splitlines())) <= 80


def test_options_and_sources_may_stand_in_any_order() -> None:
    args = parsed("explain Nimbus --json a.ics --me dana@example.com b.ics")
    assert (args.event, args.sources, args.me) == ("Nimbus", ["a.ics", "b.ics"], ["dana@example.com"])


def test_options_become_the_options_of_the_application() -> None:
    args = parsed(
        "sync a.ics --target out.ics --me Dana@Example.com --employer brightloom.example --tz Europe/Berlin "
        "--since 2026-11-01 --until 2026-12-01T10:00 --now 2026-11-24T09:00+01:00 --component todo"
    )
    made = options.options(args)
    assert made.sources == ("a.ics",)
    assert made.target == "out.ics"
    assert made.emails == {"dana@example.com"}
    assert made.employer_domains == {"brightloom.example"}
    assert made.zone == "Europe/Berlin"
    assert made.since == date(2026, 11, 1)
    assert made.until == datetime(2026, 12, 1, 10)  # noqa: DTZ001 -- the user's zone is not known yet
    assert made.now.isoformat() == "2026-11-24T09:00:00+01:00"
    assert made.component == "todo"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("scan --jsno", "did you mean “--json”?"),
        ("scan --now yesterday", "“yesterday” is no date and time"),
        ("scan --since 1.12.2026", "“1.12.2026” is no date"),
        ("scan --tz Berlin", "is no time zone"),
        ("scan --me dana", "an e-mail address is expected"),
        ("sync --component task", "invalid choice: 'task'"),
        ("plan --target", "expected one argument"),
        ("outcome maybe Nimbus", "invalid choice: 'maybe'"),
        ("outcome decision Nimbus soon", "“soon” is no date"),
        ("explain", "the following arguments are required: EVENT"),
        ("agenda a.ics", "unexpected argument “a.ics”"),
    ],
)
def test_nonsense_is_refused_in_one_line(line: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parsed(line)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scna"], "did you mean “scan”?"),
        (["--json", "scan"], "the command comes first"),
        (["zzz"], "known here: account, agenda, "),
        (["import"], "name a file to import"),
        (["import", "a.ics", "--list"], "name a file to import"),
        (["outcome", "heard", "Nimbus", "2026-12-04"], "a date goes with decision"),
        (["outcome", "decision", "Nimbus"], "a date goes with decision"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_a_usage_error(arguments: list[str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        dispatch.run(arguments[0], arguments[1:])
    assert said in str(caught.value)
