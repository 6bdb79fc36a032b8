from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.model import Kind, OutcomeFact, State, Word
from calsync.playbook import applications
from calsync.report import FollowUp
from calsync.report.timeline import AHEAD, BACK, MARGIN, NEAREST, WIDTH, chart
from calsync.report.view import Mark, view
from tests.factory import BERLIN, NOW, at, interview
from tests.unit.report.sample import AGENCY, GONE, ONSITE, PANEL, SCREEN, follow_ups, stories


def seen(follow_ups=(), interviews=(), outcomes=(), now=NOW):
    return view(applications(interviews, outcomes), follow_ups, now=now, zone=BERLIN)


def due(moment, **more):
    return replace(FollowUp("x", Kind.CHECK_IN, "Ask", moment, State.OPEN), **more)


@pytest.mark.parametrize(
    ("moment", "group"),
    [
        (NOW - timedelta(minutes=1), "Overdue"),
        (NOW, "Today"),
        (at(0, 23, 59), "Today"),
        (at(1, 0), "This week"),
        (at(6, 23, 59), "This week"),
        (at(7, 0), "Later"),
    ],
)
def test_open_follow_ups_are_grouped_by_when_they_are_due(moment, group):
    assert [name for name, _ in seen([due(moment)]).groups] == [group]


@pytest.mark.parametrize("state", [state for state in State if state is not State.OPEN])
def test_only_open_follow_ups_are_to_do(state):
    assert seen([due(at(1), state=state)]).groups == ()


def test_every_open_follow_up_is_shown_exactly_once():
    cards = [
        card.id for _, group in view(stories(), follow_ups(), now=NOW, zone=BERLIN).groups for card in group
    ]
    assert sorted(cards) == sorted(one.id for one in follow_ups() if one.state is State.OPEN)


@pytest.mark.parametrize(
    ("interviews", "outcomes", "state", "closed"),
    [
        ((SCREEN,), (), "Waiting, last round 20 days ago", False),
        ((SCREEN, ONSITE), (), "Waiting, last round earlier today; answer expected Fri 4 Dec 2026", False),
        ((AGENCY, PANEL), (), "Next: Thu 26 Nov 2026, 10:00", False),
        ((GONE,), (), "Called off", True),
        ((replace(PANEL, confirmed=False),), (), "Not confirmed yet", False),
        ((SCREEN,), (OutcomeFact(at(-2), Word.HEARD, company_key="nimbus"),), "In touch", False),
        ((SCREEN,), (OutcomeFact(at(-2), Word.OFFER, company_key="nimbus"),), "Offer", False),
        ((SCREEN,), (OutcomeFact(at(-2), Word.REJECTED, company_key="nimbus"),), "Closed: rejection", True),
    ],
)
def test_an_application_says_where_it_stands(interviews, outcomes, state, closed):
    (story,) = seen(interviews=interviews, outcomes=outcomes).stories
    assert (story.state, story.closed) == (state, closed)


def test_the_history_holds_rounds_decision_words_and_follow_ups_in_order_of_time():
    (story,) = seen(
        [
            due(at(-19), interviews=(SCREEN.id,), state=State.DONE, completed=at(-18)),
            due(at(-1), interviews=(ONSITE.id,)),
            due(at(2), interviews=(ONSITE.id,)),
        ],
        (SCREEN, ONSITE),
        (OutcomeFact(at(-5), Word.HEARD, company_key="nimbus"),),
    ).stories
    assert [event.mark for event in story.past] == [
        Mark.ROUND,
        Mark.DONE,
        Mark.WORD,
        Mark.OVERDUE,
        Mark.ROUND,
    ]
    assert [event.mark for event in story.ahead] == [Mark.OPEN, Mark.DECISION]


@pytest.mark.parametrize("state", [State.DELETED, State.RETRACTED, State.RELEASED])
def test_what_was_deleted_or_taken_back_is_no_history(state):
    (story,) = seen([due(at(-1), interviews=(SCREEN.id,), state=state)], (SCREEN,)).stories
    assert [event.mark for event in story.events] == [Mark.ROUND]


def test_a_cancelled_interview_is_listed_with_its_reason_and_not_drawn():
    shown = seen(interviews=(GONE, PANEL))
    (story,) = shown.stories
    assert story.ahead[0].mark is Mark.OFF
    assert story.ahead[0].detail.startswith("cancelled")
    assert [point.mark for point in chart(shown.stories, shown.now).lanes[0].points] == [Mark.COMING]


def test_times_are_written_in_the_users_zone():
    shown = seen([due(at(1, 10))], now=NOW)
    assert shown.groups[0][1][0].when == "due Tue 24 Nov 2026, 10:00"
    assert shown.zone == "Europe/Berlin"


def test_nothing_near_now_gives_no_chart():
    far = interview(start=NOW - BACK - timedelta(days=1))
    shown = seen(interviews=(far,))
    assert shown.stories
    assert chart(shown.stories, shown.now) is None


@given(st.lists(st.integers(-BACK.days, AHEAD.days), min_size=1, max_size=80))
def test_marks_stay_in_the_picture_in_order_and_apart(days):
    interviews = [
        interview(f"{index}@x", NOW + timedelta(days=day), minutes=30) for index, day in enumerate(days)
    ]
    shown = seen(interviews=interviews)
    drawn = chart(shown.stories, shown.now)
    (lane,) = drawn.lanes
    places = [point.x for point in lane.points]
    assert len(places) == len(days)
    assert all(MARGIN <= x <= WIDTH - MARGIN for x in places)
    gap = min(NEAREST, (WIDTH - 2 * MARGIN) // max(1, len(days) - 1))
    assert all(right - left >= gap for left, right in pairwise(places))
    assert MARGIN <= drawn.today <= WIDTH - MARGIN
