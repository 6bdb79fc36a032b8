"""Company, people, agency, role and stage in invitations of many forms and fourteen languages."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from calsync.detect.fields import company_key, extract
from calsync.detect.text import view
from calsync.folding import fold
from calsync.model import Person
from tests.unit.detect.fields.samples import ME, event, person

EVENTS = tomllib.loads(Path(__file__).with_name("events.toml").read_text("utf-8"))["event"]


def said(people: tuple[Person, ...]) -> list[tuple[str, str | None]]:
    return sorted((fold(p.name or ""), p.email) for p in people)


@pytest.mark.parametrize("case", EVENTS, ids=lambda case: f"{case['lang']}: {case['title']}")
def test_an_invitation_says_who_and_what(case: dict[str, Any]) -> None:
    occurrence = event(
        case["title"], case.get("text", ""), case.get("by", ""), case.get("with", ()), case.get("rooms", ())
    )
    fields = extract(occurrence, view(occurrence), ME)
    assert company_key(fields.company) == company_key(case.get("company")), fields.company
    assert said(fields.interviewers) == said(tuple(map(person, case["people"])))
    assert fields.via_recruiter == case.get("via", False)
    assert fields.recruiter_only == case.get("only", False)
    if "recruiter" in case:
        assert fields.recruiter == person(case["recruiter"])
    if "role" in case:
        assert fields.role == case["role"]
    if "stage" in case:
        assert fields.stage == case["stage"]


def test_all_words_together_may_tell_that_an_agency_stands_between() -> None:
    occurrence = event(
        "call w/ Stefanie", "retained search, group controller at a listed brewer. comp numbers"
    )
    assert extract(occurrence, view(occurrence), ME).via_recruiter
    occurrence = event("call w/ Stefanie", "group controller at the brewery, second round with the board")
    assert not extract(occurrence, view(occurrence), ME).via_recruiter


@pytest.mark.parametrize(
    "title",
    [
        "Interview at the Environment Agency",
        "Interview: Northbeam Consultancy",
        "Vorstellungsgespräch Agentur Blau",
        "Gespräch Einsatzplanung beim Kunden, Ostwind GmbH",
        "Entretien cabinet d'avocats Morel",
        "Entrevista agencia de viajes Sol",
        "Entrevista na consultoria Maresia",
        "Colloquio agenzia di viaggi Luna",
        "Sollicitatiegesprek bureau Kade",
        "Rozmowa agencja reklamowa Kometa",
        "Mülakat Pusula Danışmanlık",
        "Interview via Zoom with Northbeam",
        "Interview through Lever",
    ],
)
def test_an_employer_or_a_tool_is_no_agency_because_of_its_name(title: str) -> None:
    occurrence = event(title)
    assert not extract(occurrence, view(occurrence), ME).via_recruiter


TITLES = [
    ("Oakline Systems", "Interview - Robin Falk - Data Engineer - Oakline Systems"),
    ("Oakline Systems", "Oakline Systems: Hiring Manager Interview with Jane Moss"),
    ("Oakline", "Robin Falk & Oakline | Final Round"),
    ("Oakline Systems", "Oakline Systems interview (Zoom)"),
    ("Oakline Systems", "2nd round interview @ Oakline Systems"),
    ("Oakline Systems", "Interview with Oakline Systems for Product Manager role"),
    ("Oakline", "Oakline Onsite Day 1"),
    ("Oakline", "Phone call - Oakline (Kate)"),
    ("Oakline GmbH", "Interview Oakline GmbH, Berlin"),
    ("Oakline", "Oakline | Vorstellungsgespräch | Projektleiter (m/w/d)"),
    ("Oakline", "Bewerbungsgespräch als Buchhalterin bei Oakline"),
    ("Oakline", "1. Gespräch Oakline"),
    ("Oakline", "Entretien Oakline - Chef de projet"),
    ("Oakline", "RDV Oakline (M. Perrin)"),
    ("Oakline", "Entrevista Oakline - Analista de datos"),
    ("Oakline", "Entrevista de trabajo en Oakline"),
    ("Oakline", "Entrevista Oakline (RH)"),
    ("Oakline", "Conversa com Oakline - vaga Analista"),
    ("Oakline S.p.A.", "Colloquio Oakline S.p.A. - Responsabile vendite"),
    ("Oakline", "Primo colloquio con Oakline"),
    ("Oakline", "Sollicitatie Oakline"),
    ("Oakline", "Gesprek Oakline (functie: data analist)"),
    ("Oakline", "Rozmowa Oakline – Java Developer"),
    ("Oakline", "Oakline – rozmowa techniczna"),
    ("Oakline", "Intervju Oakline, projektledare"),
    ("Oakline", "Oakline mülakat"),
    ("Oakline", "Oakline ile iş görüşmesi"),
    ("Oakline", "Oakline – İK görüşmesi"),
    ("オークライン", "【オークライン】一次面接"),
    ("オークライン株式会社", "オークライン株式会社 最終面接"),
    ("橡木科技", "橡木科技面试"),
    ("橡木科技", "橡木科技 HR面"),
    ("오크라인", "오크라인 기술면접"),
    ("오크라인", "[오크라인] 최종면접 안내"),
    ("Oakline", "Oakline interview hai"),
    ("Oakline", "L2 round Oakline"),
    ("Oakline", "Oakline mein interview"),
    ("Oakline", "Informational chat: Oakline (Tom, CTO)"),
    ("Oakline", "Screening call Oakline/Robin"),
    ("Oakline", "Zoom: Oakline Recruiting"),
    ("Oakline", "Oakline Careers - Interview Confirmation"),
    ("Oakline", "Interview Confirmation: Software Engineer, Oakline"),
]


@pytest.mark.parametrize(("company", "title"), TITLES)
def test_a_title_alone_names_the_company(company: str, title: str) -> None:
    occurrence = event(title)
    assert extract(occurrence, view(occurrence), ME).company == company
