"""Print a script that lets your shell complete commands, options and the ids of follow-ups.

Bash: eval "$(calsync completion bash)" in ~/.bashrc. Zsh: source <(calsync completion zsh) in ~/.zshrc. Fish:
calsync completion fish > ~/.config/fish/completions/calsync.fish.
"""

from __future__ import annotations

import argparse

from calsync.cli import options
from calsync.cli.terminal import Terminal

EXAMPLES = (
    ("calsync completion bash", "the script for bash"),
    ("calsync completion fish", "the script for fish"),
    ("calsync completion ids", "what is offered for ID: open follow-ups, as last seen"),
)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("shell", metavar="SHELL", choices=("bash", "zsh", "fish", "ids"))
    options.json(parser)


def run(args: argparse.Namespace, terminal: Terminal) -> int:
    if args.shell == "ids":
        return _ids(args, terminal)
    from calsync.cli.completion import script

    text = script(args.shell)
    if args.json:
        terminal.document({"schema": "calsync.completion/1", "shell": args.shell, "script": text})
    else:
        terminal.raw(text)
    return 0


def _ids(args: argparse.Namespace, terminal: Terminal) -> int:
    """Never an error: a shell asks in the middle of a line that somebody types."""
    from calsync.app.known_ids import open_ids
    from calsync.cli.clean import clean
    from calsync.errors import CalsyncError

    try:
        known = open_ids()
    except CalsyncError:
        known = ()
    if args.json:
        rows = [{"id": short, "summary": summary} for short, summary in known]
        terminal.document({"schema": "calsync.ids/1", "follow_ups": rows})
    else:
        terminal.raw("".join(f"{short}\t{clean(summary)}\n" for short, summary in known))
    return 0
