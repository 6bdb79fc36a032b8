"""What time the server thinks it is."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from calsync.stores.caldav.wire import Wire


def server_time(wire: Wire) -> datetime | None:
    """The Date of an answer (RFC 9110 6.6.1), in UTC; None where the server does not say.

    Raises NetworkError or AuthError.
    """
    text = wire.read("OPTIONS", wire.url).headers.get("date", "")
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
