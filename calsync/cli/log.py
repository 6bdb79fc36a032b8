"""A log file for runs that nobody watches: one line for each thing done or gone wrong.

Kept small by itself: at half a megabyte it becomes FILE.1, the one before FILE.2, and older ones go.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from calsync.cli.clean import clean
from calsync.errors import UsageError

LARGEST = 512 * 1024
KEPT = 2


def write(file: Path, now: datetime, lines: Iterable[str]) -> None:
    """Append lines, each with the time ``now``, cleaned like anything shown. The file is the user's alone.

    Raises UsageError when it cannot be written.
    """
    place = file.expanduser()
    stamp = now.isoformat(timespec="seconds")
    text = "".join(f"{stamp} {clean(line)}\n" for line in lines)
    try:
        _rotate(place)
        handle = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as out:
            out.write(text)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise UsageError(f"--log: {place} cannot be written: {why}") from None


def _rotate(file: Path) -> None:
    if not file.is_file() or file.stat().st_size < LARGEST:
        return
    for number in range(KEPT, 0, -1):
        older = file.with_name(f"{file.name}.{number}")
        newer = file.with_name(f"{file.name}.{number - 1}") if number > 1 else file
        if newer.exists():
            newer.replace(older)
