"""The company as the last lines of a letter name it: "Ann Lee, Talent Partner, Acme", "白塔 人事部"."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from calsync.detect.fields.lexicon import data
from calsync.detect.fields.opening import is_ordinary, kinds
from calsync.detect.fields.who import EAST
from calsync.folding import fold

_Cut = Callable[[str, tuple[str, ...]], str]

_LINES = 4
"""As many lines as a signature takes."""
_WORDS = 5
_LONGEST = 70
"""Letters of a line that may be of one."""
_PARTS = re.compile(r",\s|\s[-–—|@/]\s|\s@|\s(?:at|bei|chez|de|bij|presso)\s|^/")


def signed(body: str, languages: tuple[str, ...], without_function: _Cut) -> list[str]:
    """The names in the last lines, but those of firms that place people; ``without_function`` takes off
    what a department is called."""
    lines = [line for line in map(str.strip, body.split("\n")) if line and "://" not in line]
    last = [line for line in lines[1:][-_LINES:] if len(line) <= _LONGEST]
    if languages[0] in EAST:
        return [m[1] for m in map(_eastern().match, last) if m]
    pieces = (piece.strip(" .") for line in last for piece in _PARTS.split(line))
    names = (
        _without_team(piece, without_function(piece, languages))
        for piece in pieces
        if not _placing().search(fold(piece))
    )
    return [name for name in names if _is_name(name.split()) and not is_ordinary(name, languages)]


def _without_team(piece: str, cut: str) -> str:
    """What is left of a piece, unless a word went that tells its kind: "Tilbury People Services"."""
    return cut if kinds(piece) == kinds(cut) else piece


def _is_name(parts: list[str]) -> bool:
    """Whether a name has no small words but little ones inside, and is none of a whole sentence."""
    little = data("companies")["little"]
    ends = [part[:1].isupper() for part in (*parts[:1], *parts[-1:])]
    inside = all(part[:1].isupper() or fold(part) in little or part in "&+" for part in parts)
    if any(part.endswith(":") for part in parts):
        return False
    return len(parts) <= _WORDS and bool(ends) and all(ends) and inside


@cache
def _placing() -> re.Pattern[str]:
    """Words of firms that place people, and of teams that are called the same."""
    return re.compile("|".join(data("companies")["placing"]))


@cache
def _eastern() -> re.Pattern[str]:
    """A name before the office of whoever signs."""
    offices = "|".join(data("companies")["signing"])
    return re.compile(rf"([^\W\d_][\w・ー]{{1,14}}?) ?(?:{offices})")
