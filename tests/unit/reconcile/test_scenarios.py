"""The stories of the design, one each: what happens to follow-ups as interviews and people move."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from calsync.ical.item import Field, Item
from calsync.model import (
    Act,
    Component,
    Desired,
    Interview,
    Kind,
    OutcomeFact,
    Person,
    Reading,
    Result,
    State,
    Stored,
    Word,
    Wording,
    interview_id,
)
from calsync.reconcile.limits import Limits
from calsync.stores.memory import MemoryTarget
from tests.factory import NOW, SOURCE, at, cancelled, content, interview, moved, playbook
from tests.world import World, nothing_to_do, with_mark_stripped


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def held(world: World) -> dict[str, Stored]:
    """The objects in the target, by href."""
    assert isinstance(world.store, MemoryTarget)
    return world.store.objects


def changed(one: Interview, **more: object) -> Interview:
    made = replace(one, **more, sequence=one.sequence + 1)  # type: ignore[arg-type]
    return replace(made, content=content(made))


def test_an_interview_gets_its_follow_ups_once(world: World) -> None:
    world.show(interview())
    applied = world.sync()
    assert {one.result for one in applied.outcomes} == {Result.DONE}
    assert world.kinds() == ["check_in", "keep_going", "thank_you"]
    before = dict(held(world))
    assert world.acts() == []
    world.sync()
    assert held(world) == before


def test_a_moved_interview_moves_its_follow_ups(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    due = world.only(Kind.THANK_YOU).due
    world.show(moved(one, timedelta(days=1)))
    world.sync()
    assert world.only(Kind.THANK_YOU).due == due + timedelta(days=1)
    assert world.acts() == []


def test_moved_after_its_thank_you_was_done_is_a_new_occasion(world: World) -> None:
    one = interview(start=at(0, 11))
    world.show(one)
    world.sync()
    world.complete(world.only(Kind.THANK_YOU))
    world.show(moved(one, timedelta(days=2)))
    world.sync()
    states = [item.state for item in world.every(Kind.THANK_YOU)]
    assert sorted(states) == [State.DONE, State.OPEN]
    assert world.acts() == []
    world.lose_ledger()
    world.sync()
    assert len(world.every(Kind.THANK_YOU)) == 2


def test_moved_a_little_after_the_thank_you_was_done_and_held_changes_nothing(world: World) -> None:
    one = interview(start=at(0, 10))
    world.show(one)
    world.sync()
    world.now = at(0, 15)
    world.complete(world.only(Kind.THANK_YOU))
    world.show(moved(one, timedelta(minutes=30)))  # the organiser corrects the record afterwards
    world.sync()
    assert world.only(Kind.THANK_YOU).state is State.DONE


def test_cancelled_takes_out_the_untouched_and_leaves_the_edited_and_the_done(world: World) -> None:
    one = interview(via_recruiter=True, recruiter=Person("Otto Lind", "otto@agency.example"))
    world.show(one)
    world.sync()
    world.retitle(world.only(Kind.THANK_YOU), "Thank Priya\\, and ask about the team")
    world.complete(world.only(Kind.CHECK_IN))
    world.show(cancelled(one))
    world.sync()
    assert world.kinds() == ["check_in", "thank_you"]
    assert world.only(Kind.CHECK_IN).state is State.DONE
    assert world.acts() == []


def test_cancelled_and_back_again(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    gone = cancelled(one)
    world.show(gone)
    world.sync()
    assert world.kinds() == []
    world.show(changed(gone, active=True, inactive_reason=None))
    world.sync()
    assert world.kinds() == ["check_in", "keep_going", "thank_you"]


def test_back_again_where_the_server_keeps_deleted_uids_takes_the_next_generation(tmp_path: Path) -> None:
    store = MemoryTarget()
    used: set[str] = set()
    create = store.create

    def trash(uid: str, data: bytes) -> Stored:
        from calsync.errors import UidTaken

        if uid in used:
            raise UidTaken(uid)
        used.add(uid)
        return create(uid, data)

    store.create = trash  # type: ignore[method-assign]
    world = World(tmp_path, store)
    one = interview()
    world.show(one)
    world.sync()
    first = world.only(Kind.THANK_YOU).uid
    world.show(cancelled(one))
    world.sync()
    world.show(changed(cancelled(one), active=True, inactive_reason=None))
    world.sync()
    assert world.only(Kind.THANK_YOU).uid != first
    assert world.acts() == []


def test_a_day_of_three_sessions_losing_one_only_changes_the_text(world: World) -> None:
    sessions = [
        interview(
            f"{hour}@x", at(1, hour), 45, interviewers=(Person(f"Person {hour}", f"p{hour}@x.example"),)
        )
        for hour in (9, 10, 11)
    ]
    world.show(*sessions)
    world.sync()
    uid = world.only(Kind.THANK_YOU).uid
    world.show(cancelled(sessions[0]))
    world.sync()
    left = world.only(Kind.THANK_YOU)
    assert left.uid == uid
    assert "Person 9" not in left.values[Field.DESCRIPTION]
    assert "Person 11" in left.values[Field.DESCRIPTION]


def test_a_session_added_after_the_thanks_gets_its_own(world: World) -> None:
    world.show(interview("a@x", at(0, 9)))
    world.sync()
    world.now = at(0, 11)
    world.complete(world.only(Kind.THANK_YOU))
    world.show(interview("b@x", at(0, 16), interviewers=(Person("Hugo Late", "hugo@nimbus.example"),)))
    world.sync()
    states = sorted(
        (one.state, "Hugo" in one.values[Field.DESCRIPTION]) for one in world.every(Kind.THANK_YOU)
    )
    assert states == [(State.DONE, False), (State.OPEN, True)]


def test_a_company_read_differently_after_an_upgrade_changes_nothing(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    before = dict(held(world))
    upgraded = replace(one, company="Nimbus Robotics", company_key="nimbus robotics", score=3.0)
    world.show(upgraded)  # the event is the same: same content
    assert world.acts() == []
    world.sync()
    assert held(world) == before


def test_an_upgrade_that_no_longer_sees_an_interview_withdraws_nothing(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    world.calendar.clear()
    world.others = (replace(one, score=0.1),)
    assert world.acts() == []


def test_a_reworded_template_rewrites_nothing_but_the_users_own_rule_does(world: World) -> None:
    world.show(interview())
    world.sync()
    thought = world.think()

    def reworded(one: Desired) -> Desired:
        return replace(one, wording=Wording(lambda: (f"{one.summary} (new words)", one.description)))

    from calsync.reconcile.plan import plan

    assert nothing_to_do(
        plan(replace(thought.scene, desired=list(map(reworded, thought.scene.desired))), Limits(), NOW)
    )
    world.context = playbook(thank_you={"title": "Merci {{ people }}"})
    assert world.acts() == ["update thank_you"]


def test_what_stands_as_it_is_wanted_is_not_written_anew_to_be_compared(world: World) -> None:
    world.show(interview())
    world.sync()
    thought = world.think()

    def unwritten(one: Desired) -> Desired:
        return replace(one, wording=Wording(lambda: pytest.fail("its words were asked for")))

    from calsync.reconcile.plan import plan

    desired = list(map(unwritten, thought.scene.desired))
    assert nothing_to_do(plan(replace(thought.scene, desired=desired), Limits(), NOW))


def test_a_changed_rule_moves_what_is_ahead_and_never_what_has_passed(world: World) -> None:
    world.show(interview(start=at(1)))
    world.sync()
    world.context = playbook(check_in={"after": "4 business days"})
    assert world.acts() == ["update check_in"]
    world.sync()
    world.now = at(20)
    due = world.only(Kind.CHECK_IN).due
    world.context = playbook(check_in={"after": "2 business days"})
    world.sync()
    assert world.only(Kind.CHECK_IN).due == due


def test_a_rule_switched_off_takes_its_follow_ups_out(world: World) -> None:
    world.show(interview())
    world.sync()
    world.context = playbook(keep_going={"enabled": False})
    world.sync()
    assert world.kinds() == ["check_in", "thank_you"]


def test_the_users_own_due_date_stays_until_a_later_interview_overtakes_it(world: World) -> None:
    one = interview(start=at(1))
    world.show(one)
    world.sync()
    own = at(2, 8)
    world.move(world.only(Kind.THANK_YOU), own)
    world.sync()
    assert world.only(Kind.THANK_YOU).due == own
    later = moved(one, timedelta(hours=3))
    world.show(later)
    assert any(notice.code == "user_edit_kept" for notice in world.sync().notices)
    assert world.only(Kind.THANK_YOU).due == own
    assert not any(notice.code == "user_edit_kept" for notice in world.sync().notices)
    world.show(moved(later, timedelta(days=3)))
    world.sync()
    assert world.only(Kind.THANK_YOU).due == at(4, 17)


def test_a_next_round_takes_out_the_pending_check_in(world: World) -> None:
    world.show(interview(start=at(1)))
    world.sync()
    first = world.only(Kind.CHECK_IN).uid
    world.show(interview("two@x", at(6)))
    world.sync()
    assert world.only(Kind.CHECK_IN).uid != first


def test_the_window_moves_past_an_interview_whose_next_round_then_appears(world: World) -> None:
    world.show(interview(start=at(1)))
    world.sync()
    first = world.only(Kind.CHECK_IN).uid
    world.calendar.clear()  # out of the window, or tidied away
    world.now = at(40)
    world.sync()
    assert world.only(Kind.CHECK_IN).uid == first
    world.show(interview("two@x", at(45)))
    world.sync()
    assert first not in [one.uid for one in world.items()]


def test_tidying_past_events_away_retracts_nothing(world: World) -> None:
    world.show(interview(start=at(1)))
    world.sync()
    world.now = at(2)
    world.calendar.clear()
    assert world.acts() == []


@pytest.mark.parametrize(
    "reading",
    [
        Reading(SOURCE, events=10, complete=False),
        Reading(SOURCE, error="no answer"),
        Reading(SOURCE, events=0, complete=True),
        Reading(SOURCE, events=10, complete=True, covers=False),
        Reading(SOURCE, events=10, complete=True, unreadable=frozenset({"one@example.com"})),
        Reading("another", events=10, complete=True),
    ],
    ids=["partial", "failed", "empty", "stdin", "unreadable", "not asked"],
)
def test_absence_that_is_not_earned_takes_out_nothing(world: World, reading: Reading) -> None:
    world.show(interview())
    world.sync()
    world.calendar.clear()
    world.readings = (reading,)
    assert world.acts() == []


def test_an_event_gone_from_a_whole_calendar_takes_its_untouched_follow_ups_along(world: World) -> None:
    world.show(interview())
    world.sync()
    world.calendar.clear()
    world.sync()
    assert world.kinds() == []


def test_sync_of_one_file_then_of_another(world: World) -> None:
    world.show(interview("a@x", sources=("a.ics",)))
    world.readings = (Reading("a.ics", events=1, complete=True),)
    world.sync()
    world.calendar.clear()
    world.show(interview("b@x", at(2), company="Acme", sources=("b.ics",)))
    world.readings = (Reading("b.ics", events=1, complete=True),)
    world.sync()
    assert len(world.every(Kind.THANK_YOU)) == 2


def test_switching_the_target_carries_what_is_settled_and_reports_what_is_open(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.show(interview(start=at(0, 10)))
    world.sync()
    world.complete(world.only(Kind.THANK_YOU))
    world.delete(world.only(Kind.KEEP_GOING))
    world.sync()
    world.store = MemoryTarget("second")
    world.target = world.store
    world.sync()
    assert world.kinds() == ["check_in"]


def test_a_deleted_follow_up_never_comes_back(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    world.delete(world.only(Kind.THANK_YOU))
    world.sync()
    world.show(moved(one, timedelta(days=1)))
    world.sync()
    assert world.kinds() == ["check_in", "keep_going"]


def test_a_deleted_follow_up_that_the_user_puts_back_is_known_again(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    item = world.only(Kind.THANK_YOU)
    world.delete(item)
    world.sync()
    world.store.create(item.uid, item.data)
    assert world.acts() == ["adopt thank_you"]
    world.sync()
    world.show(moved(one, timedelta(days=1)))
    world.sync()
    assert world.only(Kind.THANK_YOU).due == item.due + timedelta(days=1)


def test_a_completed_follow_up_stays_completed_whatever_happens(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    world.complete(world.only(Kind.CHECK_IN))
    done = world.only(Kind.CHECK_IN).data
    world.sync()
    world.show(changed(one, company="Nimbus Robotics", company_key="nimbus"))
    world.sync()
    world.show(cancelled(world.calendar[one.uid]))
    world.sync()
    world.lose_ledger()
    world.sync()
    assert world.only(Kind.CHECK_IN).data == done


def test_a_completed_follow_up_that_the_app_tidies_away_is_not_written_again(world: World) -> None:
    world.show(interview(start=at(0, 10)))
    world.sync()
    world.complete(world.only(Kind.THANK_YOU))
    world.sync()
    world.delete(world.only(Kind.THANK_YOU))
    world.sync()
    assert "thank_you" not in world.kinds()


def test_two_ledgers_on_one_target_neither_duplicate_nor_fight(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    home, before = world.file, dict(held(world))
    world.lose_ledger()  # the other machine
    other = world.file
    world.sync()
    assert held(world) == before
    world.show(moved(one, timedelta(days=1)))
    world.sync()
    after = dict(held(world))
    world.file = home
    world.sync()
    assert held(world) == after
    world.show(one)  # this machine still sees the older version of the event
    world.sync()
    assert held(world) == after
    world.file = other
    assert world.acts() == []


def test_another_machines_follow_ups_are_reported_once_and_left_alone(world: World) -> None:
    world.show(interview())
    world.sync()
    before = dict(held(world))
    world.lose_ledger()
    world.calendar.clear()
    world.show(interview("b@x", at(3), company="Acme", sources=("other",)))
    world.readings = (Reading("other", events=4, complete=True),)
    codes = [notice.code for notice in world.sync().notices]
    assert codes.count("unexplained") == len(before) - 1  # keep_going is one a week, and still wanted
    assert not any(notice.code == "unexplained" for notice in world.sync().notices)
    assert before.keys() <= held(world).keys()


def test_a_lost_ledger_brings_no_duplicate_and_loses_no_edit(world: World) -> None:
    world.show(interview(), interview("two@x", at(3), company="Acme"))
    world.sync()
    item = world.every(Kind.THANK_YOU)[0]
    world.retitle(item, "My own words")
    before = dict(held(world))
    world.lose_ledger()
    assert set(world.acts()) == {"adopt check_in", "adopt keep_going", "adopt thank_you"}
    world.sync()
    assert held(world) == before
    assert world.acts() == []


def test_a_lost_ledger_and_stripped_marks_bring_no_duplicate_either(world: World) -> None:
    world.show(interview(start=at(0, 10)))
    world.sync()
    world.complete(world.only(Kind.THANK_YOU))
    for item in world.items():
        world.put(item, with_mark_stripped(item))
    before = dict(held(world))
    world.lose_ledger()
    world.sync()
    assert held(world) == before
    assert world.acts() == []


def test_an_edit_is_known_as_one_with_neither_ledger_nor_mark(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    for item in world.items():
        world.put(item, with_mark_stripped(item))
    thanks = next(item for item in world.items() if item.summary.startswith("Thank"))
    world.retitle(thanks, "My own words")
    world.lose_ledger()
    world.sync()
    world.show(cancelled(one))
    world.sync()
    assert [item.summary for item in world.items()] == ["My own words"]


def test_a_missing_target_is_written_again_with_what_is_open(world: World) -> None:
    world.show(interview(start=at(0, 10)))
    world.sync()
    world.complete(world.only(Kind.THANK_YOU))
    world.sync()
    world.store = world.target = MemoryTarget()
    world.store.exists = False
    world.sync()
    assert world.kinds() == ["check_in", "keep_going"]


def test_all_vanished_at_once_is_asked_about(world: World) -> None:
    world.show(interview())
    world.sync()
    held(world).clear()
    applied = world.sync()
    assert {one.result for one in applied.outcomes} == {Result.WITHHELD}
    assert any(notice.code == "vanished" for notice in applied.notices)
    world.limits = Limits(recreate=True)
    assert len(world.acts()) == 3
    world.limits = Limits(accept_deletions=True)
    world.sync()
    world.limits = Limits()
    world.sync()
    assert world.kinds() == []


def test_the_brake_holds_back_what_absence_alone_would_take_out(world: World) -> None:
    for number in range(6):
        world.show(interview(f"{number}@x", at(number + 1), company=f"Company {number}"))
    world.sync()
    count = len(held(world))
    world.calendar.clear()
    applied = world.sync()
    assert {one.result for one in applied.outcomes if one.action.act is Act.RETRACT} == {Result.WITHHELD}
    assert len(held(world)) == count
    world.limits = Limits(allow_retract=True)
    world.sync()
    assert not held(world)


def test_the_brake_does_not_count_cancellations(world: World) -> None:
    made = [interview(f"{number}@x", at(number + 1), company=f"Company {number}") for number in range(6)]
    world.show(*made)
    world.sync()
    world.show(*(cancelled(one) for one in made))
    world.sync()
    assert not held(world)


def test_an_outcome_resolves_the_check_in(world: World) -> None:
    world.show(interview(start=at(0, 10)))
    world.sync()
    world.now = at(1)
    world.tell(OutcomeFact(world.now, Word.HEARD, company_key="nimbus"))
    world.sync()
    assert "check_in" not in world.kinds()


def test_a_rejection_brings_thanks_and_no_check_in(world: World) -> None:
    world.show(interview(start=at(0, 10)))
    world.sync()
    world.now = at(1)
    world.tell(OutcomeFact(world.now, Word.REJECTED, company_key="nimbus"))
    world.sync()
    assert "rejection_thanks" in world.kinds()
    assert "check_in" not in world.kinds()


def test_the_second_check_in_follows_the_first_and_there_is_no_third(world: World) -> None:
    world.show(interview(start=at(0, 10)))
    world.sync()
    world.now = at(4)
    world.complete(world.only(Kind.CHECK_IN))
    world.sync()
    assert world.only(Kind.SECOND_CHECK_IN).due > world.now
    world.now = at(14)
    world.complete(world.only(Kind.SECOND_CHECK_IN))
    world.sync()
    assert world.kinds().count("second_check_in") == 1
    assert world.acts() == []


def test_tasks_fall_back_to_events_and_never_flip(tmp_path: Path) -> None:
    store = MemoryTarget(components=frozenset({Component.VEVENT}))
    world = World(tmp_path, store)
    world.show(interview())
    world.sync()
    assert {one.component for one in world.items()} == {Component.VEVENT}
    world.show(interview("two@x", at(3), company="Acme"))
    world.sync()
    assert {one.component for one in world.items()} == {Component.VEVENT}
    assert world.acts() == []


def test_a_change_of_component_affects_creates_only(world: World) -> None:
    world.show(interview())
    world.sync()
    world.component = Component.VEVENT
    world.show(interview("two@x", at(3), company="Acme"))
    assert {"create check_in", "create thank_you"} <= set(world.acts())
    world.sync()
    assert {one.component for one in world.items()} == {Component.VTODO, Component.VEVENT}


def test_an_unconfirmed_interview_creates_nothing_and_retracts_nothing(world: World) -> None:
    one = interview()
    world.show(replace(one, confirmed=False))
    assert world.acts() == []
    world.show(one)
    world.sync()
    world.show(changed(one, confirmed=False))
    assert world.acts() == []


def test_what_was_due_long_ago_is_not_written(world: World) -> None:
    world.show(interview(start=at(-20)))
    assert not any("thank_you" in act for act in world.acts())


def test_a_copy_that_turns_up_later_takes_over_the_follow_ups(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    before = dict(held(world))
    copy = interview("copy@x", one.start)
    world.show(
        replace(one, active=False, inactive_reason="duplicate: same time and people", alias_of=copy.id)
    )
    world.show(copy)
    world.sync()
    assert held(world).keys() == before.keys()
    assert world.acts() == []


def test_an_own_alarm_or_comment_makes_it_the_users(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    item = world.only(Kind.CHECK_IN)
    world.put(item, item.data.replace(b"END:VTODO", b"COMMENT:ask about salary\r\nEND:VTODO"))
    world.show(cancelled(one))
    world.sync()
    assert world.kinds() == ["check_in"]


def test_an_invitation_issued_again_under_a_new_uid_is_the_same_interview(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    before = {item.uid for item in world.items()}
    world.calendar.clear()
    world.show(interview("reissued@ats.example", at(2, 15)))
    world.sync()
    assert {item.uid for item in world.items()} == before
    assert world.only(Kind.THANK_YOU).due == at(2, 19)
    assert world.acts() == []


def test_a_like_interview_in_another_file_is_not_taken_for_the_one_not_read_this_time(world: World) -> None:
    world.show(interview("a@x", sources=("a.ics",)))
    world.readings = (Reading("a.ics", events=1, complete=True),)
    world.sync()
    world.calendar.clear()
    world.show(interview("b@x", at(3), sources=("b.ics",)))
    world.readings = (Reading("b.ics", events=1, complete=True),)
    world.sync()
    assert len(world.every(Kind.THANK_YOU)) == 2


def test_a_single_event_that_becomes_an_instance_of_a_series_keeps_its_follow_ups(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    before = dict(held(world))
    rid = one.start.astimezone(UTC)
    instance = replace(one, id=interview_id(one.uid, rid), recurrence_id=rid, confirmed=False)
    world.calendar[one.uid] = replace(instance, content=content(instance))
    world.sync()
    assert held(world) == before


def test_the_later_half_of_a_series_split_by_google_is_known(world: World) -> None:
    rid = at(1).astimezone(UTC)
    one = interview("abc@google.com", id=interview_id("abc@google.com", rid), recurrence_id=rid)
    world.show(one)
    world.sync()
    before = {item.uid for item in world.items()}
    world.calendar.clear()
    uid = "abc_R20261124T090000@google.com"
    world.show(interview(uid, one.start, id=interview_id(uid, rid), recurrence_id=rid))
    world.sync()
    assert {item.uid for item in world.items()} == before


def test_a_due_date_without_a_time_is_the_users_and_in_their_zone(world: World) -> None:
    one = interview(start=at(1))
    world.show(one)
    world.sync()
    item = world.only(Kind.CHECK_IN)
    world.put(item, re.sub(rb"DUE:\d{8}T\d{6}Z", b"DUE;VALUE=DATE:20261203", item.data))
    world.sync()
    world.show(moved(one, timedelta(hours=1)))
    world.sync()
    assert world.only(Kind.CHECK_IN).values[Field.DUE] == "2026-12-03"


@pytest.mark.parametrize("put_away", [World.cancel, World.delete])
def test_a_session_added_after_the_thanks_were_put_away_gets_its_own(
    world: World, put_away: Callable[[World, Item], None]
) -> None:
    one = interview("a@x", at(1, 9))
    world.show(one)
    world.sync()
    put_away(world, world.only(Kind.THANK_YOU))
    world.sync()
    world.show(interview("b@x", at(1, 16), interviewers=(Person("Hugo Late", "hugo@nimbus.example"),)))
    world.sync()
    fresh = [item for item in world.every(Kind.THANK_YOU) if item.state is State.OPEN]
    assert len(fresh) == 1
    assert "Hugo" in fresh[0].values[Field.DESCRIPTION]
    assert "Priya" not in fresh[0].values[Field.DESCRIPTION]
    world.show(moved(one, timedelta(hours=1)))
    world.sync()
    assert len([item for item in world.every(Kind.THANK_YOU) if item.state is State.OPEN]) == 1
    assert world.acts() == []


def test_an_ignored_interview_that_is_none_any_more_gets_its_follow_ups_back(world: World) -> None:
    one = interview()
    world.show(one)
    world.sync()
    world.show(replace(one, active=False, inactive_reason="ignored"))
    world.sync()
    assert world.kinds() == []
    world.show(one)
    world.sync()
    assert world.kinds() == ["check_in", "keep_going", "thank_you"]
