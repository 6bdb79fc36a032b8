"""Which step of the process: the title first, then what the body says of the meeting itself."""

from __future__ import annotations

import pytest

from calsync.detect.fields import extract
from calsync.detect.fields.lexicon import LANGUAGES, data
from calsync.detect.fields.stage import named_stages
from calsync.detect.text import view
from calsync.model import Stage
from tests.unit.detect.fields.samples import ME, event


def staged(title: str, text: str = "", place: str = "") -> Stage:
    occurrence = event(title, text, location=place)
    return extract(occurrence, view(occurrence), ME).stage


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Interview – Northbeam", "Ann Shaw. Successful candidates will be telephoned on Friday."),
        ("Interview – Northbeam", "Paul Reed and Ann Shaw. Lunch is provided, bring references."),
        ("面接(オンライン)ノースビーム", "面接官:技術部 梶原\n結果はお電話でご連絡します。採用担当 村上"),
        ("2nd interview Northbeam", ""),
    ],
)
def test_what_is_named_beside_the_meeting_is_no_stage(title: str, text: str) -> None:
    assert staged(title, text) is Stage.OTHER


def test_a_timetable_is_a_day_on_site() -> None:
    text = "9:30 Ann Shaw (Firmware)\n10:15 Paul Reed (Cloud)\n12:00 Presentation\n13:30 Ida Holm (GM)"
    assert staged("Northbeam: Dana's schedule", text) is Stage.ONSITE


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("2nd interview Northbeam", "Paul and the managing director"),
        ("Zweitgespräch Northbeam", "diesmal mit dem Geschäftsführer Paul Reed"),
        ("2e entretien Northbeam", "avec les deux associés"),
        ("3. etap – Northbeam", "prezes Halina Rutkowska"),
    ],
)
def test_a_second_interview_with_those_at_the_top_is_the_last(title: str, text: str) -> None:
    assert staged(title, text) is Stage.FINAL


def test_who_leads_a_team_and_is_met_in_their_rooms_is_met_on_site() -> None:
    text = "You will meet Ann Shaw, Head of Design."
    assert staged("Interview – Northbeam", text) is Stage.HIRING_MANAGER
    assert staged("Interview – Northbeam", text, "12 Mill Lane, Leeds") is Stage.ONSITE


@pytest.mark.parametrize(
    ("title", "text", "want"),
    [
        ("Call with Ann (Northbeam)", "good news, want to walk you through the package", Stage.OFFER),
        ("Ann / Northbeam", "Bonne nouvelle, on parle package et date d'arrivée.", Stage.OFFER),
        ("phone iv – Northbeam", "Ann, have notice ready", Stage.PHONE_SCREEN),
        ("sys design w/ Ann, Northbeam", "", Stage.TECHNICAL),
        ("Spark Hire video interview for Northbeam", "5 questions", Stage.ASSESSMENT),
        ("dinner - Philippa + Northbeam chairman", "", Stage.FINAL),
        ("사내공모 면담", "팀장 류정민 참석", Stage.PANEL),
    ],
)
def test_words_of_a_stage(title: str, text: str, want: Stage) -> None:
    assert staged(title, text) is want


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_can_be_sought_and_every_stage_is_one(language: str) -> None:
    known = {str(stage) for stage in Stage} | {"again", "top"}
    for kind in ("stage", "stage_in_title", "stage_in_body"):
        assert set(data(f"lang/{language}")[kind]) <= known
        everything = " ".join(p for some in data(f"lang/{language}")[kind].values() for p in some)
        assert named_stages(everything.casefold(), (language,), in_title=kind != "stage_in_body")
