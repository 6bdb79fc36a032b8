"""What must hold for every event: no order, no machine, no surprise."""

from __future__ import annotations

import locale
import os
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.detect.fields import Fields, company_key, extract
from calsync.detect.text import view
from calsync.model import Attendee, Occurrence
from tests.unit.detect.fields.samples import ME, event
from tests.unit.detect.fields.test_events import EVENTS


def sample(index: int) -> Occurrence:
    case = EVENTS[index]
    return event(case["title"], case.get("text", ""), case.get("by", ""), case.get("with", ()))


def read(occurrence: Occurrence) -> Fields:
    return extract(occurrence, view(occurrence), ME)


GUESTS = st.lists(
    st.sampled_from(
        [
            Attendee("Ann Lee", "ann.lee@northbeam.example"),
            Attendee("Bo Ek", "bo@northbeam.example", "DECLINED"),
            Attendee(None, "cy.dunn@northbeam.example"),
            Attendee("Recruiting", "jobs@northbeam.example"),
            Attendee("Room 4", "room4@northbeam.example", cutype="ROOM"),
            Attendee("Di Fox", "di@talent-recruitment.example", role="OPT-PARTICIPANT"),
            Attendee("Robin Falk", "robin.falk@example.com", "ACCEPTED"),
            Attendee("Lee, Ann", "ann.lee@northbeam.example", "TENTATIVE"),
        ]
    ),
    max_size=8,
)


@given(st.integers(0, len(EVENTS) - 1), GUESTS, st.randoms(use_true_random=False))
def test_the_order_of_attendees_plays_no_part(index: int, guests: list[Attendee], random: object) -> None:
    occurrence = sample(index)._replace(attendees=(*sample(index).attendees, *guests))
    mixed = list(occurrence.attendees)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert read(occurrence) == read(occurrence._replace(attendees=tuple(mixed)))


@given(st.integers(0, len(EVENTS) - 1), GUESTS)
def test_the_user_rooms_and_mailboxes_are_never_thanked(index: int, guests: list[Attendee]) -> None:
    found = read(sample(index)._replace(attendees=(*sample(index).attendees, *guests)))
    addresses = {p.email for p in found.interviewers}
    assert not addresses & {"robin.falk@example.com", "jobs@northbeam.example", "room4@northbeam.example"}


@settings(max_examples=300)
@given(st.text(max_size=60), st.text(max_size=200), st.text(max_size=30), st.text(max_size=20))
def test_any_text_is_read_without_error(title: str, text: str, place: str, name: str) -> None:
    invited = event(title, text, f"{name.replace('<', '')} <x@y.example>")
    occurrence = invited._replace(location=place, summary=title)
    found = read(occurrence)
    assert found.recruiter_only <= found.via_recruiter


def test_neither_locale_nor_zone_nor_date_of_the_machine_plays_a_part(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = [read(sample(n)) for n in range(len(EVENTS))]
    old = locale.setlocale(locale.LC_ALL)
    monkeypatch.setitem(os.environ, "TZ", "Pacific/Kiritimati")
    time.tzset()
    for name in ("tr_TR.UTF-8", "de_DE.UTF-8", "C.UTF-8"):
        try:
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        assert [read(sample(n)) for n in range(len(EVENTS))] == before
    locale.setlocale(locale.LC_ALL, old)
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "spellings",
    [
        ("Acme GmbH", "ACME", "acme gmbh", "Acme GmbH & Co. KG", "The Acme Company"),
        ("Société Générale SA", "Societe Generale", "SOCIÉTÉ GÉNÉRALE"),
        ("株式会社ミナト", "ミナト株式会社", "㈱ミナト", "ミナト"),
        ("(주)푸른솔", "푸른솔", "주식회사 푸른솔"),
        ("青石科技有限公司", "青石科技"),
        ("Harrow & Vale", "Harrow and Vale", "Harrow + Vale Ltd."),
        ("Blue Peak", "BluePeak", "blue-peak Inc."),
        ("Kuzey Yazılım A.Ş.", "Kuzey Yazilim"),
        ("Zielony Most Sp. z o.o.", "Zielony Most"),
        ("J.P. Example S.p.A.", "JP Example"),
    ],
)
def test_spellings_of_one_company_give_one_key(spellings: tuple[str, ...]) -> None:
    assert len({company_key(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("a", "b"), [("Acme", "Acme Freight"), ("Co", "Inc"), ("Bluefin", "Blue"), ("青石科技", "青石银行")]
)
def test_two_companies_have_two_keys(a: str, b: str) -> None:
    assert company_key(a) != company_key(b)


@given(st.text(max_size=40))
def test_a_key_is_stable_and_has_no_blank(name: str) -> None:
    key = company_key(name)
    assert key is None or (" " not in key and company_key(name.upper().lower()) is not None)
    assert company_key(name) == key


def test_no_name_no_key() -> None:
    assert company_key(None) is None
    assert company_key("") is None
    assert company_key("–") is None
