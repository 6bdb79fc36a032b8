"""The tables of detection as they load at once: people write them in TOML, which takes long to read.

``tables.jsonl`` has one line for each TOML file: its name and what it holds. After an empty line comes what
follows from them all, ``needs``: a line for each key, of which a run asks for few.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from calsync.kept import Read, Sorted

_HERE = Path(__file__).parent
_KEPT = _HERE / "tables.jsonl"
_FOLDERS = ("fields/data", "fields/data/lang", "fields/data/who")
_OTHERS = ("lexicon/hosts", "lexicon/mailboxes", "lexicon/signals", "lexicon/structure")


@cache
def table(name: str) -> Mapping[str, Any]:
    """What the TOML file of that name (below ``calsync/detect``, without its ending) holds; or ``needs``."""
    with _KEPT.open("rb") as file:
        file.seek(_places()[name])
        if name == "needs":
            return Read(Sorted(file.read(), 1), json.loads)
        found: Mapping[str, Any] = json.loads(file.readline())[1]
    return found


@cache
def _places() -> Mapping[str, int]:
    """Where the line of each table begins, and the empty one before ``needs``."""
    places, at = {}, 0
    with _KEPT.open("rb") as file:
        for line in file:
            if not line.strip():
                break
            places[line[len('["') : line.index(b'",')].decode()] = at
            at += len(line)
    return {**places, "needs": at}


def made() -> Iterator[str]:
    """The lines that ``tables.jsonl`` should have: ``python -m calsync.detect.tables > …/tables.jsonl``."""
    from calsync.detect.fields.needs import of_tables

    written = dict(_written())
    for name, held in written.items():
        yield _json([name, held])
    yield ""
    needs = of_tables(written.values())
    yield from (f"{phrase}\t{_json(needs[phrase])}" for phrase in sorted(needs))


def _json(held: object) -> str:
    return json.dumps(held, ensure_ascii=False, separators=(",", ":"))


def _written() -> Iterator[tuple[str, Mapping[str, Any]]]:
    import tomllib

    files = (f"{folder}/{file.name}" for folder in _FOLDERS for file in (_HERE / folder).iterdir())
    names = [file.removesuffix(".toml") for file in files if file.endswith(".toml")]
    for name in sorted([*names, *_OTHERS]):
        yield name, tomllib.loads((_HERE / f"{name}.toml").read_text("utf-8"))


if __name__ == "__main__":
    import sys

    sys.stdout.writelines(f"{line}\n" for line in made())
