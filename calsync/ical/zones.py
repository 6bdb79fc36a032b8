"""From a TZID to a time zone: IANA and Windows names, vendor prefixes, and the VTIMEZONE in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from calsync.ical.content import parse_lines, unfold
from calsync.ical.split import Raw

_PROBES = tuple(
    datetime.combine(date(year, 1, 5), time(12)) + timedelta(days=14 * step)
    for year in (2016, 2025, 2026, 2027)
    for step in range(26)
)
"""Wall times at which two zones that mean the same must agree."""


class Zones:
    """The time zones one calendar file knows, looked up by TZID."""

    def __init__(self, components: Iterable[Raw], likely: ZoneInfo) -> None:
        self._likely = likely
        self._components = {_tzid(raw): raw for raw in components}
        self._known: dict[str, tzinfo | None] = {}

    def get(self, tzid: str) -> tzinfo | None:
        """The zone, as a ZoneInfo wherever one has this meaning; None when nobody knows it."""
        if tzid not in self._known:
            self._known[tzid] = iana(tzid) or self._defined(tzid)
        return self._known[tzid]

    def _defined(self, tzid: str) -> tzinfo | None:
        raw = self._components.get(tzid)
        if raw is None:
            return None
        lines = list(parse_lines(unfold(raw.data)))
        for line in lines:
            if line.name == "X-LIC-LOCATION" and (zone := iana(line.value)):
                return zone
        from icalendar import Timezone

        text = "\r\n".join(
            line.name + "".join(f';{key}="{value}"' for key, value in line.params) + f":{line.value}"
            for line in lines
        )
        try:
            component = cast("Timezone", Timezone.from_ical(text))
            return _same_as(component.to_tz(lookup_tzid=False), self._likely)
        except Exception:
            return None


@cache
def iana(tzid: str) -> ZoneInfo | None:
    """The zone of an IANA or Windows name, with or without a vendor's prefix (RFC 5545 3.2.19)."""
    name = tzid.strip().strip('"').strip("/")
    parts = name.split("/")
    return (
        (_zone(_windows().get(name, "")) if len(parts) == 1 else None)
        or _zone(name)
        or next(filter(None, (_zone("/".join(parts[n:])) for n in range(1, len(parts)))), None)
    )


def _zone(key: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(key) if key else None
    except (KeyError, ValueError, OSError):
        return None


@cache
def _windows() -> Mapping[str, str]:
    """Windows' names of zones, as CLDR maps them; of its own, for icalendar's is slow to come by."""
    text = Path(__file__).with_name("data").joinpath("windows_zones.txt").read_text("utf-8")
    return dict(line.split("=") for line in text.splitlines())


def _same_as(zone: tzinfo, likely: ZoneInfo) -> tzinfo:
    """The ZoneInfo that agrees with a zone defined in a file, the likely one first; else that zone."""
    offsets = [zone.utcoffset(moment) for moment in _PROBES]
    for key in dict.fromkeys((likely.key, *_windows().values())):
        candidate = _zone(key)
        if candidate and all(
            candidate.utcoffset(moment) == offset for moment, offset in zip(_PROBES, offsets, strict=True)
        ):
            return candidate
    return zone


def _tzid(raw: Raw) -> str:
    return next((line.value.strip() for line in parse_lines(unfold(raw.data)) if line.name == "TZID"), "")
