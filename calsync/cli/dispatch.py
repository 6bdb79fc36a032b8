"""From a command's name and arguments to its module."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Sequence
from typing import NoReturn, Protocol, cast

from calsync.cli import options
from calsync.cli.table import module_name, summaries
from calsync.cli.terminal import Terminal
from calsync.errors import UsageError


class Command(Protocol):
    """What a module in ``calsync.cli.commands`` offers, besides its docstring."""

    EXAMPLES: Sequence[tuple[str, str]]
    """Command line, and what it is for."""

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace, terminal: Terminal) -> int: ...


class Parser(argparse.ArgumentParser):
    """argparse with one clear line for an error, and a description as wide as the terminal."""

    def format_help(self) -> str:
        import shutil

        self.description = _filled(self.description or "", shutil.get_terminal_size().columns - 2)
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message} ({self.prog} --help shows the options)")


def run(name: str, arguments: Sequence[str]) -> int:
    """Parse and run one command. Raises UsageError for a command line that makes no sense."""
    if name.startswith("-"):
        raise UsageError(f"the command comes first, options after it: calsync scan {name} …")
    if name not in summaries():
        from calsync.settings import nearest

        raise UsageError(f"there is no command “{name}”; {nearest(name, summaries())}")
    command = load(name)
    args = parse(parser(name, command), arguments)
    if args.debug:
        import logging

        logging.basicConfig(level=logging.DEBUG, format="%(name)s: %(message)s")
    terminal = Terminal.of_process(quiet=args.quiet)
    return command.run(args, terminal)


def load(name: str) -> Command:
    return cast("Command", importlib.import_module(module_name(name)))


def parser(name: str, command: Command) -> Parser:
    """The parser of one command, with the options that all commands share."""
    width = max(len(line) for line, _ in command.EXAMPLES)
    examples = "\n".join(f"  {line:<{width}}   {meaning}" for line, meaning in command.EXAMPLES)
    made = Parser(
        prog=f"calsync {name}",
        description=command.__doc__,
        epilog=f"examples:\n{examples}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.arguments(made)
    options.common(made)
    return made


def _filled(text: str, width: int) -> str:
    """The paragraphs of a docstring, filled to a width."""
    import textwrap

    return "\n\n".join(textwrap.fill(part, width) for part in text.strip().split("\n\n"))


def parse(made: Parser, arguments: Sequence[str]) -> argparse.Namespace:
    """The arguments, options and positionals in any order. Raises UsageError."""
    args, unknown = made.parse_known_intermixed_args(list(arguments))
    if unknown:
        from calsync.settings import nearest

        known = [text for action in made._actions for text in action.option_strings]
        name = unknown[0].split("=")[0]
        hint = f"; {nearest(name, known)}" if name.startswith("--") else ""
        raise UsageError(f"unexpected argument “{unknown[0]}”{hint}")
    return args
