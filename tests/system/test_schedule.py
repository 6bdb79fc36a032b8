"""The crontab entry under a real cron daemon. Waits for the full minute, so it is marked slow."""

import os
import shlex
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from calsync.schedule import Crontab, Every, Job, inherited

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("cron") and shutil.which("crontab")), reason="cron is not installed"
    ),
    pytest.mark.skipif(os.geteuid() != 0, reason="a cron daemon needs root"),
]

OTHERS = '# mine\nMAILTO=""\n0 5 31 2 * /bin/true 100\\%\n'


@pytest.fixture
def crontab():
    """The crontab of this user, with a line of somebody else's in it."""
    before = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
    if before.returncode == 0 and before.stdout.strip():
        pytest.skip("this user has a crontab of its own")
    subprocess.run(["crontab", "-"], input=OTHERS, text=True, check=True)
    yield Crontab()
    subprocess.run(["crontab", "-r"], check=False, capture_output=True)


@contextmanager
def cron_daemon():
    """Started after the entry is in: cron compares whole seconds, and would not see a change in its first."""
    daemon = subprocess.Popen(["cron", "-f"], stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        daemon.terminate()
        daemon.wait(10)


def text_of_crontab() -> str:
    done = subprocess.run(["crontab", "-l"], capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


PROGRAM = """#!/bin/sh
# calsync from this checkout, started as its console script is; what became of it is noted beside it.
here=$(dirname "$0")
printf '%s\\n' "$TZ" "$@" > "$here/asked"
PYTHONPATH={root} {python} -m calsync "$@" > "$here/said" 2>&1
echo $? > "$here/partial"
mv "$here/partial" "$here/ended"
"""

CONFIG = """[me]
emails = ["dana@example.com"]
employer_domains = ["brightloom.example"]
timezone = "Europe/Berlin"
[[sources]]
name = "mine"
path = "{source}"
[target]
path = "followups.ics"
"""


def test_the_entry_is_put_in_runs_calsync_in_crons_bare_environment_and_is_taken_out(crontab, tmp_path):
    place = tmp_path / "50% off, it's $HOME"
    place.mkdir()
    program, config, ended = place / "calsync", place / "c.toml", place / "ended"
    program.write_text(PROGRAM.format(root=shlex.quote(str(ROOT)), python=shlex.quote(sys.executable)))
    program.chmod(0o755)
    config.write_text(CONFIG.format(source=ROOT / "examples" / "job-search.ics"), encoding="utf-8")
    arguments = ("sync", "--quiet", "--now", "2026-11-18T08:00")
    state = {"CALSYNC_CONFIG": config, "XDG_STATE_HOME": place / "state", "XDG_DATA_HOME": place / "data"}
    environment = inherited({name: str(path) for name, path in state.items()})
    job = Job((str(program), *arguments), Every(1), "Asia/Kolkata", environment)

    assert crontab.install(job)
    assert not crontab.install(job)
    assert crontab.status(job).current
    assert text_of_crontab().startswith(OTHERS)

    with cron_daemon():
        deadline = time.monotonic() + 180
        while not ended.exists() and time.monotonic() < deadline:
            time.sleep(0.5)
    assert (place / "asked").read_text().splitlines() == ["Asia/Kolkata", *arguments]
    assert (ended.read_text(), (place / "said").read_text()) == ("0\n", "")
    assert (place / "followups.ics").read_bytes().count(b"BEGIN:VTODO") >= 3

    assert crontab.remove()
    assert not crontab.remove()
    assert text_of_crontab() == OTHERS
