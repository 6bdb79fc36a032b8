"""Running calsync by itself: an entry for cron, a systemd user timer, or a launchd agent.

What is written is a pure function of a ``Job``; ``Crontab`` and ``SystemdUser`` put it in place, look at
it and take it out, and touch nothing but their own block or files.
"""

from calsync.schedule.choose import choose
from calsync.schedule.cron import Crontab
from calsync.schedule.job import Daily, Every, Job, Scheduler, Status, inherited, pace, this_program
from calsync.schedule.launchd import plist
from calsync.schedule.systemd import SystemdUser

__all__ = [
    "Crontab",
    "Daily",
    "Every",
    "Job",
    "Scheduler",
    "Status",
    "SystemdUser",
    "choose",
    "inherited",
    "pace",
    "plist",
    "this_program",
]
