"""What is done stays done, and covers what it had."""

from datetime import date

import pytest

from calsync.model import Deliverable, Interview, Kind, Standing, State
from tests.unit.playbook.build import AGENT, at, cause, interview, names, of, only, proposal, standing

PER_DAY = (Kind.THANK_YOU, Kind.RECRUITER_CALL, Kind.RECRUITER_THANKS)


def session(name: str, start: str) -> Interview:
    return interview(name, start, via_recruiter=True, recruiter=AGENT)


def done(
    kind: Kind, *members: Interview, completed: str | None = "2026-11-04 18:00", occasion: int = 0
) -> Standing:
    return standing(kind, *members, state=State.DONE, completed=completed, occasion=occasion)


@pytest.mark.parametrize("kind", PER_DAY)
def test_a_session_added_to_a_done_day_gets_its_own(kind: Kind) -> None:
    a, b, late = (
        session("a", "2026-11-04 10:00"),
        session("b", "2026-11-04 11:00"),
        session("c", "2026-11-04 09:00"),
    )
    found = of(proposal(a, b, late, standing=[done(kind, a, b)]), kind)
    assert [(str(one.key), names(one)) for one in found] == [
        (f"{kind}/a/0", ["a", "b"]),
        (f"{kind}/c/0", ["c"]),
    ]


@pytest.mark.parametrize("kind", PER_DAY)
def test_what_is_done_keeps_its_due(kind: Kind) -> None:
    a = session("a", "2026-11-04 10:00")
    past = standing(kind, a, state=State.DONE, due="2026-11-04 15:17", completed="2026-11-04 16:00")
    assert only(proposal(a, standing=[past]), kind).due == at("2026-11-04 15:17")


@pytest.mark.parametrize("kind", [*PER_DAY, Kind.CHECK_IN])
def test_an_interview_moved_to_a_later_time_after_it_was_done_is_a_new_occasion(kind: Kind) -> None:
    before, after = session("a", "2026-11-04 10:00"), session("a", "2026-11-10 10:00")
    found = of(proposal(after, standing=[done(kind, before)]), kind)
    assert [str(one.key) for one in found] == [f"{kind}/a/0", f"{kind}/a/1"]
    assert found[1].due >= at("2026-11-10 11:00")


def test_the_new_occasion_keeps_its_key_once_it_stands_and_once_it_is_done() -> None:
    before, after, again = (session("a", f"2026-11-{day} 10:00") for day in ("04", "10", "20"))
    first = done(Kind.THANK_YOU, before)
    stands = standing(Kind.THANK_YOU, after, occasion=1)
    second = done(Kind.THANK_YOU, after, completed="2026-11-10 18:00", occasion=1)

    def keys(*given: Interview, past: list[Standing]) -> list[str]:
        return [str(one.key) for one in of(proposal(*given, standing=past), Kind.THANK_YOU)]

    both = ["thank_you/a/0", "thank_you/a/1"]
    assert keys(after, past=[first, stands]) == both
    assert keys(after, past=[first, second]) == both
    assert keys(again, past=[first, second]) == [*both, "thank_you/a/2"]


@pytest.mark.parametrize(
    ("moved_to", "completed"),
    [
        ("2026-11-03 10:00", "2026-11-04 18:00"),  # moved to an earlier time
        ("2026-11-04 14:00", "2026-11-04 18:00"),  # its time was only corrected: done after it
        ("2026-11-04 14:00", None),  # an app that does not tell when: the due stands in
    ],
)
def test_an_interview_that_was_not_held_again_stays_done(moved_to: str, completed: str | None) -> None:
    before, after = session("a", "2026-11-04 10:00"), session("a", moved_to)
    found = proposal(after, standing=[done(Kind.THANK_YOU, before, completed=completed)])
    assert str(only(found, Kind.THANK_YOU).key) == "thank_you/a/0"


def test_only_the_session_that_moved_is_thanked_for_again() -> None:
    a, b = session("a", "2026-11-04 10:00"), session("b", "2026-11-04 11:00")
    found = proposal(a, session("b", "2026-11-10 11:00"), standing=[done(Kind.THANK_YOU, a, b)])
    assert [(str(one.key), names(one)) for one in of(found, Kind.THANK_YOU)] == [
        ("thank_you/a/0", ["a", "b"]),
        ("thank_you/b/1", ["b"]),
    ]


def test_a_check_in_that_is_done_covers_the_whole_round() -> None:
    a, b = session("a", "2026-11-04 10:00"), session("b", "2026-11-04 11:00")
    found = proposal(a, b, standing=[done(Kind.CHECK_IN, b, completed="2026-11-09 12:00")])
    assert (str(only(found, Kind.CHECK_IN).key), names(only(found, Kind.CHECK_IN))) == (
        "check_in/b/0",
        ["a", "b"],
    )


def test_what_was_handed_in_stays_so_wherever_the_interview_moves() -> None:
    task = Deliverable(date(2026, 11, 13), "Case study")
    before = interview("a", "2026-11-04 10:00", deliverable=task)
    after = interview("a", "2026-11-10 10:00", deliverable=task)
    found = proposal(after, standing=[done(Kind.DELIVERABLE, before)])
    assert str(only(found, Kind.DELIVERABLE).key) == "deliverable/a/0"


def test_a_week_that_had_its_next_step_needs_no_other() -> None:
    mon, wed = interview("mon", "2026-11-02 14:00"), interview("wed", "2026-11-04 14:00", company="Vireo")
    past = standing(Kind.KEEP_GOING, mon, state=State.DONE, anchor="2026-W45", completed="2026-11-03 11:00")
    found = proposal(mon, wed, standing=[past])
    assert names(only(found, Kind.KEEP_GOING)) == ["mon"]
    assert cause(found, Kind.KEEP_GOING, "wed") is not None


def test_an_interview_moved_to_another_week_brings_that_weeks_next_step() -> None:
    before, after = interview("a", "2026-11-02 14:00"), interview("a", "2026-11-10 14:00")
    past = standing(
        Kind.KEEP_GOING, before, state=State.DONE, anchor="2026-W45", completed="2026-11-03 11:00"
    )
    found = of(proposal(after, standing=[past]), Kind.KEEP_GOING)
    assert [one.key.anchor for one in found] == ["2026-W45", "2026-W46"]


def test_a_done_follow_up_of_a_split_day_is_wanted_once() -> None:
    """An upgrade reads one of the two sessions as another company."""
    a, b = session("a", "2026-11-04 10:00"), session("b", "2026-11-04 11:00")
    other = interview("b", "2026-11-04 11:00", company="Vireo")
    found = of(proposal(a, other, standing=[done(Kind.THANK_YOU, a, b)]), Kind.THANK_YOU)
    assert [(str(one.key), names(one)) for one in found] == [("thank_you/a/0", ["a", "b"])]


@pytest.mark.parametrize("state", [State.CANCELLED, State.DELETED])
def test_what_was_put_away_covers_the_session_it_had_and_no_other(state: State) -> None:
    a, b = session("a", "2026-11-04 10:00"), session("b", "2026-11-04 11:00")
    found = proposal(a, b, standing=[standing(Kind.THANK_YOU, a, state=state)])
    thanks = [one for one in found.desired if one.key.kind is Kind.THANK_YOU]
    assert [(str(one.key), names(one)) for one in thanks] == [
        ("thank_you/a/0", ["a"]),
        ("thank_you/b/0", ["b"]),
    ]


@pytest.mark.parametrize("state", [State.OPEN, State.RETRACTED, State.RELEASED])
def test_what_is_not_settled_covers_nothing(state: State) -> None:
    a, b = session("a", "2026-11-04 10:00"), session("b", "2026-11-04 11:00")
    found = proposal(a, b, standing=[standing(Kind.THANK_YOU, a, state=state)])
    assert names(only(found, Kind.THANK_YOU)) == ["a", "b"]


def test_a_cancelled_interview_is_withdrawn_even_where_it_is_done() -> None:
    gone = interview("a", "2026-11-04 10:00", active=False, inactive_reason="cancelled")
    found = proposal(gone, standing=[done(Kind.CHECK_IN, gone)])
    assert not found.desired
    assert cause(found, Kind.CHECK_IN, "a") is not None


def test_a_done_follow_up_that_lost_its_anchor_does_not_lend_its_key() -> None:
    a, b = session("a", "2026-11-04 10:00"), session("b", "2026-11-04 11:00")
    past = standing(Kind.THANK_YOU, b, state=State.DONE, completed="2026-11-04 18:00", anchor="a")
    found = of(proposal(a, b, standing=[past]), Kind.THANK_YOU)
    assert [(str(one.key), names(one)) for one in found] == [
        ("thank_you/a/0", ["b"]),
        ("thank_you/a/1", ["a"]),
    ]


def test_a_week_whose_next_step_was_done_for_a_forgotten_interview_needs_no_other() -> None:
    forgotten, wed = interview("mon", "2026-11-02 14:00"), interview("wed", "2026-11-04 14:00")
    past = standing(Kind.KEEP_GOING, forgotten, state=State.DONE, anchor="2026-W45")
    assert not of(proposal(wed, standing=[past]), Kind.KEEP_GOING)
