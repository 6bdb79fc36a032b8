"""What jobs are called, and what offices and organisations are called after."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from calsync.detect.fields.lexicon import data, lines
from calsync.detect.fields.who import EAST, words
from calsync.folding import fold

_TOKEN = re.compile(r"[\w\u0900-\u097f+#-]+")


@lru_cache(maxsize=4096)
def is_role(text: str, languages: tuple[str, ...]) -> bool:
    """Whether a piece names a job: one of its words is the head of job titles, or ends in one."""
    folded, heads = fold(text), words("role_heads", languages)
    if languages[0] in EAST and folded.endswith(tuple(h for h in heads if not h.isascii())):
        return True
    endings = tuple(h for h in heads if len(h) > 5)
    return any(
        t in heads or t.rstrip("s") in heads or t.endswith(endings) or t.replace("-", "") in heads
        for t in _TOKEN.findall(folded)
    )


def is_head(word: str, languages: tuple[str, ...]) -> bool:
    """Whether a folded word is the head of job titles and ends no names of companies."""
    return word in words("role_heads", languages) and word not in trades()


@cache
def fields_of_work() -> frozenset[str]:
    """What offices and posts are called after; folded."""
    return frozenset(data("departments")["words"].split())


@cache
def trades() -> frozenset[str]:
    """Words that say what an organisation does or is, and end the names of many; folded."""
    return frozenset([*data("companies")["trades"], *lines("institutions").split()])


def is_trade(word: str) -> bool:
    """Whether a folded word is one of these and no office or post is called after it."""
    return word in trades() and word not in fields_of_work()
