"""Running text cut into sentences that keep a date and what it is for together."""

from __future__ import annotations

import re

_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+|(?<=[。!?！？；])|\s*[;•]\s*|\s*\n\s*")
_OPEN = re.compile(
    r"(?:(?<!\w)(?:[a-z]|dr|mr|mrs|ms|prof|hr|fr|st|sr|sra|dott|ing|inc|ltd|approx|ca|etc|bzw|ggf|evtl|z\.b|u\.a|d\.h|p\.ex|nr|no|tel"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|okt|nov|dec|dez|janv|fevr|juil|mon|tue|wed|thu|fri|mo|di|mi|do)|(?<!\d)\d{1,2})\.$",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\n(?<=\S\n)(?<=[^\n]{55}\n)(?:(?<![.!?:;,。]\n)(?=[^\W\dA-Z_]|\d)|(?<= [a-z]{2}\n)(?=\S))"
)
"""A long line that ends in no full stop, or in a word like "by": a mail program broke it."""

_LAST_OF_A_DATE = re.compile(
    r"(?:\d{1,2}[./]|(?<!\w)(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)"
    r"(?:\w*y|ch|il|\w+ber|ust|\.)? )"
    r"\d{1,2}\.$",
    re.IGNORECASE,
)
"""A day behind its month."""
_REST = re.compile(r"\w+(?: \w+){0,2}[.!?](?!\d)")
"""The few words that a sentence still has after a date, where nouns are written with capitals."""


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text as written. Hard-wrapped lines are joined; abbreviations end nothing."""
    joined = _BROKEN.sub(" ", text)
    found: list[str] = []
    held = ""
    start = 0
    for m in _END.finditer(joined):
        held += joined[start : m.start()]
        start = m.end()
        following = joined[start : start + 60]
        if (
            "\n" not in m[0]
            and ";" not in m[0]
            and m[0]
            and _OPEN.search(held)
            and not _ends(held, following)
        ):
            held += " "
            continue
        found.append(held)
        held = ""
    found.append(held + joined[start:])
    return tuple(s.strip() for s in found if s.strip())


def _ends(text: str, following: str) -> bool:
    """Whether a number with a full stop ends its sentence ("bis 06.03. Mit …", "by March 6. We …"), or counts
    ("am 6. März", "bis 06.03. Bescheid.")."""
    if not following[:1].isupper() or _REST.match(following):
        return False
    return _LAST_OF_A_DATE.search(text) is not None
