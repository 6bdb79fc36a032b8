"""The crontab entry under a real cron daemon. Waits for the full minute, so it is marked slow."""

import os
import shutil
import subprocess
import time
from contextlib import contextmanager

import pytest

from calsync.schedule import Crontab, Every, Job

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


def test_the_entry_is_put_in_runs_and_is_taken_out_again(crontab, tmp_path):
    place = tmp_path / "50% off, it's $HOME"
    place.mkdir()
    program = place / "calsync"
    program.write_text(
        '#!/bin/sh\nprintf "%s\\n" "$TZ" "$CALSYNC_CONFIG" "$@" > "$(dirname "$0")/partial"\n'
        'mv "$(dirname "$0")/partial" "$(dirname "$0")/ran"\n'
    )
    program.chmod(0o755)
    config = str(place / "c.toml")
    job = Job(
        (str(program), "sync", "--quiet", "a b%c"), Every(1), "Asia/Kolkata", (("CALSYNC_CONFIG", config),)
    )

    assert crontab.install(job)
    assert not crontab.install(job)
    assert crontab.status(job).current
    assert text_of_crontab().startswith(OTHERS)

    ran = place / "ran"
    with cron_daemon():
        deadline = time.monotonic() + 130
        while not ran.exists() and time.monotonic() < deadline:
            time.sleep(0.5)
    assert ran.read_text().splitlines() == ["Asia/Kolkata", config, "sync", "--quiet", "a b%c"]

    assert crontab.remove()
    assert not crontab.remove()
    assert text_of_crontab() == OTHERS
