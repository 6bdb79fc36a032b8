"""What time the server thinks it is."""

from __future__ import annotations

from datetime import datetime

from calsync.stores.caldav.attempts import http_date
from calsync.stores.caldav.wire import Wire


def server_time(wire: Wire) -> datetime | None:
    """The Date of an answer (RFC 9110 6.6.1), in UTC; None where the server does not say.

    Raises NetworkError or AuthError.
    """
    return http_date(wire.read("OPTIONS", wire.url).headers.get("date", ""))
