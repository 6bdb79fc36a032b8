"""Results as Markdown."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.benchmarks.results import Entry, Section

BEGIN, END = "<!-- benchmarks:begin -->", "<!-- benchmarks:end -->"
GOALS = tomllib.loads(Path(__file__).with_name("goals.toml").read_text(encoding="utf-8"))


def markdown(sections: Iterable[Section]) -> str:
    return "\n".join(line for section in sections for line in table(section))


def table(section: Section) -> Iterator[str]:
    yield f"**{section.title}** ({section.date}; {section.machine})"
    yield ""
    if not section.entries:
        yield section.check
        return
    yield "| program | CPU | peak memory | CPU, as a multiple of calsync's | goal |"
    yield "|---|--:|--:|--:|---|"
    base, goals = section.entries[0].cpu, GOALS.get(section.key, {})
    for entry in section.entries:
        label = f"{entry.name} {entry.version}".strip()
        if entry.cpu is None:
            yield f"| {label} | – | – | {entry.reason} | |"
            continue
        ratio = entry.cpu / base if base else None
        peak = f"{entry.peak / 1e6:,.0f} MB" if entry.peak else "–"
        yield (
            f"| {label} | {seconds(entry.cpu)} | {peak} "
            f"| {multiple(ratio)} | {verdict(goals.get(entry.name), ratio, entry)} |"
        )
    yield ""
    yield section.check[:1].upper() + section.check[1:] + "."
    yield ""


def seconds(value: float) -> str:
    if value < 0.01:
        return f"{value * 1000:.1f} ms"
    return f"{value * 1000:,.0f} ms" if value < 1 else f"{value:,.1f} s"


def multiple(ratio: float | None) -> str:
    if ratio is None:
        return "–"
    return f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.2f}"


def verdict(goal: dict[str, float] | None, ratio: float | None, entry: Entry) -> str:
    """The goal of ``goals.toml`` beside what was reached: on the ratio, or on the peak in MB."""
    match goal:
        case {"at_least": least} if ratio is not None:
            return f"at least {least:g}: {'reached' if ratio >= least else 'not reached'}"
        case {"peak_mb": most} if entry.peak is not None:
            return f"at most {most:g} MB: {'reached' if entry.peak <= most * 1e6 else 'not reached'}"
        case _:
            return ""


def insert(path: Path, text: str) -> bool:
    """Replace what stands between the markers in the file; False when it has none."""
    page = path.read_text(encoding="utf-8") if path.exists() else ""
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not (begin and end):
        return False
    path.write_text(f"{head}{BEGIN}\n{text}{END}{tail}", encoding="utf-8")
    return True
