"""``init``: from a few answers to a configuration that is tried before anything of it is written."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urlsplit

from calsync import paths
from calsync.app import config_text
from calsync.app.account import Holding, what
from calsync.app.options import Options, Switches
from calsync.app.results import PlanResult
from calsync.config import Account, Config, MeConfig, Secret, SourceConfig, TargetConfig
from calsync.errors import UsageError

_ADDRESS = re.compile(r"[^\s<>,;\"()]+@[^\s<>,;\"()]+")


@dataclass(frozen=True)
class Trial(Account):
    """An account that is only tried out: its password is nowhere but in memory."""

    plain: str = field(default="", repr=False)

    @property
    def secret(self) -> Secret:
        return Secret("plain", self.plain)


@dataclass(frozen=True, slots=True)
class Place:
    """Where interviews are to be read: exactly one of these."""

    path: Path | None = None
    feed: str | None = field(default=None, repr=False)
    """An address that may be a secret."""
    server: str | None = None
    """What the user named: an address, a host or an e-mail address."""
    account: str | None = None
    """An account that is configured already."""


@dataclass(frozen=True, slots=True)
class NewAccount:
    name: str
    values: Mapping[str, config_text.Value]
    password: str | None = field(default=None, repr=False)
    """None where ``values`` say where it is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be added to the configuration; None: stays as it is."""

    me: Mapping[str, config_text.Value] | None = None
    account: NewAccount | None = None
    place: Place | None = None
    source: Mapping[str, config_text.Value] | None = None
    target: Mapping[str, config_text.Value] | None = None


def who(text: str) -> tuple[str | None, list[str]]:
    """Name and addresses out of what somebody wrote: ``Dana Okafor <dana@example.com>, d@x.org``."""
    emails = [address.lower() for address in _ADDRESS.findall(text)]
    name = re.sub(r"[\s<>,;\"()]+", " ", _ADDRESS.sub(" ", text)).strip()
    return name or None, emails


def place(text: str, accounts: Collection[str] = ()) -> Place:
    """What somebody means by the place of their calendar; ``accounts`` are those configured already.

    Raises UsageError for nothing that is one.
    """
    text = text.strip()
    if not text:
        raise UsageError("the place of your calendar is needed")
    if text in accounts:
        return Place(account=text)
    here = Path(text).expanduser()
    if here.exists():
        return Place(path=here.absolute())
    if text.endswith((".ics", ".zip")) and "://" not in text:
        raise UsageError(f"{text}: there is no such file")
    parts = urlsplit(text)
    if parts.scheme == "webcal" or (parts.scheme in ("http", "https") and _is_feed(parts.path)):
        return Place(feed=text)
    if parts.scheme in ("http", "https") or re.fullmatch(
        r"[^\s/]+(\.[^\s/]+)+(/\S*)?|localhost(:\d+)?", text
    ):
        if text.lower().endswith(("@gmail.com", "@googlemail.com")):
            raise UsageError(
                "Google wants either the calendar's secret address in iCal format (paste it here), or OAuth",
                hint=f"for OAuth: calsync account add gmail --google client.json --user {text}",
            )
        return Place(server=text)
    raise UsageError(f"{text[:80]}: is no file, no folder, no address and no server")


def _is_feed(path: str) -> bool:
    return path.lower().endswith(".ics") or "/ical/" in path


def account_name(address: str, taken: Mapping[str, object]) -> str:
    """A short name for an account at this address that is not taken yet."""
    labels = (urlsplit(address).hostname or "server").split(".")
    label = "server" if labels[-1].isdigit() else labels[-2] if len(labels) > 1 else labels[0]
    name = re.sub(r"[^a-z0-9_-]", "", label.lower()) or "server"
    return next(one for one in (name, *(f"{name}{number}" for number in range(2, 99))) if one not in taken)


def countries() -> Mapping[str, str]:
    """Time zone to the country it is first used in (tz database)."""
    from importlib.resources import files

    lines = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def by_tasks(holdings: tuple[Holding, ...]) -> tuple[Holding, ...]:
    """Calendars in the order in which they suit follow-ups: task lists, what takes tasks too, the rest."""

    def rank(one: Holding) -> int:
        if not one.components:
            return 1
        if "VTODO" not in one.components:
            return 2
        return 0 if "VEVENT" not in one.components else 1

    return tuple(sorted(holdings, key=rank))


def trial(base: Config, wanted: Wanted, file: Path) -> Config:
    """The configuration as it would be, its new secrets in memory only. Raises ConfigError."""
    config = config_text.checked(written(config_text.read(file), wanted, _nowhere(wanted)), file)
    accounts = dict(config.accounts)
    new = wanted.account
    if new is not None and new.password is not None:
        known = accounts[new.name]
        accounts[new.name] = Trial(
            known.type, known.url, known.username, ca_file=known.ca_file, plain=new.password
        )
    sources = config.sources
    if wanted.place is not None and wanted.place.feed is not None:
        sources = (*sources[:-1], replace(sources[-1], url=wanted.place.feed, url_file=None))
    return replace(config, accounts=accounts, sources=sources, file=base.file or file)


def try_out(
    options: Options, config: Config, switches: Switches, progress: Callable[[str], None]
) -> PlanResult:
    """What a first run would find and do. Writes nothing, anywhere. Raises what ``plan`` raises."""
    from calsync.app import sync
    from calsync.app.session import session

    ledger = paths.state_dir() / "ledger.sqlite"
    with session(options, config, ledger, writes=False) as opened:
        return sync.plan(replace(opened, data=paths.data_dir(), progress=progress), switches)


def keep(file: Path, wanted: Wanted, *, in_keyring: bool) -> Path | None:
    """Write it all: secrets first, then the configuration. Returns the backup of what was there, if any.

    Raises AuthError when the keyring does not take a secret, ConfigError, TargetError.
    """
    from calsync import credentials

    kept: dict[str, config_text.Value] = {}
    for title, key, secret in _secrets(wanted):
        if in_keyring:
            credentials.remember(title, secret)
            kept[title] = "keyring"
        else:
            path = file.parent / f"{re.sub(r'[^A-Za-z0-9_-]', '-', title)}.secret"
            _private(path, secret)
            kept[title] = str(path)
        kept[f"{title} key"] = key if in_keyring else f"{key}_file"
    return config_text.save(file, written(config_text.read(file), wanted, kept))


def written(text: str, wanted: Wanted, kept: Mapping[str, config_text.Value]) -> str:
    """The file's text with what is wanted at its end; ``kept`` says where the secrets are."""
    tables: list[str] = []
    if wanted.me is not None:
        tables.append(config_text.table(MeConfig, "[me]", wanted.me))
    if wanted.account is not None:
        new = wanted.account
        values = {**new.values, **_where(what(new.name), kept)}
        tables.append(config_text.table(Account, f"[accounts.{new.name}]", values))
    if wanted.source is not None:
        values = {**wanted.source, **_where(f"source {wanted.source['name']}", kept)}
        tables.append(config_text.table(SourceConfig, "[[sources]]", values))
    if wanted.target is not None:
        tables.append(config_text.table(TargetConfig, "[target]", wanted.target))
    return config_text.appended(text, *tables) if tables else text


# --------------------------------------------------------------------------- inner


def _secrets(wanted: Wanted) -> list[tuple[str, str, str]]:
    """(what it is for, the key of the configuration, the secret)."""
    found = []
    if wanted.account is not None and wanted.account.password is not None:
        found.append((what(wanted.account.name), "password", wanted.account.password))
    if wanted.place is not None and wanted.place.feed is not None and wanted.source is not None:
        found.append((f"source {wanted.source['name']}", "url", wanted.place.feed))
    return found


def _where(title: str, kept: Mapping[str, config_text.Value]) -> dict[str, config_text.Value]:
    return {str(kept[f"{title} key"]): kept[title]} if title in kept else {}


def _nowhere(wanted: Wanted) -> dict[str, config_text.Value]:
    """Stands in for where the secrets will be while they are only tried."""
    return {
        name: value
        for title, key, _ in _secrets(wanted)
        for name, value in ((title, "keyring"), (f"{title} key", key))
    }


def _private(path: Path, secret: str) -> None:
    from calsync.stores.atomic import create_file, make_folder, replace_file

    make_folder(path.parent)
    if path.exists():
        path.chmod(0o600)
    (replace_file if path.exists() else create_file)(path, f"{secret}\n".encode())
