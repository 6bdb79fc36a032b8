"""Which step of the process an interview is."""

from __future__ import annotations

import re
from functools import cache, partial

from calsync.detect.fields.lexicon import data
from calsync.detect.fields.phrases import source
from calsync.detect.fields.sought import Sought, cues
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
    in_title = _named(view.f_title, languages)
    if named := next((one for one in _ORDER if one in in_title), None):
        return named
    in_body = _named(body, languages)
    if "again" in in_title:
        closer = (Stage.TECHNICAL, Stage.PANEL, Stage.HIRING_MANAGER)
        return next((one for one in closer if one in in_body), Stage.FINAL)
    if named := next((one for one in _ORDER[1:] if one in in_body), None):
        return named
    return Stage.ONSITE if _is_somewhere(view.place) else Stage.OTHER


def _named(text: str, languages: tuple[str, ...]) -> set[str]:
    """The stages, and ``again``, of which a folded text has a word."""
    found: set[str] = set()
    for language in languages:
        stages, phrases = _words(language)
        found.update(stages[rank] for rank, phrase in phrases.within(text).items() if phrase.search(text))
    return found


@cache
def _words(language: str) -> tuple[tuple[str, ...], Sought]:
    """The phrases of all stages, and the stage of each."""
    listed = [(stage, phrase) for stage, some in table(language)["stage"].items() for phrase in some]
    phrases = Sought((cues(phrase), partial(source, phrase)) for _, phrase in listed)
    return tuple(stage for stage, _ in listed), phrases


def _is_somewhere(place: str) -> bool:
    """Whether LOCATION is a place one goes to, rather than a link, a number to call or "Teams"."""
    words = re.findall(r"[^\W\d_]+", fold(place))
    return bool(words) and "://" not in place and not any(w in data("mailboxes")["tools"] for w in words)
