"""How a user signs in to a server: where the password is, or the browser. For ``account`` and ``init``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from calsync.cli.clean import clean
from calsync.cli.terminal import Terminal
from calsync.errors import UsageError

if TYPE_CHECKING:
    from calsync.app.config_text import Value


def ways(group: argparse._ActionsContainer) -> None:
    """The options that say how to sign in, or where the password is."""
    group.add_argument("--nextcloud", action="store_true", help="sign in in the browser, get an app password")
    group.add_argument("--password-command", metavar="COMMAND", help="a command that prints the password")
    group.add_argument("--password-env", metavar="VARIABLE", help="an environment variable that holds it")
    group.add_argument("--password-credential", metavar="NAME", help="a systemd credential that holds it")
    group.add_argument("--password-file", metavar="FILE", help="a file (mode 0600) that holds it")


def kept(args: argparse.Namespace) -> dict[str, Value]:
    """The key that says where the password is, if an option says so."""
    import shlex

    if args.password_command:
        return {"password_command": shlex.split(args.password_command)}
    if args.password_file:
        return {"password_file": str(Path(args.password_file).expanduser().absolute())}
    named = {"password_env": args.password_env, "password_credential": args.password_credential}
    return {key: value for key, value in named.items() if value}


def password(user: str) -> str:
    """Asked for without an echo; from a pipe, the first line. Raises UsageError when there is none."""
    import getpass

    asked = getpass.getpass(f"Password of {clean(user)}: ") if sys.stdin.isatty() else sys.stdin.readline()
    given = asked.rstrip("\r\n")
    if not given:
        raise UsageError("no password was given")
    return given


def browse(page: str, terminal: Terminal) -> None:
    """Show the page to sign in at, and open it where there is a browser."""
    terminal.ask(f"Sign in here, calsync waits: {page}")
    if sys.stderr.isatty():
        import webbrowser

        webbrowser.open(page)
