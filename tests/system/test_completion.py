"""Completion in real shells."""

from __future__ import annotations

import shlex
import shutil
import subprocess

import pytest

from tests.system.conftest import EXAMPLE, WHO, Home
from tests.system.installed import run_installed, script, variables


def offered(home: Home, *words: str) -> list[str]:
    """What bash offers for the last of these words."""
    line = " ".join(shlex.quote(word) for word in words)
    asked = (
        f'eval "$(calsync completion bash)"; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _calsync; '
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", asked], env=variables(home), cwd=home.path, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout.split()


def test_bash_completes_commands_options_values_and_ids(home: Home) -> None:
    script(home)
    assert offered(home, "calsync", "do") == ["done", "doctor"]
    assert offered(home, "calsync", "sync", "--su") == ["--summary"]
    assert offered(home, "calsync", "sync", "--component", "t") == ["todo"]
    assert offered(home, "calsync", "account", "") == ["add", "list", "test", "remove"]
    assert offered(home, "calsync", "done", "") == []
    assert home.run("sync", EXAMPLE, "--target", "f.ics", *WHO).code == 0
    ids = [entry["id"] for entry in home.run("agenda", "--target", "f.ics", "--json").json["entries"]]
    for command in ("done", "snooze", "dismiss", "draft"):
        assert sorted(offered(home, "calsync", command, "")) == sorted(ids)
    assert offered(home, "calsync", "done", ids[0][:4]) == [ids[0]]
    home.run("done", ids[0], "--target", "f.ics")
    home.run("sync", EXAMPLE, "--target", "f.ics", *WHO)
    assert ids[0] not in offered(home, "calsync", "done", "")


def test_ids_are_never_an_error(home: Home) -> None:
    broken = home.path / ".local" / "state" / "calsync" / "ledger.sqlite"
    broken.parent.mkdir(parents=True)
    broken.write_bytes(b"no ledger at all" * 100)
    ran = run_installed(home, "completion", "ids")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_one_that_the_shell_can_read(home: Home, shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    text = run_installed(home, "completion", shell).out
    done = subprocess.run([shell, "-n"], input=text, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_fish_completes_commands_and_ids_with_what_they_are(home: Home) -> None:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    script(home)
    home.run("sync", EXAMPLE, "--target", "f.ics", *WHO)
    asked = "calsync completion fish | source; complete -C 'calsync do'; complete -C 'calsync draft '"
    done = subprocess.run(
        ["fish", "--no-config", "-c", asked],
        env=variables(home),
        cwd=home.path,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = dict(line.partition("\t")[::2] for line in done.stdout.splitlines())
    assert lines["done"] == "a follow-up is done"
    (entry, *_) = home.run("agenda", "--target", "f.ics", "--json").json["entries"]
    assert lines[entry["id"]] == entry["summary"]


def test_zsh_knows_every_command(home: Home) -> None:
    if shutil.which("zsh") is None:
        pytest.skip("zsh is not installed")
    script(home)
    asked = (
        "autoload -Uz compinit; compinit -u; source <(calsync completion zsh); "
        "print -r -- ${_comps[calsync]}; _describe() { print -rl -- ${(P)2} }; CURRENT=2; "
        "words=(calsync ''); _calsync"
    )
    done = subprocess.run(
        ["zsh", "-f", "-c", asked],
        env=variables(home),
        cwd=home.path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    first, *commands = done.stdout.splitlines()
    assert first == "_calsync"
    assert "doctor:check that everything a run needs is there" in commands
