"""Whether an event still stands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calsync.detect.status import Status, status
from calsync.detect.text import view
from calsync.model import Attendee, Me, Occurrence
from tests.unit.detect.fields.samples import ME, event


def of(occurrence: Occurrence, me: Me = ME) -> Status:
    return status(occurrence, view(occurrence), me)


@pytest.mark.parametrize(
    "title",
    [
        "Canceled: Interview at Northbeam",
        "CANCELLED - Interview",
        "Canceled event: Interview @ Wed",
        "Interview Northbeam (cancelled)",
        "[CANCELLED] Interview",
        "Abgesagt: Vorstellungsgespräch",
        "ABGESAGT Vorstellungsgespräch",
        "Annulé : entretien",
        "Annulée: visio",
        "Cancelado: entrevista",
        "CANCELADA Entrevista",
        "Cancelada - entrevista técnica",
        "Annullato: colloquio",
        "Geannuleerd: gesprek",
        "Odwołane: rozmowa",
        "Anulowano: rozmowa",
        "Inställt: intervju",
        "Inställd – intervju",
        "İptal: mülakat",
        "İptal edildi: görüşme",
        "キャンセル:面接",
        "【中止】一次面接",
        "已取消:面试",
        "取消: 二面",
        "취소됨: 면접",
        "[취소] 1차 면접",
        "रद्द: साक्षात्कार",
    ],
)
def test_a_title_can_say_that_it_is_off(title: str) -> None:
    found = of(event(title))
    assert not found.active
    assert found.inactive_reason is not None
    assert found.inactive_reason.startswith("cancelled")


@pytest.mark.parametrize(
    "title",
    [
        "Interview with Northbeam",
        "Interview: cancellation policy team",
        "Talk about cancelled flights, interview",
        "Holdings Northbeam interview",
        "Interview at Optionis",
        "Vorstellungsgespräch Absagehilfe GmbH",
        "Blockchain Labs interview",
        "面接(ミナト)",
        "면접 - 한강",
        "Draftbit interview",
    ],
)
def test_a_plain_title_stands_and_is_confirmed(title: str) -> None:
    assert of(event(title)) == Status(active=True, inactive_reason=None, confirmed=True)


@pytest.mark.parametrize(
    "title",
    [
        "[Hold] Northbeam",
        "HOLD: interview",
        "Interview Hold - Northbeam",
        "PLACEHOLDER – Northbeam panel",
        "Interview Northbeam (tbc)",
        "Tentative: Northbeam",
        "Platzhalter Interview",
        "Vorläufig: Gespräch",
        "À confirmer : entretien",
        "Por confirmar: entrevista",
        "A confirmar - entrevista",
        "Da confermare: colloquio",
        "Onder voorbehoud: gesprek",
        "Wstępnie: rozmowa",
        "Preliminärt: intervju",
        "Taslak: görüşme",
        "【仮】面接",
        "(仮) 二次面接",
        "[待定] 面试",
        "[가예약] 면접",
    ],
)
def test_a_hold_is_unconfirmed(title: str) -> None:
    found = of(event(title))
    assert found.active
    assert not found.confirmed


def test_status_and_method_speak_first() -> None:
    assert of(event("Interview")._replace(status="CANCELLED")).inactive_reason == "cancelled"
    assert of(event("Interview")._replace(method="CANCEL")).inactive_reason == "cancelled"
    assert not of(event("Interview")._replace(status="TENTATIVE")).confirmed
    assert not of(event("Interview")._replace(recurring=True)).confirmed


def test_only_the_users_own_answer_declines() -> None:
    mine = Attendee("Robin Falk", "robin.falk@example.com", "DECLINED")
    theirs = Attendee("Ann Lee", "ann@northbeam.example", "DECLINED")
    occurrence = event("Interview", by="Ann Lee <ann@northbeam.example>")
    assert of(occurrence._replace(attendees=(mine,))).inactive_reason == "declined"
    assert of(occurrence._replace(attendees=(theirs,))).active
    assert of(occurrence._replace(attendees=(mine,)), Me()).inactive_reason == "declined"
    assert of(occurrence._replace(attendees=(mine, replace(theirs, email="x@y.example"))), Me()).active


@pytest.mark.parametrize(
    "title", ["Anka Holding 2. mülakat", "Interview at Berg Holding", "Koru Holding: final"]
)
def test_a_holding_is_a_company_and_no_hold(title: str) -> None:
    assert of(event(title)).confirmed
