"""From occurrences to interviews, with evidence for every verdict. Pure: no clock, no locale, no I/O."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from calsync.detect.context import context_terms
    from calsync.detect.duplicates import find_aliases
    from calsync.detect.judge import Detection, detect, near_misses
    from calsync.detect.settings import Settings
    from calsync.detect.vocabularies import vocabulary

__all__ = [
    "Detection",
    "Settings",
    "context_terms",
    "detect",
    "find_aliases",
    "near_misses",
    "vocabulary",
]

_HOMES = {
    "Detection": "judge",
    "Settings": "settings",
    "context_terms": "context",
    "detect": "judge",
    "find_aliases": "duplicates",
    "near_misses": "judge",
    "vocabulary": "vocabularies",
}


def __getattr__(name: str) -> object:
    """Names are loaded when first wanted: the lexicon must not cost ``--help`` anything."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
