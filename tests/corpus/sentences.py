"""Single sentences and when they say that one will hear: ``sentences/<language>.txt``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

SENTENCES_SAID = date(2026, 3, 3)
"""The day of the interview that they are about, a Tuesday."""


def labelled_sentences() -> Iterator[tuple[str, str, str]]:
    """Language, the day in ISO form or "-", and the sentence."""
    for file in sorted((Path(__file__).parent / "sentences").glob("*.txt")):
        for line in file.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                want, text = line.split(" ", 1)
                yield file.stem, want, text
