"""What was measured, as data that outlives the run, so that one section can be measured anew by itself."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """One line of a table: figures, or the reason there are none. Seconds of CPU, bytes at the peak."""

    name: str
    version: str = ""
    cpu: float | None = None
    peak: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Section:
    """One table. ``entries[0]`` is calsync, and what the others are divided by."""

    key: str
    title: str
    entries: Sequence[Entry]
    check: str
    """What was compared, and that it was equal; or the differences."""
    date: str = ""
    machine: str = ""


def machine() -> str:
    """The processor, its cores and Python: what figures depend on, and nothing that names a computer."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    processor = models[0] if models else platform.machine()
    return f"{processor}, {len(models) or '?'} cores, Python {platform.python_version()}"


def load(path: Path) -> dict[str, Section]:
    if not path.exists():
        return {}
    sections = json.loads(path.read_text(encoding="utf-8"))
    return {
        key: Section(**{**value, "entries": [Entry(**entry) for entry in value["entries"]]})
        for key, value in sections.items()
    }


def save(path: Path, sections: dict[str, Section]) -> None:
    text = json.dumps({key: asdict(sections[key]) for key in sorted(sections)}, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
