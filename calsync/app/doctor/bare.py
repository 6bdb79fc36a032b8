"""The same examination in the environment that cron gives: almost none."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from datetime import datetime

from calsync.app.doctor.checks import Check, Diagnosis, Verdict
from calsync.app.options import Options
from calsync.schedule import inherited

SECONDS = 300.0
PATH = "/usr/bin:/bin"


def cron_environment(environ: Mapping[str, str], zone: str | None) -> dict[str, str]:
    """What a job sees: cron's own few variables (crontab(5)), and those that the entry itself sets."""
    kept = {name: environ[name] for name in ("HOME", "LOGNAME") if name in environ}
    there = {"PATH": PATH, "SHELL": "/bin/sh", **kept, **dict(inherited(environ))}
    return there | ({"TZ": zone} if zone else {})


def examine_bare(
    program: Sequence[str],
    arguments: Sequence[str],
    options: Options,
    *,
    extra: Mapping[str, str] | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Diagnosis:
    """Have ``program`` (this calsync, by absolute path) examine itself without our environment.

    ``arguments`` go to its doctor; ``extra`` are variables that a scheduler gives besides cron's.
    """
    bare = cron_environment(environ, options.zone) | dict(extra or {})
    command = [*program, "doctor", "--json", *arguments]
    try:
        done = subprocess.run(  # noqa: S603 -- ourselves, with words of our own
            command,
            env=bare,
            cwd=bare.get("HOME", "/"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
        found = json.loads(done.stdout)
        checks = tuple(
            Check(one["name"], Verdict(one["verdict"]), one["message"], one["remedy"], one["code"])
            for one in found["checks"]
        )
        return Diagnosis(datetime.fromisoformat(found["now"]), found["tz"], checks, bare=True)
    except subprocess.TimeoutExpired:
        why = f"it did not end within {SECONDS:g} seconds"
    except OSError as error:
        why = (error.strerror or str(error)).lower()
    except (ValueError, KeyError, TypeError):
        why = (
            done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
            or f"exit code {done.returncode}"
        )
    now = options.now if options.now.tzinfo else options.now.astimezone()
    check = Check(
        "program",
        Verdict.FAILED,
        f"{' '.join(program)} cannot run in cron's environment: {why}",
        "Install calsync so that it runs from anywhere: pipx install calsync, or a virtual environment",
        1,
    )
    return Diagnosis(now, options.zone or "UTC", (check,), bare=True)
