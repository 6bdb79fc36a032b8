import shutil
import subprocess
from datetime import time

import pytest

from calsync.errors import CalsyncError
from calsync.schedule.job import Daily, Every, Job
from calsync.schedule.systemd import SERVICE, TIMER, SystemdUser, service, timer

JOB = Job(("/bin/true", "sync", "--quiet", "100%", "$HOME", 'a "b" \\c'), Every(15), "Europe/Berlin")

SYSTEMCTL = """#!/bin/sh
# As much of systemctl as is asked for: remembers whether the timer is enabled.
here=$(dirname "$0")
echo "$@" >> "$here/calls"
case "$2" in
  is-enabled) test -e "$here/enabled" ;;
  enable) : > "$here/enabled" ;;
  disable) rm -f "$here/enabled" ;;
esac
"""


@pytest.fixture
def user(tmp_path):
    program = tmp_path / "systemctl"
    program.write_text(SYSTEMCTL)
    program.chmod(0o755)
    return SystemdUser(tmp_path / "systemd" / "user", str(program))


def test_words_are_escaped_for_systemd():
    (line,) = [line for line in service(JOB).splitlines() if line.startswith("ExecStart")]
    assert line == 'ExecStart="/bin/true" "sync" "--quiet" "100%%" "$$HOME" "a \\"b\\" \\\\c"'
    assert 'Environment="TZ=Europe/Berlin"' in service(JOB)


@pytest.mark.parametrize(
    ("pace", "expected"),
    [
        (Every(15), f"OnCalendar=*-*-* *:{JOB.offset % 15}/15:00"),
        (Every(60), f"OnCalendar=*-*-* 0/1:{JOB.offset:02}:00"),
        (Every(1440), f"OnCalendar=*-*-* 08:{JOB.offset:02}:00 Europe/Berlin"),
        (
            Daily((time(7, 5), time(18))),
            "OnCalendar=*-*-* 07:05:00 Europe/Berlin\nOnCalendar=*-*-* 18:00:00 Europe/Berlin",
        ),
    ],
)
def test_the_timer_says_when(pace, expected):
    assert expected in timer(Job(JOB.command, pace, JOB.zone))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
@pytest.mark.parametrize(
    "pace", [Every(15), Every(60), Every(360), Every(1440), Daily((time(7, 5), time(18)))]
)
def test_systemd_finds_no_fault_in_the_units(tmp_path, monkeypatch, pace):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    job = Job(JOB.command, pace, JOB.zone)
    paths = {tmp_path / SERVICE: service(job), tmp_path / TIMER: timer(job)}
    for path, text in paths.items():
        path.write_text(text)
    verify = ["systemd-analyze", "--user", "verify", *map(str, paths)]
    done = subprocess.run(verify, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_install_is_idempotent_and_remove_leaves_nothing(user):
    assert not user.status(JOB).installed
    assert user.install(JOB)
    status = user.status(JOB)
    assert status.installed
    assert status.current
    assert not user.install(JOB)
    other = Job(JOB.command, Every(30), JOB.zone)
    assert not user.status(other).current
    assert user.install(other)
    assert user.remove()
    assert list(user.folder.iterdir()) == []
    assert not user.remove()


def test_the_timer_is_started_after_the_units_are_read(user, tmp_path):
    user.install(JOB)
    calls = (tmp_path / "calls").read_text().splitlines()
    assert calls[-3:] == ["--user daemon-reload", f"--user enable {TIMER}", f"--user restart {TIMER}"]


def test_a_unit_of_the_users_own_is_never_overwritten_nor_removed(user):
    user.folder.mkdir(parents=True)
    (user.folder / SERVICE).write_text("[Service]\nExecStart=/bin/mine\n")
    with pytest.raises(CalsyncError, match="not written by calsync"):
        user.install(JOB)
    assert not user.remove()
    assert "mine" in (user.folder / SERVICE).read_text()
    assert not (user.folder / TIMER).exists()


def test_a_refusal_of_systemctl_is_told_in_its_own_words(user, tmp_path):
    (tmp_path / "systemctl").write_text("#!/bin/sh\necho 'Failed to connect to bus' >&2\nexit 1\n")
    with pytest.raises(CalsyncError, match="Failed to connect to bus"):
        user.install(JOB)


def test_a_missing_systemctl_is_one_clear_line(tmp_path):
    with pytest.raises(CalsyncError, match="is not installed"):
        SystemdUser(tmp_path, str(tmp_path / "none")).status(JOB)
