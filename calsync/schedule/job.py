"""What is to run, and when: the same for every scheduler."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from pathlib import Path
from typing import Protocol

from calsync.digests import sha256
from calsync.errors import CalsyncError, UsageError

INHERITED = ("CALSYNC_CONFIG", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
"""Variables that decide which configuration and state a run uses; a scheduler's bare environment has none."""

DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Every:
    """Round the clock, every so many minutes: a divisor of 60, or of a day in whole hours."""

    minutes: int

    def __post_init__(self) -> None:
        hours, rest = divmod(self.minutes, 60)
        if not (0 < self.minutes < 60 and 60 % self.minutes == 0) and not (
            hours and not rest and 24 % hours == 0
        ):
            raise UsageError(
                f"cannot run every {self.minutes} minutes: take 5, 10, 15, 20 or 30 minutes, "
                "or 1, 2, 3, 4, 6, 8, 12 or 24 hours"
            )


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day at these times of the clock."""

    times: tuple[time, ...]


Pace = Every | Daily


def pace(text: str) -> Pace:
    """``15m``, ``2h``, ``07:30`` or ``07:30,18:00``. Raises UsageError for anything else."""
    if found := re.fullmatch(r"(\d{1,4})\s*([mh])", text.strip()):
        return Every(int(found[1]) * (60 if found[2] == "h" else 1))
    clock = [re.fullmatch(r"\s*(\d{1,2}):(\d\d)\s*", part) for part in text.split(",")]
    try:
        times = sorted({time(int(at[1]), int(at[2])) for at in clock if at})
    except ValueError:
        times = []
    if not all(clock) or not times:
        raise UsageError(f"“{text}” is no schedule: write 15m, 1h, 07:30 or 07:30,18:00")
    return Daily(tuple(times))


@dataclass(frozen=True, slots=True)
class Job:
    """One scheduled command. Raises UsageError for what no scheduler can carry."""

    command: tuple[str, ...]
    """The program by its absolute path, and its arguments."""
    pace: Pace
    zone: str
    """IANA name: TZ of the run, so that it reads floating times as the user's own runs do."""
    environment: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not Path(self.command[0]).is_absolute():
            raise UsageError(f"“{self.command[0]}” is not an absolute path: a scheduler would not find it")
        for text in (*self.command, *(part for pair in self.variables for part in pair)):
            if not text.isprintable():
                raise UsageError(f"{text!r} holds a control character: no scheduler can carry it")

    @property
    def variables(self) -> tuple[tuple[str, str], ...]:
        return (("TZ", self.zone), *self.environment)

    @property
    def offset(self) -> int:
        """Minutes past the hour, 0 to 59, the same for the same job: not everybody's at :00."""
        return sha256("\0".join(self.command).encode("utf-8", "surrogateescape")).digest()[0] % 60


@dataclass(frozen=True, slots=True)
class Status:
    """How things stand with one scheduler."""

    where: str
    """For people: ``crontab``, or the paths of the units."""
    installed: bool
    current: bool
    """True when what is installed is exactly what the job asks for."""
    entry: str = ""
    """What is installed, as it stands there."""
    notes: tuple[str, ...] = ()


class Scheduler(Protocol):
    """Something that runs jobs. Every method raises CalsyncError when its program refuses."""

    @property
    def name(self) -> str: ...

    def render(self, job: Job) -> str:
        """What ``install`` would put in place."""

    def status(self, job: Job) -> Status: ...

    def install(self, job: Job) -> bool:
        """Put it in place. False when it stood there already, exactly so."""

    def remove(self) -> bool:
        """Take it out. False when there was nothing."""


def this_program(argv0: str, executable: str) -> tuple[str, ...]:
    """How to start this calsync again from anywhere: its own script, else this Python with the module.

    ``argv0`` and ``executable`` are ``sys.argv[0]`` and ``sys.executable``.
    """
    found = shutil.which(argv0)
    if found and Path(found).stem == "calsync":
        return (str(Path(found).absolute()),)
    return (str(Path(executable).absolute()), "-m", "calsync")


def inherited(environ: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The variables of the present run that the scheduled one must have too."""
    return tuple((name, environ[name]) for name in INHERITED if environ.get(name))


def run(command: Sequence[str], text: str = "") -> subprocess.CompletedProcess[str]:
    """Run a scheduler's program with a time limit. Raises CalsyncError when it is not there or hangs."""
    try:
        return subprocess.run(  # noqa: S603 - crontab or systemctl with words of our own, no shell
            command,
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=30,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise CalsyncError(f"{command[0]} is not installed") from None
    except subprocess.TimeoutExpired:
        raise CalsyncError(f"{command[0]} did not answer within 30 seconds") from None


def refused(done: subprocess.CompletedProcess[str], what: str) -> CalsyncError:
    """The error for a program that said no, with its own last words."""
    words = (done.stderr.strip() or done.stdout.strip() or f"exit code {done.returncode}").splitlines()[-1]
    return CalsyncError(f"{what}: {words}")
