"""Evidence that other events give: the same company, or the same people, in an event that is an interview."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from calsync.detect.evidence import Judged, gather
from calsync.detect.fields import extract
from calsync.detect.fields.model import Fields
from calsync.detect.hosts import host_kind
from calsync.detect.own import own_words
from calsync.detect.settings import Settings
from calsync.detect.text import domain_of, has_word, under
from calsync.detect.vocabularies import sought
from calsync.detect.words import combinations
from calsync.folding import fold
from calsync.model import Evidence, Occurrence, Person

_NEAR = timedelta(days=60)
"""How far apart two events of one application may lie for the one to speak for the other."""

_WEAK = frozenset({"stranger", "yes.post", "wording"})
"""Signals that any meeting with an outsider has."""

Terms = Mapping[tuple[str, str], list[datetime]]
"""(signal, folded term) -> the starts of the interviews that it comes from."""


def context_terms(occurrences: Sequence[Occurrence], settings: Settings) -> frozenset[str]:
    """The companies, people and domains of the interviews among ``occurrences``, for ``Query.context``.

    Folded: what an event must hold for its context to matter.
    """
    certain = _certain(gather(occurrences, settings), settings).values()
    known = _known(certain, settings, lambda one: extract(one.occurrence, one.view, settings.me))
    return frozenset(term for _, term in known)


def weigh(
    judged: Mapping[str, Judged], settings: Settings, fields: Callable[[Judged], Fields]
) -> tuple[dict[str, Judged], frozenset[str]]:
    """The same, with the evidence of context added to events that need it and have nothing against them; and
    the ids of those that then have enough: without context, only with something that the lazy scan looks for.
    """
    certain = _certain(judged, settings)
    weak = {id_: one for id_, one in judged.items() if id_ not in certain and _may_gain(one)}
    known = sorted(_known(certain.values(), settings, fields).items()) if weak else []
    gained = {id_: more for id_, one in weak.items() if (more := _weighed(one, known)) is not one}
    enough = (id_ for id_, one in gained.items() if one.score >= settings.threshold)
    return {**judged, **gained}, frozenset((*certain, *enough))


def _certain(judged: Mapping[str, Judged], settings: Settings) -> dict[str, Judged]:
    """Those with enough evidence without context, and something that the lazy scan looks for."""
    return {
        id_: one
        for id_, one in judged.items()
        if one.score >= settings.threshold and sought(one.occurrence, settings)
    }


def _may_gain(one: Judged) -> bool:
    """Something of a conversation or of hiring must be there already; a shared domain is not enough."""
    signals = {piece.signal for piece in one.evidence if piece.weight > 0}
    return bool(signals - _WEAK) and not one.opposed


def _weighed(one: Judged, known: Sequence[tuple[tuple[str, str], list[datetime]]]) -> Judged:
    domain = domain_of(one.occurrence.organizer.email if one.occurrence.organizer else None)
    text = one.view.f_all
    hits: dict[str, str] = {}
    for (signal, term), starts in known:
        said = under(domain, term) if signal == _DOMAIN else has_word(term, text)
        if said and any(abs(start - one.occurrence.start) <= _NEAR for start in starts):
            hits.setdefault(signal, term)
    pieces = tuple(Evidence(signal, combinations()[signal], term) for signal, term in hits.items())
    return replace(one, evidence=(*one.evidence, *pieces)) if pieces else one


_DOMAIN, _COMPANY, _PERSON = "context_domain", "context_company", "context_person"


def _known(certain: Iterable[Judged], settings: Settings, fields: Callable[[Judged], Fields]) -> Terms:
    known: dict[tuple[str, str], list[datetime]] = {}
    for one in certain:
        for key in _terms(one.occurrence, fields(one), settings):
            known.setdefault(key, []).append(one.occurrence.start)
    return known


def _terms(occurrence: Occurrence, fields: Fields, settings: Settings) -> Iterator[tuple[str, str]]:
    """What an interview lets recognise in other events.

    Its domains only where the user's addresses are known: else they may be the user's own employer's, and
    what that has is in every other event.
    """
    people = [*fields.interviewers, *([fields.recruiter] if fields.recruiter else [])]
    for person in (*people, occurrence.organizer):
        if settings.me.emails and (domain := _company_domain(person, settings)):
            yield _DOMAIN, domain
    company = fold(fields.company or "")
    if len(company) >= _LONG and not own_words(settings.me).issuperset(company.split()):
        yield _COMPANY, company
    for person in people:
        if person.name and " " in person.name:
            yield _PERSON, fold(person.name)


_LONG = 4
"""A shorter name of a company is found in too many other words."""


def _company_domain(person: Person | None, settings: Settings) -> str:
    domain = domain_of(person.email) if person else ""
    own = any(under(domain, employer) for employer in settings.me.employer_domains)
    return "" if own or host_kind(domain) else domain
