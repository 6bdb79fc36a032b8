"""Which peers are here: found, or prepared in the cache folder with ``--install``; else missing, with why."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

PEERS = Path(__file__).with_name("peers")
NODE_PACKAGES = ("ical.js", "node-ical")
PYTHON_PACKAGES = ("khal", "vdirsyncer", "radicale")


@dataclass(frozen=True)
class Tool:
    """A program that is there. ``command`` takes FILE SINCE UNTIL, or its own arguments."""

    name: str
    version: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Missing:
    name: str
    reason: str


Found = Tool | Missing


def readers(cache: Path, *, install: bool) -> Iterator[Found]:
    """The peers that list every occurrence of an .ics file."""
    yield icalendar()
    yield from node(cache / "node", install=install)
    yield libical(cache / "libical")


def icalendar() -> Found:
    name = "icalendar + recurring-ical-events"
    if importlib.util.find_spec("recurring_ical_events") is None:
        return Missing(name, "not in this environment")
    versions = f"{version('icalendar')} + {version('recurring-ical-events')}"
    return Tool(name, versions, (sys.executable, str(PEERS / "recurring.py")))


def node(folder: Path, *, install: bool) -> Iterator[Found]:
    programs = {"ical.js": "ical_js.mjs", "node-ical": "node_ical.cjs"}
    if install and shutil.which("npm"):
        folder.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
        subprocess.run([*npm, *NODE_PACKAGES], check=True, stdin=subprocess.DEVNULL)
    for package, program in programs.items():
        manifest = folder / "node_modules" / package / "package.json"
        if not shutil.which("node"):
            yield Missing(package, "no node")
        elif not manifest.exists():
            yield Missing(package, "not installed: run with --install")
        else:
            # Beside node_modules, where node looks for packages.
            copy = shutil.copy(PEERS / program, folder / program)
            yield Tool(package, json.loads(manifest.read_text())["version"], ("node", str(copy)))


def libical(binary: Path) -> Found:
    name = "libical (C)"
    compiler = shutil.which("cc")
    if compiler is None:
        return Missing(name, "no C compiler")
    binary.parent.mkdir(parents=True, exist_ok=True)
    build = [compiler, "-O2", "-D_GNU_SOURCE", str(PEERS / "libical.c"), "-lical", "-o", str(binary)]
    if subprocess.run(build, capture_output=True, check=False).returncode:
        return Missing(name, "does not compile: install libical-dev")
    return Tool(name, first_line("pkg-config", "--modversion", "libical"), (str(binary),))


def counters() -> Iterator[Found]:
    """The floor: programs that only count the events of a file."""
    for name, command in (
        ("grep -c", ("grep", "-ac", "BEGIN:VEVENT")),
        ("rg -U", ("rg", "-aUc", "(?s)BEGIN:VEVENT.*?END:VEVENT")),
    ):
        if shutil.which(command[0]):
            yield Tool(name, first_line(command[0], "--version").split()[-1].strip("()"), command)
        else:
            yield Missing(name, "not installed")


def python_tools(cache: Path, *, install: bool) -> dict[str, Found]:
    """khal, vdirsyncer and radicale by name, in an environment of their own."""
    folder = cache / "python"
    if install and not folder.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        subprocess.run([str(folder / "bin/pip"), "install", "-q", *PYTHON_PACKAGES], check=True)
    return {name: python_tool(folder / "bin" / name) for name in PYTHON_PACKAGES}


def python_tool(program: Path) -> Found:
    if not program.exists():
        return Missing(program.name, "not installed: run with --install")
    words = first_line(str(program), "--version").replace(",", " ").split()
    return Tool(program.name, words[-1], (str(program),))


def first_line(*command: str) -> str:
    """The first line a command prints, or "" when it is not there."""
    if not shutil.which(command[0]):
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return next(iter(done.stdout.splitlines()), "")
