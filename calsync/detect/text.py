"""The text of an occurrence as detection reads it: one view per event, as written and folded."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from calsync.folding import fold
from calsync.model import Occurrence

LETTERS = re.compile(r"[^\W\d_]+")
"""A word as far as it is letters."""

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HOST = re.compile(
    r"(?:https?://|webcal://|www\.)(?:[^\s/@<>\"']*@)?([\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w@./-])((?:[a-z0-9-]+\.)+[a-z]{2,})(?=/[\w?#])",
    re.IGNORECASE,
)
_NONE: frozenset[str] = frozenset()
_SPACES = re.compile(r" [^\S\n]+|[^\S\n ][^\S\n]*")
"""Any run of blanks but the usual one, which is to stay as it is."""


def clean(text: str) -> str:
    """``text`` as written, NFKC, with each run of blanks made one; line breaks stay."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


@lru_cache(maxsize=4096)
def domain_of(email: str | None) -> str:
    """The part after the last ``@`` in lower case, or "" where there is none."""
    return email.rpartition("@")[2].strip().lower() if email and "@" in email else ""


def under(host: str, domain: str) -> bool:
    """Whether ``host`` is ``domain`` or lies below it."""
    return host == domain or host.endswith("." + domain)


def is_letter(char: str) -> bool:
    """Whether a character is part of a word, as ``\\w`` has it; "" is not."""
    return char.isalnum() or char == "_"


def places(word: str, text: str) -> Iterator[int]:
    """Where ``word`` stands in ``text`` without being the end of another."""
    at = text.find(word)
    while at >= 0:
        if not is_letter(text[at - 1 : at]):
            yield at
        at = text.find(word, at + 1)


def has_word(word: str, text: str) -> bool:
    """Whether ``word`` (or several) stands in ``text`` without being part of another."""
    # Asked of thousands of events, of which hardly any has it.
    return word in text and any(
        not is_letter(text[at + len(word) : at + len(word) + 1]) for at in places(word, text)
    )


class View(NamedTuple):
    """What detection reads of an occurrence: as written (``title`` …) and folded (``f_title`` …)."""

    title: str
    body: str
    """The description, line breaks kept."""
    place: str
    """LOCATION."""
    f_title: str
    f_body: str
    f_place: str
    f_categories: tuple[str, ...]
    hosts: frozenset[str]
    """Host names of every link in any field, lower case."""
    addresses: frozenset[str]
    """E-mail addresses written in title, body or place, lower case."""

    @property
    def f_all(self) -> str:
        """Title, body, place and categories folded, one after the other on lines of their own."""
        return "\n".join((self.f_title, self.f_body, self.f_place, *self.f_categories))


def _hosts(text: str) -> Iterator[str]:
    """The host of every link: links have no blanks, and few words have a slash."""
    for word in text.split():
        if "." in word and ("/" in word or "www." in word.lower()):
            yield from ((m[1] or m[2]).lower() for m in _HOST.finditer(word))


def view(occurrence: Occurrence) -> View:
    """The view of one occurrence. Pure; the order of attendees plays no part."""
    title, body, place = clean(occurrence.summary), clean(occurrence.description), clean(occurrence.location)
    f_title, f_body, f_place = fold(title), fold(body), fold(place)
    written = "\n".join((title, body, place))
    links = "\n".join((written, occurrence.url, occurrence.conference))
    return View(
        title=title.replace("\n", " "),
        body=body,
        place=place,
        f_title=f_title.replace("\n", " "),
        f_body=f_body,
        f_place=f_place,
        f_categories=tuple(fold(c) for c in sorted(occurrence.categories)),
        hosts=frozenset(_hosts(links)) if "." in links else _NONE,
        addresses=frozenset(m[0].lower().rstrip(".") for m in _ADDRESS.finditer(written))
        if "@" in written
        else _NONE,
    )
