"""The configuration: one TOML file becomes one frozen ``Config`` (design section 6).

The classes below are the definition of every key; see ``calsync.settings`` for how. Secrets never stand in
the file: it says where they are, ``calsync.credentials`` fetches them.
"""

# ruff: noqa: RUF009 -- ``setting`` makes dataclass fields

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import ClassVar

from calsync import settings as read
from calsync.errors import ConfigError
from calsync.model import Kind
from calsync.paths import expanded
from calsync.settings import as_table, read_table, refuse_unknown, setting

_ONE_OF = "exactly one of the password keys says where the password is; it never stands in this file"


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is kept: keyring, command, env, credential or file; plain: a feed's address itself."""

    kind: str
    value: str | tuple[str, ...] | Path


@dataclass(frozen=True)
class MeConfig:
    """Who you are: so that your own declined invitations, and interviews that you hold, are told apart."""

    table: ClassVar[str] = "[me]"
    name: str | None = setting(None, read.text, "your name, as drafts sign it", '"Dana Okafor"')
    emails: frozenset[str] = setting(
        frozenset(), read.emails, "every address that invitations reach you at", '["dana@example.com"]'
    )
    employer_domains: frozenset[str] = setting(
        frozenset(),
        read.domains,
        "your present employer's domains: whoever organises from there makes you the interviewer",
        '["brightloom.example"]',
    )
    timezone: str | None = setting(
        None, read.zone, "your time zone; default: the system's, as first seen", '"Europe/Berlin"'
    )
    country: str | None = setting(
        None, read.country, "public holidays of this country or region; default: none", '"DE"'
    )


@dataclass(frozen=True)
class Account:
    """A server and how to sign in to it. The name after ``accounts.`` is yours to choose."""

    table: ClassVar[str] = "[accounts.NAME]"
    type: str = setting("caldav", read.choice("caldav", "google"), "the kind of account", '"caldav"')
    url: str | None = setting(
        None,
        read.web_address,
        "the server's address; Google's is known",
        '"https://cloud.example.com/remote.php/dav/"',
    )
    username: str | None = setting(None, read.text, "the name you sign in with", '"dana"')
    password: str | None = setting(None, read.keyring_word, f"the system's keyring ({_ONE_OF})", '"keyring"')
    password_command: tuple[str, ...] | None = setting(
        None, read.command, "a command that prints it", '["pass", "show", "dav/cloud"]'
    )
    password_env: str | None = setting(None, read.text, "an environment variable that holds it", '"DAV_PW"')
    password_credential: str | None = setting(
        None, read.text, "a systemd credential, $CREDENTIALS_DIRECTORY/NAME", '"dav"'
    )
    password_file: Path | None = setting(
        None, read.path, "a file that holds it and that only you can read (mode 0600)", '"~/.dav"'
    )
    client_file: Path | None = setting(
        None, read.path, "Google only: the OAuth client's JSON, as downloaded", '"google-client.json"'
    )
    signed_in: date | None = setting(
        None,
        read.day,
        "Google only: when you signed in, as calsync account add notes it; calsync doctor watches its age",
        "2026-11-24",
    )
    ca_file: Path | None = setting(
        None, read.path, "a certificate authority of your own (PEM)", '"~/.config/my-ca.pem"'
    )

    @property
    def secret(self) -> Secret:
        """Where the password is; for Google what signing in left, by default in the keyring."""
        return _only_secret(self, "password") or Secret("keyring", "")


@dataclass(frozen=True)
class SourceConfig:
    """Where interviews are read: an account's calendars, a feed, or files. One table for each."""

    table: ClassVar[str] = "[[sources]]"
    name: str = setting("", read.text, "how messages and the command line call it", '"personal"')
    account: str | None = setting(None, read.text, "an account from above", '"cloud"')
    calendars: tuple[str, ...] = setting(
        (),
        read.texts,
        "its calendars, by display name or URL; default: all that hold events",
        '["Personal", "Jobs"]',
    )
    url: str | None = setting(
        None,
        read.feed_address,
        'an iCalendar feed. Its address may be a secret: then write "keyring" or use one of the keys below',
        '"https://calendar.google.com/calendar/ical/…"',
    )
    url_command: tuple[str, ...] | None = setting(
        None, read.command, "a command that prints the feed's address", '["pass", "show", "feed"]'
    )
    url_env: str | None = setting(
        None, read.text, "an environment variable that holds the feed's address", '"CALENDAR_FEED"'
    )
    url_credential: str | None = setting(
        None, read.text, "a systemd credential that holds the feed's address", '"feed"'
    )
    url_file: Path | None = setting(
        None, read.path, "a file (mode 0600) that holds the feed's address", '"~/.feed"'
    )
    path: Path | None = setting(
        None, read.path, "an .ics file, a .zip of them, or a folder; relative to this file", '"~/calendars"'
    )

    @property
    def feed(self) -> Secret | None:
        """Where the feed's address is (``plain``: the address itself); None when this is no feed."""
        return _only_secret(self, "url")


@dataclass(frozen=True)
class TargetConfig:
    """Where follow-ups are written. Default: followups.ics in your data folder."""

    table: ClassVar[str] = "[target]"
    account: str | None = setting(None, read.text, "an account from above", '"cloud"')
    calendar: str | None = setting(
        None, read.text, "its calendar or task list, by display name or URL", '"Tasks"'
    )
    path: str | None = setting(
        None,
        read.text,
        "in place of an account: an .ics file, or a folder of them (end it with /)",
        '"~/followups.ics"',
    )
    component: str = setting(
        "auto",
        read.choice("auto", "todo", "event"),
        "tasks where the target takes them, else events",
        '"auto"',
    )
    method: str = setting(
        "none",
        read.choice("none", "publish"),
        "publish: a new .ics file says METHOD:PUBLISH, which some subscribers want to see",
        '"none"',
    )


@dataclass(frozen=True)
class DetectConfig:
    """What counts as an interview. ``calsync explain`` shows the score and what it is made of."""

    table: ClassVar[str] = "[detect]"
    threshold: float | None = setting(
        None, read.number(0, 100), "the score from which an event is an interview; default: built in", "1.0"
    )
    words: tuple[str, ...] = setting(
        (), read.texts, "your own words for an interview", '["Schnuppertag", "trial day"]'
    )
    not_words: tuple[str, ...] = setting(
        (), read.texts, "words that make an event none", '["choir", "tenants"]'
    )
    hosts: tuple[str, ...] = setting(
        (), read.texts, "hosts whose links make an event one", '["jobs.nimbus.example"]'
    )
    companies: tuple[str, ...] = setting(
        (), read.texts, "companies you have applied to", '["Nimbus Robotics"]'
    )


@dataclass(frozen=True)
class Limits:
    """The brake: how many follow-ups may go in one run because their interviews are no longer there."""

    table: ClassVar[str] = "[limits]"
    retract_share: float = setting(
        0.5, read.number(0, 1), "at most this share of the open follow-ups, when there are 5 or more", "0.5"
    )
    retract_count: int = setting(20, read.count, "and at most this many", "20")


@dataclass(frozen=True)
class Privacy:
    """What others may see in the target."""

    table: ClassVar[str] = "[privacy]"
    discreet: bool = setting(False, read.flag, "neutral titles, no names, no drafts", "false")
    publish: str = setting(
        "full",
        read.choice("full", "minimal"),
        "minimal: no names and no drafts in an .ics file that you publish as a feed",
        '"full"',
    )


TABLES = (MeConfig, Account, SourceConfig, TargetConfig, DetectConfig, Limits, Privacy)
"""Every table with fixed keys, in the order of the reference. ``[playbook.*]`` belongs to the playbook."""


@dataclass(frozen=True)
class Config:
    """The whole configuration. Without a file: all defaults."""

    file: Path | None = None
    me: MeConfig = field(default_factory=MeConfig)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    sources: tuple[SourceConfig, ...] = ()
    target: TargetConfig = field(default_factory=TargetConfig)
    detect: DetectConfig = field(default_factory=DetectConfig)
    limits: Limits = field(default_factory=Limits)
    privacy: Privacy = field(default_factory=Privacy)
    playbook: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """The ``[playbook.*]`` tables as they stand: checked by ``calsync.playbook.configure``."""


def load(file: Path) -> Config:
    """Read and check a configuration file. Raises ConfigError: one line with file, table and key."""
    import tomllib

    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(f"{file}: there is no such configuration file") from None
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{file}: is not UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: is not TOML: {error}") from None
    except RecursionError:
        raise ConfigError(f"{file}: is nested too deeply to be a configuration") from None
    try:
        return parse(values, file)
    except ConfigError as error:
        raise ConfigError(f"{file}: {error}", hint=error.hint) from None


def parse(values: Mapping[str, object], file: Path) -> Config:
    """The Config from parsed TOML. ``file`` is where it came from; relative paths start at its folder."""
    refuse_unknown(
        values, ("me", "accounts", "sources", "target", "detect", "limits", "privacy", "playbook"), "table"
    )
    base = file.parent
    accounts = {
        name: _account(table, f"[accounts.{name}]", base)
        for name, table in as_table(values.get("accounts", {}), "[accounts]").items()
    }
    target = _target(values.get("target", {}), accounts, base)
    return Config(
        file=file,
        me=read_table(MeConfig, values.get("me", {}), "[me]", base),
        accounts=accounts,
        sources=_sources(values.get("sources", []), accounts, base),
        target=target,
        detect=read_table(DetectConfig, values.get("detect", {}), "[detect]", base),
        limits=read_table(Limits, values.get("limits", {}), "[limits]", base),
        privacy=read_table(Privacy, values.get("privacy", {}), "[privacy]", base),
        playbook=_playbook(values.get("playbook", {})),
    )


def _account(values: object, where: str, base: Path) -> Account:
    account = read_table(Account, values, where, base)
    secrets = _secrets(account, "password")
    needed = ("username", "client_file") if account.type == "google" else ("url", "username")
    for name in needed:
        if getattr(account, name) is None:
            raise ConfigError(f"{where} {name}: is missing")
    if len(secrets) != 1 and (secrets or account.type != "google"):
        found = f"found {' and '.join(secrets)}" if secrets else "found none"
        raise ConfigError(
            f"{where}: exactly one of password, password_command, password_env, password_credential and "
            f"password_file is needed; {found}"
        )
    return account


def _sources(values: object, accounts: Mapping[str, Account], base: Path) -> tuple[SourceConfig, ...]:
    if not isinstance(values, list):
        raise ConfigError("[[sources]]: write each source as a table of its own under [[sources]]")
    sources: list[SourceConfig] = []
    for place, table in enumerate(values, 1):
        where = f"[[sources]] number {place}"
        source = read_table(SourceConfig, table, where, base)
        if not source.name:
            raise ConfigError(f"{where} name: is missing")
        if source.name in {other.name for other in sources}:
            raise ConfigError(f"{where} name: there are two sources called “{source.name}”")
        origins = [name for name in ("account", "path") if getattr(source, name) is not None]
        origins += _secrets(source, "url")
        if len(origins) != 1:
            found = f"found {' and '.join(origins)}" if origins else "found none"
            raise ConfigError(f"{where}: exactly one of account, path and url (or url_…) is needed; {found}")
        _check_account(source.account, accounts, where)
        if source.calendars and source.account is None:
            raise ConfigError(f"{where} calendars: belongs to an account; a file or a feed has none")
        sources.append(source)
    return tuple(sources)


def _target(values: object, accounts: Mapping[str, Account], base: Path) -> TargetConfig:
    target = read_table(TargetConfig, values, "[target]", base)
    if target.account is not None and target.path is not None:
        raise ConfigError("[target]: either account or path, not both")
    if target.calendar is not None and target.account is None:
        raise ConfigError("[target] calendar: belongs to an account; name it with account")
    _check_account(target.account, accounts, "[target]")
    if target.path is None:
        return target
    return replace(target, path=expanded(target.path, base))


def _check_account(name: str | None, accounts: Mapping[str, Account], where: str) -> None:
    if name is not None and name not in accounts:
        hint = read.nearest(name, accounts) if accounts else f"add it as [accounts.{name}]"
        raise ConfigError(f"{where} account: there is no account “{name}”; {hint}")


def _playbook(values: object) -> Mapping[str, Mapping[str, object]]:
    tables = as_table(values, "[playbook]")
    refuse_unknown(tables, [kind.value for kind in Kind], "[playbook]")
    return {name: as_table(table, f"[playbook.{name}]") for name, table in tables.items()}


def _secrets(owner: Account | SourceConfig, name: str) -> list[str]:
    """The keys in use that say where the secret is: ``name`` itself, name_command, name_env…"""
    return [
        key for key in read.keys(type(owner)) if key.split("_")[0] == name and getattr(owner, key) is not None
    ]


def _only_secret(owner: Account | SourceConfig, name: str) -> Secret | None:
    for key in _secrets(owner, name):
        value = getattr(owner, key)
        if key != name:
            return Secret(key.removeprefix(f"{name}_"), value)
        return Secret("keyring", "") if value == "keyring" else Secret("plain", value)
    return None
