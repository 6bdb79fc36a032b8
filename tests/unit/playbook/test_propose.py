"""What is wanted, what is not, and why."""

from datetime import date, timedelta
from typing import Any

import pytest

from calsync.model import Cause, Deliverable, Interview, Kind, Me, Person, Stage, State, Word
from calsync.playbook import CATEGORIES
from tests.unit.playbook.build import (
    AGENT,
    PRIYA,
    TOM,
    all_day,
    cause,
    context,
    interview,
    names,
    of,
    only,
    proposal,
    said,
    standing,
)

PENDING = (Kind.CHECK_IN, Kind.SECOND_CHECK_IN)
VIA: dict[str, Any] = {"via_recruiter": True, "recruiter": AGENT}
CALL: dict[str, Any] = {**VIA, "recruiter_only": True, "interviewers": (AGENT,)}


def kinds(*interviews: Interview, **given: object) -> set[Kind]:
    return {one.key.kind for one in proposal(*interviews, **given).desired}


def test_an_ordinary_interview_calls_for_thanks_a_check_in_and_the_next_step() -> None:
    assert kinds(interview("a", "2026-11-04 14:00")) == {Kind.THANK_YOU, Kind.CHECK_IN, Kind.KEEP_GOING}


def test_follow_ups_are_planned_as_soon_as_the_interview_is_known() -> None:
    before = proposal(interview("a", "2026-11-04 14:00"), now="2026-10-01 09:00")
    after = proposal(interview("a", "2026-11-04 14:00"), now="2026-11-05 09:00")
    assert before.desired == after.desired


def test_a_follow_up_is_complete() -> None:
    one = only(proposal(interview("a", "2026-11-04 14:00", sequence=3)), Kind.THANK_YOU)
    assert str(one.key) == "thank_you/a/0"
    assert [(member.id, member.sequence) for member in one.members] == [("a", 3)]
    assert (one.company, one.summary) == ("Nimbus", "Thank Priya Raman (Nimbus) today")
    assert one.categories == CATEGORIES
    assert one.reason == (
        "Thanks for the interview with Nimbus on 4 November 2026; "
        "due on the day it was held, while it is fresh."
    )
    assert one.catch_up == timedelta(days=2)


# ---------------------------------------------------------------- one day, several sessions


def test_the_sessions_of_a_day_share_their_follow_ups() -> None:
    found = proposal(
        interview("b", "2026-11-04 11:00", interviewers=(TOM,)),
        interview("a", "2026-11-04 10:00", "2026-11-04 10:45"),
        interview("c", "2026-11-04 13:00", "2026-11-04 14:00", interviewers=(PRIYA,)),
    )
    thanks = only(found, Kind.THANK_YOU)
    assert (names(thanks), thanks.key.anchor) == (["a", "b", "c"], "a")
    assert names(only(found, Kind.CHECK_IN)) == ["a", "b", "c"]
    assert thanks.description.count("Draft for") == 2


def test_sessions_with_two_companies_are_thanked_for_apart() -> None:
    found = proposal(interview("a", "2026-11-04 10:00"), interview("b", "2026-11-04 14:00", company="Vireo"))
    assert [names(one) for one in of(found, Kind.THANK_YOU)] == [["a"], ["b"]]


def test_a_day_that_ends_past_midnight_is_another_day() -> None:
    found = proposal(
        interview("a", "2026-11-04 10:00"), interview("b", "2026-11-04 23:30", "2026-11-05 00:30")
    )
    assert [names(one) for one in of(found, Kind.THANK_YOU)] == [["a"], ["b"]]


def test_an_all_day_entry_and_the_sessions_of_that_day_are_one() -> None:
    found = proposal(all_day("a", "2026-11-04", "2026-11-04"), interview("b", "2026-11-04 14:00"))
    assert names(only(found, Kind.THANK_YOU)) == ["a", "b"]


# ---------------------------------------------------------------- agencies


def test_an_agency_is_called_and_thanked_and_asked() -> None:
    found = proposal(interview("a", "2026-11-04 14:00", **VIA))
    assert {one.key.kind for one in found.desired} == {
        Kind.THANK_YOU,
        Kind.RECRUITER_CALL,
        Kind.RECRUITER_THANKS,
        Kind.CHECK_IN,
        Kind.KEEP_GOING,
    }
    assert "Otis Bell can pass your thanks on" in only(found, Kind.THANK_YOU).description
    assert only(found, Kind.CHECK_IN).summary == "Ask Otis Bell for news from Nimbus"


def test_after_a_talk_with_the_agency_alone_only_the_agency_is_thanked_and_asked() -> None:
    found = proposal(interview("a", "2026-11-04 14:00", **CALL))
    assert {one.key.kind for one in found.desired} == {Kind.RECRUITER_THANKS, Kind.CHECK_IN, Kind.KEEP_GOING}
    assert cause(found, Kind.THANK_YOU, "a") is Cause.CHANGED
    assert cause(found, Kind.RECRUITER_CALL, "a") is Cause.CHANGED


def test_a_talk_with_nobody_but_a_recruiter_involves_an_agency_by_itself() -> None:
    found = proposal(
        interview("a", "2026-11-04 14:00", recruiter_only=True, recruiter=AGENT, interviewers=())
    )
    assert only(found, Kind.RECRUITER_THANKS).summary == "Thank Otis Bell for the Nimbus interview today"


def test_an_agency_stays_involved_in_later_rounds_but_was_not_in_earlier_ones() -> None:
    found = proposal(
        interview("a", "2026-11-03 14:00"),
        interview("b", "2026-11-04 14:00", **CALL),
        interview("c", "2026-11-10 14:00"),
    )
    assert [names(one) for one in of(found, Kind.RECRUITER_THANKS)] == [["b"], ["c"]]
    assert names(only(found, Kind.RECRUITER_CALL)) == ["c"]
    assert only(found, Kind.CHECK_IN).summary.startswith("Ask Otis Bell")


def test_an_agency_that_left_the_text_withdraws_what_concerned_it() -> None:
    found = proposal(interview("a", "2026-11-04 14:00"))
    assert cause(found, Kind.RECRUITER_CALL, "a") is Cause.CHANGED
    assert cause(found, Kind.RECRUITER_THANKS, "a") is Cause.CHANGED


# ---------------------------------------------------------------- waiting for an answer


def test_only_the_last_round_is_checked_upon() -> None:
    found = proposal(interview("a", "2026-11-04 14:00"), interview("b", "2026-11-10 14:00"))
    assert names(only(found, Kind.CHECK_IN)) == ["b"]
    assert {cause(found, kind, "a") for kind in PENDING} == {Cause.NEXT_ROUND}


def test_a_next_round_that_does_not_count_is_no_answer() -> None:
    hold = interview("b", "2026-11-10 14:00", confirmed=False)
    gone = interview("c", "2026-11-11 14:00", active=False, inactive_reason="cancelled")
    found = proposal(interview("a", "2026-11-04 14:00"), hold, gone)
    assert names(only(found, Kind.CHECK_IN)) == ["a"]


def test_another_company_or_another_role_is_no_next_round() -> None:
    found = proposal(
        interview("a", "2026-11-04 14:00"),
        interview("b", "2026-11-10 14:00", company="Vireo"),
        interview("c", "2026-11-11 14:00", role="Product Manager"),
    )
    assert [names(one) for one in of(found, Kind.CHECK_IN)] == [["a"], ["b"], ["c"]]


def test_an_offer_is_an_answer() -> None:
    found = proposal(
        interview("a", "2026-11-04 14:00"), interview("b", "2026-11-10 14:00", stage=Stage.OFFER)
    )
    assert not of(found, Kind.CHECK_IN)
    assert cause(found, Kind.CHECK_IN, "a") is Cause.NEXT_ROUND
    assert cause(found, Kind.CHECK_IN, "b") is Cause.OUTCOME
    assert len(of(found, Kind.THANK_YOU)) == 2


@pytest.mark.parametrize("word", list(Word))
def test_a_recorded_answer_resolves_the_check_ins(word: Word) -> None:
    for told in (said("2026-11-06 09:00", word, company="nimbus"), said("2026-11-06 09:00", word, about="a")):
        found = proposal(interview("a", "2026-11-04 14:00"), outcomes=[told])
        assert {cause(found, kind, "a") for kind in PENDING} == {Cause.OUTCOME}


@pytest.mark.parametrize("word", list(Word))
def test_an_answer_typed_into_the_event_counts(word: Word) -> None:
    found = proposal(interview("a", "2026-11-04 14:00", outcome=word), now="2026-11-06 09:00")
    assert {cause(found, kind, "a") for kind in PENDING} == {Cause.OUTCOME}
    assert bool(of(found, Kind.REJECTION_THANKS)) == (word is Word.REJECTED)


def test_an_answer_before_the_interview_was_about_an_earlier_one() -> None:
    told = said("2026-11-04 14:59", Word.HEARD, company="nimbus")
    assert of(proposal(interview("a", "2026-11-04 14:00"), outcomes=[told]), Kind.CHECK_IN)


def test_an_answer_the_minute_the_interview_is_over_counts() -> None:
    told = said("2026-11-04 15:00", Word.HEARD, company="nimbus")
    assert not of(proposal(interview("a", "2026-11-04 14:00"), outcomes=[told]), Kind.CHECK_IN)


def test_an_answer_about_one_company_leaves_the_others_waiting() -> None:
    told = said("2026-11-06 09:00", Word.HEARD, company="nimbus")
    found = proposal(
        interview("a", "2026-11-04 14:00"),
        interview("b", "2026-11-04 16:00", company="Vireo"),
        outcomes=[told],
    )
    assert names(only(found, Kind.CHECK_IN)) == ["b"]


def test_a_new_date_after_an_answer_means_waiting_again() -> None:
    told = [
        said("2026-11-06 09:00", Word.HEARD, company="nimbus"),
        said("2026-11-07 09:00", company="nimbus", decision="2026-11-20"),
    ]
    found = proposal(interview("a", "2026-11-04 14:00"), outcomes=told)
    assert only(found, Kind.CHECK_IN).due.date() == date(2026, 11, 20)


@pytest.mark.parametrize("state", [State.CANCELLED, State.DELETED])
def test_a_first_check_in_that_the_user_dropped_has_no_second(state: State) -> None:
    one = interview("a", "2026-11-04 14:00")
    first = standing(Kind.CHECK_IN, one, state=state, due="2026-11-09 10:00")
    found = proposal(one, standing=[first], now="2027-01-01 00:00")
    assert cause(found, Kind.SECOND_CHECK_IN, "a") is Cause.OUTCOME
    assert of(found, Kind.CHECK_IN)  # binding it to what was dropped is not for the playbook


@pytest.mark.parametrize("state", [State.RETRACTED, State.RELEASED])
def test_a_first_check_in_that_calsync_gave_up_is_no_first(state: State) -> None:
    one = interview("a", "2026-11-04 14:00")
    first = standing(Kind.CHECK_IN, one, state=state, due="2026-11-09 10:00")
    assert not of(proposal(one, standing=[first], now="2027-01-01 00:00"), Kind.SECOND_CHECK_IN)


def test_there_is_never_a_third_check_in() -> None:
    one = interview("a", "2026-11-04 14:00")
    done = {"state": State.DONE, "completed": "2026-11-20 10:00"}
    first = standing(Kind.CHECK_IN, one, due="2026-11-09 10:00", **done)
    second = standing(Kind.SECOND_CHECK_IN, one, due="2026-11-27 10:00", **done)
    found = proposal(one, standing=[first, second], now="2027-03-01 00:00")
    assert [str(one.key) for one in found.desired if "check_in" in one.key.kind] == [
        "check_in/a/0",
        "second_check_in/a/0",
    ]


def test_the_second_check_in_takes_the_key_of_the_first() -> None:
    a, b = interview("a", "2026-11-04 10:00"), interview("b", "2026-11-04 14:00")
    first = standing(Kind.CHECK_IN, b, state=State.DONE, due="2026-11-09 10:00", anchor="x", occasion=2)
    found = proposal(a, b, standing=[first])
    assert str(only(found, Kind.SECOND_CHECK_IN).key) == "second_check_in/x/2"


# ---------------------------------------------------------------- rejections


def test_a_rejection_is_answered_once_for_the_last_round_it_touches() -> None:
    told = said("2026-11-20 09:00", Word.REJECTED, company="nimbus")
    found = proposal(
        interview("a", "2026-11-04 14:00"),
        interview("b", "2026-11-10 14:00"),
        interview("c", "2026-12-10 14:00"),
        outcomes=[told],
    )
    assert names(only(found, Kind.REJECTION_THANKS)) == ["b"]
    assert names(only(found, Kind.CHECK_IN)) == ["c"]
    assert [names(one) for one in of(found, Kind.THANK_YOU)] == [["a"], ["b"], ["c"]]


def test_a_rejection_taken_back_is_not_answered() -> None:
    told = [
        said("2026-11-06 09:00", Word.REJECTED, company="nimbus"),
        said("2026-11-07 09:00", Word.OFFER, company="nimbus"),
    ]
    assert not of(proposal(interview("a", "2026-11-04 14:00"), outcomes=told), Kind.REJECTION_THANKS)


# ---------------------------------------------------------------- deliverables and the next step


def test_what_is_asked_for_in_every_session_is_asked_for_once() -> None:
    task = Deliverable(date(2026, 11, 13), "Case study")
    other = Deliverable(date(2026, 11, 13), "References")
    found = proposal(
        interview("a", "2026-11-04 10:00", deliverable=task),
        interview("b", "2026-11-04 14:00", deliverable=task),
        interview("c", "2026-11-04 16:00", deliverable=other),
    )
    assert [names(one) for one in of(found, Kind.DELIVERABLE)] == [["a", "b"], ["c"]]
    assert of(found, Kind.DELIVERABLE)[0].summary == "Due today: Case study (Nimbus)"


def test_nothing_is_handed_in_after_a_rejection() -> None:
    task = Deliverable(date(2026, 11, 13), "Case study")
    told = said("2026-11-06 09:00", Word.REJECTED, company="nimbus")
    found = proposal(interview("a", "2026-11-04 10:00", deliverable=task), outcomes=[told])
    assert cause(found, Kind.DELIVERABLE, "a") is Cause.OUTCOME


def test_the_next_step_stays_the_same_when_interviews_come_and_go() -> None:
    mon, wed = interview("mon", "2026-11-02 14:00"), interview("wed", "2026-11-04 14:00", company="Vireo")
    keys = {only(proposal(*some), Kind.KEEP_GOING).key for some in ([mon], [wed], [mon, wed])}
    assert {str(key) for key in keys} == {"keep_going/2026-W45/0"}


# ---------------------------------------------------------------- what does not count


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("cancelled", Cause.CANCELLED),
        ("cancelled: by the organiser", Cause.CANCELLED),
        ("declined", Cause.DECLINED),
        ("ignored", Cause.IGNORED),
        ("duplicate: same people and time", Cause.DUPLICATE),
        ("absent: the event is no longer in the calendar", Cause.ABSENT),
        (None, Cause.CANCELLED),
    ],
)
@pytest.mark.parametrize("confirmed", [True, False])
def test_an_inactive_interview_withdraws_everything_with_its_cause(
    reason: str | None, expected: Cause, confirmed: bool
) -> None:
    found = proposal(
        interview("a", "2026-11-04 14:00", active=False, inactive_reason=reason, confirmed=confirmed)
    )
    assert not found.desired
    assert [(one.kind, one.cause) for one in found.withdrawn] == [(kind, expected) for kind in Kind]


def test_an_unconfirmed_interview_gives_nothing_and_takes_nothing() -> None:
    found = proposal(interview("a", "2026-11-04 14:00", confirmed=False))
    assert (found.desired, found.withdrawn) == ((), ())


def test_a_repeated_interview_is_a_duplicate_whatever_else_it_says() -> None:
    found = proposal(interview("a", "2026-11-04 14:00"), interview("b", "2026-11-04 14:00", alias_of="a"))
    assert cause(found, Kind.THANK_YOU, "b") is Cause.DUPLICATE
    assert names(only(found, Kind.THANK_YOU)) == ["a"]


def test_a_rule_switched_off_withdraws_with_that_cause() -> None:
    found = proposal(interview("a", "2026-11-04 14:00"), within=context({"check_in": {"enabled": False}}))
    assert cause(found, Kind.CHECK_IN, "a") is Cause.RULE_OFF
    assert cause(found, Kind.CLOSING_WORDS, "a") is Cause.RULE_OFF


def test_every_kind_is_either_wanted_or_withdrawn_for_every_interview() -> None:
    interviews = [
        interview("a", "2026-11-04 14:00", **CALL),
        interview("b", "2026-11-10 14:00"),
        interview("c", "2026-11-10 16:00", outcome=Word.REJECTED),
        interview("d", "2026-11-12 16:00", active=False, inactive_reason="declined"),
        interview("e", "2026-11-12 16:00", company=None),
    ]
    found = proposal(*interviews, now="2026-11-12 00:00")
    wanted = [(one.key.kind, member.id) for one in found.desired for member in one.members]
    withdrawn = [(one.kind, one.member) for one in found.withdrawn]
    assert sorted([*wanted, *withdrawn]) == sorted((kind, one.id) for kind in Kind for one in interviews)


# ---------------------------------------------------------------- text


def test_the_facts_digest_changes_with_what_the_text_shows_and_with_nothing_else() -> None:
    plain = interview("a", "2026-11-04 14:00")
    same = interview(
        "a", "2026-11-04 14:00", score=9.0, content="other", sequence=4, sources=("b",), stage=Stage.PANEL
    )
    assert only(proposal(plain), Kind.THANK_YOU).facts == only(proposal(same), Kind.THANK_YOU).facts
    for change in (
        {"start": "2026-11-04 15:00"},
        {"company": "Vireo"},
        {"role": None},
        {"interviewers": (TOM,)},
        {"interviewers": (Person("Priya Raman"),)},
        {"language": "de"},
        VIA,
    ):
        other = interview("a", **({"start": "2026-11-04 14:00"} | change))
        assert only(proposal(plain), Kind.THANK_YOU).facts != only(proposal(other), Kind.THANK_YOU).facts
    renamed = proposal(plain, within=context(me=Me("D. Okafor")))
    assert only(renamed, Kind.THANK_YOU).facts != only(proposal(plain), Kind.THANK_YOU).facts


def test_discreet_follow_ups_tell_nothing() -> None:
    told = said("2026-11-06 09:00", Word.REJECTED, company="nimbus")
    task = Deliverable(date(2026, 11, 13), "Case study")
    for language in ("en", "de", "fr", "es", "pt", "it", "nl", "ja"):
        given: dict[str, Any] = {"language": language, **VIA}
        found = proposal(
            interview("a", "2026-11-04 14:00", **given),
            interview("b", "2026-12-04 14:00", deliverable=task, **given),
            outcomes=[told],
            within=context({"closing_words": {"enabled": True}}, discreet=True),
        )
        assert len({one.key.kind for one in found.desired}) == 8
        for one in found.desired:
            shown = f"{one.summary}\n{one.description}\n{' '.join(one.categories)}".casefold()
            for secret in (
                "nimbus",
                "priya",
                "otis",
                "partners",
                "engineer",
                "case study",
                "mailto",
                "interview",
                "job",
            ):
                assert secret not in shown
