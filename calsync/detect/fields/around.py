"""What the words around a date say of it: whether it is the day on which the candidate will hear.

They are weighed without a look at the cues of the language files. So they speak where people say in words
of their own what no cue foresaw ("short list goes out Feb 9"), and against a cue that stands beside another
date.
"""

from __future__ import annotations

from calsync.detect.fields.weighed import stems, weight, words

QUESTION = "around"
_OWN = 2
"""Words of the date itself that count."""


def said(text: str, start: int, end: int, *, in_title: bool) -> frozenset[str]:
    """What counts of a folded sentence with a date from ``start`` to ``end``: the words before it (``<``),
    behind it (``>``), on either side (``~``) and how they begin, those right beside it (``<<``, ``>>``), and
    its own (``=``)."""
    before, own, behind = (words(part) for part in (text[:start], text[start:end], text[end:]))
    beside = {*before, *behind}
    return frozenset(
        (
            *(f"<{word}" for word in before),
            *(f">{word}" for word in behind),
            *(f"~{word}" for word in beside),
            *(f"~{stem}" for stem in stems(beside)),
            *(f"<<{' '.join(last)}" for last in (before[-1:], before[-2:])),
            f">>{' '.join(behind[:1])}",
            *(f"={word}" for word in own[:_OWN]),
            *("^" for _ in range(in_title)),
        )
    )


def promise(text: str, start: int, end: int, *, in_title: bool) -> float:
    """What speaks for a date of a folded sentence (more than 0) or against it."""
    return weight(QUESTION, said(text, start, end, in_title=in_title))
