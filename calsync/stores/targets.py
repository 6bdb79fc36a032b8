"""From a path to the target it means."""

from __future__ import annotations

import os
from pathlib import Path

from calsync.errors import UsageError
from calsync.stores.base import Target


def open_file_target(path: Path | str, *, method: str | None = None) -> Target:
    """A folder (existing, or written with a trailing slash) is a vdir; an ``.ics`` name or an existing
    file is a calendar file, begun with ``method`` where it is new. Nothing is read or written yet.

    Raises UsageError for a path that could be either.
    """
    from calsync.stores.icsfile import IcsFileTarget
    from calsync.stores.vdir import VdirTarget

    place = Path(path)
    if place.is_dir() or os.fspath(path).endswith(("/", os.sep)):
        return VdirTarget(place)
    if place.suffix.lower() == ".ics" or place.exists():
        return IcsFileTarget(place, method=method)
    raise UsageError(
        f"{place} is neither a folder nor an .ics file",
        hint=f"write {place}.ics for a file, or {place}/ for a folder of .ics files",
    )
