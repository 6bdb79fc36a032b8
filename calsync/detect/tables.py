"""The tables of detection as they load at once: people write them in TOML, which takes long to read.

``tables.jsonl`` has one line for each TOML file: its name and what it holds; and what follows from them all.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

_FOLDERS = ("fields/data", "fields/data/lang", "fields/data/who")
_OTHERS = ("lexicon/hosts", "lexicon/mailboxes", "lexicon/signals", "lexicon/structure")


@cache
def table(name: str) -> Mapping[str, Any]:
    """What the TOML file of that name (below ``calsync/detect``, without its ending) holds."""
    found: Mapping[str, Any] = json.loads(_lines()[name])[1]
    return found


@cache
def _lines() -> Mapping[str, str]:
    lines = (_here() / "tables.jsonl").read_text("utf-8").splitlines()
    return {line[len('["') : line.index('",')]: line for line in lines}


def _here() -> Traversable:
    return resources.files("calsync.detect")


def made() -> Iterator[str]:
    """The lines that ``tables.jsonl`` should have: ``python -m calsync.detect.tables > …/tables.jsonl``."""
    from calsync.detect.fields.needs import of_tables

    written = dict(_written())
    for name, held in {**written, "needs": of_tables(written.values())}.items():
        yield json.dumps([name, held], ensure_ascii=False, separators=(",", ":"))


def _written() -> Iterator[tuple[str, Mapping[str, Any]]]:
    files = (f"{folder}/{file.name}" for folder in _FOLDERS for file in _here().joinpath(folder).iterdir())
    names = [file.removesuffix(".toml") for file in files if file.endswith(".toml")]
    for name in sorted([*names, *_OTHERS]):
        yield name, tomllib.loads(_here().joinpath(f"{name}.toml").read_text("utf-8"))


if __name__ == "__main__":
    import sys

    sys.stdout.writelines(f"{line}\n" for line in made())
