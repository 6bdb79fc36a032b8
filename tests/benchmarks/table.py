"""Results as Markdown."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.benchmarks.results import Entry, Section

_PLACE = re.compile(
    r"(?P<begin><!-- benchmarks:begin(?P<keys>(?: [\w/-]+)*) -->\n).*?(?P<end><!-- benchmarks:end -->)",
    re.DOTALL,
)
"""Where tables stand in a page: those that it names, or all."""
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


def insert(path: Path, sections: Mapping[str, Section]) -> None:
    """Write the tables between the markers of a page: those that it names, or all."""
    page = path.read_text(encoding="utf-8")

    def filled(place: re.Match[str]) -> str:
        keys = place["keys"].split() or list(sections)
        text = markdown(sections[key] for key in keys if key in sections)
        return f"{place['begin']}{text}{place['end']}" if text else place[0]

    path.write_text(_PLACE.sub(filled, page), encoding="utf-8")
