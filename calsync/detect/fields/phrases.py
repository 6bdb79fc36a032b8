"""Phrases as data: how a line of a language file becomes a pattern over folded text.

In a phrase a blank stands for any blanks (with ``?`` behind it: or none), ``*`` for any ending of a
word, and ``~`` for a gap of a few words; ``( | )``, ``( )*``, ``[ ]`` and ``?`` mean what they mean in a
regular expression, and names in braces are filled in by the caller (``{n}`` a number, ``{wd}`` a weekday
…). Everything else stands for itself, in its usual spelling: folding is done here. A phrase with
Chinese, Japanese or Korean letters may stand inside a run of letters; any other is bounded by what is
not a letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial

from calsync.detect.fields.needs import Needs, needs
from calsync.detect.fields.sought import Sought
from calsync.folding import fold

EAST_ASIAN = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
"""Letters of scripts that write words without blanks, or with particles stuck to them (a regex range)."""

EAST_LETTER = r"(?:[\u2e80-\ufaff](?<![\ua000-\uabff\ud7b0-\uf8ff]))"
"""One such letter. It takes long to compile: ``is_east`` tells a letter, too."""

_SLOT = re.compile(r"\{([a-z]+)\}")
_REQUIRED = re.compile(r"\{([a-z]+)\}(?![?*{])")
_GROUP = re.compile(r"\([^()]*\)")
_PARTS = re.compile(r"(\{[a-z]+\}|~|(?<![)\]])(?<!\\w)\*| +\??)")
_FIRST = re.compile(r"\w+(?![?*+{])")
_ALIKE = {"i": "\u0130\u0131", "k": "\u212a", "s": "\u017f"}
"""What else ``re`` takes for these letters where case makes no difference."""
_GAP = r"(?:\W+[\w'-]+){0,5}?\W+"
_EAST_GAP = r"[^。!?\n]{0,12}?"


def is_east(text: str) -> bool:
    """Whether ``text`` has a letter of those scripts."""
    return (
        not text.isascii()
        and max(text) >= EAST_ASIAN[0]
        and any(
            "\u2e80" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7af" or "\uf900" <= sign <= "\ufaff"
            for sign in text
        )
    )


def source(phrase: str, slots: Mapping[str, str] | None = None) -> str:
    """The regular expression of one phrase, to be searched in folded text."""
    east = is_east(phrase)
    body = _body(phrase, east, slots)
    return f"(?:{body})" if east else rf"{_begun(body)}(?:(?!\w)|(?<=\s))"


def _begun(body: str) -> str:
    """``body`` where no letter stands before it; asked behind its first letters where these are plain, for
    ``re`` jumps from one to the next of such letters, but looks at every place for an edge."""
    first = _FIRST.match(body)
    if first is None or "|" in body:
        return rf"(?<!\w)(?:{body})"
    return rf"{first[0]}(?<!\w{first[0]}){body[first.end() :]}"


def begun_in_any_case(words: str) -> str:
    """``(?<!\\w)(?i:words)`` for text as written, asked behind the first letter for the same reason."""
    first, rest = words[:1], words[1:]
    if "|" in words or not (first.isascii() and first.isalpha()) or (rest and rest[0] in "?*+{"):
        return rf"(?<!\w)(?i:{words})"
    either = f"[{first.lower()}{first.upper()}{_ALIKE.get(first.lower(), '')}]"
    return rf"{either}(?<!\w{either})(?i:{rest})"


def union(phrases: Iterable[str], slots: Mapping[str, str] | None = None) -> Sought:
    """What finds any of the phrases in folded text, the longest written first."""
    return alternatives(ordered(phrases), slots)


def ordered(phrases: Iterable[str]) -> list[str]:
    """Each once, the longest written first, so that it wins over its own beginning."""
    return sorted(set(phrases), key=lambda phrase: (is_east(phrase), -len(phrase), phrase))


def alternatives(
    phrases: Iterable[str],
    slots: Mapping[str, str] | None = None,
    fillings: Mapping[str, Needs] | None = None,
) -> Sought:
    """What finds any of the phrases in folded text, those that come first preferred.

    ``fillings``: what a text must have for a name in braces.
    """
    known = fillings or {}
    return Sought((_all_needs(phrase, known), partial(source, phrase, slots)) for phrase in phrases)


def _all_needs(phrase: str, fillings: Mapping[str, Needs]) -> Needs:
    """What a text must have for a phrase and the names in it. A phrase that has no letters of its own cannot
    do without the first of its names."""
    own = needs(phrase)
    if not own:
        slot = _SLOT.search(phrase)
        return fillings.get(slot[1] if slot else "", ())
    return [*own, *(cues for slot in _always_there(phrase) for cues in fillings.get(slot, ()))]


def _always_there(phrase: str) -> list[str]:
    """The names in braces that stand in no group, which may be missing."""
    while (bare := _GROUP.sub("", phrase)) != phrase:
        phrase = bare
    return [] if "|" in phrase else _REQUIRED.findall(phrase)


def _body(phrase: str, east: bool, slots: Mapping[str, str] | None) -> str:
    words = []
    for part in _PARTS.split(phrase):
        if part == "~":
            words.append(_EAST_GAP if east else _GAP)
        elif part == "*":
            words.append(r"\w{0,8}" if east else r"\w*")
        elif part.endswith(" ?"):
            words.append(r"\s*")
        elif part.isspace():
            words.append(r"\s*" if east else r"\s+")
        elif slot := _SLOT.fullmatch(part):
            words.append((slots or {})[slot[1]])
        else:
            words.append(fold(part).replace(".", r"\."))
    body = "".join(words)
    return body.replace(r"\s+" + _GAP + r"\s+", _GAP).replace(r"\s*" + _EAST_GAP + r"\s*", _EAST_GAP)
