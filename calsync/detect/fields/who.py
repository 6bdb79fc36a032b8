"""The words about people, companies and stages of one language, compiled when first needed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, partial
from typing import Any

from calsync.detect.fields.capitals import UPPER
from calsync.detect.fields.introduction import CAPITAL, Introductions
from calsync.detect.fields.lexicon import data
from calsync.detect.fields.needs import needs
from calsync.detect.fields.phrases import EAST_ASIAN, EAST_LETTER, begun_in_any_case, union
from calsync.detect.fields.sought import Sought
from calsync.folding import fold

_LETTERS = r"[\w\u0900-\u097f]"
_REST = rf"(?:\.|{_LETTERS}*(?:(?:['-](?={_LETTERS})|’){_LETTERS}+)*)"
WORD = rf"(?:[{UPPER}]{_REST})"
_PARTICLE = (
    r"(?:de|da|do|dos|das|van|von|der|den|del|della|di|du|le|la|el|al|bin|binti|ter|ten|te|zu|zur|af|of)"
)
NAME = rf"{WORD}(?: +(?:{_PARTICLE} +){{0,2}}{WORD}){{0,3}}"
"""A person's or a company's name in text as written, in scripts with capital letters."""


def word_not_behind(*before: str) -> str:
    """``WORD`` where none of these stands before it; asked behind its capital, for ``re`` jumps to that."""
    return rf"(?:[{UPPER}]{''.join(f'(?<!{one}.)' for one in before)}{_REST})"


EAST_NAME = rf"{EAST_LETTER}{{1,8}}?"


def table(language: str) -> Mapping[str, Any]:
    """The file ``data/who/<language>.toml``."""
    return data(f"who/{language}")


@cache
def words(key: str, languages: tuple[str, ...]) -> frozenset[str]:
    """A list of single words, folded, of all these languages."""
    return frozenset(word for language in languages for word in fold(table(language).get(key, "")).split())


@cache
def phrases(key: str, language: str) -> Sought:
    """A list of phrases, for folded text."""
    return union(table(language).get(key, ()))


@cache
def labelled(key: str, language: str) -> Sought:
    """A line that begins with a label of a list and a colon ("- Position: …"); group 1 is what follows."""
    line = r"^[\s•·*–-]*(?:{})\s*[:：]\s*([^\n;]{{2,60}})"
    return Sought(
        (
            ((*needs(label), frozenset(":")), partial(line.format, re.sub(" +", r"\\s+", label)))
            for label in table(language).get(key, ())
        ),
        re.IGNORECASE | re.MULTILINE,
    )


@cache
def written(key: str, language: str, slot: str) -> Introductions:
    """A list of phrases with a name in it (slot p, c or r), for text as written: the name keeps its case."""
    listed = table(language).get(key, ())
    ways = ((needs(phrase), partial(_with_name, phrase, slot, language in EAST)) for phrase in listed)
    return Introductions(ways, rf"{_SLOTS[slot]}(?!\w)")


def _with_name(phrase: str, slot: str, east: bool) -> str:
    body = re.sub(r" *~ *", _ANY_WORDS, _any_ending(phrase))
    start, *rest = re.split(r"\{\w\}", body)
    start, end = _loose(start), _loose("".join(rest))
    if east:
        return f"(?i:{start})(?P<name>{_EAST_SLOTS[slot]})(?i:{end})"
    if slot != "r" and not end:
        return f"{begun_in_any_case(start)}{CAPITAL}"
    # up to what follows; where nothing does, as far as it goes
    name = _SLOTS[slot] if end else _SLOTS[slot].replace("{0,4}?", "{0,4}")
    aside = r"(?:\s*\([^()\n]*\))?" if slot == "p" else ""
    return rf"{begun_in_any_case(start)}(?P<name>{name}){aside}(?i:{end})(?!\w)"


def _any_ending(phrase: str) -> str:
    """``phrase`` with its ``*`` behind letters as a regular expression has it."""
    return re.sub(r"(?<![)\]])(?<!\\w)\*", r"\\w*", phrase)


_ANY_WORDS = r"(?:[^\\w.!?;\\n]+[\\w'’-]+){0,4}?[^\\w.!?;\\n]+"
COMPANY = (
    rf"{WORD}(?:(?: +| ?& ?|(?:(?<=\bSt)|(?<=\bDr)|(?<=\b[A-Z]))\. ?)"
    rf"(?:(?:of|for|de|der|und|and|van|du|des|di) +)?(?:{WORD}|AI|\d+)){{0,4}}"
)
"""A company's name as written, in scripts with capital letters."""
_ROLE = r"(?:[\w/&+.#-]+ ){0,4}?[\w/&+.#()-]+"

_SLOTS = {"p": NAME, "c": COMPANY, "r": _ROLE}
_EAST_SLOTS = {"p": EAST_NAME, "c": rf"[{EAST_ASIAN}\w・ー]{{2,20}}?", "r": EAST_NAME}

EAST = frozenset({"ja", "zh", "ko"})


@cache
def introduced(key: str, language: str) -> Introductions:
    """A phrase of a list with a name right behind it, as written: "search firm: Conrad Vail"."""
    listed = table(language).get(key, ())
    return Introductions(((needs(phrase), partial(_before_name, phrase)) for phrase in listed), NAME)


def _before_name(phrase: str) -> str:
    spelt = _any_ending(phrase).replace(" ", r"\s+").replace(r"\s+~\s+", _ANY_WORDS)
    return rf"{begun_in_any_case(spelt)}\s*(?::|,|-|–|\()?\s*{CAPITAL}"


def _loose(text: str) -> str:
    return re.sub(r" +(\??)", lambda m: r"\s*" if m[1] else r"\s+", text)


def any_word(text: str, key: str, languages: Iterable[str]) -> re.Match[str] | None:
    """The first phrase of a list that a folded text has, in any of the languages."""
    return next((m for language in languages if (m := phrases(key, language).search(text))), None)
