"""Which step of the process an interview is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, partial

from calsync.detect.fields.lexicon import data
from calsync.detect.fields.needs import needs
from calsync.detect.fields.phrases import is_east, source
from calsync.detect.fields.sought import Sought
from calsync.detect.fields.who import table
from calsync.detect.text import View, places
from calsync.folding import fold
from calsync.model import Person, Stage

_TOP = "top"
"""With those who lead a company: the last interview, where nothing more is said of it."""
_AGAIN = "again"
"""A second interview, or a third."""

_ORDER = (
    Stage.OFFER,
    Stage.ASSESSMENT,
    Stage.FINAL,
    Stage.ONSITE,
    Stage.PANEL,
    Stage.TECHNICAL,
    Stage.INFORMAL,
    _TOP,
    Stage.RECRUITER_SCREEN,
    Stage.HIRING_MANAGER,
    Stage.PHONE_SCREEN,
)
"""What wins where a title names several."""

_IN_BODY = (
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
"""The same for a body. An offer is only named in titles: in running text all sorts of things are offered."""

_CLOSER = (Stage.TECHNICAL, Stage.PANEL, Stage.ONSITE, Stage.HIRING_MANAGER)
"""What is said in the body of a second interview."""
_MANY = 4
"""As many interviewers are a panel."""
_AROUND = 40
"""Letters on either side of a name in which an office is that person's."""


def stage(
    view: View,
    body: str,
    languages: tuple[str, ...],
    interviewers: Sequence[Person],
    *,
    recruiter_only: bool,
    agency: bool = False,
) -> Stage:
    """The stage that the title names, else the body, else who the interviewer is, else the place.

    ``body`` is folded, without small print. With ``agency`` a recruiter is named who only arranges it.
    """
    if recruiter_only:
        return Stage.RECRUITER_SCREEN
    never = {Stage.RECRUITER_SCREEN} if agency else set()
    in_title = named_stages(view.f_title, languages) - never
    if named := next((one for one in _ORDER if one in in_title), None):
        return Stage.FINAL if named == _TOP else Stage(named)
    in_body = named_stages(body, languages) - never
    if len(interviewers) > 1:
        in_body.discard(Stage.RECRUITER_SCREEN)
    led = len(interviewers) == 1 and _leads(interviewers[0], f"{view.f_title}\n{body}")
    if led:
        in_body.add(Stage.HIRING_MANAGER)
        in_body.discard(Stage.RECRUITER_SCREEN)
    if _AGAIN in in_title:
        return next((one for one in _CLOSER if one in in_body), Stage.FINAL)
    if named := next((one for one in _IN_BODY if one in in_body), None):
        return named
    if len(interviewers) >= _MANY:
        return Stage.PANEL
    return Stage.ONSITE if _is_somewhere(view.place) else Stage.OTHER


def _leads(person: Person, text: str) -> bool:
    """Whether the words beside the name give an office that leads others, and not of the personnel."""
    parts = [part for part in fold(person.name or "").split() if len(part) > 1]
    for at in (at for part in parts for at in places(part, text)):
        around = text[max(0, at - _AROUND) : at + _AROUND]
        if _offices("leaders").search(around) and not _offices("personnel").search(around):
            return True
    return False


@cache
def _offices(key: str) -> re.Pattern[str]:
    listed = data("departments")[key].split()
    return re.compile("|".join(re.escape(w) if is_east(w) else rf"(?<!\w){re.escape(w)}" for w in listed))


def named_stages(text: str, languages: tuple[str, ...]) -> set[str]:
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
    phrases = Sought((needs(phrase), partial(source, phrase)) for _, phrase in listed)
    return tuple(stage for stage, _ in listed), phrases


def _is_somewhere(place: str) -> bool:
    """Whether LOCATION is a place one goes to, rather than a link, a number to call or "Teams"."""
    words = re.findall(r"[^\W\d_]+", fold(place))
    return bool(words) and "://" not in place and not any(w in data("mailboxes")["tools"] for w in words)
