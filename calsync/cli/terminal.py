"""Standard output and standard error as they are: a terminal or a pipe, wide or narrow, UTF-8 or not."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TextIO

from calsync.cli.clean import clean, clean_block, clean_json

if TYPE_CHECKING:
    from rich.console import RenderableType

_ASCII = str.maketrans(
    {"“": '"', "”": '"', "’": "'", "…": "...", "–": "-", "—": "-", "·": "-", "✓": "x", "→": "->", "⚠": "!"}
)
_NARROWEST, _PIPE_WIDTH, _WIDEST = 40, 80, 120
_PART = 4096
"""Words of JSON that are written together."""


@dataclass(frozen=True)
class Terminal:
    """Where results go. Only results go to ``out``; progress, warnings and errors go to ``err``."""

    out: TextIO
    err: TextIO
    width: int
    colour: bool
    progress_shown: bool
    quiet: bool = False

    @staticmethod
    def of_process(*, quiet: bool = False, environment: Mapping[str, str] = os.environ) -> Terminal:
        """The terminal, or pipe, of this process."""
        on_terminal = sys.stdout.isatty()
        smart = environment.get("TERM", "") != "dumb"
        columns = environment.get("COLUMNS", "")
        if columns.isdecimal() and int(columns):
            width = int(columns)
        elif on_terminal:
            import shutil

            width = shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns
        else:
            width = _PIPE_WIDTH
        return Terminal(
            out=sys.stdout,
            err=sys.stderr,
            width=min(max(width, _NARROWEST), _WIDEST),
            colour=on_terminal and smart and not environment.get("NO_COLOR"),
            progress_shown=sys.stderr.isatty() and smart and not quiet,
            quiet=quiet,
        )

    def say(self, text: str = "") -> None:
        """A line, or several, of the result, cleaned; nothing when quiet."""
        if not self.quiet:
            self._write(self.out, f"{clean_block(text)}\n")

    def raw(self, text: str) -> None:
        """calsync's own text for a program to read, as it is."""
        self._write(self.out, text)

    def document(self, value: Mapping[str, object]) -> None:
        """The result as JSON: nothing but the document. It may be long: written in parts."""
        import json
        from itertools import islice

        words = json.JSONEncoder(ensure_ascii=not _is_utf8(self.out), indent=2).iterencode(value)
        while part := "".join(islice(words, _PART)):
            self._write(self.out, clean_json(part))
        self._write(self.out, "\n")

    def show(self, renderable: RenderableType) -> None:
        """A table of the result, its cells cleaned already; nothing when quiet."""
        import io

        from rich.console import Console

        console = Console(
            file=io.StringIO(),
            width=self.width,
            color_system="standard" if self.colour else None,
            force_terminal=self.colour,
            no_color=not self.colour,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
        )
        with console.capture() as captured:
            console.print(renderable)
        if not self.quiet:
            lines = (line.rstrip() for line in captured.get().splitlines())
            self._write(self.out, "".join(f"{line}\n" for line in lines))

    def warn(self, text: str) -> None:
        """Something the user should know; nothing when quiet."""
        if not self.quiet:
            self._write(self.err, f"warning: {clean(text)}\n")

    def complain(self, text: str, hint: str | None = None) -> None:
        """Something that went wrong: one line, also when quiet."""
        line = f"calsync: {clean(text)}" + (f" – {clean(hint)}" if hint else "")
        self._write(self.err, line + "\n")

    def ask(self, text: str) -> None:
        """Something that the user must do before it goes on: one line, also when quiet."""
        self._write(self.err, f"{clean(text)}\n")
        self.err.flush()

    def progress(self, text: str) -> None:
        """What is being done just now, on a terminal only; the next one takes its place, "" clears it."""
        if self.progress_shown:
            room = self.width - 1
            self._write(self.err, f"\r\x1b[K{clean(text)[:room]}")

    def _write(self, stream: TextIO, text: str) -> None:
        if not _is_utf8(stream):
            encoding = stream.encoding or "ascii"
            text = text.translate(_ASCII).encode(encoding, "replace").decode(encoding)
        stream.write(text)
        stream.flush()


def _is_utf8(stream: TextIO) -> bool:
    return (stream.encoding or "").lower().replace("-", "") in ("utf8", "utf8sig")
