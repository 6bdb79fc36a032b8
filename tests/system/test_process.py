"""The process: how it starts, how it is interrupted, and what it does when nobody listens."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.system.conftest import EXAMPLE, NOW, Home


def started(home: Home, *arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "calsync", *map(str, arguments)],
        cwd=home.path,
        env=home.variables(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def modules(home: Home, *arguments: str | Path) -> set[str]:
    """What a command imports beyond what a bare Python has imported."""
    code = (
        "import sys; before = set(sys.modules); from calsync.cli.main import main; main(sys.argv[1:]); "
        "print(*set(sys.modules) - before, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=home.path,
        env=home.variables(),
        capture_output=True,
        check=True,
    )
    return set(done.stderr.decode().splitlines()[-1].split())


def test_help_imports_nothing_but_the_table_of_commands(home: Home) -> None:
    assert modules(home, "--help") == {"calsync", "calsync.cli", "calsync.cli.main", "calsync.cli.table"}


@pytest.mark.parametrize("command", ["scan", "plan"])
def test_a_run_on_files_loads_no_server_library(home: Home, command: str) -> None:
    loaded = modules(home, command, EXAMPLE, "--now", NOW, "--json")
    heavy = {"caldav", "keyring", "niquests", "requests", "urllib3", "lxml", "http.client", "ssl", "rich"}
    assert not loaded & heavy


def test_an_interrupt_ends_with_one_line_and_130(home: Home) -> None:
    running = started(home, "scan", "-")
    assert running.stdin is not None
    running.stdin.write(EXAMPLE.read_bytes()[:100])
    running.stdin.flush()
    waiting_for_input(running.pid)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert out == b""
    assert err.decode() == "calsync: interrupted; run it again to go on where it stopped\n"


def waiting_for_input(pid: int) -> None:
    """Until the process sleeps in a read of its standard input, as the kernel sees it."""
    for _ in range(600):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        loaded = "calsync" in Path(f"/proc/{pid}/cmdline").read_text()
        reading = Path(f"/proc/{pid}/wchan").read_text() if Path(f"/proc/{pid}/wchan").exists() else ""
        if loaded and fields[0] == "S" and ("pipe" in reading or reading in ("", "0")):
            cpu = int(fields[11]) + int(fields[12])
            if cpu >= 5:
                return
        time.sleep(0.05)
    pytest.fail("it never came to read its input")


def test_nobody_listening_is_silent(home: Home) -> None:
    running = started(home, "scan", EXAMPLE, "--now", NOW, "--json")
    assert running.stdout is not None
    running.stdout.close()
    assert running.stderr is not None
    err = running.stderr.read()
    assert running.wait(timeout=60) == 141
    assert err == b""
