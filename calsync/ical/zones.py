"""From a TZID to a time zone: IANA and Windows names, vendor prefixes, and the VTIMEZONE in the file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from zoneinfo import ZoneInfo

from calsync.ical.content import parse_lines, unfold
from calsync.ical.split import Raw


class Zones:
    """The time zones one calendar file knows, looked up by TZID."""

    def __init__(self, components: Iterable[Raw], default: ZoneInfo) -> None:
        self.default = default
        self._components = {_tzid(raw): raw for raw in components}
        self._known: dict[str, tzinfo | None] = {}

    def get(self, tzid: str) -> tzinfo | None:
        """The zone, as a ZoneInfo where there is one with this meaning; None when nobody knows it."""
        if tzid not in self._known:
            self._known[tzid] = iana(tzid) or self._defined(tzid)
        return self._known[tzid]

    def _defined(self, tzid: str) -> tzinfo | None:
        raw = self._components.get(tzid)
        if raw is None:
            return None
        for line in parse_lines(unfold(raw.text)):
            if line.name == "X-LIC-LOCATION" and (zone := iana(line.value.strip())):
                return zone
        from icalendar import Timezone

        try:
            component = Timezone.from_ical(raw.text)
            return component.to_tz(lookup_tzid=False)  # type: ignore[no-any-return]
        except (ValueError, KeyError, AttributeError, TypeError):
            return None


def iana(tzid: str) -> ZoneInfo | None:
    """The zone of an IANA or Windows name, with or without a vendor's prefix (RFC 5545 3.2.19)."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    name = tzid.strip().strip('"').strip("/")
    parts = name.split("/")
    for guess in (name, WINDOWS_TO_OLSON.get(name, ""), *("/".join(parts[n:]) for n in range(1, len(parts)))):
        if guess:
            try:
                return ZoneInfo(guess)
            except (KeyError, ValueError, OSError):
                continue
    return None


def _tzid(raw: Raw) -> str:
    return next((line.value.strip() for line in parse_lines(unfold(raw.text)) if line.name == "TZID"), "")
