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


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text as written. Hard-wrapped lines are joined; abbreviations end nothing."""
    joined = _BROKEN.sub(" ", text)
    found: list[str] = []
    held = ""
    start = 0
    for m in _END.finditer(joined):
        held += joined[start : m.start()]
        start = m.end()
        following = joined[start : start + 1]
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
    """Whether a number with a full stop ends its sentence ("bis 06.03. Mit …"), or counts ("am 6. März")."""
    return re.search(r"\d{1,2}\.\d{1,2}\.$", text) is not None and following.isupper()
