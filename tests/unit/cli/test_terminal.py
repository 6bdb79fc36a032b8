"""What is written where: terminals and pipes, colours, encodings, errors."""

from __future__ import annotations

import io
import json

import pytest

from calsync.cli import failure
from calsync.cli.terminal import Terminal
from calsync.errors import AuthError, Busy, UsageError


def terminal(
    encoding: str = "utf-8", *, quiet: bool = False, colour: bool = False, progress: bool = False
) -> Terminal:
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    return Terminal(out, err, 80, colour=colour, progress_shown=progress, quiet=quiet)


def written(stream: object) -> bytes:
    assert isinstance(stream, io.TextIOWrapper)
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue()


def test_a_stream_that_is_not_utf8_gets_what_it_can_show() -> None:
    there = terminal("ascii")
    there.say("“Gespräch” – 24 Nov … ✓ → done")
    assert written(there.out) == b'"Gespr?ch" - 24 Nov ... x -> done\n'


def test_json_is_whole_on_a_stream_that_is_not_utf8() -> None:
    there = terminal("ascii")
    there.document({"summary": "Gespräch 👋"})
    assert json.loads(written(there.out)) == {"summary": "Gespräch 👋"}


def test_quiet_prints_failures_and_json_and_nothing_else() -> None:
    there = terminal(quiet=True)
    there.say("result")
    there.warn("warning")
    there.show("table")
    assert written(there.out) == written(there.err) == b""
    there.complain("failed")
    there.document({})
    assert written(there.err) == b"calsync: failed\n"
    assert written(there.out) == b"{}\n"


def test_progress_is_for_terminals_and_stays_off_standard_output() -> None:
    there = terminal(progress=True)
    there.progress("reading \x1b[2Ja.ics …")
    assert b"reading a.ics" in written(there.err)
    assert written(there.out) == b""
    pipe = terminal()
    pipe.progress("reading")
    assert written(pipe.err) == b""


def test_an_error_is_one_line_without_what_a_terminal_obeys() -> None:
    there = terminal()
    there.complain("a\x1b[31m\nb\u202e.ics: is gone", "look\nagain")
    assert written(there.err).decode() == "calsync: a b.ics: is gone – look again\n"


@pytest.mark.parametrize(
    ("environment", "width"),
    [
        ({"COLUMNS": "60"}, 60),
        ({"COLUMNS": "9"}, 40),
        ({"COLUMNS": "999"}, 120),
        ({"COLUMNS": "x"}, 80),
        ({}, 80),
    ],
)
def test_the_width_is_bounded(environment: dict[str, str], width: int) -> None:
    assert Terminal.of_process(environment=environment).width == width


def test_no_colour_in_a_pipe() -> None:
    assert not Terminal.of_process(environment={"TERM": "xterm-256color"}).colour


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UsageError("no such file", hint="look"), 2, "calsync: no such file – look\n"),
        (AuthError("refused"), 3, "calsync: refused\n"),
        (Busy("another run is at work"), 0, "calsync: another run is at work\n"),
        (KeyboardInterrupt(), 130, "calsync: interrupted"),
        (ValueError("odd\nthing"), 1, "calsync: unexpected error: ValueError: odd thing – this is a bug"),
        (MemoryError(), 1, "calsync: unexpected error: MemoryError – this is a bug"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_every_error_is_one_line_and_an_exit_code(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failure.report(error, debug=False) == code
    shown = capsys.readouterr()
    assert shown.err.startswith(said)
    assert shown.err.count("\n") == 1
    assert shown.out == ""


def test_to_yield_to_another_run_is_no_failure(capsys: pytest.CaptureFixture[str]) -> None:
    assert failure.report(Busy("another run is at work"), debug=False, quiet=True) == 0
    assert capsys.readouterr().err == ""


def test_a_traceback_is_for_debug(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError("odd")
    except ValueError as error:
        failure.report(error, debug=True)
    assert "Traceback (most recent call last)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("raised", "code"), [(SystemExit(0), 0), (SystemExit(None), 0), (SystemExit("x"), 2)]
)
def test_argparse_may_exit(raised: SystemExit, code: int) -> None:
    assert failure.report(raised, debug=False) == code
