"""Verdicts: what speaks for and against, who is asked, and who has the last word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calsync.detect import Detection, Settings, context_terms, detect, near_misses
from calsync.detect.text import view
from calsync.detect.wording import evidence, texts
from calsync.model import Occurrence, interview_id
from tests.unit.detect.events import SETTINGS, event

INTERVIEWS = [
    "Interview with Tessera",
    "Vorstellungsgespräch bei Lindenthal",
    "VORSTELLUNGSGESPRAECH LINDENTHAL",
    "Entretien d'embauche Ocelis",
    "Entrevista de trabajo - Altamar",
    "Entrevista de emprego - Verdant",
    "Colloquio di lavoro Brandi",
    "Sollicitatiegesprek Delfzoom",
    "Rozmowa kwalifikacyjna Finoteka",
    "Anställningsintervju Polarkod",
    "İŞ GÖRÜŞMESİ Dalgasoft",
    "一次面接 あおぞら工業",
    "蓝鲸科技 二面",
    "한빛전자 1차 면접",
    "ज्ञान ज्योति विद्यालय साक्षात्कार",
    "Phone screen (Nimbrel)",
    "Hiring manager call, Nimbrel",
    "Coffee chat about the designer role at Nimbrel",
]

DECOYS = [
    "Exit interview",
    "User interview P07",
    "Mock interview with Sam",
    "Visa interview",
    "Prep for Halcyon onsite",
    "Train to Leeds - interview",
    "Thank-you note to Clementine (interview)",
    "Interview candidates with Ruth",
    "Debrief - Kwame",
    "Mitarbeitergespräch",
    "Austrittsgespräch",
    "Entretien annuel",
    "Entretien chaudière",
    "Entrevista de salida",
    "Colloqui con i professori",
    "Functioneringsgesprek",
    "Wywiad do gazety",
    "Utvecklingssamtal",
    "Veli görüşmesi",
    "三者面談",
    "模拟面试",
    "면접 준비",
    "Kal ke interview ki taiyari",
    "Board game night: final round",
    "Standup",
    "",
]


def judge(*events: Occurrence, settings: Settings = SETTINGS, **rulings: bool) -> Detection:
    return detect(events, settings, rulings)


@pytest.mark.parametrize("title", INTERVIEWS)
def test_a_title_that_names_an_interview_is_enough(title: str) -> None:
    assert judge(event(title)).interviews


@pytest.mark.parametrize("title", DECOYS)
def test_what_only_sounds_like_one_is_none(title: str) -> None:
    assert not judge(event(title)).interviews


def test_every_verdict_has_evidence_that_adds_up_to_its_score() -> None:
    detection = judge(event("Interview with Tessera", uid="a"), event("Exit interview", uid="b"))
    for one in (*detection.interviews, *detection.others):
        assert one.evidence
        assert one.score == pytest.approx(sum(piece.weight for piece in one.evidence))
        assert all(piece.text for piece in one.evidence)


def test_evidence_shows_the_words_as_they_were_written() -> None:
    found = judge(event("VORSTELLUNGSGESPRÄCH Lindenthal")).interviews[0]
    assert "VORSTELLUNGSGESPRÄCH" in [piece.text for piece in found.evidence]


def test_the_same_words_count_once() -> None:
    found = judge(event("Phone screen with Tessera")).interviews[0]
    assert [piece.signal for piece in found.evidence if piece.text == "Phone screen"] == ["yes.round"]


def test_the_employer_organises_interviews_of_others() -> None:
    assert not judge(event("Interview - AP Clerk", organizer="hr@brightloom.example")).interviews


def test_the_employer_may_organise_the_interview_of_its_own_applicant() -> None:
    text = "Thank you for applying. Your interviewers will be Judy and Sam."
    assert judge(event("Interview - AP Clerk", text, organizer="hr@brightloom.example")).interviews


def test_whoever_the_text_names_as_interviewer_is_not_interviewed() -> None:
    text = "Interviewers: Dana Okafor, Pete Lang\nCandidate: Chloe Marsh"
    assert not judge(event("Interview w/ Chloe Marsh", text, organizer="ops@elsewhere.example")).interviews


def test_an_applicant_tracking_system_needs_no_words() -> None:
    assert judge(event("Video call", organizer="no-reply@us.greenhouse.io")).interviews


def test_a_terse_title_with_the_users_name_counts_from_a_company_at_a_private_address() -> None:
    assert judge(event("Acme x Dana", organizer="lorna@acme.example")).interviews
    assert not judge(
        event("Acme x Dana", organizer="lorna@acme.example", to="dana@brightloom.example")
    ).interviews
    assert not judge(event("Sam x Dana", organizer="sam@gmail.com")).interviews


def test_words_in_the_company_s_own_name_say_nothing_against_it() -> None:
    found = judge(event("Rozmowa – Olza Games", "Praca w zespole", organizer="igor@olzagames.example"))
    assert "no.leisure" not in {piece.signal for one in found.interviews for piece in one.evidence}


def test_words_inside_links_are_nobody_s_words() -> None:
    found = judge(event("Interview Tessera", "https://teams.microsoft.com/l/meetup-join/exit-interview"))
    assert found.interviews
    assert "no.event" not in {piece.signal for piece in found.interviews[0].evidence}


def test_the_user_has_the_last_word() -> None:
    dentist = event("Dentist")
    confirmed = judge(dentist, **{interview_id("one", None): True})
    assert confirmed.interviews[0].active
    ignored = judge(event("Interview with Tessera"), one=False).interviews[0]
    assert (ignored.active, ignored.inactive_reason) == (False, "ignored")


def test_the_user_s_words_hosts_and_companies_teach_it() -> None:
    plain = event("Plauderstündchen mit Kim", organizer="kim@harborline.example")
    assert not judge(plain).interviews
    for taught in (
        replace(SETTINGS, words=("Plauderstündchen",)),
        replace(SETTINGS, hosts=("harborline.example",)),
    ):
        assert judge(plain, settings=taught).interviews
    assert judge(event("Harborline"), settings=replace(SETTINGS, companies=("Harborline",))).interviews
    never = replace(SETTINGS, not_words=("Tessera",))
    assert not judge(event("Interview with Tessera"), settings=never).interviews


def test_the_threshold_is_the_user_s() -> None:
    assert not judge(event("Interview with Tessera"), settings=replace(SETTINGS, threshold=3.0)).interviews


def test_near_misses_come_close_and_are_no_interviews() -> None:
    cautious = replace(SETTINGS, threshold=1.5)
    detection = judge(
        event("Panel – Harrow", "Upstairs, the big room.", uid="a"),
        event("Dentist", uid="b"),
        settings=cautious,
    )
    assert not detection.interviews
    assert [one.uid for one in near_misses(detection, cautious)] == ["a"]


def test_context_another_interview_speaks_for_an_event_of_the_same_company() -> None:
    interview = event("Interview with Ravi Menon, Halcyon", uid="a", organizer="ravi@halcyon.example")
    sync = event("quick sync", "see you then", uid="b", organizer="ravi@halcyon.example")
    assert len(judge(interview, sync).interviews) == 2
    assert [one.uid for one in judge(sync).interviews] == []
    assert "halcyon.example" in context_terms([interview], SETTINGS)


def test_context_never_speaks_of_the_user_s_own_employer() -> None:
    internal = event(
        "Internal interview: Team lead, Brightloom",
        "Thank you for applying.\nBrightloom People team",
        organizer="hr@brightloom.example",
    )
    assert judge(internal).interviews
    assert not {term for term in context_terms([internal], SETTINGS) if "brightloom" in term}


def test_a_talk_among_colleagues_is_none_however_it_is_worded() -> None:
    (talk,) = judge(event("1:1 Mei / Dana", "the northern team", organizer="mei@brightloom.example")).others
    assert "wording" not in {piece.signal for piece in talk.evidence}


def test_no_wording_speaks_against_a_title_that_names_an_interview() -> None:
    seen = event("Intv Quarrystone", "rota for the customers, budget review")
    (wording,) = evidence(texts(None, view(seen), ()))
    assert wording.weight < 0
    (found,) = judge(seen).interviews
    assert "wording" not in {piece.signal for piece in found.evidence}


def test_context_does_not_turn_preparation_into_an_interview() -> None:
    interview = event("Interview with Ravi Menon, Halcyon", uid="a", organizer="ravi@halcyon.example")
    prep = event("Prep for Halcyon call", uid="b")
    assert [one.uid for one in judge(interview, prep).interviews] == ["a"]


def test_one_event_from_two_sources_is_one_interview_with_both() -> None:
    found = judge(event("Interview Tessera", source="b"), event("Interview Tessera", source="a")).interviews
    assert [one.sources for one in found] == [("a", "b")]


def test_the_newest_copy_of_an_event_is_judged() -> None:
    old, new = event("Interview Tessera"), event("Lunch", source="b", sequence=2)
    assert not judge(old, new).interviews


def test_what_a_post_asks_for_tells_nothing_at_ones_own_employer() -> None:
    hiring = event(
        "Sollicitatie stagiair (Daan de Boer)",
        "CV + motivatie bijgevoegd",
        organizer="hr@brightloom.example",
        to="dana@brightloom.example",
    )
    assert not judge(hiring).interviews


def test_a_step_of_hiring_with_work_to_hand_in_is_an_interview() -> None:
    case = event(
        "Videocall mit Wiebke & Tarek / Honigtal", "Case besprechen, bitte Lösung bis 9. März schicken."
    )
    (found,) = judge(case).interviews
    strict = replace(SETTINGS, threshold=found.score + 0.1)
    assert judge(case, settings=strict).interviews
