"""The documentation says what the program does."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from calsync.cli import dispatch
from calsync.cli.completion import tree
from calsync.cli.table import summaries
from tests import docs
from tests.system.conftest import ROOT

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_the_readme_shows_what_the_program_prints() -> None:
    text = docs.README.read_text(encoding="utf-8")
    assert docs.readme(text) == text, "run: python -m tests.docs"


def test_the_configuration_reference_is_up_to_date() -> None:
    assert docs.REFERENCE.read_text(encoding="utf-8") == docs.reference(), "run: python -m tests.docs"


def test_every_command_and_option_is_documented_with_an_example() -> None:
    page = docs.COMMANDS.read_text(encoding="utf-8")
    assert page == docs.commands(), "run: python -m tests.docs"
    for leaf in tree():
        section = page.partition(f"## calsync {leaf.name}\n")[2].partition("\n## ")[0]
        assert section.count(f"calsync {leaf.name}") >= 2, leaf.name
        common = page.partition("# Options of every command")[2]
        for flag in leaf.flags:
            for name in {*flag.names} - {"-h", "--help"}:
                assert f"`{name}" in section + common, f"{leaf.name} {name}"


def test_the_two_commands_for_a_fresh_clone_are_one_line_each() -> None:
    commands = docs.shell_commands(docs.README.read_text(encoding="utf-8"))
    assert len(commands) == 2
    assert all("\n" not in command for command in commands)
    assert "examples/job-search.ics" in commands[0]
    assert "pytest" in commands[1]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_every_calsync_command_in_a_page_parses(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    blocks = "\n".join(block for language, block in fences if language in ("", "sh", "console"))
    lines = re.findall(r"(?:^|\$ |\* |&& \S*/)(calsync [a-z].*)$", blocks, re.MULTILINE)
    for line in lines:
        words = shlex.split(line, comments=True)
        assert words[1] in summaries(), line
        dispatch.parse(dispatch.parser(words[1], dispatch.load(words[1])), words[2:])


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_the_embedding_example_runs(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / "embed_in_a_tracker.py"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert "on the next run: 0 changes" in done.stdout.decode()
    assert list(tmp_path.iterdir()) == []


def test_every_exported_name_is_there_and_documented() -> None:
    import calsync

    page = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
    for name in calsync.__all__:
        assert getattr(calsync, name) is not None
    for name in ("scan", "plan", "sync", "agenda", "Settings", "Interview", "Action", "CalsyncError"):
        assert name in page
    with pytest.raises(AttributeError):
        _ = calsync.nothing  # type: ignore[attr-defined]
