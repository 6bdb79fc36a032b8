"""What an examination finds: one check for each thing looked at, with what to do where it fails."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calsync.app.results import Failure, exit_code
from calsync.errors import CalsyncError


class Verdict(StrEnum):
    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. ``code`` is the exit code that a failure asks for."""

    name: str
    verdict: Verdict
    message: str
    remedy: str | None = None
    code: int = 0


@dataclass(frozen=True, slots=True)
class Diagnosis:
    now: datetime
    zone: str
    checks: tuple[Check, ...]
    bare: bool = False
    """Found in a scheduler's bare environment."""

    @property
    def code(self) -> int:
        """The exit code: the first that applies of those that the failures ask for."""
        return exit_code(
            Failure(check.message, check.code) for check in self.checks if check.verdict is Verdict.FAILED
        )


def ok(name: str, message: str) -> Check:
    return Check(name, Verdict.OK, message)


def warning(name: str, message: str, remedy: str | None = None) -> Check:
    return Check(name, Verdict.WARNING, message, remedy)


def skipped(name: str, message: str) -> Check:
    return Check(name, Verdict.SKIPPED, message)


def failed(name: str, error: CalsyncError) -> Check:
    return Check(name, Verdict.FAILED, str(error), error.hint, error.exit_code or 1)


def guarded(name: str, checks: Iterable[Check]) -> Iterator[Check]:
    """The checks up to the first error of calsync's, which becomes a failed one itself."""
    try:
        yield from checks
    except CalsyncError as error:
        yield failed(name, error)


def document(found: Diagnosis) -> dict[str, object]:
    """``calsync.doctor/1``."""
    return {
        "schema": "calsync.doctor/1",
        "now": found.now.isoformat(),
        "tz": found.zone,
        "as_cron": found.bare,
        "exit_code": found.code,
        "checks": [
            {
                "name": check.name,
                "verdict": check.verdict.value,
                "message": check.message,
                "remedy": check.remedy,
                "code": check.code,
            }
            for check in found.checks
        ],
    }
