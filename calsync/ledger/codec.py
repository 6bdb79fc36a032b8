"""Frozen dataclasses and NamedTuples to JSON and back, by their annotations: so the ledger keeps facts."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
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
    read: Callable[[Any], T] = _reader(kind)  # type: ignore[arg-type]
    return read(json.loads(text))


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if _is_named(type(value)):
        return {name: _plain(one) for name, one in value._asdict().items()}  # type: ignore[attr-defined]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):  # datetime included
        return value.isoformat()
    if isinstance(value, tuple | frozenset):
        return [_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    return value


def _is_named(kind: Any) -> bool:
    """Whether a type is a NamedTuple."""
    return isinstance(kind, type) and issubclass(kind, tuple) and hasattr(kind, "_fields")


Reader = Callable[[Any], Any]
_PLAIN = (str, int, float, bool, types.NoneType)


@cache
def _reader(kind: Any) -> Reader:
    """How values of one type are read: found out once, for a ledger holds many of each."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _optional(tuple(one for one in get_args(kind) if one is not types.NoneType))
    if origin is tuple:
        item = _reader(get_args(kind)[0])
        return lambda value: tuple([item(one) for one in value])
    if origin is not None:  # Mapping[K, V]
        key_of, value_of = map(_reader, get_args(kind))
        return lambda value: {key_of(key): value_of(one) for key, one in value.items()}
    if is_dataclass(kind) or _is_named(kind):
        return _record(kind)
    if kind is datetime:
        return datetime.fromisoformat
    if kind is date:
        return date.fromisoformat
    read: Reader = kind
    return read


def _record(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {name: _reader(hint) for name, hint in hints.items() if not _as_it_is(hint)}
    names = list(hints)

    def read(value: Any) -> Any:
        for name, one in readers.items():  # in place: nobody else has what the parser made
            if name in value:
                value[name] = one(value[name])
        if list(value) == names:  # as it was written by this version: by place is three times as fast
            return kind(*value.values())
        try:
            return kind(**value)
        except TypeError:  # rather than to look at every name of many thousands
            return kind(**{name: value[name] for name in value if name in hints})

    return read


def _as_it_is(hint: Any) -> bool:
    """Whether values of a type stand in JSON as they are."""
    kinds = get_args(hint) if get_origin(hint) in (Union, types.UnionType) else (hint,)
    return all(one in _PLAIN for one in kinds)


def _optional(kinds: tuple[Any, ...]) -> Reader:
    if set(kinds) == {datetime, date}:
        return lambda value: None if value is None else _reader(datetime if "T" in value else date)(value)
    read = _reader(kinds[0])
    return lambda value: None if value is None else read(value)
