import re
import shlex
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.errors import CalsyncError, UsageError
from calsync.schedule.cron import BEGIN, END, block, split, times, with_block
from calsync.schedule.job import Daily, Every, Job

JOB = Job(("/opt/my tools/calsync", "sync", "--quiet"), Every(15), "Europe/Berlin")
PACES = st.sampled_from(
    [Every(1), Every(15), Every(30), Every(60), Every(360), Every(1440), Daily((time(7, 5), time(18)))]
)
WORDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn", "Co", "Cf"], exclude_characters="\\"),
    max_size=20,
).filter(str.isprintable)
JOBS = st.builds(
    lambda words, pace, value: Job(
        ("/bin/calsync", *words), pace, "Asia/Kolkata", (("CALSYNC_CONFIG", value),)
    ),
    st.lists(WORDS, max_size=4),
    PACES,
    WORDS,
)
LINES = st.lists(
    st.sampled_from(
        ["MAILTO=dana@example.com", "# calsync", "", "0 5 * * * /bin/backup 100\\%", BEGIN + "?", "  "]
    )
).map("\n".join)


def as_cron_reads(line: str) -> str:
    """The command of a crontab line as cron hands it to the shell (crontab(5)): fields off, \\% to %."""
    command = line.split(maxsplit=5)[5]
    assert not re.search(r"(?<!\\)%", command)
    return command.replace("\\%", "%")


@given(JOBS)
def test_the_shell_gets_exactly_the_command_and_its_variables(job):
    for line in block(job).splitlines()[1:-1]:
        words = shlex.split(as_cron_reads(line))
        assert words == ["TZ=Asia/Kolkata", f"CALSYNC_CONFIG={job.environment[0][1]}", *job.command]


@given(LINES, JOBS, JOBS)
def test_only_the_own_block_is_ever_touched(crontab, one, other):
    once = with_block(crontab, block(one))
    assert with_block(once, block(one)) == once
    before, found, after = split(once)
    assert found == block(one)
    assert (before + after).rstrip("\n") == crontab.rstrip("\n")
    changed = with_block(once, block(other))
    assert split(changed) == (before, block(other), after)
    assert with_block(changed, "").rstrip("\n") == crontab.rstrip("\n")


def test_lines_after_the_block_stay_after_it():
    crontab = with_block("A=1\n", block(JOB)) + "0 1 * * * /bin/true\n"
    assert with_block(crontab, "") == "A=1\n0 1 * * * /bin/true\n"


@pytest.mark.parametrize(
    "crontab",
    [f"{BEGIN}\n* * * * * x\n", f"* * * * * x\n{END}\n", f"{END}\n{BEGIN}\n", f"{BEGIN}\n{BEGIN}\n{END}\n"],
)
def test_a_damaged_block_is_left_alone_and_said(crontab):
    with pytest.raises(CalsyncError, match="damaged") as caught:
        with_block(crontab, block(JOB))
    assert "crontab -e" in caught.value.hint


@pytest.mark.parametrize(
    ("pace", "pattern", "runs"),
    [
        (Every(15), r"(\d+,){3}\d+ \* \* \* \*", 4),
        (Every(60), r"\d+ \* \* \* \*", 1),
        (Every(360), r"\d+ \*/6 \* \* \*", 1),
        (Every(1440), r"\d+ 8 \* \* \*", 1),
    ],
)
def test_regular_runs_are_spread_over_the_hour(pace, pattern, runs):
    (fields,) = times(Job(JOB.command, pace, "UTC"))
    assert re.fullmatch(pattern, fields)
    minutes = [int(minute) for minute in fields.split()[0].split(",")]
    assert len(minutes) == runs
    assert all(0 <= minute < 60 for minute in minutes)


def test_times_of_the_clock_get_a_line_each():
    assert times(Job(JOB.command, Daily((time(7, 5), time(18))), "UTC")) == ["5 7 * * *", "0 18 * * *"]


@pytest.mark.parametrize(
    "job",
    [
        Job(("/bin/calsync", "a\\b"), Every(60), "UTC"),
        Job(("/bin/calsync",), Every(60), "UTC", (("CALSYNC_CONFIG", "\\"),)),
    ],
)
def test_a_backslash_is_refused_because_crons_disagree_on_it(job):
    with pytest.raises(UsageError, match="backslash"):
        block(job)


def test_a_command_that_cron_would_cut_off_is_refused():
    with pytest.raises(UsageError, match="too long"):
        block(Job(("/bin/calsync", "x" * 1000), Every(60), "UTC"))
