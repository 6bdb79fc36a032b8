"""Every language says everything, whatever is known and whatever is not."""

import itertools
import re
from datetime import date
from typing import Any

import pytest

from calsync.model import Deliverable, Interview, Kind, Me, Person, State, Word
from calsync.playbook.render import VARIABLES, check_template, language, languages
from calsync.playbook.rules import TEXTS
from tests.unit.playbook.build import (
    AGENT,
    ME,
    PRIYA,
    TOM,
    context,
    interview,
    only,
    proposal,
    said,
    standing,
)

LANGUAGES = ("de", "en", "es", "fr", "it", "ja", "nl", "pt")
MAIL = (Kind.THANK_YOU, Kind.RECRUITER_THANKS, Kind.CHECK_IN, Kind.SECOND_CHECK_IN, Kind.REJECTION_THANKS)
PEOPLE = (
    (),
    (Person("Tom Lee"),),
    (PRIYA, TOM),
    (PRIYA, TOM, Person(None, "x@nimbus.example"), Person("Ada Cole")),
)
AGENCIES: tuple[dict[str, Any], ...] = (
    {},
    {"via_recruiter": True},
    {"via_recruiter": True, "recruiter": AGENT},
    {"via_recruiter": True, "recruiter": AGENT, "recruiter_only": True},
)


def test_these_languages_are_shipped() -> None:
    assert languages() == LANGUAGES


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_is_there_and_is_a_template_a_user_could_write(code: str) -> None:
    texts = language(code)
    english = language("en")
    assert (len(texts.months), len(texts.weekdays)) == (12, 7)
    assert set(texts.labels) == set(english.labels)
    for kind in Kind:
        wanted = {"discreet", "title", "why", "note"} | ({"subject", "body"} if kind in MAIL else set())
        assert set(texts.kinds[kind]) == wanted
        for name in wanted & set(TEXTS):
            check_template(texts.kinds[kind][name])


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_language_borrows_the_words_of_another(code: str) -> None:
    mine = language(code)
    for other in LANGUAGES:
        if other != code:
            theirs = language(other)
            for kind in Kind:
                shared = {
                    name for name in mine.kinds[kind] if mine.kinds[kind][name] == theirs.kinds[kind][name]
                }
                assert not shared, (code, other, kind, shared)


def everything(code: str, **given: Any) -> dict[Kind, Any]:
    """All nine kinds for an interview in this language with these facts."""
    task = Deliverable(date(2026, 11, 6), "Case study")
    one: Interview = interview("a", "2026-11-04 14:00", language=code, deliverable=task, **given)
    within = context({"closing_words": {"enabled": True}}, me=given.get("me", ME))
    first = standing(Kind.CHECK_IN, one, state=State.DONE, due="2026-11-09 10:00")
    open_case = proposal(one, standing=[first], within=within)
    told = said("2026-11-20 09:00", Word.REJECTED, about="a")
    closed = proposal(one, outcomes=[told], within=within)
    return {found.key.kind: found for found in (*open_case.desired, *closed.desired)}


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("agency", AGENCIES)
@pytest.mark.parametrize("people", PEOPLE)
def test_every_combination_reads_well(code: str, people: tuple[Person, ...], agency: dict[str, Any]) -> None:
    for company, role, decided in itertools.product(
        ("Nimbus", None), ("Data Engineer", None), (date(2026, 12, 1), None)
    ):
        found = everything(
            code, interviewers=people, company=company, role=role, decision_date=decided, **agency
        )
        for kind, one in found.items():
            shown = f"{one.summary}\n{one.description}"
            assert one.summary, (kind, code)
            assert "\n" not in one.summary
            assert not re.search(
                r"[{}]|None|True|False|\(\)|（）|  | [,.;!?](?!\?)",
                shown.replace(" ?", "").replace(" ;", "").replace(" !", ""),
            ), shown
            assert "\n\n\n" not in shown
            if company:
                assert "Nimbus" in shown or kind is Kind.KEEP_GOING
            else:
                assert "Nimbus" not in shown.replace("@nimbus", "")


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_thank_you_holds_one_thing_to_fill_in_and_a_check_in_none(code: str) -> None:
    found = everything(code)
    assert len(re.findall(r"\[[^\]]+\]", found[Kind.THANK_YOU].description)) == 1
    assert "[" not in found[Kind.CHECK_IN].description
    assert "[" not in found[Kind.SECOND_CHECK_IN].description


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_shipped_draft_fits_into_its_link(code: str) -> None:
    given = {"interviewers": (Person("Bartholomäus-Konstantin Schäuffelhuber", "b.k@nimbus.example"),)}
    long = {
        "company": "Allgemeine Versicherungsgesellschaft",
        "role": "Senior Software Engineer Datenplattform",
    }
    for agency in AGENCIES[:3]:
        for one in everything(code, decision_date=date(2026, 12, 1), **given, **long, **agency).values():
            links = [line for line in one.description.splitlines() if line.startswith("<mailto:")]
            assert all("&body=" in link for link in links), (code, one.key.kind)
            assert bool(links) == (
                one.key.kind in MAIL
                and not (agency.keys() == {"via_recruiter"} and one.key.kind is not Kind.THANK_YOU)
            )


@pytest.mark.parametrize("code", LANGUAGES)
def test_without_a_name_of_ones_own_the_signature_is_left_out(code: str) -> None:
    one = interview("a", "2026-11-04 14:00", language=code)
    text = only(proposal(one, within=context(me=Me())), Kind.THANK_YOU).description
    assert "Dana" not in text
    assert "None" not in text


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("en", "Sunday 1 November 2026"),
        ("de", "Sonntag, 1. November 2026"),
        ("fr", "dimanche 1er novembre 2026"),
        ("es", "domingo, 1 de noviembre de 2026"),
        ("pt", "domingo, 1º de novembro de 2026"),
        ("it", "domenica 1º novembre 2026"),
        ("nl", "zondag 1 november 2026"),
        ("ja", "2026年11月1日（日）"),
        ("sv", "Sunday 1 November 2026"),
        ("", "Sunday 1 November 2026"),
        ("../x", "Sunday 1 November 2026"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(code: str, shown: str) -> None:
    texts = language(code)
    assert texts.write(date(2026, 11, 1), texts.full) == shown


@pytest.mark.parametrize(
    ("code", "opening", "title"),
    [
        ("en", "Hi Priya,", "Thank Priya Raman and Tom Lee (Nimbus) today"),
        ("de", "Guten Tag Priya Raman,", "Heute bei Priya Raman und Tom Lee (Nimbus) bedanken"),
        ("fr", "Bonjour Priya Raman,", "Remercier Priya Raman et Tom Lee (Nimbus) aujourd'hui"),
        ("es", "Hola, Priya:", "Dar las gracias hoy a Priya Raman y Tom Lee (Nimbus)"),
        ("pt", "Olá, Priya,", "Agradecer hoje a Priya Raman e Tom Lee (Nimbus)"),
        ("it", "Gentile Priya Raman,", "Ringraziare oggi Priya Raman e Tom Lee (Nimbus)"),
        ("nl", "Beste Priya Raman,", "Priya Raman en Tom Lee (Nimbus) vandaag bedanken"),
        ("ja", "Priya Raman 様", "今日中にPriya RamanさんとTom Leeさん（Nimbus）へお礼を送る"),
        ("en-GB", "Hi Priya,", "Thank Priya Raman and Tom Lee (Nimbus) today"),
        ("DE-at", "Guten Tag Priya Raman,", "Heute bei Priya Raman und Tom Lee (Nimbus) bedanken"),
        ("ko", "Hi Priya,", "Thank Priya Raman and Tom Lee (Nimbus) today"),
    ],
)
def test_people_are_addressed_as_the_language_does(code: str, opening: str, title: str) -> None:
    one = interview("a", "2026-11-04 14:00", language=code, interviewers=(PRIYA, TOM))
    found = only(proposal(one), Kind.THANK_YOU)
    assert found.summary == title
    assert f"\n\n{opening}\n\n" in found.description


def test_japanese_says_that_thanks_are_not_expected() -> None:
    one = interview("a", "2026-11-04 14:00", language="ja")
    assert "必須の習慣ではなく" in only(proposal(one), Kind.THANK_YOU).description


def test_every_name_a_template_may_use_is_used() -> None:
    used = {
        name
        for code in LANGUAGES
        for texts in language(code).kinds.values()
        for text in texts.values()
        for name in VARIABLES
        if re.search(rf"\b{name}\b", text)
    }
    assert used == VARIABLES
