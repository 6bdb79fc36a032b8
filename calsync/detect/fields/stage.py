"""Which step of the process an interview is."""

from __future__ import annotations

import re
from functools import cache

from calsync.detect.fields.phrases import union
from calsync.detect.fields.who import table
from calsync.detect.text import View
from calsync.model import Stage

_ORDER = (
    Stage.OFFER,
    Stage.ASSESSMENT,
    Stage.FINAL,
    Stage.ONSITE,
    Stage.PANEL,
    Stage.TECHNICAL,
    Stage.RECRUITER_SCREEN,
    Stage.HIRING_MANAGER,
    Stage.PHONE_SCREEN,
    Stage.INFORMAL,
)
"""What wins where a text names several."""


def stage(view: View, body: str, languages: tuple[str, ...], *, recruiter_only: bool) -> Stage:
    """The stage that the title names, else the body. ``body`` is folded, without the meeting's small print."""
    if recruiter_only:
        return Stage.RECRUITER_SCREEN
    for text in (view.f_title, body):
        for one in _ORDER:
            if any(stage_words(one, language).search(text) for language in languages):
                return one
    return Stage.OTHER


@cache
def stage_words(one: Stage, language: str) -> re.Pattern[str]:
    """The words of one stage, for folded text."""
    return union(table(language)["stage"].get(one.value, ()))
