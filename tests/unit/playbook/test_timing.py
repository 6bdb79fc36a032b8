"""When each follow-up is due: the table of the design, row by row."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from calsync.model import Deliverable, Kind, State, Word
from calsync.playbook import Calendar
from tests.unit.playbook.build import (
    AGENT,
    BERLIN,
    all_day,
    at,
    context,
    interview,
    names,
    of,
    only,
    proposal,
    said,
    standing,
)


@pytest.mark.parametrize(
    ("start", "end", "due"),
    [
        ("2026-11-04 09:00", "2026-11-04 10:00", "2026-11-04 13:00"),
        ("2026-11-04 16:30", "2026-11-04 17:30", "2026-11-04 20:30"),
        ("2026-11-04 18:00", "2026-11-04 19:00", "2026-11-04 21:00"),
        ("2026-11-04 20:00", "2026-11-04 21:00", "2026-11-04 21:00"),
        ("2026-11-04 20:00", "2026-11-04 21:01", "2026-11-04 21:31"),
        ("2026-11-04 21:30", "2026-11-04 22:30", "2026-11-04 23:00"),
        ("2026-11-04 22:50", "2026-11-04 23:50", "2026-11-04 23:59"),
        ("2026-11-04 23:00", "2026-11-05 00:00", "2026-11-05 08:00"),
        ("2026-11-04 23:30", "2026-11-05 00:30", "2026-11-05 08:00"),
        ("2026-11-05 04:00", "2026-11-05 05:30", "2026-11-05 08:30"),
    ],
)
@pytest.mark.parametrize("kind", [Kind.THANK_YOU, Kind.RECRUITER_THANKS])
def test_thanks_are_due_on_the_day_the_interview_ended(kind: Kind, start: str, end: str, due: str) -> None:
    one = only(proposal(interview("a", start, end, via_recruiter=True, recruiter=AGENT)), kind)
    assert one.due == at(due)
    assert one.due.tzinfo is BERLIN


@pytest.mark.parametrize("kind", [Kind.THANK_YOU, Kind.RECRUITER_THANKS])
def test_thanks_after_all_day_interviews_are_due_on_the_last_evening(kind: Kind) -> None:
    given: dict[str, Any] = {"via_recruiter": True, "recruiter": AGENT}
    assert only(proposal(all_day("a", "2026-11-04", "2026-11-04", **given)), kind).due == at(
        "2026-11-04 18:00"
    )
    assert only(proposal(all_day("a", "2026-11-04", "2026-11-06", **given)), kind).due == at(
        "2026-11-06 18:00"
    )


def test_an_interview_over_several_days_is_thanked_for_on_the_last() -> None:
    assert only(proposal(interview("a", "2026-11-04 09:00", "2026-11-05 16:00")), Kind.THANK_YOU).due == at(
        "2026-11-05 19:00"
    )


def test_the_same_day_is_the_users_day_wherever_the_interview_was_booked() -> None:
    start = datetime(2026, 11, 4, 14, 0, tzinfo=ZoneInfo("America/Los_Angeles"))  # 23:00 in Berlin
    found = proposal(interview("a", start, tz="America/Los_Angeles"))
    assert only(found, Kind.THANK_YOU).due == at("2026-11-05 08:00")


def test_a_day_with_two_half_hours_past_two_is_no_trouble() -> None:
    """02:30 happens twice on the night the clocks go back: the second one must not come before the end."""
    end = datetime(2026, 10, 25, 2, 45, tzinfo=BERLIN, fold=1)
    late = context({"recruiter_call": {"after": "10 minutes"}})
    found = only(
        proposal(
            interview("a", "2026-10-25 01:00", end, via_recruiter=True, recruiter=AGENT),
            within=late,
        ),
        Kind.RECRUITER_CALL,
    )
    assert found.due.timestamp() == end.timestamp() + 600


def test_the_recruiter_is_called_half_an_hour_after_the_last_session() -> None:
    given: dict[str, Any] = {"via_recruiter": True, "recruiter": AGENT}
    found = proposal(
        interview("a", "2026-11-04 09:00", **given),
        interview("b", "2026-11-04 13:00", "2026-11-04 13:45", **given),
    )
    assert only(found, Kind.RECRUITER_CALL).due == at("2026-11-04 14:15")


def test_no_date_named_means_three_business_days() -> None:
    monday, thursday = interview("a", "2026-11-02 14:00"), interview("b", "2026-11-05 14:00")
    assert only(proposal(monday), Kind.CHECK_IN).due == at("2026-11-05 10:00")
    assert only(proposal(thursday), Kind.CHECK_IN).due == at("2026-11-10 10:00")


def test_public_holidays_are_no_business_days() -> None:
    found = proposal(interview("a", "2026-12-23 14:00"), within=context(holidays="DE"))
    assert only(found, Kind.CHECK_IN).due == at("2026-12-29 10:00")
    assert only(found, Kind.KEEP_GOING).due == at("2026-12-24 10:00")


def test_a_decision_date_is_waited_for() -> None:
    found = proposal(interview("a", "2026-11-04 14:00", decision_date=date(2026, 11, 14)))
    assert only(found, Kind.CHECK_IN).due == at("2026-11-14 17:00")  # a Saturday: that date all the same


def test_a_decision_on_the_day_itself_is_not_asked_for_before_the_interview_is_over() -> None:
    found = proposal(interview("a", "2026-11-04 17:00", "2026-11-04 18:30", decision_date=date(2026, 11, 4)))
    assert only(found, Kind.CHECK_IN).due == at("2026-11-04 18:30")


@pytest.mark.parametrize("day", [date(2026, 11, 3), date(2028, 1, 1), date(1, 1, 1), date(9999, 12, 31)])
def test_a_decision_date_that_cannot_be_meant_is_not_believed(day: date) -> None:
    found = proposal(interview("a", "2026-11-04 14:00", decision_date=day))
    assert only(found, Kind.CHECK_IN).due == at("2026-11-09 10:00")
    assert [notice.code for notice in found.notices] == ["decision_passed"]


def test_a_decision_date_that_is_not_believed_is_told_once() -> None:
    one = interview("a", "2026-11-04 14:00", decision_date=date(2026, 11, 3))
    stands = standing(Kind.CHECK_IN, one, due="2026-11-09 10:00")
    assert not proposal(one, standing=[stands]).notices


@pytest.mark.parametrize(
    ("grace", "due"),
    [("1 business day", "2026-11-16 17:00"), ("2 days", "2026-11-15 17:00"), ("2 hours", "2026-11-13 19:00")],
)
def test_grace_shifts_the_check_in(grace: str, due: str) -> None:
    within = context({"check_in": {"grace": grace}})
    found = proposal(interview("a", "2026-11-04 14:00", decision_date=date(2026, 11, 13)), within=within)
    assert only(found, Kind.CHECK_IN).due == at(due)


def test_a_decision_date_recorded_later_wins_over_the_invitation() -> None:
    one = interview("a", "2026-11-04 14:00", decision_date=date(2026, 11, 13))
    told = said("2026-11-12 09:00", company="nimbus", decision="2026-11-27")
    again = said("2026-11-26 09:00", Word.HEARD, about="a", decision="2026-12-04")
    assert only(proposal(one, outcomes=[told]), Kind.CHECK_IN).due == at("2026-11-27 17:00")
    assert only(proposal(one, outcomes=[again, told]), Kind.CHECK_IN).due == at("2026-12-04 17:00")


def test_a_decision_date_recorded_before_the_interview_is_about_an_earlier_one() -> None:
    told = said("2026-11-04 14:30", company="nimbus", decision="2026-11-27")
    found = proposal(interview("a", "2026-11-04 14:00"), outcomes=[told])
    assert only(found, Kind.CHECK_IN).due == at("2026-11-09 10:00")


def test_the_second_check_in_comes_five_business_days_after_the_first_was_done() -> None:
    one = interview("a", "2026-11-04 14:00")
    first = standing(
        Kind.CHECK_IN, one, state=State.DONE, due="2026-11-09 10:00", completed="2026-11-11 21:00"
    )
    assert only(proposal(one, standing=[first]), Kind.SECOND_CHECK_IN).due == at("2026-11-18 10:00")


def test_the_second_check_in_follows_a_first_that_lies_open_for_a_week() -> None:
    one = interview("a", "2026-11-04 14:00")
    first = standing(Kind.CHECK_IN, one, due="2026-11-09 10:00")
    early = proposal(one, standing=[first], now="2026-11-16 09:59")
    late = proposal(one, standing=[first], now="2026-11-16 10:00")
    assert not of(early, Kind.SECOND_CHECK_IN)
    assert only(late, Kind.SECOND_CHECK_IN).due == at("2026-11-16 10:00")


def test_the_second_check_in_never_comes_before_a_known_decision_date() -> None:
    one = interview("a", "2026-11-04 14:00", decision_date=date(2026, 12, 1))
    first = standing(
        Kind.CHECK_IN, one, state=State.DONE, due="2026-11-09 10:00", completed="2026-11-09 10:00"
    )
    assert only(proposal(one, standing=[first]), Kind.SECOND_CHECK_IN).due == at("2026-12-01 17:00")


def test_a_deliverable_is_due_on_its_date_before_or_after_the_interview() -> None:
    for day in (date(2026, 11, 2), date(2026, 11, 13)):
        one = interview("a", "2026-11-04 14:00", deliverable=Deliverable(day, "Case study"))
        found = only(proposal(one), Kind.DELIVERABLE)
        assert found.due.date() == day
        assert found.due.tzinfo is BERLIN


@pytest.mark.parametrize("day", [date(1, 1, 1), date(9999, 12, 31)])
@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Pacific/Kiritimati"])
def test_a_deliverable_at_the_end_of_time_is_none(day: date, zone: str) -> None:
    one = interview("a", "2026-11-04 14:00", deliverable=Deliverable(day, "Case study"))
    assert not of(proposal(one, within=context(zone=ZoneInfo(zone))), Kind.DELIVERABLE)


def test_keeping_going_is_for_the_next_business_day() -> None:
    found = only(proposal(interview("a", "2026-11-06 14:00")), Kind.KEEP_GOING)
    assert found.due == at("2026-11-09 10:00")
    assert found.key.anchor == "2026-W46"


def test_a_week_of_interviews_keeps_going_once() -> None:
    found = proposal(
        interview("mon", "2026-11-02 14:00"),
        interview("wed", "2026-11-04 14:00", company="Vireo"),
        interview("fri", "2026-11-06 14:00", company="Oakhollow"),
    )
    this, following = of(found, Kind.KEEP_GOING)
    assert (this.key.anchor, names(this), this.due) == ("2026-W45", ["mon", "wed"], at("2026-11-05 10:00"))
    assert (following.key.anchor, names(following)) == ("2026-W46", ["fri"])


def test_the_week_belongs_to_its_iso_year() -> None:
    assert only(proposal(interview("a", "2026-12-31 14:00")), Kind.KEEP_GOING).key.anchor == "2026-W53"
    assert only(proposal(interview("a", "2027-01-03 14:00")), Kind.KEEP_GOING).key.anchor == "2027-W01"


def test_closing_words_come_a_quarter_of_an_hour_before_the_first_session() -> None:
    within = context({"closing_words": {"enabled": True}})
    found = proposal(interview("b", "2026-11-04 15:00"), interview("a", "2026-11-04 14:00"), within=within)
    one = only(found, Kind.CLOSING_WORDS)
    assert one.due == at("2026-11-04 13:45")
    assert one.catch_up == timedelta()


def test_closing_words_for_an_all_day_interview_come_in_the_morning() -> None:
    within = context({"closing_words": {"enabled": True}})
    found = proposal(all_day("a", "2026-11-04", "2026-11-05"), within=within)
    assert only(found, Kind.CLOSING_WORDS).due == at("2026-11-04 08:45")


def test_a_rejection_is_answered_on_the_next_business_day() -> None:
    told = said("2026-11-13 16:00", Word.REJECTED, company="nimbus")  # a Friday
    found = only(proposal(interview("a", "2026-11-04 14:00"), outcomes=[told]), Kind.REJECTION_THANKS)
    assert found.due == at("2026-11-16 10:00")


def test_a_rejection_typed_into_the_event_counts_from_when_it_is_first_seen() -> None:
    one = interview("a", "2026-11-04 14:00", outcome=Word.REJECTED)
    first = only(proposal(one, now="2026-11-12 08:00"), Kind.REJECTION_THANKS)
    assert first.due == at("2026-11-13 10:00")
    stands = standing(Kind.REJECTION_THANKS, one, due="2026-11-13 10:00")
    later = only(proposal(one, standing=[stands], now="2026-11-20 08:00"), Kind.REJECTION_THANKS)
    assert (later.due, later.timing, later.facts) == (first.due, first.timing, first.facts)


def test_a_rejection_typed_long_ago_is_history() -> None:
    one = interview("a", "2026-03-04 14:00", outcome=Word.REJECTED)
    assert only(proposal(one, now="2026-11-12 08:00"), Kind.REJECTION_THANKS).due == at("2026-03-05 10:00")


def test_a_users_own_times_are_kept() -> None:
    within = context({
        "thank_you": {"after": "1 hour", "latest": "19:00"},
        "keep_going": {"after": "2 days", "at": "08:15"},
        "recruiter_call": {"after": "1 business day"},
    })  # fmt: skip
    given: dict[str, Any] = {"via_recruiter": True, "recruiter": AGENT}
    found = proposal(interview("a", "2026-11-04 14:00", **given), within=within)
    assert only(found, Kind.THANK_YOU).due == at("2026-11-04 16:00")
    assert only(found, Kind.KEEP_GOING).due == at("2026-11-06 08:15")
    assert only(found, Kind.RECRUITER_CALL).due == at("2026-11-05 15:00")


def test_thanks_may_be_put_off_to_another_day_by_the_user() -> None:
    within = context({"thank_you": {"after": "1 business day"}})
    found = proposal(interview("a", "2026-11-06 14:00"), within=within)
    assert only(found, Kind.THANK_YOU).due.date() == date(2026, 11, 9)


def test_the_timing_digest_rests_on_the_interview_and_not_on_the_configuration() -> None:
    one = interview("a", "2026-11-04 14:00")
    plain = proposal(one)
    other = proposal(one, within=context({"thank_you": {"after": "1 hour"}, "check_in": {"at": "09:00"}}))
    moved = proposal(interview("a", "2026-11-04 15:00"))
    for kind in (Kind.THANK_YOU, Kind.CHECK_IN, Kind.KEEP_GOING):
        assert only(plain, kind).timing == only(other, kind).timing != only(moved, kind).timing


def test_the_calendar_of_another_zone_moves_the_dues() -> None:
    start = at("2026-11-04 14:00")
    tokyo = context(zone=ZoneInfo("Asia/Tokyo"))
    found = only(proposal(interview("a", start), within=tokyo), Kind.THANK_YOU)
    assert found.due == Calendar(ZoneInfo("Asia/Tokyo")).local(at("2026-11-04 15:30"))
