"""From an e-mail address or a bare host to the address of a CalDAV server (RFC 6764)."""

from __future__ import annotations

import re

from calsync.errors import ConfigError

SECONDS = 10

_HOST = re.compile(r"(?:[\w-]+\.)+[\w-]+|localhost")


def locate(text: str) -> str:
    """The https address where ``text`` (an address, an e-mail address, a host) has its calendars.

    An address stays as it is. For a host, DNS is asked (SRV and TXT), then ``/.well-known/caldav``; where
    neither says anything it is the host itself. Raises ConfigError for what is none of these.
    """
    text = text.strip()
    if "://" in text:
        return text
    host, _, path = text.rpartition("@")[2].partition("/")
    if not _HOST.fullmatch(host):
        raise ConfigError(f"{text[:80]!r} is neither an address, an e-mail address nor a host")
    if path:
        return f"https://{host}/{path}"
    from caldav.discovery import discover_caldav

    found = discover_caldav(host, timeout=SECONDS)
    return found.url if found is not None else f"https://{host}/"
