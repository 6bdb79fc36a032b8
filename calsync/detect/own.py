"""What the user is called."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from calsync.detect.text import LETTERS
from calsync.folding import fold
from calsync.model import Me


@lru_cache(maxsize=16)
def own_names(me: Me) -> frozenset[str]:
    """The user's own names, folded, as far as name and addresses tell."""
    local = (re.sub(r"[\d._+-]+", " ", email.partition("@")[0]) for email in me.emails)
    return name_words((me.name, *local))


def name_words(texts: Iterable[str | None]) -> frozenset[str]:
    """The words of names, folded; no initials."""
    return frozenset(word for text in texts for word in LETTERS.findall(fold(text or "")) if len(word) > 1)


@lru_cache(maxsize=16)
def own_words(me: Me) -> frozenset[str]:
    """The user's own names and those of the employer, folded, as far as name and addresses tell."""
    return own_names(me) | name_words(domain.rpartition(".")[0] for domain in me.employer_domains)
