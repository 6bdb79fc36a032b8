"""calsync as pip installs it, and schedulers that are the test's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.system.conftest import ROOT, Home, Ran

_CRONTAB = """#!/bin/sh
# crontab(1) on a file of its own
case $1 in
-l) if [ -f "$HOME/crontab" ]; then cat "$HOME/crontab"; else echo "no crontab for you" >&2; exit 1; fi;;
-r) rm "$HOME/crontab";;
-) cat > "$HOME/crontab";;
esac
"""


def script(home: Home) -> Path:
    """A script ``calsync`` that finds its own library, whatever the environment."""
    return _program(
        home,
        "calsync",
        f"#!{sys.executable}\nimport sys\nsys.path.insert(0, {str(ROOT)!r})\n"
        "from calsync.cli.main import main\nsys.exit(main())\n",
    )


def fake_cron(home: Home) -> None:
    """A crontab of its own (the real one belongs to whoever runs the tests), and no systemd."""
    _program(home, "crontab", _CRONTAB)
    _program(home, "systemctl", "#!/bin/sh\nexit 1\n")


def variables(home: Home, **more: str) -> dict[str, str]:
    """The environment of somebody who has installed calsync."""
    own = home.variables(PATH=f"{home.path}/bin:{os.environ['PATH']}", **more)
    del own["PYTHONPATH"]
    return own


def run_installed(home: Home, *arguments: str, **more: str) -> Ran:
    done = subprocess.run(
        [script(home), *arguments],
        env=variables(home, **more),
        cwd=home.path,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())


def _program(home: Home, name: str, text: str) -> Path:
    path = home.path / "bin" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path
