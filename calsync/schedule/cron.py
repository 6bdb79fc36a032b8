"""A block in the user's crontab, between two marker lines; everything outside it comes through as it is."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from calsync.errors import CalsyncError, UsageError
from calsync.schedule.job import DAY, Daily, Every, Job, Status, refused, run

BEGIN = "# calsync schedule: begin (written by `calsync schedule install`; edits in here are lost)"
END = "# calsync schedule: end"

LONGEST = 990
"""Vixie's and Debian's cron take commands of less than 1000 characters."""


def times(job: Job) -> list[str]:
    """The five fields, once for each line needed."""
    match job.pace:
        case Every(minutes) if minutes < 60:
            start = job.offset % minutes
            return [f"{','.join(map(str, range(start, 60, minutes)))} * * * *"]
        case Every(minutes):
            step = minutes // 60
            hours = "8" if minutes == DAY else "*" if step == 1 else f"*/{step}"
            return [f"{job.offset} {hours} * * *"]
        case Daily(moments):
            return [f"{at.minute} {at.hour} * * *" for at in moments]


def block(job: Job) -> str:
    """The lines for a crontab, markers included.

    The variables stand in the command itself: as crontab lines they would hold for the user's own
    entries too. A ``%`` is a newline to cron, so it is escaped; a backslash means different things to
    different crons, so it is refused. Raises UsageError for that, and when too long for cron.
    """
    if any("\\" in text for text in (*job.command, *(value for _, value in job.variables))):
        raise UsageError("cron cannot carry a backslash: rename the path, or use a systemd timer")
    assignments = (f"{name}={shlex.quote(value)}" for name, value in job.variables)
    command = " ".join((*assignments, shlex.join(job.command))).replace("%", "\\%")
    if len(command.encode("utf-8", "surrogateescape")) > LONGEST:
        raise UsageError(
            "the command is too long for cron: shorten its paths, or name its sources in the configuration"
        )
    return "".join(f"{line}\n" for line in (BEGIN, *(f"{when} {command}" for when in times(job)), END))


def split(crontab: str) -> tuple[str, str, str]:
    """The text before the block, the block, the text after; an empty block when there is none.

    Raises CalsyncError when a marker is missing or doubled: then nobody knows what is the user's.
    """
    lines = crontab.splitlines(keepends=True)
    begins = [index for index, line in enumerate(lines) if line.strip() == BEGIN]
    ends = [index for index, line in enumerate(lines) if line.strip() == END]
    match begins, ends:
        case [], []:
            return crontab, "", ""
        case [begin], [end] if begin < end:
            return "".join(lines[:begin]), "".join(lines[begin : end + 1]), "".join(lines[end + 1 :])
        case _:
            raise CalsyncError(
                "the calsync block in your crontab is damaged",
                hint="run `crontab -e`, take its lines out by hand, and install again",
            )


def with_block(crontab: str, lines: str) -> str:
    """The crontab with this block in place of the old one, else at its end."""
    before, old, after = split(crontab)
    if not old and before and not before.endswith("\n"):
        before += "\n"
    return before + lines + after


@dataclass(frozen=True, slots=True)
class Crontab:
    """The crontab of the user who runs this, through the ``crontab`` program."""

    program: str = "crontab"

    @property
    def name(self) -> str:
        return "cron"

    def render(self, job: Job) -> str:
        return block(job)

    def status(self, job: Job) -> Status:
        entry = split(self._read())[1]
        return Status("crontab", bool(entry), entry == block(job), entry)

    def install(self, job: Job) -> bool:
        return self._replace(block(job))

    def remove(self) -> bool:
        return self._replace("")

    def _replace(self, lines: str) -> bool:
        before = self._read()
        after = with_block(before, lines)
        if after == before:
            return False
        done = run([self.program, "-"] if after else [self.program, "-r"], after)
        if done.returncode:
            raise refused(done, "crontab did not take the entry")
        return True

    def _read(self) -> str:
        done = run([self.program, "-l"])
        if done.returncode == 0:
            return done.stdout
        if "no crontab" in done.stderr.lower():
            return ""
        raise refused(done, "cannot read your crontab")
