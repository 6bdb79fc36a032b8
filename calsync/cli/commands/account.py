"""Set up the accounts that calendars are read from and follow-ups are written to.

add tries the account first and lists its calendars; nothing is kept when that fails. ADDRESS is the server's
address, a bare host, or your e-mail address. The password is asked for and kept in the system's keyring,
unless one of the --password options says where else it is; it never stands in the configuration.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.cli import options, signing_in
from calsync.cli.clean import clean
from calsync.cli.terminal import Terminal
from calsync.errors import UsageError

if TYPE_CHECKING:
    from calsync.app.account import Holding, Listed, New
    from calsync.app.config_text import Value

EXAMPLES = (
    (
        "calsync account add cloud cloud.example.com --user dana",
        "asks for the password; an app password is best",
    ),
    ("calsync account add cloud cloud.example.com --nextcloud", "sign in in the browser"),
    ("calsync account add gmail --google client.json --user dana@gmail.com", "with your own OAuth client"),
    ("calsync account list", "what is configured"),
    ("calsync account test cloud", "ask the server for its calendars"),
    ("calsync account remove cloud", "take it out, and its password out of the keyring"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("action", metavar="ACTION", choices=("add", "list", "test", "remove"))
    parser.add_argument(
        "name", metavar="NAME", nargs="?", help="yours to choose: it names the account from now on"
    )
    parser.add_argument(
        "address", metavar="ADDRESS", nargs="?", help="with add: address, host or e-mail address"
    )
    group = parser.add_argument_group("with add")
    group.add_argument(
        "--user", metavar="NAME", help="the name you sign in with; default: your e-mail address"
    )
    group.add_argument("--ca-file", metavar="FILE", help="a certificate authority of your own (PEM)")
    ways = group.add_mutually_exclusive_group()
    ways.add_argument(
        "--google", metavar="FILE", type=Path, help="sign in to Google with this OAuth client file"
    )
    signing_in.ways(ways)
    options.json(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync import paths
    from calsync.app import account
    from calsync.config import Config, load

    file = args.config.expanduser() if args.config else paths.config_path()
    if (args.name is None) != (args.action == "list"):
        raise UsageError("name the account: calsync account add|test|remove NAME; only list takes none")
    if args.action != "add" and args.address is not None:
        raise UsageError(f"{args.action} takes the account's name and nothing else")
    match args.action:
        case "add":
            account.check_name(file, args.name)
            found = account.add(file, _new(args, terminal))
            _holdings(args, terminal, found)
            terminal.say(
                f"\n{args.name} is in {file}; name it in [[sources]] and [target] (docs/configuration.md)"
            )
        case "test":
            _holdings(args, terminal, account.test(load(file), args.name))
        case "remove":
            account.remove(file, args.name)
            terminal.say(f"{args.name} is no longer in {file}")
        case _:
            _list(args, terminal, account.listed(load(file) if file.exists() else Config()))
    return 0


def _new(args: argparse.Namespace, terminal: Terminal) -> New:
    """What to add, from the command line, the browser or the keyboard."""
    from calsync.app import account

    def show(page: str) -> None:
        signing_in.browse(page, terminal)

    if args.google is not None:
        if args.user is None:
            raise UsageError("--google needs --user with your address at Google")
        given, token = account.google(args.user, args.google, args.address, show)
        today = (args.now or datetime.now(UTC)).date()
        return account.New(args.name, given | {"signed_in": today}, token)
    if args.address is None:
        raise UsageError("name the server: calsync account add NAME ADDRESS, e.g. cloud.example.com")
    if args.nextcloud:
        return account.New(args.name, *account.nextcloud(args.address, show))
    from calsync.stores.caldav import locate

    user = args.user or (args.address if "@" in args.address and "://" not in args.address else None)
    if user is None:
        raise UsageError("say who you are there: --user NAME")
    values: dict[str, Value] = {"url": locate(args.address), "username": user}
    if args.ca_file:
        values["ca_file"] = str(Path(args.ca_file).expanduser().absolute())
    kept = signing_in.kept(args)
    if kept:
        return account.New(args.name, values | kept)
    return account.New(args.name, values | {"password": "keyring"}, signing_in.password(user))


def _holdings(args: argparse.Namespace, terminal: Terminal, found: Sequence[Holding]) -> None:
    if args.json:
        calendars = [{"name": one.name, "url": one.url, "components": list(one.components)} for one in found]
        terminal.document({"schema": "calsync.calendars/1", "account": args.name, "calendars": calendars})
        return
    for one in found:
        terminal.say(f"{clean(one.name)}  ({', '.join(one.components) or 'anything'})\n    {clean(one.url)}")


def _list(args: argparse.Namespace, terminal: Terminal, accounts: Sequence[Listed]) -> None:
    if args.json:
        rows = [asdict(one) for one in accounts]
        terminal.document({"schema": "calsync.accounts/1", "accounts": rows})
        return
    if not accounts:
        terminal.say("no accounts yet: calsync account add NAME ADDRESS --user USER")
    for one in accounts:
        used = f"for {', '.join(one.used_by)}" if one.used_by else "not used yet"
        who = f"{one.username} at {one.url}"
        terminal.say(f"{clean(one.name)}  {clean(who)}\n    secret: {one.secret}; {clean(used)}")
