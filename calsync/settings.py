"""How a TOML table becomes a frozen dataclass: the machinery under ``calsync.config``.

A key of the configuration is a field of a dataclass, made with ``setting``: its name, its default, the
reader that checks and converts its value, what it is for and an example stand together, once. Checking,
the error that names the nearest known key, and the reference in the docs all come from there.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from calsync.errors import ConfigError

T = TypeVar("T")


class Reader(Protocol):
    """Checks one TOML value and converts it; raises ValueError that says what would be right."""

    def __call__(self, value: object) -> Any: ...


@dataclasses.dataclass(frozen=True, slots=True)
class Key:
    """What is known of one key besides its name and default."""

    read: Reader
    help: str
    example: str
    """A TOML value."""


def setting(default: T, read: Reader, help: str, example: str) -> T:
    """A dataclass field that is a key of the configuration."""
    return dataclasses.field(default=default, metadata={"key": Key(read, help, example)})


def keys(table: type) -> dict[str, tuple[Key, object]]:
    """The keys of a table class: name to (Key, default)."""
    return {
        item.name: (item.metadata["key"], item.default)
        for item in dataclasses.fields(table)
        if "key" in item.metadata
    }


def read_table(table: type[T], values: object, where: str, base: Path) -> T:
    """An instance of ``table`` from a TOML table; paths in it are relative to ``base``.

    Raises ConfigError naming ``where`` and the key.
    """
    known = keys(table)
    given = as_table(values, where)
    refuse_unknown(given, known, where)
    read: dict[str, object] = {}
    for name, value in given.items():
        try:
            converted = known[name][0].read(value)
        except ValueError as error:
            raise ConfigError(f"{where} {name}: {error}") from None
        read[name] = base / converted if isinstance(converted, Path) else converted
    return table(**read)


def as_table(values: object, where: str) -> Mapping[str, object]:
    if not isinstance(values, Mapping):
        raise ConfigError(f"{where}: a table is expected here, not {described(values)}")
    return values


def refuse_unknown(given: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raises ConfigError for the first name that is not known, with the nearest one that is."""
    names = list(known)
    for name in given:
        if name not in names:
            raise ConfigError(f"{where} {name}: unknown key; {nearest(name, names)}")


def nearest(name: str, known: Iterable[str]) -> str:
    """“did you mean …?”, or the list of what is known."""
    import difflib

    names = sorted(known)
    close = difflib.get_close_matches(name.lower(), names, n=1, cutoff=0.6)
    return f"did you mean “{close[0]}”?" if close else f"known here: {', '.join(names)}"


def described(value: object) -> str:
    """A value as an error message shows it: short, and on one line."""
    names = {
        str: "text",
        bool: "true/false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a table",
    }
    name = names.get(type(value), type(value).__name__)
    if isinstance(value, str | bool | int | float):
        shown = repr(value) if len(repr(value)) <= 40 else repr(value)[:37] + "…"
        return f"{name} ({shown})"
    return name


# --------------------------------------------------------------------------- readers


def text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"text is expected, not {described(value)}")
    return value.strip()


def texts(value: object) -> tuple[str, ...]:
    return _each(value, text)


def flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"true or false is expected, not {described(value)}")
    return value


def number(least: float, most: float) -> Reader:
    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise ValueError(f"a number from {least:g} to {most:g} is expected, not {described(value)}")
        return float(value)

    return read


def count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"a whole number, 0 or more, is expected, not {described(value)}")
    return value


def choice(*names: str) -> Reader:
    def read(value: object) -> str:
        if value not in names:
            raise ValueError(f"one of {', '.join(names)} is expected, not {described(value)}")
        return str(value)

    return read


def email(value: object) -> str:
    address = text(value).lower().removeprefix("mailto:")
    if not re.fullmatch(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+", address):
        raise ValueError(f"an e-mail address is expected, not {described(value)}")
    return address


def emails(value: object) -> frozenset[str]:
    return frozenset(_each(value, email))


def domain(value: object) -> str:
    name = text(value).lower().lstrip("@.")
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", name):
        raise ValueError(f"a domain such as example.com is expected, not {described(value)}")
    return name


def domains(value: object) -> frozenset[str]:
    return frozenset(_each(value, domain))


def day(value: object) -> date:
    try:
        if not isinstance(value, datetime):
            return value if isinstance(value, date) else date.fromisoformat(text(value))
    except ValueError:
        pass
    raise ValueError(f"a date such as 2026-11-24 is expected, not {described(value)}")


def zone(value: object) -> str:
    name = text(value)
    check_zone(name)
    return name


def check_zone(name: str) -> None:
    """Raises ValueError for a name that is no time zone."""
    from zoneinfo import ZoneInfo, available_timezones

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        by_case = {known.lower(): known for known in available_timezones()}
        meant = by_case.get(name.lower().replace(" ", "_"))
        hint = f"did you mean “{meant}”?" if meant else "write it as Europe/Berlin or America/New_York"
        raise ValueError(f"“{name}” is no time zone; {hint}") from None


def country(value: object) -> str:
    code = text(value).upper()
    if not re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,3})?", code):
        raise ValueError(f"a country code such as DE or US-CA is expected, not {described(value)}")
    return code


def path(value: object) -> Path:
    return Path(text(value)).expanduser()


def web_address(value: object) -> str:
    address = text(value)
    if not re.match(r"(https?|webcal)://[^/\s]+", address):
        raise ValueError("an address that begins with https:// is expected")
    return address


def feed_address(value: object) -> str:
    return "keyring" if value == "keyring" else web_address(value)


def command(value: object) -> tuple[str, ...]:
    words = texts(value)
    if not words:
        raise ValueError('a command as a list of words is expected, e.g. ["pass", "show", "dav"]')
    return words


def keyring_word(value: object) -> str:
    if value != "keyring":
        raise ValueError(
            'a password never stands in this file: write password = "keyring", or use password_command, '
            "password_env, password_credential or password_file"
        )
    return "keyring"


def _each(value: object, read: Callable[[object], str]) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"a list is expected, not {described(value)}")
    return tuple(read(item) for item in value)
