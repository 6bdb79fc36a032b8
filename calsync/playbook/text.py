"""Hostile text made harmless: what a calendar says about people and companies, as it may enter a follow-up.

Task apps render notes as Markdown or HTML and make links of what looks like one. So no control or
formatting character, no link, no angle or square bracket and no flood of text comes through.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from calsync.model import Me, Person

NAME = 80
LINE = 200
"""Longest name, and longest other text, in characters."""

_MAILTO_LIMIT = 2000
"""What mail programs and operating systems are sure to take as one link."""

_LINK = re.compile(
    r"(?:[a-z][a-z0-9+.-]{0,30}://|www\.|(?:mailto|javascript|data|tel|file):)\S*", re.IGNORECASE
)
_BRACKETS = str.maketrans({"<": None, ">": None, "[": "(", "]": ")", "`": "'"})
_JOINERS = "\u200c\u200d"
_ADDRESS = re.compile(
    r"[A-Za-z0-9_+'~-]+(?:\.[A-Za-z0-9_+'~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
)
"""Stricter than RFC 5321: what people have, and nothing that means something in a link or a header."""

_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]?|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.?)", re.DOTALL)
"""A terminal's escape sequence (ECMA-48 5.4)."""

_TITLES = re.compile(
    r"^(?:(?:dr|prof|mr|mrs|ms|mx|herr|frau|ing|dipl|hr|fr|mme|dott|sr|sra)\.?\s+)+", re.IGNORECASE
)
_NO_GIVEN_NAME_FIRST = re.compile(r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def clean(text: str | None, limit: int = LINE) -> str:
    """One harmless line of at most ``limit`` characters; "" for nothing."""
    if not text:
        return ""
    text = unicodedata.normalize("NFC", _ESCAPE.sub(" ", text[: limit * 10]))
    text = _LINK.sub(" ", "".join(_plain(char) for char in text)).translate(_BRACKETS)
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def _plain(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in ("Cc", "Zl", "Zp", "Zs"):
        return " "
    return "" if kind[0] == "C" and char not in _JOINERS else char


def name_of(person: Person) -> str:
    """The name to show: "Raman, Priya (Nimbus)" is Priya Raman; an address alone may yield one; else ""."""
    name = re.sub(r"\s*\([^)]*\)", "", clean(person.name, NAME)).strip(" ,;\"'|")
    if "@" in name:
        name = ""
    last, comma, first = name.partition(",")
    if comma and first.strip() and "," not in first:
        name = f"{first.strip()} {last.strip()}"
    if name or not person.email:
        return name
    parts = person.email.partition("@")[0].split(".")
    named = len(parts) in (2, 3) and all(part.isalpha() and len(part) > 1 for part in parts)
    return clean(" ".join(part.capitalize() for part in parts), NAME) if named else ""


def first_name(name: str) -> str:
    """The name to greet with: the given name, or the whole one where it does not come first."""
    bare = _TITLES.sub("", name)
    if bare != name or _NO_GIVEN_NAME_FIRST.search(bare):
        return name
    first = bare.split(" ")[0] if bare else ""
    return bare if len(first.rstrip(".")) < 2 else first


def address(person: Person, me: Me) -> str | None:
    """A validated address that is not the user's own, else None (RFC 5321 4.5.3 for the lengths)."""
    email = (person.email or "").strip()
    if len(email) > 254 or len(email.partition("@")[0]) > 64 or not _ADDRESS.fullmatch(email):
        return None
    return None if email.casefold() in me.emails else email


def mailto(to: str, subject: str, body: str) -> str:
    """A mailto link (RFC 6068) with subject and body, or with the subject alone where the body is too long.

    Everything is percent-encoded, so nothing in it can begin another header or another recipient.
    """
    head = f"mailto:{quote(to, safe='@')}?subject={quote(subject, safe='')}"
    lines = body.replace("\n", "\r\n")
    link = f"{head}&body={quote(lines, safe='')}"
    return link if len(link) <= _MAILTO_LIMIT else head
