"""A launchd agent for macOS: printed, for the user to put in ~/Library/LaunchAgents."""

from __future__ import annotations

import plistlib

from calsync.schedule.job import Daily, Every, Job

LABEL = "org.calsync.sync"


def plist(job: Job) -> str:
    """The agent's property list (launchd.plist). Times of the clock are the Mac's own."""
    agent: dict[str, object] = {
        "Label": LABEL,
        "ProgramArguments": list(job.command),
        "EnvironmentVariables": dict(job.variables),
        "ProcessType": "Background",
    }
    match job.pace:
        case Every(minutes):
            agent["StartInterval"] = minutes * 60
        case Daily(times):
            agent["StartCalendarInterval"] = [{"Hour": at.hour, "Minute": at.minute} for at in times]
    return plistlib.dumps(agent, sort_keys=False).decode("utf-8")
