"""The time zone of the machine, by its IANA name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

_LOCALTIME = Path("/etc/localtime")
_TIMEZONE = Path("/etc/timezone")


def system_zone(environment: Mapping[str, str] = os.environ) -> str | None:
    """From TZ, else from what /etc/localtime links to, else from /etc/timezone; None when none is known."""
    named = environment.get("TZ", "").removeprefix(":")
    if named:
        return _known(named.rpartition("zoneinfo/")[2])
    try:
        linked = os.path.realpath(_LOCALTIME)
    except OSError:
        linked = ""
    if found := _known(linked.rpartition("zoneinfo/")[2]) if "zoneinfo/" in linked else None:
        return found
    try:
        return _known(_TIMEZONE.read_text(encoding="ascii").strip())
    except (OSError, UnicodeDecodeError):
        return None


def _known(name: str) -> str | None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None
    return name
