"""The lexicon's terms as regular expressions: slow, and plainly what ``calsync.detect.terms`` says."""

from __future__ import annotations

import re

from calsync.detect.terms import spellings

_PIECE = re.compile(r"\.\.\.|\*|#|\s+|[^\s*#.]+|\.")
_EDGE = r"(?:(?<![a-z0-9])|(?![a-z0-9]))"
_FORMS = {"*": r"[^\W_]*", "#": r"\d+", "...": r"[^\n]{0,40}?"}


def is_in(form: str, text: str) -> bool:
    """Whether any way to spell a form is in the text."""
    end = "" if form[-1] in "*#." else _EDGE
    return any(re.search(f"{_pattern(way)}{end}", text) for way in spellings(form))


def _pattern(spelling: str) -> str:
    start = "" if spelling[0] == "*" else _EDGE
    if spelling[0] == "^":
        start = r"^\W*"
    return start + "".join(map(_source, _PIECE.findall(spelling.removeprefix("^"))))


def _source(piece: str) -> str:
    return r"[\W_]{0,4}" + _EDGE if piece.isspace() else _FORMS.get(piece) or re.escape(piece)
