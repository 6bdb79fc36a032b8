import plistlib
from datetime import time

from calsync.schedule import plist
from calsync.schedule.job import Daily, Every, Job

COMMAND = ("/opt/calsync", "sync", "<&>")


def test_an_interval_is_in_seconds():
    agent = plistlib.loads(plist(Job(COMMAND, Every(30), "Europe/Berlin")).encode())
    assert agent["StartInterval"] == 1800
    assert agent["ProgramArguments"] == list(COMMAND)
    assert agent["EnvironmentVariables"] == {"TZ": "Europe/Berlin"}


def test_times_of_the_clock_are_listed():
    agent = plistlib.loads(plist(Job(COMMAND, Daily((time(7, 5), time(18))), "UTC")).encode())
    assert agent["StartCalendarInterval"] == [{"Hour": 7, "Minute": 5}, {"Hour": 18, "Minute": 0}]
