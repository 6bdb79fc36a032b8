"""Verdicts remembered: where every source stands as it stood, nothing is read and judged again.

Judging is pure: the same events, settings and rulings give the same verdicts. What it rests on is the key,
and by it what came out is kept in the ledger. Only readings without a flaw are remembered.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import calsync
from calsync.digests import blake2b
from calsync.ledger.codec import dumps, loads
from calsync.model import Interview, Notice, Query, Reading
from calsync.stores.base import Cache

_NAME = "verdicts"
_JUDGES = ("detect", "ical", "model.py", "folding.py", "seek")
"""The code, and its data, that a verdict rests on."""


class Told(NamedTuple):
    """A reading, without what stood in it."""

    source: str
    basis: str
    events: int
    covers: bool
    notices: tuple[Notice, ...]


class Judged(NamedTuple):
    """What was made of the readings: see ``calsync.detect.Detection``."""

    interviews: tuple[Interview, ...] = ()
    others: tuple[Interview, ...] = ()
    notices: tuple[Notice, ...] = ()
    near_misses: tuple[Interview, ...] = ()
    """Of the others, those not by far."""


class _Kept(NamedTuple):
    told: tuple[Told, ...]
    judged: Judged


class Verdicts:
    """What is remembered for a query: ``rest`` is whatever else the verdicts depend on."""

    def __init__(self, cache: Cache, query: Query, rest: Iterable[object]) -> None:
        self._cache = cache
        asked = _stable((query.words and query.words.digest, query.window, query.zone.key, *rest))
        self._key = blake2b(f"{asked} {_code()}".encode(), digest_size=16).hexdigest()
        self._kept = self._load()

    @property
    def known(self) -> Mapping[str, str]:
        """For the query: the basis of each source's reading."""
        return {told.source: told.basis for told in self._kept.told} if self._kept else {}

    def of(self, readings: Sequence[Reading]) -> tuple[tuple[Reading, ...], Judged] | None:
        """The readings as they were remembered, and what was made of them; None when anything is new."""
        if self._kept is None or [(one.source, one.basis) for one in readings] != [
            (told.source, told.basis) for told in self._kept.told
        ]:
            return None
        same = (
            replace(one, events=told.events, covers=told.covers, notices=told.notices, whole=None)
            for one, told in zip(readings, self._kept.told, strict=True)
        )
        return tuple(same), self._kept.judged

    def keep(self, readings: Sequence[Reading], judged: Judged) -> None:
        """Remember, where every source can tell what its reading rests on."""
        if not readings or any(
            not one.basis or not one.complete or one.error or one.unreadable for one in readings
        ):
            return
        told = (Told(one.source, one.basis, one.events, one.covers, one.notices) for one in readings)
        self._cache.save(_NAME, self._key, dumps(_Kept(tuple(told), judged)), {}, ())

    def _load(self) -> _Kept | None:
        text, _ = self._cache.load(_NAME, self._key)
        try:
            return loads(text, _Kept) if text else None
        except (ValueError, TypeError, AttributeError):
            return None


def _stable(value: object) -> str:
    """The same text for equal values, in whatever order a set is kept."""
    match value:
        case frozenset():
            return repr(sorted(map(_stable, value)))
        case tuple() | list():
            return repr([_stable(one) for one in value])
        case ZoneInfo():
            return value.key
        case _ if is_dataclass(value):
            return _stable(tuple(getattr(value, field.name) for field in fields(value)))
        case _:
            return repr(value)


@cache
def _code() -> str:
    """Tells one state of the code and its data from another."""
    root = Path(calsync.__file__).parent
    marks = sorted(mark for name in _JUDGES for mark in _marks(root / name))
    return f"{calsync.__version__} {marks}"


def _marks(path: Path) -> Iterator[tuple[str, int, int]]:
    if path.is_dir():
        for folder, _, names in os.walk(path):
            if not folder.endswith("__pycache__"):
                yield from (mark for name in names for mark in _marks(Path(folder, name)))
    else:
        found = path.stat()
        yield str(path), found.st_size, found.st_mtime_ns
