"""Whole processes, measured in turn so that a busy machine treats all alike."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LONG = 20.0
LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True)
class Use:
    """What one process took: CPU and wall seconds, peak resident bytes."""

    cpu: float
    wall: float
    peak: int


@dataclass(frozen=True)
class Task:
    """A command to measure; ``name`` is shown and names its output file."""

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    fresh: Path | None = None
    """A folder emptied, or a file removed, before each run: nothing is remembered of the last."""


class Failed(Exception):
    """A measured command failed: its last words."""


Used = Mapping[str, Use | Failed]
"""By the name of the task."""


def measure(task: Task, output: Path) -> Use:
    """Run once. Standard output goes to ``output``. Raises Failed with the end of standard error."""
    if task.fresh is not None and task.fresh.is_dir():
        shutil.rmtree(task.fresh)
        task.fresh.mkdir()
    elif task.fresh is not None:
        task.fresh.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-ISE", str(LAUNCH), str(output), *task.command],
        env={**os.environ, **task.env},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=True,
    )
    code, cpu, wall, peak = done.stdout.split()
    if int(code):
        raise Failed(f"exit {code}: {(done.stderr.strip() or 'no message').splitlines()[-1][:200]}")
    return Use(float(cpu), float(wall), int(peak))


def in_turn(tasks: Sequence[Task], rounds: int, outputs: Path) -> dict[str, Use | Failed]:
    """Every task ``rounds`` times, one after the other in each round; the least of each figure.

    The least is what the work costs: whatever else runs on the machine only ever adds. A task that
    fails is not tried again, and one of more than LONG seconds is trusted at once.
    """
    best: dict[str, Use | Failed] = {}
    for _ in range(rounds):
        for task in tasks:
            before = best.get(task.name)
            if isinstance(before, Failed) or (before and before.cpu > LONG):
                continue
            try:
                use = measure(task, outputs / task.name.replace("/", "-"))
            except Failed as failure:
                best[task.name] = failure
                continue
            best[task.name] = use if before is None else least(before, use)
    return best


def settle(tasks: Sequence[Task], outputs: Path) -> dict[str, Failed]:
    """Run every task until the next run finds nothing new; which ones cannot.

    That is twice: what the first run of calsync finds is known by its UID, for which the second looks.
    """
    return {name: use for name, use in in_turn(tasks, 2, outputs).items() if isinstance(use, Failed)}


def least(one: Use, other: Use) -> Use:
    return Use(min(one.cpu, other.cpu), min(one.wall, other.wall), min(one.peak, other.peak))
