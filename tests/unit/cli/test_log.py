"""The log file of unattended runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from calsync.cli import log
from calsync.errors import UsageError

NOW = datetime(2026, 11, 18, 8, tzinfo=UTC)


def test_lines_are_appended_with_their_time_for_the_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "log"
    log.write(file, NOW, ["one"])
    log.write(file, NOW, ["two", "three"])
    assert [line.split(" ", 1) for line in file.read_text().splitlines()] == [
        ["2026-11-18T08:00:00+00:00", text] for text in ("one", "two", "three")
    ]
    assert file.stat().st_mode & 0o777 == 0o600


def test_text_from_a_calendar_cannot_forge_a_line_or_reach_the_terminal_that_shows_the_log(
    tmp_path: Path,
) -> None:
    log.write(tmp_path / "log", NOW, ["create: x\n2026 forged\x1b[2Jy"])
    assert (tmp_path / "log").read_text() == "2026-11-18T08:00:00+00:00 create: x 2026 forgedy\n"


def test_a_full_log_is_put_aside_and_only_two_old_ones_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "log"
    for turn in range(5):
        log.write(file, NOW, [str(turn) * log.LARGEST])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "log.1", "log.2"]
    assert [path.read_text()[26] for path in sorted(tmp_path.iterdir())] == ["4", "3", "2"]


def test_a_place_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--log: .* cannot be written: is a directory"):
        log.write(tmp_path, NOW, ["one"])
