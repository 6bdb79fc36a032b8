"""The configuration file as text: tables are added and taken out, the rest stays as its user wrote it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from calsync.config import Config, parse
from calsync.errors import ConfigError
from calsync.settings import keys

Value = str | list[str] | bool | date

FIRST_LINES = """\
# The configuration of calsync. docs/configuration.md explains every key; an unknown one is refused.
# Passwords never stand in here.
"""


def table(of: type, header: str, values: Mapping[str, Value]) -> str:
    """A table as text, each key under a comment that says what it is for (from its own definition)."""
    known = keys(of)
    lines = [header]
    for name, value in values.items():
        lines += [f"# {known[name][0].help}", f"{name} = {_toml(value)}"]
    return "\n".join([*lines, ""])


def appended(text: str, *tables: str) -> str:
    """The file's text with further tables at its end."""
    parts = [text.rstrip() or FIRST_LINES.rstrip(), *(one.rstrip() for one in tables)]
    return "\n\n".join(parts) + "\n"


def without(text: str, header: str) -> str:
    """The text without the table under ``header`` (e.g. ``accounts.cloud``); comments after its last key,
    which may be about what comes next, stay.

    Raises ConfigError when the table is written in a way that cannot be told from the rest.
    """
    dotted = r"[ \t]*\.[ \t]*".join(map(re.escape, header.split(".")))
    heading = rf"^[ \t]*\[[ \t]*{dotted}[ \t]*\][^\n]*\n?"
    keys_with_comments = r"(?:(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*[^\s\[#][^\n]*(?:\n|\Z))*"
    left = re.sub(heading + keys_with_comments, "", text, count=1, flags=re.M)
    wanted = tomllib.loads(text)
    place = wanted
    *outer, last = header.split(".")
    for name in outer:
        place = place[name]
    del place[last]
    try:
        same = _without_empty(tomllib.loads(left)) == _without_empty(wanted)
    except tomllib.TOMLDecodeError:
        same = False
    if not same:
        raise ConfigError(f"the table [{header}] is written in a way that calsync leaves to you to remove")
    return left


def read(file: Path) -> str:
    """The file's text, empty when there is none. Raises ConfigError."""
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: {error}") from None


def checked(text: str, file: Path) -> Config:
    """The configuration that this text would be in ``file``. Raises ConfigError."""
    try:
        return parse(tomllib.loads(text), file)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: is not TOML: {error}") from None
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}", hint=error.hint) from None


def save(file: Path, text: str) -> Path | None:
    """Put the text in place, for the user alone, after a last check. Returns the backup of what was there.

    Raises ConfigError, TargetError; then the file is as it was.
    """
    from calsync.stores.atomic import create_file, make_folder, replace_file

    checked(text, file)
    make_folder(file.parent)
    if not file.exists():
        create_file(file, text.encode())
        return None
    old = file.read_bytes()
    if old == text.encode():
        return None
    backup = file.with_name(f"{file.name}.bak")
    (replace_file if backup.exists() else create_file)(backup, old)
    replace_file(file, text.encode())
    return backup


def _toml(value: Value) -> str:
    """JSON's strings, lists and booleans are TOML's too."""
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)


def _without_empty(values: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value != {}}
