"""The command as a user has it: a process of its own, in an empty home."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.servers.radicale import radicale
from tests.servers.running import Server

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "job-search.ics"
NOW = "2026-11-18T08:00"
WHO = ("--me", "dana@example.com", "--employer", "brightloom.example")


@dataclass(frozen=True)
class Ran:
    """A finished command."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Home:
    """An empty home directory, and the command run in it."""

    path: Path

    def variables(self, **more: str) -> dict[str, str]:
        """The environment of a command: nothing of the developer's but the way to the programs."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.path),
            "PYTHONPATH": str(ROOT),
            "TZ": "Europe/Berlin",
            "COLUMNS": "80",
            "PYTHONDONTWRITEBYTECODE": "1",
            **more,
        }

    def run(
        self,
        *arguments: str | Path,
        now: str | None = NOW,
        stdin: bytes = b"",
        **more: str,
    ) -> Ran:
        """Run ``calsync`` with these arguments; ``more`` are environment variables."""
        command = [sys.executable, "-m", "calsync", *map(str, arguments), *(("--now", now) if now else ())]
        done = subprocess.run(
            command,
            cwd=self.path,
            env=self.variables(**more),
            input=stdin,
            capture_output=True,
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    def files(self) -> dict[str, str]:
        """Every file and folder below the home, with a digest of what is in it."""
        return {
            str(path.relative_to(self.path)): hashlib.sha256(path.read_bytes()).hexdigest()
            if path.is_file()
            else ""
            for path in sorted(self.path.rglob("*"))
        }


@pytest.fixture
def home(tmp_path: Path) -> Home:
    path = tmp_path / "home"
    path.mkdir()
    return Home(path)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A real CalDAV server of the test's own, with no calendar on it but those the test makes."""
    folder = tmp_path / "radicale"
    folder.mkdir()
    with radicale(folder) as running:
        yield running
