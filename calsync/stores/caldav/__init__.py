"""CalDAV: calendars as sources, a calendar as the target. Nothing heavy is imported before it is used."""

from calsync.stores.caldav.attempts import Timing
from calsync.stores.caldav.clock import server_time
from calsync.stores.caldav.locate import locate
from calsync.stores.caldav.login import Bearer, Login, Nobody, Password
from calsync.stores.caldav.resolve import Calendar, calendars
from calsync.stores.caldav.source import CalDavSource
from calsync.stores.caldav.target import CalDavTarget
from calsync.stores.caldav.wire import Elsewhere, Wire

__all__ = [
    "Bearer",
    "CalDavSource",
    "CalDavTarget",
    "Calendar",
    "Elsewhere",
    "Login",
    "Nobody",
    "Password",
    "Timing",
    "Wire",
    "calendars",
    "locate",
    "server_time",
]
