"""A service and a timer in the user's own systemd."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from calsync.errors import CalsyncError
from calsync.schedule.job import DAY, Daily, Every, Job, Status, refused, run

SERVICE, TIMER = "calsync.service", "calsync.timer"
OWN = "# Written by `calsync schedule install`; edits are lost.\n"


def quoted(text: str, *, command: bool = False) -> str:
    """One word of a unit file: specifiers doubled, quotes and backslashes escaped (systemd.syntax).

    In a command a dollar sign would be a variable, and is doubled too.
    """
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped.replace("$", "$$") if command else escaped}"'


def service(job: Job) -> str:
    variables = "".join(f"Environment={quoted(f'{name}={value}')}\n" for name, value in job.variables)
    # The program's path itself takes no $$: systemd expands variables in arguments only.
    program = quoted(job.command[0])
    arguments = " ".join(quoted(word, command=True) for word in job.command[1:])
    return (
        f"{OWN}[Unit]\nDescription=calsync: follow-ups for the interviews in your calendar\n\n"
        f"[Service]\nType=oneshot\nNice=10\nTimeoutStartSec=15min\n{variables}"
        f"ExecStart={program} {arguments}\n"
    )


def timer(job: Job) -> str:
    """Missed runs are caught up (Persistent); times of the clock are in the job's zone."""
    match job.pace:
        case Every(minutes) if minutes < 60:
            moments = [f"*-*-* *:{job.offset % minutes}/{minutes}:00"]
        case Every(minutes) if minutes == DAY:
            moments = [f"*-*-* 08:{job.offset:02}:00 {job.zone}"]
        case Every(minutes):
            moments = [f"*-*-* 0/{minutes // 60}:{job.offset:02}:00"]
        case Daily(times):
            moments = [f"*-*-* {at:%H:%M}:00 {job.zone}" for at in times]
    calendar = "".join(f"OnCalendar={moment}\n" for moment in moments)
    return (
        f"{OWN}[Unit]\nDescription=calsync, regularly\n\n"
        f"[Timer]\n{calendar}Persistent=true\n\n[Install]\nWantedBy=timers.target\n"
    )


def units_folder() -> Path:
    """Where the user's own units live (systemd.unit)."""
    config = os.environ.get("XDG_CONFIG_HOME")
    return (Path(config) if config else Path.home() / ".config") / "systemd" / "user"


@dataclass(frozen=True, slots=True)
class SystemdUser:
    """Units in ``folder``, switched on through ``systemctl --user``."""

    folder: Path
    program: str = "systemctl"

    @property
    def name(self) -> str:
        return "systemd"

    def render(self, job: Job) -> str:
        return "\n".join(f"# {self.folder / name}\n{text}" for name, text in self._units(job).items())

    def status(self, job: Job) -> Status:
        stand = {name: self._read(name) for name in (SERVICE, TIMER)}
        enabled = self._systemctl("is-enabled", TIMER).returncode == 0
        installed = all(text is not None for text in stand.values()) and enabled
        notes = ["the timer is not switched on"] if stand[TIMER] is not None and not enabled else []
        if installed:
            notes.append("it rests while you are logged out, unless you run: loginctl enable-linger")
        entry = "\n".join(text for text in stand.values() if text)
        return Status(
            str(self.folder), installed, installed and stand == self._units(job), entry, tuple(notes)
        )

    def install(self, job: Job) -> bool:
        if self.status(job).current:
            return False
        for name in (SERVICE, TIMER):
            present = self._read(name)
            if present is not None and not present.startswith(OWN):
                raise CalsyncError(
                    f"{self.folder / name} was not written by calsync: left as it is",
                    hint="rename it, and install again",
                )
        self.folder.mkdir(parents=True, exist_ok=True)
        for name, text in self._units(job).items():
            path = self.folder / name
            partial = path.with_suffix(path.suffix + ".tmp")
            partial.write_text(text, encoding="utf-8", errors="surrogateescape")
            partial.replace(path)
        self._must("daemon-reload")
        self._must("enable", TIMER)
        self._must("restart", TIMER)
        return True

    def remove(self) -> bool:
        ours = [name for name in (TIMER, SERVICE) if (self._read(name) or "").startswith(OWN)]
        if not ours:
            return False
        self._must("disable", "--now", TIMER)
        for name in ours:
            (self.folder / name).unlink()
        self._must("daemon-reload")
        return True

    def _units(self, job: Job) -> dict[str, str]:
        return {SERVICE: service(job), TIMER: timer(job)}

    def _read(self, name: str) -> str | None:
        path = self.folder / name
        return path.read_text(encoding="utf-8", errors="surrogateescape") if path.is_file() else None

    def _systemctl(self, *words: str) -> subprocess.CompletedProcess[str]:
        return run([self.program, "--user", *words])

    def _must(self, *words: str) -> None:
        done = self._systemctl(*words)
        if done.returncode:
            raise refused(done, f"systemctl --user {' '.join(words)}")
