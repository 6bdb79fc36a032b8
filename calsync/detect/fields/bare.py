"""Persons whom a text names without any word that introduces them: "Doreen, upstairs", "Oona calls at 7"."""

from __future__ import annotations

import re
from functools import cache

from calsync.detect.fields.capitals import compiled
from calsync.detect.fields.lexicon import data
from calsync.detect.fields.names import is_given, trimmed
from calsync.detect.fields.who import EAST, NAME, words
from calsync.folding import fold

_LINE = re.compile(r"^[^\n]*\S", re.MULTILINE)
_RINGS = re.compile(r"\s(?:rings|phones|calls)\s(?:me|my|you|your|at|on|\d)")
"""Who rings the user up for the interview itself."""
_OF = r"(?: (?:from|at|@) [^\s.,;:]+)?"
"""Where somebody is of."""
_PAST = re.compile(r"(?!joined$)\w{2,}ed$|was$")
"""What somebody did before the interview, or was: "Ilan pointed me to you"."""
_CLOSING = 80
"""Letters before a name that may close a message."""
_SIGNATURE = 5
"""As many lines as a signature takes."""


def bare(text: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Runs of capitalised words that begin with a common given name, where a clause or a list item begins.

    Not where somebody is greeted, signs, or is said to have said something.
    """
    if languages[0] in EAST:
        return ()
    text = f"\n{text}"  # where a text begins, a clause does
    signed = _signed_from(text)
    found: list[str] = []
    for m in compiled(_clauses(languages), text).finditer(text):
        if m.start("name") >= signed and _signs(text, m.start("name")):
            continue
        name = trimmed(m["name"], languages)
        if not name or not is_given(name, languages[0]) or len(name.split()) > 3:
            continue
        tells = _tells(fold(m["next"] or "")) and not _RINGS.match(text, m.end("name"))
        if tells or m["name"] in data("departments")["lookalikes"]:
            continue
        before = fold(text[max(0, m.start("name") - _CLOSING) : m.start("name")])
        if before.rstrip(" ,!\n").rpartition(" ")[2].strip("\n.") not in _listed("closings"):
            found.append(name)
    if any(word in text for word in data("departments")["behind"]):
        found += [m[1] for m in compiled(_followed(), text).finditer(text) if is_given(m[1], languages[0])]
    return tuple(found)


@cache
def _followed() -> str:
    """A name before the words that stand behind it where others say "with"."""
    return rf"({NAME})\s(?:{'|'.join(data('departments')['behind'])})(?!\w)"


@cache
def _clauses(languages: tuple[str, ...]) -> str:
    joining = "|".join(re.escape(w) for w in sorted({*words("and", languages), "then", "u.", "plus"}))
    signs, emoji = "\n.,;:!?(–—+&/…", "\U0001f300-\U0001faff"
    return (  # whatever begins a clause, its first letter is one of these, for ``re`` jumps to them
        rf"[\s{signs}{emoji}](?:(?<=[{signs}])\s*|(?<=\s)(?:-|{joining})\s|(?<=[{emoji}])\s*)"
        rf"(?=(?P<name>{NAME}))(?P=name)(?!['’]s |@|\w)(?=(?:{_OF} (?P<next>\w+))?)"
    )


@cache
def _listed(key: str) -> frozenset[str]:
    return frozenset(data("departments")[key].split())


def _tells(word: str) -> bool:
    """Whether what follows a name tells of a person who need not come."""
    return word in _listed("tells") or _PAST.match(word) is not None


def _signed_from(text: str) -> int:
    """Where the last lines begin; the end of a text of a single line."""
    starts = [m.start() for m in _LINE.finditer(text)]
    return starts[-_SIGNATURE:][0] if len(starts) > 1 else len(text)


def _signs(text: str, at: int) -> bool:
    """Whether a short line begins here: a name alone, or with an office or a company beside it."""
    begins = at == 0 or text[:at].rstrip(" ").endswith("\n")
    line = text[at:].partition("\n")[0]
    return begins and len(line.split()) <= 4
