"""The same interview twice: in one run, and issued again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from calsync.detect import detect, find_aliases
from calsync.detect.duplicates import merge
from calsync.model import Interview, Person, Stage
from tests.unit.detect.events import SETTINGS, START, event

NOW = START - timedelta(days=3)
RAVI = Person("Ravi Menon", "ravi@halcyon.example")


def interview(uid: str, summary: str = "Interview Halcyon", **changes: object) -> Interview:
    found = detect([event("Interview " + summary, uid=uid)], SETTINGS).interviews[0]
    plain = replace(found, summary=summary, company="Halcyon", company_key="halcyon", stage=Stage.OTHER)
    return replace(plain, interviewers=(RAVI,), **changes)  # type: ignore[arg-type]


def by_uid(interviews: list[Interview]) -> dict[str, Interview]:
    return {one.uid: one for one in interviews}


def test_two_invitations_to_one_company_at_one_time_are_one_interview() -> None:
    merged, notices = merge([interview("mail"), interview("calendar", "Halcyon x Dana")])
    found = by_uid(merged)
    active = [one for one in merged if one.active]
    assert len(active) == 1
    copy = next(one for one in found.values() if not one.active)
    assert copy.alias_of == active[0].id
    assert copy.inactive_reason is not None
    assert copy.inactive_reason.startswith("duplicate: the same company at the same time")
    assert not notices


def test_two_companies_at_one_time_are_two_interviews() -> None:
    merged, notices = merge([interview("a"), interview("b", company="Orin", company_key="orin")])
    assert [one.active for one in merged] == [True, True]
    assert not notices


def test_when_unsure_both_stay_and_the_user_is_told_how_to_settle_it() -> None:
    other = interview("b", "Interview", company=None, company_key=None)
    merged, notices = merge([interview("a"), replace(other, interviewers=())])
    assert all(one.active for one in merged)
    assert [notice.code for notice in notices] == ["maybe_same"]
    assert "calsync ignore" in notices[0].message


def test_sessions_of_one_day_are_not_copies() -> None:
    later = interview("b", start=START + timedelta(hours=1))
    merged, _ = merge([interview("a"), later])
    assert all(one.active for one in merged)


def test_a_cancelled_copy_does_not_swallow_the_other() -> None:
    gone = interview("a", active=False, inactive_reason="cancelled")
    merged, _ = merge([gone, interview("b")])
    assert [one.uid for one in merged if one.active] == ["b"]
    assert not any(one.alias_of for one in merged)


@given(st.permutations(["a", "b", "c"]))
def test_which_copy_stays_does_not_depend_on_the_order(order: list[str]) -> None:
    made = {"a": interview("a"), "b": interview("b", role="CTO"), "c": interview("c")}
    merged, _ = merge([made[uid] for uid in order])
    assert [one.uid for one in merged if one.active] == ["b"]
    assert {one.alias_of for one in merged if not one.active} == {made["b"].id}


def test_an_invitation_issued_again_is_the_same_interview() -> None:
    old, new = interview("old"), interview("new", start=START + timedelta(days=2))
    aliases, notices = find_aliases([new], [old], NOW)
    assert aliases[new.id][0] == old.id
    assert "same title" in aliases[new.id][1]
    assert not notices


def test_it_is_also_when_the_old_one_was_cancelled() -> None:
    old, new = interview("old"), interview("new", start=START + timedelta(days=2))
    cancelled = replace(old, active=False, inactive_reason="cancelled")
    assert find_aliases([cancelled, new], [old], NOW)[0][new.id][0] == old.id


def test_a_next_round_beside_the_first_is_no_copy_of_it() -> None:
    old, new = interview("old"), interview("new", start=START + timedelta(days=2))
    assert find_aliases([old, new], [old], NOW) == ({}, ())


def test_what_was_held_is_not_taken_up_by_a_later_one() -> None:
    old, new = interview("old"), interview("new", start=START + timedelta(days=2))
    assert find_aliases([new], [old], START + timedelta(hours=2))[0] == {}


def test_the_same_people_under_another_title_are_told_only() -> None:
    old = interview("old")
    new = interview("new", "Technical deep dive", stage=Stage.TECHNICAL, start=START + timedelta(days=2))
    aliases, notices = find_aliases([new], [old], NOW)
    assert not aliases
    assert [notice.code for notice in notices] == ["maybe_same"]


def test_an_old_one_is_taken_up_once_by_the_nearest() -> None:
    old = interview("old")
    near, far = (
        interview("near", start=START + timedelta(days=1)),
        interview("far", start=START + timedelta(days=9)),
    )
    assert set(find_aliases([far, near], [old], NOW)[0]) == {near.id}
