"""Which step of the process an interview is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache, partial

from calsync.detect.fields.lexicon import data
from calsync.detect.fields.needs import needs
from calsync.detect.fields.phrases import is_east, source
from calsync.detect.fields.sought import Sought
from calsync.detect.text import LETTERS, View, places
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
    Stage.OFFER,
    Stage.PHONE_SCREEN,
    Stage.RECRUITER_SCREEN,
    Stage.HIRING_MANAGER,
    Stage.INFORMAL,
)
"""The same for a body. Few words say there what they say in a title: telephones, meals and offices are named
for all sorts of reasons."""

_ABOUT_ONE = {Stage.RECRUITER_SCREEN, Stage.OFFER, Stage.INFORMAL}
"""What a body says only of an interview with a single person."""
_ARRANGED = (Stage.TECHNICAL, Stage.FINAL)
"""What a title may say of an interview of which only the recruiter's name is known."""

_CLOSER = (Stage.TECHNICAL, Stage.PANEL, Stage.ONSITE, Stage.HIRING_MANAGER)
"""What is said in the body of a second interview."""
_MANY = 4
"""As many interviewers are a panel."""
_SLOT = re.compile(r"^\W{0,3}\d{1,2}[:.h]\d{2}(?!\d)", re.MULTILINE)
"""A line of a timetable."""
_SLOTS = 3
"""As many lines make a day of interviews."""
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
    never = {Stage.RECRUITER_SCREEN} if agency else set()
    in_title = named_stages(view.f_title, languages) - never
    if recruiter_only:
        return next((one for one in _ARRANGED if one in in_title), Stage.RECRUITER_SCREEN)
    if agency and Stage.PHONE_SCREEN in in_title and not interviewers[1:]:
        return Stage.RECRUITER_SCREEN
    if named := next((one for one in _ORDER if one in in_title), None):
        return Stage.FINAL if named == _TOP else Stage(named)
    in_body = {*named_stages(body, languages, in_title=False)} - never
    if len(interviewers) > 1:
        in_body -= _ABOUT_ONE
    led = len(interviewers) == 1 and _leads(interviewers[0], f"{view.f_title}\n{body}")
    if led:
        in_body.add(Stage.HIRING_MANAGER)
        in_body.discard(Stage.RECRUITER_SCREEN)
    somewhere = _is_somewhere(view.place)
    if len(_SLOT.findall(body)) >= _SLOTS:
        return Stage.ONSITE
    if _AGAIN in in_title and _TOP in in_body:
        return Stage.FINAL
    if _AGAIN in in_title:
        return next((one for one in _CLOSER if one in in_body), Stage.ONSITE if somewhere else Stage.OTHER)
    named = next((one for one in _IN_BODY if one in in_body), None)
    if named and not (somewhere and named == Stage.HIRING_MANAGER):
        return named
    if len(interviewers) >= _MANY:
        return Stage.PANEL
    return Stage.ONSITE if somewhere else Stage.OTHER


def _leads(person: Person, text: str) -> bool:
    """Whether the words beside the name give an office that leads others, and not of the personnel."""
    parts = [part for part in fold(person.name or "").split() if len(part) > 1]
    for at in (at for part in parts for at in places(part, text)):
        around = text[max(0, at - _AROUND) : at + _AROUND]
        if offices("leaders").search(around) and not offices("personnel").search(around):
            return True
    return False


@cache
def offices(key: str) -> re.Pattern[str]:
    """What those are called, in any language, who lead ("leaders") or keep the personnel ("personnel")."""
    listed = data("departments")[key].split()
    west = "|".join(re.escape(w) for w in listed if not is_east(w))
    return re.compile("|".join([rf"(?<!\w)(?:{west})", *(re.escape(w) for w in listed if is_east(w))]))


@lru_cache(maxsize=64)
def named_stages(text: str, languages: tuple[str, ...], *, in_title: bool = True) -> frozenset[str]:
    """The stages, and ``again``, of which a folded title or body has a word."""
    found: set[str] = set()
    for language in languages:
        stages, phrases = _words(language, in_title)
        found.update(stages[rank] for rank, phrase in phrases.within(text).items() if phrase.search(text))
    return frozenset(found)


@cache
def _words(language: str, in_title: bool) -> tuple[tuple[str, ...], Sought]:
    """The phrases of all stages, and the stage of each."""
    known = data(f"lang/{language}")
    kinds = (known["stage"], known["stage_in_title" if in_title else "stage_in_body"])
    listed = [(stage, phrase) for kind in kinds for stage, some in kind.items() for phrase in some]
    phrases = Sought((needs(phrase), partial(source, phrase)) for _, phrase in listed)
    return tuple(stage for stage, _ in listed), phrases


def _is_somewhere(place: str) -> bool:
    """Whether LOCATION is a place one goes to, rather than a link, a number to call or "Teams"."""
    words = LETTERS.findall(fold(place))
    return bool(words) and "://" not in place and not any(w in data("mailboxes")["tools"] for w in words)
