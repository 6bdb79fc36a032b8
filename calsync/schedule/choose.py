"""Which scheduler this machine has."""

from __future__ import annotations

import shutil

from calsync.errors import CalsyncError, UsageError
from calsync.schedule.cron import Crontab
from calsync.schedule.job import Scheduler, run
from calsync.schedule.systemd import SystemdUser, units_folder


def choose(name: str | None = None) -> Scheduler:
    """``cron`` or ``systemd`` by name; with none, systemd where a user manager answers, else cron.

    Raises UsageError for another name, CalsyncError when the machine has neither.
    """
    match name:
        case "cron":
            return Crontab()
        case "systemd":
            return SystemdUser(units_folder())
        case None:
            if shutil.which("systemctl") and run(["systemctl", "--user", "show-environment"]).returncode == 0:
                return SystemdUser(units_folder())
            if shutil.which("crontab"):
                return Crontab()
            raise CalsyncError(
                "this machine has neither a systemd user manager nor cron",
                hint="`calsync schedule print` shows what to put into another scheduler",
            )
        case _:
            raise UsageError(f"“{name}” is no scheduler: there are cron and systemd")
