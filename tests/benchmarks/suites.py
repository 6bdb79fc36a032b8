"""What is measured, one function a table. Each takes a Bench and gives a Section."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tests.benchmarks import calsync_command, rows, tools
from tests.benchmarks.families import SINCE, UNTIL
from tests.benchmarks.measure import Failed, Task, Used, in_turn
from tests.benchmarks.results import Entry, Section
from tests.benchmarks.tools import Found, Missing, Tool

CALSYNC = Tool("calsync", "", ())


@dataclass(frozen=True)
class Bench:
    """How to measure: a cache for generated data and peers, rounds of each run, whether to install."""

    cache: Path
    rounds: int
    install: bool

    @property
    def data(self) -> Path:
        """The generated calendars, apart for every version of the generator."""
        parts = ("generate.py", "families.py", "products.py", "words.toml")
        digest = sha256(b"".join(Path(__file__).with_name(part).read_bytes() for part in parts))
        return self.cache / f"data-{digest.hexdigest()[:12]}"

    def calendar(self, events: int, *, folder: bool = False) -> Path:
        """A generated calendar, made in a process of its own so that this one stays small."""
        path = self.data / (str(events) if folder else f"{events}.ics")
        make = [sys.executable, "-m", "tests.benchmarks.generate", "--events", str(events)]
        make += ["--out", str(path.parent), *(["--folder"] if folder else [])]
        subprocess.run(make, cwd=calsync_command.ROOT, check=True, stdout=subprocess.DEVNULL)
        return path

    def truth(self, events: int) -> rows.Rows:
        return rows.planted(self.data / f"{events}.json")


def inside(bench: Bench, measure: str, title: str) -> Section:
    """A single step, taken inside one process, the least of several: see ``inside``."""
    command = [sys.executable, "-m", "tests.benchmarks.inside", measure, str(4 * bench.rounds)]
    figures: dict[str, float] = {}
    for _ in range(bench.rounds):
        done = subprocess.run(command, cwd=calsync_command.ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            words = (done.stderr.strip() or "no message").splitlines()[-1]
            return Section(measure, title, [Entry("calsync", reason=words)], words)
        figures = {name: min(cpu, figures.get(name, cpu)) for name, cpu in json.loads(done.stdout).items()}
    entries = [Entry(name, cpu=cpu) for name, cpu in figures.items()]
    return Section(measure, title, entries, "rows equal; imports not counted")


def entry(tool: Found, used: Used) -> Entry:
    match tool:
        case Missing(name, reason):
            return Entry(name, reason=reason)
        case Tool(name, version):
            use = used[name]
            if isinstance(use, Failed):
                return Entry(name, version, reason=str(use))
            return Entry(name, version, use.cpu, use.peak)


def present(found: Sequence[Found]) -> list[Tool]:
    return [tool for tool in found if isinstance(tool, Tool)]


def files(bench: Bench, events: int) -> Section:
    """One file: calsync's scan beside readers that list every occurrence, and counters as the floor."""
    path, truth = bench.calendar(events), bench.truth(events)
    readers = list(tools.readers(bench.cache, install=bench.install))
    counters = list(tools.counters())
    window = [f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in (SINCE, UNTIL)]
    with tempfile.TemporaryDirectory() as scratch:
        home, outputs = Path(scratch, "home"), Path(scratch, "out")
        home.mkdir()
        outputs.mkdir()
        env = calsync_command.environment(home)
        tasks = [Task("calsync", calsync_command.scan(path), env)]
        tasks += [Task(tool.name, (*tool.command, str(path), *window), env) for tool in present(readers)]
        tasks += [Task(tool.name, (*tool.command, str(path)), env) for tool in present(counters)]
        used = in_turn(tasks, bench.rounds, outputs)
        check = compare(truth, outputs, used, present(readers))
    entries = [entry(tool, used) for tool in (CALSYNC, *readers, *counters)]
    size = path.stat().st_size / 1e6
    return Section(f"files/{events:06}", f"One file, {events:,} events, {size:.0f} MB", entries, check)


def compare(truth: rows.Rows, outputs: Path, used: Used, readers: Sequence[Tool]) -> str:
    """The rule of ``rows`` applied to what the programs wrote."""
    wrong: list[str] = []
    first: rows.Rows | None = None
    for tool in readers:
        if isinstance(used[tool.name], Failed):
            continue
        found = rows.peer_rows(outputs / tool.name)
        first = found if first is None else first
        wrong += rows.difference(tool.name, found, first)
        wrong += rows.difference(f"{tool.name}, interviews", rows.only(found, truth), truth)
    ours = used["calsync"]
    found = frozenset() if isinstance(ours, Failed) else rows.calsync_rows(outputs / "calsync")
    wrong += rows.difference("calsync", found, truth)
    if wrong:
        return "rows DIFFER: " + "; ".join(wrong)
    return f"rows equal: {len(truth)} interviews among {len(first or ()):,} occurrences in the window"


def start(bench: Bench) -> Section:
    """The price of starting: ``calsync --help`` beside a Python that does nothing."""
    with tempfile.TemporaryDirectory() as scratch:
        env = calsync_command.environment(Path(scratch))
        tasks = [
            Task("calsync --help", (*calsync_command.MAIN, "--help"), env),
            Task("python -c pass", (sys.executable, "-c", "pass"), env),
        ]
        used = in_turn(tasks, max(20, bench.rounds), Path(scratch))
    entries = [entry(Tool(task.name, "", ()), used) for task in tasks]
    return Section("start", "Starting", entries, "same interpreter, same environment")
