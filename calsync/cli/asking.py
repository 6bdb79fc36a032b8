"""Questions on a terminal, with a default; answers may be given beforehand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from calsync.cli.terminal import Terminal
from calsync.errors import UsageError

T = TypeVar("T")
TRIES = 3


@dataclass(frozen=True)
class Asker:
    """Asks, unless ``silent``: then the default is the answer."""

    terminal: Terminal
    silent: bool

    def ask(self, question: str, read: Callable[[str], T], *, default: str | None, option: str) -> T:
        """An answer as ``read`` takes it; what it refuses (UsageError) is asked again, three times in all.

        Raises UsageError naming ``option`` when nobody can be asked and there is no default.
        """
        if self.silent or not sys.stdin.isatty():
            if default is None or not self.silent:
                raise UsageError(f"nobody can be asked: {question.rstrip('?')}", hint=f"say it with {option}")
            return read(default)
        for left in reversed(range(TRIES)):
            self.terminal.say(f"\n{question}" + (f" [{default}]" if default else ""))
            try:
                return read(self._line() or default or "")
            except UsageError as error:
                if not left:
                    raise
                self.terminal.complain(str(error), error.hint)
        raise AssertionError("the last try returns or raises")

    def choose(self, question: str, names: Sequence[str], *, option: str) -> str:
        """One of ``names`` by its number or name, the first by default; or other words as they are."""
        if not self.silent:
            listed = "\n".join(f"  {number}  {name}" for number, name in enumerate(names, 1))
            question = f"{question}\n{listed}"

        def read(text: str) -> str:
            if text.isdecimal() and not 1 <= int(text) <= len(names):
                raise UsageError(f"there is no number {text}: 1 to {len(names)}")
            return names[int(text) - 1] if text.isdecimal() else text

        return self.ask(question, read, default="1", option=option)

    def agree(self, question: str, *, option: str) -> bool:
        """Yes unless the answer begins with n."""

        def read(text: str) -> bool:
            if text.strip().lower()[:1] not in ("y", "n"):
                raise UsageError("yes or no?")
            return text.strip().lower().startswith("y")

        return self.ask(question, read, default="yes", option=option)

    def _line(self) -> str:
        try:
            return input("> ").strip()
        except EOFError:
            raise UsageError("no answer was given: nothing is written") from None
