"""The questions of ``calsync init``, one function each; every answer may have been given as an option."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.cli import signing_in
from calsync.cli.asking import Asker
from calsync.cli.cells import count
from calsync.cli.clean import clean
from calsync.cli.terminal import Terminal
from calsync.errors import UsageError

if TYPE_CHECKING:
    from calsync.app.account import Holding
    from calsync.app.config_text import Value
    from calsync.app.setup import NewAccount, Place
    from calsync.config import Config

_A_FILE = "a file of their own"


def me(args: argparse.Namespace, asker: Asker) -> tuple[dict[str, Value], list[str]]:
    """The values of [me], and the addresses among them."""
    from calsync.app import setup

    if args.me or asker.silent:
        name, emails = args.name, list(args.me)
    else:

        def read(text: str) -> tuple[str | None, list[str]]:
            found = setup.who(text)
            if not found[1]:
                raise UsageError("at least one e-mail address is needed: the one invitations reach you at")
            return found

        name, emails = asker.ask(
            "1/6  Who are you? Your name, and every e-mail address that invitations reach you at",
            read,
            default=None,
            option="--name and --me",
        )
    values: dict[str, Value] = {}
    values |= {"name": args.name or name} if args.name or name else {}
    values |= {"emails": emails} if emails else {}
    values |= {"employer_domains": list(args.employer)} if args.employer else {}
    return values, emails


def place(args: argparse.Namespace, asker: Asker, old: Config) -> Place:
    from calsync.app import setup

    def read(text: str) -> Place:
        return setup.place(text, old.accounts)

    if args.place:
        return read(args.place)
    known = next(iter(old.accounts), None)
    return asker.ask(
        "2/6  Where is your calendar? A file, a folder, a feed's address, a server such as\n"
        "     cloud.example.com, or your e-mail address there",
        read,
        default=known,
        option="--from",
    )


def account(
    args: argparse.Namespace,
    asker: Asker,
    terminal: Terminal,
    old: Config,
    file: Path,
    where: Place,
    emails: list[str],
) -> tuple[NewAccount, tuple[Holding, ...]]:
    """The account at a server, entered once to see what calendars it has."""
    from calsync.app import account, setup
    from calsync.stores.caldav import locate

    assert where.server is not None
    values: dict[str, Value]
    password: str | None = None
    if args.nextcloud:
        values, password = account.nextcloud(where.server, lambda page: signing_in.browse(page, terminal))
        values.pop("password")
    else:
        typed = where.server if "@" in where.server and "://" not in where.server else None
        user = args.user or typed
        if user is None:
            default = emails[0] if emails else None
            user = asker.ask("     The name you sign in with there", str, default=default, option="--user")
        terminal.progress("looking for the server …")
        values = {"url": locate(where.server), "username": user, **signing_in.kept(args)}
        terminal.progress("")
        if not signing_in.kept(args):
            password = signing_in.password(user)
    new = setup.NewAccount(setup.account_name(str(values["url"]), old.accounts), values, password)
    config = setup.trial(old, setup.Wanted(account=new), file)
    return new, calendars(terminal, config, new.name)


def calendars(terminal: Terminal, config: Config, name: str) -> tuple[Holding, ...]:
    """What an account holds, shown in a line."""
    from calsync.app import account

    terminal.progress("asking for calendars …")
    found = account.test(config, name)
    terminal.progress("")
    terminal.say(f"     {count(len(found), 'calendar')}: {clean(', '.join(one.name for one in found))}")
    return found


def source_name(where: str) -> str:
    return "calendar" if "://" in where else Path(where).stem or "calendar"


def source(args: argparse.Namespace, where: Place, account: str | None) -> Mapping[str, Value]:
    if account is not None:
        calendars = {"calendars": list(args.calendar)} if args.calendar else {}
        return {"name": account, "account": account, **calendars}
    if where.path is not None:
        return {"name": where.path.stem or "calendar", "path": str(where.path)}
    return {"name": "feed"}


def target(
    args: argparse.Namespace, asker: Asker, holdings: tuple[Holding, ...], account: str | None
) -> Mapping[str, Value]:
    from calsync import paths
    from calsync.app import setup

    own = str(paths.data_dir() / "followups.ics")
    if not holdings or account is None:
        path = args.target or asker.ask(
            "3/6  Where should follow-ups go? An .ics file, or a folder of them (end it with /)",
            str,
            default=own,
            option="--target",
        )
        return {"path": paths.expanded(path, Path.cwd())}
    ranked = setup.by_tasks(holdings)
    names = [f"{clean(one.name)} ({_takes(one)})" for one in ranked]
    chosen = args.target or asker.choose(
        "3/6  Where should follow-ups go? A number, or the path of an .ics file",
        [*names, _A_FILE],
        option="--target",
    )
    if chosen == _A_FILE:
        return {"path": own}
    for one, name in zip(ranked, names, strict=True):
        if chosen in (name, one.name, one.url):
            unique = sum(other.name == one.name for other in ranked) == 1
            return {"account": account, "calendar": one.name if unique else one.url}
    if "/" in chosen or chosen.endswith(".ics"):
        return {"path": paths.expanded(chosen, Path.cwd())}
    known = ", ".join(one.name for one in ranked)
    raise UsageError(f"there is no calendar “{chosen}”", hint=f"there are: {known}")


def _takes(one: Holding) -> str:
    words = {"VTODO": "tasks", "VEVENT": "events"}
    return " and ".join(words[name] for name in ("VTODO", "VEVENT") if name in one.components) or "anything"


def zone(args: argparse.Namespace, asker: Asker) -> dict[str, Value]:
    from calsync import settings
    from calsync.app import setup
    from calsync.app.zone import system_zone

    here = args.tz or system_zone() or "UTC"
    country = args.country or setup.countries().get(here, "none")

    def read(text: str) -> dict[str, Value]:
        zone, _, code = text.replace(",", " ").partition(" ")
        code = code.strip() or "none"
        try:
            settings.check_zone(zone)
            known = {} if code.lower() == "none" else {"country": settings.country(code)}
        except ValueError as error:
            raise UsageError(str(error)) from None
        return {"timezone": zone, **known}

    answer = f"{here}, {country}"
    if args.tz and args.country:
        return read(answer)
    return asker.ask(
        "4/6  Your time zone, and the country whose public holidays count (or none)",
        read,
        default=answer,
        option="--tz and --country",
    )
