"""The parts of the documentation that are made from the program itself, so that they cannot go stale.

``python -m tests.docs`` writes them: the real output below every ``$ calsync …`` of the README, its table of
commands, and the reference of the configuration. ``tests/system/test_docs.py`` fails where they differ.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from calsync import config
from calsync.cli import dispatch, options
from calsync.cli.table import GROUPS, summaries
from calsync.settings import keys

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
REFERENCE = ROOT / "docs" / "configuration.md"
COMMANDS = ROOT / "docs" / "commands.md"

_CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
_COMMANDS = re.compile(r"(\| command \| \|\n\|---\|---\|\n)(.*?)(\n\n)", re.DOTALL)
_SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)


def readme(text: str) -> str:
    """The README with every output as the program prints it now, and all commands in its table."""
    table = "\n".join(f"| `{name}` | {summary} |" for name, summary in summaries().items())
    text = _COMMANDS.sub(lambda found: found[1] + table + found[3], text)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        shutil.copytree(ROOT / "examples", place / "examples")
        return _CONSOLE.sub(lambda found: f"```console\n{session(found[1], place)}```", text)


def session(text: str, place: Path) -> str:
    """A console session with each command followed by what it prints."""
    commands = [line for line in text.splitlines() if line.startswith("$ calsync ")]
    return "".join(f"{command}\n{output(command[2:], place)}" for command in commands)


def output(command: str, place: Path) -> str:
    """What a command prints in ``place``, which is home and working folder at once. It must end well."""
    done = subprocess.run(
        [sys.executable, "-m", "calsync", *shlex.split(command)[1:]],
        cwd=place,
        env={"PATH": os.environ["PATH"], "HOME": folder_of(place), "PYTHONPATH": str(ROOT), "COLUMNS": "80"},
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{command}: exit code {done.returncode}\n{done.stderr.decode()}")
    return done.stdout.decode()


def folder_of(place: Path) -> str:
    """A home inside of ``place``, so that nothing of the user's is read or written."""
    return str(place / "home")


def shell_commands(text: str) -> list[str]:
    """The one-line commands for a fresh clone: those of the first section."""
    section = text.partition("## Try it")[2].partition("\n## ")[0]
    return [found.strip() for found in _SHELL.findall(section)]


def reference() -> str:
    """docs/configuration.md from the definition of every key."""
    parts = [_HEAD]
    for table in config.TABLES:
        parts.append(f"## {table.table}\n\n{(table.__doc__ or '').strip().replace('``', '`')}\n")
        parts.append("| key | default | |\n|---|---|---|")
        parts += [
            f"| `{name}` | {_default(default)} | {_cell(key.help)}; e.g. `{_cell(key.example)}` |"
            for name, (key, default) in keys(table).items()
        ]
        parts.append("")
    rules = (ROOT / "calsync/playbook/rules.toml").read_text(encoding="utf-8").strip()
    parts.append(f"{_RULES}\n```toml\n{rules}\n```\n")
    return "\n".join(parts)


def commands() -> str:
    """docs/commands.md from the commands' own definitions."""
    parts = [_COMMANDS_HEAD]
    shared = {name for action in _actions(_shared()) for name in action.option_strings}
    for heading, group in GROUPS.items():
        parts.append(f"# {heading}\n")
        for name in group:
            command = dispatch.load(name)
            parser = dispatch.parser(name, command)
            width = max(len(line) for line, _ in command.EXAMPLES)
            examples = "\n".join(f"{line:<{width}}  # {meaning}" for line, meaning in command.EXAMPLES)
            parts.append(
                f"## calsync {name}\n\n{(command.__doc__ or '').strip()}\n\n```sh\n{examples}\n```\n"
            )
            own = [one for one in _actions(parser) if not shared & set(one.option_strings)]
            parts.append(_table(own))
    parts.append(f"# Options of every command\n\n{_table(_actions(_shared()))}")
    return "\n".join(parts).rstrip() + "\n"


def _shared() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(add_help=False)
    options.common(parser)
    return parser


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    return [action for action in parser._actions if action.dest != "help"]


def _table(actions: list[argparse.Action]) -> str:
    rows = [f"| {_signature(action)} | {_cell(_meaning(action))} |" for action in actions]
    return "\n".join(["| argument | |", "|---|---|", *rows, ""]) if rows else ""


def _signature(action: argparse.Action) -> str:
    value = str(
        action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper())
    )
    if not action.option_strings:
        return f"`{_cell(value)}`"
    taken = "" if action.nargs == 0 else f" {_cell(value)}"
    return ", ".join(f"`{name}{taken}`" for name in action.option_strings)


def _meaning(action: argparse.Action) -> str:
    choices = f"one of {', '.join(map(str, action.choices))}" if action.choices else ""
    return "; ".join(part for part in ((action.help or "").replace("%%", "%"), choices) if part)


def _default(value: object) -> str:
    match value:
        case None | "" | () | frozenset():
            return "–"
        case bool():
            return f"`{str(value).lower()}`"
        case str():
            return f'`"{value}"`'
        case _:
            return f"`{value}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


_HEAD = """\
# Configuration

One TOML file, `config.toml` in the configuration folder of the system (on Linux `~/.config/calsync/`); the
environment variable `CALSYNC_CONFIG` or the option `--config` names another. None is needed: everything has a
default. An unknown key is refused, with the nearest known one.
[examples/config.toml](../examples/config.toml) is a whole one to copy from.

Made from the program's own definitions by `python -m tests.docs`.
"""

_COMMANDS_HEAD = """\
# Commands

`calsync COMMAND --help` shows the same; for `--json` see [json.md](json.md). Made from the program's own
definitions by `python -m tests.docs`.
"""

_RULES = """\
## [playbook.KIND]

One table for each kind of follow-up; any key may be set, in a table of your own:

```toml
[playbook.check_in]
after = "5 business days"

[playbook.thank_you]
latest = "20:00"
title = "Write to {{ company }}"
```

`title`, `why`, `note`, `subject` and `body` are texts (Jinja templates) that take the place of the shipped
ones; under `[playbook.KIND.de]` they are for one language. These are the shipped rules:
"""


def main() -> None:
    README.write_text(readme(README.read_text(encoding="utf-8")), encoding="utf-8")
    REFERENCE.write_text(reference(), encoding="utf-8")
    COMMANDS.write_text(commands(), encoding="utf-8")


if __name__ == "__main__":
    main()
