"""Frozen dataclasses to JSON and back, by their annotations: the form in which the ledger keeps facts."""

from __future__ import annotations

import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def dumps(value: object) -> str:
    """JSON text of a dataclass of the model (nested ones, tuples, dates and enumerations included)."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def loads(text: str, kind: type[T]) -> T:
    """The value back. Fields the text does not know take their default; unknown ones are ignored, so that
    a ledger survives an upgrade and a downgrade. Raises ValueError or TypeError for anything else."""
    value: T = _typed(json.loads(text), kind)
    return value


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):  # datetime included
        return value.isoformat()
    if isinstance(value, tuple | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _typed(value: Any, kind: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _one_of(value, get_args(kind))
    if origin is tuple:
        return tuple(_typed(one, get_args(kind)[0]) for one in value)
    if origin is not None:  # Mapping[K, V]
        key_kind, value_kind = get_args(kind)
        return {_typed(key, key_kind): _typed(one, value_kind) for key, one in value.items()}
    if is_dataclass(kind):
        hints = _hints(kind)  # type: ignore[arg-type]
        known = {name: _typed(one, hints[name]) for name, one in value.items() if name in hints}
        return kind(**known)  # type: ignore[operator]
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    return kind(value)


def _one_of(value: Any, kinds: tuple[Any, ...]) -> Any:
    if value is None:
        return None
    kinds = tuple(kind for kind in kinds if kind is not types.NoneType)
    if set(kinds) == {datetime, date}:
        return _typed(value, datetime if "T" in value else date)
    return _typed(value, kinds[0])
