from datetime import time

import pytest

from calsync.errors import UsageError
from calsync.schedule.job import Daily, Every, Job, inherited, pace, this_program


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15m", Every(15)),
        ("1h", Every(60)),
        ("24h", Every(1440)),
        (" 5 m ", Every(5)),
        ("07:30", Daily((time(7, 30),))),
        ("18:00, 07:30,18:00", Daily((time(7, 30), time(18)))),
    ],
)
def test_pace_is_read(text, expected):
    assert pace(text) == expected


@pytest.mark.parametrize(
    "text", ["", "7m", "0m", "90m", "5h", "48h", "25:00", "soon", "07:30:15", "07:30+01:00", "15"]
)
def test_what_is_no_pace_is_refused_in_one_line(text):
    with pytest.raises(UsageError) as caught:
        pace(text)
    assert "\n" not in str(caught.value)


def test_a_relative_program_is_refused():
    with pytest.raises(UsageError, match="absolute"):
        Job(("calsync", "sync"), Every(60), "UTC")


@pytest.mark.parametrize("text", ["a\nb", "a\0b", "a\x1bb", "a\rb"])
def test_control_characters_are_refused_wherever_they_stand(text):
    with pytest.raises(UsageError, match="control"):
        Job(("/bin/calsync", text), Every(60), "UTC")
    with pytest.raises(UsageError, match="control"):
        Job(("/bin/calsync",), Every(60), "UTC", (("CALSYNC_CONFIG", text),))


def test_its_own_script_is_found_by_path_and_by_name(tmp_path, monkeypatch):
    script = tmp_path / "calsync"
    script.write_text("#!/bin/sh\n")
    script.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert this_program("./calsync", "/usr/bin/python3") == (str(script),)
    assert this_program("calsync", "/usr/bin/python3") == (str(script),)


def test_without_a_script_the_module_is_run_by_this_python(tmp_path):
    module = tmp_path / "__main__.py"
    assert this_program(str(module), "/usr/bin/python3") == ("/usr/bin/python3", "-m", "calsync")


def test_only_what_decides_the_configuration_is_inherited():
    environ = {"CALSYNC_CONFIG": "/c.toml", "XDG_STATE_HOME": "", "AWS_SECRET": "x", "PATH": "/bin"}
    assert inherited(environ) == (("CALSYNC_CONFIG", "/c.toml"),)
