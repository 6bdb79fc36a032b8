"""Which step of the process an interview is."""

from __future__ import annotations

import re
from functools import cache

from calsync.detect.fields.lexicon import data
from calsync.detect.fields.phrases import union
from calsync.detect.fields.sought import Sought
from calsync.detect.fields.who import table
from calsync.detect.text import View
from calsync.folding import fold
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
    """The stage that the title names, else the body, else the place. ``body`` is folded, without small print.

    A second interview is the last one where nothing else is said of it. An offer is only named in titles:
    in running text all sorts of things are offered.
    """
    if recruiter_only:
        return Stage.RECRUITER_SCREEN

    def says(key: str, text: str) -> bool:
        return any(stage_words(key, language).search(text) for language in languages)

    if named := next((one for one in _ORDER if says(one, view.f_title)), None):
        return named
    if says("again", view.f_title):
        closer = (Stage.TECHNICAL, Stage.PANEL, Stage.HIRING_MANAGER)
        return next((one for one in closer if says(one, body)), Stage.FINAL)
    if named := next((one for one in _ORDER[1:] if says(one, body)), None):
        return named
    return Stage.ONSITE if _is_somewhere(view.place) else Stage.OTHER


@cache
def stage_words(key: str, language: str) -> Sought:
    """The words of one stage, for folded text."""
    return union(table(language)["stage"].get(str(key), ()))


def _is_somewhere(place: str) -> bool:
    """Whether LOCATION is a place one goes to, rather than a link, a number to call or "Teams"."""
    words = re.findall(r"[^\W\d_]+", fold(place))
    return bool(words) and "://" not in place and not any(w in data("mailboxes")["tools"] for w in words)
