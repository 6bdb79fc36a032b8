"""Evidence that other events give: the same company, or the same people, in an event that is an interview."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from calsync.detect.evidence import Judged, gather
from calsync.detect.fields import extract
from calsync.detect.hosts import host_kind
from calsync.detect.settings import Settings
from calsync.detect.text import domain_of, fold, under
from calsync.detect.words import combinations
from calsync.model import Evidence, Occurrence, Person

_NEAR = timedelta(days=60)
"""How far apart two events of one application may lie for the one to speak for the other."""

_AGAINST = -0.5
"""A piece of evidence this strong against an event is not to be outweighed by its company."""


@dataclass(frozen=True, slots=True)
class Known:
    """What one interview lets recognise in other events. All folded."""

    judged: Judged
    domains: frozenset[str]
    companies: frozenset[str]
    people: frozenset[str]

    @property
    def terms(self) -> frozenset[str]:
        return self.domains | self.companies | self.people


def context_terms(occurrences: Sequence[Occurrence], settings: Settings) -> frozenset[str]:
    """The companies, people and domains of the interviews among ``occurrences``, for ``Query.context``.

    Case-folded as they are written: what an event must hold for its context to matter.
    """
    terms: set[str] = set()
    for known in _known(gather(occurrences, settings), settings):
        fields = extract(known.judged.occurrence, known.judged.view, settings.me)
        terms |= known.domains
        terms |= {fields.company.casefold()} if fields.company else set()
        terms |= {p.name.casefold() for p in fields.interviewers if p.name and " " in p.name}
    return frozenset(terms)


def weigh(judged: Mapping[str, Judged], settings: Settings) -> dict[str, Judged]:
    """The same, with the evidence of context added to events that need it and have nothing against them."""
    known = _known(judged, settings)
    return {
        id_: one if one.score >= settings.threshold else _weighed(one, known) for id_, one in judged.items()
    }


def _weighed(one: Judged, known: Sequence[Known]) -> Judged:
    if any(piece.weight <= _AGAINST for piece in one.evidence) or not any(
        piece.weight > 0 for piece in one.evidence
    ):
        return one
    near = [other for other in known if abs(other.judged.occurrence.start - one.occurrence.start) <= _NEAR]
    domain = domain_of(one.occurrence.organizer.email if one.occurrence.organizer else None)
    company = {term for other in near for term in other.domains if under(domain, term)}
    company |= {term for other in near for term in other.companies if _says(term, one)}
    people = {term for other in near for term in other.people if _says(term, one)}
    worth = combinations()
    pieces = [
        Evidence(signal, worth[signal], min(terms))
        for signal, terms in (("context_company", company), ("context_person", people))
        if terms
    ]
    return replace(one, evidence=(*one.evidence, *pieces)) if pieces else one


def _says(term: str, one: Judged) -> bool:
    return term in one.view.f_all and bool(re.search(rf"(?<!\w){re.escape(term)}(?!\w)", one.view.f_all))


def _known(judged: Mapping[str, Judged], settings: Settings) -> list[Known]:
    found = []
    for one in judged.values():
        if one.score < settings.threshold:
            continue
        fields = extract(one.occurrence, one.view, settings.me)
        people = (*fields.interviewers, *((fields.recruiter,) if fields.recruiter else ()))
        found.append(
            Known(
                one,
                frozenset(
                    d for p in (*people, one.occurrence.organizer) if (d := _company_domain(p, settings))
                ),
                frozenset({fold(fields.company)} if fields.company and len(fields.company) > 3 else ()),
                frozenset(fold(p.name) for p in people if p.name and " " in p.name),
            )
        )
    return found


def _company_domain(person: Person | None, settings: Settings) -> str:
    domain = domain_of(person.email) if person else ""
    own = any(under(domain, employer) for employer in settings.me.employer_domains)
    return "" if own or host_kind(domain) else domain
