"""Set calsync up in at most six questions: who you are, your calendar, where to write, when to run.

Shows what it finds in your calendar before anything is written. What stands in your configuration already
is kept, and not asked again; a backup is made before a change. Every answer can be given as an option; with
--yes nothing is asked.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.cli import options, questions, signing_in
from calsync.cli.asking import Asker
from calsync.cli.cells import Dates, Line, count, listing, place
from calsync.cli.clean import clean
from calsync.cli.terminal import Terminal
from calsync.errors import CalsyncError, UsageError

if TYPE_CHECKING:
    from calsync.app.account import Holding
    from calsync.app.config_text import Value
    from calsync.app.results import PlanResult
    from calsync.app.setup import NewAccount, Place, Wanted
    from calsync.config import Config

EXAMPLES = (
    ("calsync init", "asks what it needs to know"),
    ("calsync init --from ~/calendars --me dana@example.com --yes", "files only, nothing is asked"),
    (
        "calsync init --from cloud.example.com --user dana --password-command 'pass show dav' --yes",
        "a server",
    ),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("answers")
    group.add_argument("--name", metavar="NAME", help="your name, as drafts sign it")
    options.identity(group)
    group.add_argument(
        "--from",
        dest="place",
        metavar="WHERE",
        help="your calendar: a file, a folder, a feed's address, a server, or your e-mail address there",
    )
    group.add_argument(
        "--user", metavar="NAME", help="the name you sign in with; default: your e-mail address"
    )
    signing_in.ways(group.add_mutually_exclusive_group())
    group.add_argument(
        "--calendar",
        metavar="NAME",
        action="append",
        default=[],
        help="read only this calendar of the server (repeatable); default: all that hold events",
    )
    group.add_argument(
        "--target", metavar="WHERE", help="where follow-ups go: a calendar of the server, or a path"
    )
    group.add_argument("--country", metavar="CODE", help="public holidays: DE, US-CA …, or none")
    group.add_argument(
        "--keep", choices=("keyring", "file"), help="where a password goes that is typed; default: what works"
    )
    group.add_argument(
        "--schedule", action=argparse.BooleanOptionalAction, help="have it run by itself every hour, or not"
    )
    group.add_argument("--yes", "-y", action="store_true", help="ask nothing: take the defaults")
    options.json(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    from calsync import paths
    from calsync.app import setup
    from calsync.app.options import Options, Switches
    from calsync.config import Config, load

    file = args.config.expanduser() if args.config else paths.config_path()
    old = load(file) if file.exists() else Config()
    asker = Asker(replace(terminal, quiet=False), silent=args.yes)
    if args.json:
        terminal = replace(terminal, quiet=True)  # standard output is for the document
    if file.exists():
        _kept(terminal, old)
    wanted = _wanted(args, asker, terminal, old, file)
    config = setup.trial(old, wanted, file)
    plain = options.options(args)
    now = Options(now=plain.now, config=plain.config)
    found = setup.try_out(now, config, Switches(), terminal.progress)
    _found(args, terminal, found)
    if found.failures:
        failure = found.failures[0]
        error = CalsyncError(failure.message, hint=failure.hint or "nothing was written")
        error.exit_code = failure.code
        raise error
    if wanted != setup.Wanted():
        if not asker.agree(f"Is that right? Then it is written to {file}", option="--yes"):
            terminal.say("nothing was written")
            return 0
        _write(args, terminal, file, wanted)
    return _schedule(args, asker, terminal)


def _wanted(args: argparse.Namespace, asker: Asker, terminal: Terminal, old: Config, file: Path) -> Wanted:
    from calsync.app import setup

    values, emails = (None, sorted(old.me.emails)) if _has_me(old) else questions.me(args, asker)
    new: NewAccount | None = None
    account: str | None = None
    where: Place | None = None
    source: Mapping[str, Value] | None = None
    holdings: tuple[Holding, ...] = ()
    if args.place and any(one.name == questions.source_name(args.place) for one in old.sources):
        raise UsageError(f"there is a source “{questions.source_name(args.place)}” in {file} already")
    if args.place or not old.sources:
        where = questions.place(args, asker, old)
        account = where.account
        if account is not None:
            holdings = questions.calendars(terminal, old, account)
        elif where.server is not None:
            new, holdings = questions.account(args, asker, terminal, old, file, where, emails)
            account = new.name
        source = questions.source(args, where, account)
    target = None
    if old.file is None or not (old.target.account or old.target.path):
        target = questions.target(args, asker, holdings, account)
    elif args.target:
        raise UsageError(f"{file} has a [target] already: change it there")
    zoned = None if values is None else {**values, **questions.zone(args, asker)}
    return setup.Wanted(zoned, new, where, source, target)


def _kept(terminal: Terminal, old: Config) -> None:
    names = ", ".join(source.name for source in old.sources) or "none"
    terminal.say(
        f"{clean(str(old.file))} is kept; sources in it: {clean(names)}. Only what is missing is asked."
    )


def _has_me(old: Config) -> bool:
    from calsync.config import MeConfig

    return old.me != MeConfig()


# --------------------------------------------------------------------------- what comes of it


def _found(args: argparse.Namespace, terminal: Terminal, found: PlanResult) -> None:
    from calsync.app import documents
    from calsync.cli import tables
    from calsync.model import Act

    terminal.progress("")
    if args.json:
        terminal.document(documents.plan(found))
        tables.remarks(terminal, found.notices, (), as_json=True)
        return
    interviews = sum(status.interviews for status in found.sources)
    dates = Dates.of(found.now, found.zone)
    new = [one for one in found.outcomes if one.action.act is Act.CREATE]
    terminal.say(
        f"\n5/6  In your calendar: {count(interviews, 'interview')}, {count(len(new), 'follow-up')} to write "
        f"to {place(found.target)}"
    )
    first = sorted(new, key=lambda one: one.action.due)[:5]
    lines = [Line(f"     {dates.at(one.action.due)}", one.action.summary, "") for one in first]
    terminal.show(listing(lines))
    if len(new) > 5:
        terminal.say(f"     and {len(new) - 5} more: calsync plan shows them all")
    tables.remarks(terminal, found.notices, (), as_json=False)


def _write(args: argparse.Namespace, terminal: Terminal, file: Path, wanted: Wanted) -> None:
    from calsync.app import setup
    from calsync.errors import AuthError

    in_keyring = args.keep == "keyring" or (args.keep is None and _session_keyring())
    try:
        backup = setup.keep(file, wanted, in_keyring=in_keyring)
    except AuthError:
        if args.keep == "keyring":
            raise
        in_keyring = False
        backup = setup.keep(file, wanted, in_keyring=False)
    if backup:
        terminal.say(f"what was there before: {backup}")
    secret = (wanted.account and wanted.account.password) or (wanted.place and wanted.place.feed)
    if secret:
        where = "your keyring" if in_keyring else f"a file beside it that only you can read ({file.parent})"
        terminal.say(f"the secret is kept in {where}")
    terminal.say(f"written: {file}")


def _session_keyring() -> bool:
    """Whether scheduled runs would reach the session's keyring: under systemd's user manager they do."""
    from calsync.schedule import choose

    try:
        return choose().name == "systemd"
    except CalsyncError:
        return False


def _schedule(args: argparse.Namespace, asker: Asker, terminal: Terminal) -> int:
    from calsync.cli import dispatch

    wanted = args.schedule
    if wanted is None:
        wanted = not asker.silent and asker.agree(
            "6/6  Shall it run by itself, every hour?", option="--schedule or --no-schedule"
        )
    code = 0
    if wanted:
        named = ["--config", str(args.config)] if args.config else []
        hushed = ["--quiet"] if terminal.quiet else []
        code = dispatch.run("schedule", ["install", *named, *hushed])
    terminal.say("\nnext: calsync sync writes the follow-ups, calsync agenda shows them")
    return code
