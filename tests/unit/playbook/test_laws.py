"""What holds for every set of interviews, outcomes and standing follow-ups."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from calsync.model import (
    Deliverable,
    Interview,
    Kind,
    Member,
    OutcomeFact,
    Person,
    Stage,
    Standing,
    State,
    Word,
)
from calsync.playbook import Context, Proposal, applications, propose
from tests.unit.playbook.build import AGENT, PRIYA, TOM, context, interview

ZONES = tuple(
    map(
        ZoneInfo,
        ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo", "UTC"),
    )
)
BEFORE = (Kind.CLOSING_WORDS, Kind.DELIVERABLE)
ALL = {kind.value: {"enabled": True} for kind in Kind}

FIRST, LAST = datetime(2026, 10, 20), datetime(2026, 11, 20)  # noqa: DTZ001
moments = st.datetimes(FIRST, LAST, timezones=st.sampled_from(ZONES)).map(
    lambda moment: moment.replace(minute=moment.minute // 10 * 10, second=0, microsecond=0)
)
days = st.dates(date(2026, 10, 1), date(2026, 12, 10))
people = st.lists(st.sampled_from((PRIYA, TOM, AGENT, Person(None, "x@y.example"))), max_size=3).map(tuple)


@st.composite
def an_interview(draw: st.DrawFn, name: str) -> Interview:
    whole = draw(st.booleans()) and draw(st.booleans())
    start = draw(moments)
    length = timedelta(minutes=draw(st.sampled_from((0, 30, 45, 60, 240, 3000))))
    tz = "Europe/Berlin"
    if whole:
        zone = ZoneInfo(tz)
        start = datetime.combine(start.date(), time(), zone)
        end = datetime.combine(start.date() + timedelta(days=draw(st.integers(1, 3))), time(), zone)
    else:
        end = (start.astimezone(UTC) + length).astimezone(start.tzinfo)
    active = draw(st.sampled_from((True, True, True, False)))
    return interview(
        name,
        start,
        end,
        all_day=whole,
        tz=tz,
        active=active,
        inactive_reason=None
        if active
        else draw(st.sampled_from(("cancelled", "declined", "absent: gone", "ignored"))),
        confirmed=draw(st.sampled_from((True, True, True, False))),
        stage=draw(st.sampled_from((Stage.OTHER, Stage.OTHER, Stage.OTHER, Stage.OFFER))),
        company=draw(st.sampled_from(("Nimbus", "Vireo", None))),
        role=draw(st.sampled_from((None, "Data Engineer", "Engineer", "Product Manager"))),
        interviewers=draw(people),
        via_recruiter=draw(st.booleans()),
        recruiter=draw(st.sampled_from((None, AGENT))),
        recruiter_only=draw(st.sampled_from((False, False, True))),
        decision_date=draw(st.none() | days),
        deliverable=draw(st.none() | days.map(lambda day: Deliverable(day, "Case study"))),
        outcome=draw(st.sampled_from((None, None, None, *Word))),
        language=draw(st.sampled_from(("en", "de", "ja", "sv"))),
    )


facts = st.lists(
    st.builds(
        OutcomeFact,
        at=moments,
        word=st.none() | st.sampled_from(tuple(Word)),
        decision_date=st.none() | days,
        interview_id=st.sampled_from((None, "i0", "i1")),
        company_key=st.sampled_from((None, "nimbus", "vireo")),
    ),
    max_size=3,
)


@st.composite
def a_case(draw: st.DrawFn) -> tuple[list[Interview], list[OutcomeFact], list[Standing], Context, datetime]:
    interviews = [draw(an_interview(f"i{place}")) for place in range(draw(st.integers(1, 5)))]
    zone = draw(st.sampled_from(ZONES))
    place = draw(st.sampled_from((None, "DE", "US")))
    within = context(
        draw(st.sampled_from(({}, ALL))), zone=zone, holidays=place, discreet=draw(st.booleans())
    )
    now = draw(moments)
    outcomes = draw(facts)
    standing: list[Standing] = []
    for wanted in propose(interviews, outcomes, [], within, now).desired:
        state = draw(st.none() | st.sampled_from(tuple(State)))
        if state is not None:
            back = timedelta(days=draw(st.integers(0, 6)))
            members = tuple(replace(member, start=member.start - back) for member in wanted.members)
            completed = draw(st.none() | moments) if state is State.DONE else None
            standing.append(Standing(wanted.key, members, state, wanted.due, completed))
    return interviews, outcomes, standing, within, now


cases = a_case()


def proposed(case: tuple[list[Interview], list[OutcomeFact], list[Standing], Context, datetime]) -> Proposal:
    return propose(*case)


@given(cases, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_same_in_any_order_gives_the_same(case, random) -> None:  # type: ignore[no-untyped-def]
    interviews, outcomes, standing, within, now = case
    expected = propose(interviews, outcomes, standing, within, now)
    for some in (interviews, outcomes, standing):
        random.shuffle(some)
    assert propose(interviews, outcomes, standing, within, now) == expected


@given(cases)
@settings(max_examples=60, deadline=None)
def test_every_kind_and_interview_is_wanted_or_withdrawn_and_never_both(case) -> None:  # type: ignore[no-untyped-def]
    found = proposed(case)
    wanted = {(one.key.kind, member.id) for one in found.desired for member in one.members}
    withdrawn = [(one.kind, one.member) for one in found.withdrawn]
    assert len({one.key for one in found.desired}) == len(found.desired)
    assert len(set(withdrawn)) == len(withdrawn)
    assert not wanted & set(withdrawn)
    silent = {one.id for one in case[0] if one.active and not one.confirmed}
    everything = {(kind, one.id) for kind in Kind for one in case[0] if one.id not in silent}
    assert wanted | set(withdrawn) == everything


@given(cases)
@settings(max_examples=60, deadline=None)
def test_nothing_is_wanted_for_what_does_not_count(case) -> None:  # type: ignore[no-untyped-def]
    counting = {one.id for one in case[0] if one.active and one.confirmed}
    for one in proposed(case).desired:
        assert one.members
        assert {member.id for member in one.members} <= counting


@given(cases)
@settings(max_examples=60, deadline=None)
def test_nothing_is_due_before_the_interview_is_over(case) -> None:  # type: ignore[no-untyped-def]
    interviews, outcomes, _, within, now = case
    by_id = {one.id: one for one in interviews}
    for one in propose(interviews, outcomes, [], within, now).desired:
        assert one.due.tzinfo is within.calendar.zone
        if one.key.kind not in BEFORE:
            for member in one.members:
                over = within.calendar.over(by_id[member.id], time(18))
                assert one.due.timestamp() >= over.timestamp()


@given(cases)
@settings(max_examples=60, deadline=None)
def test_thanks_are_due_on_the_local_day_of_the_end(case) -> None:  # type: ignore[no-untyped-def]
    interviews, outcomes, _, within, now = case
    by_id = {one.id: one for one in interviews}
    for one in propose(interviews, outcomes, [], within, now).desired:
        if one.key.kind in (Kind.THANK_YOU, Kind.RECRUITER_THANKS):
            assert {within.calendar.last_day(by_id[member.id]) for member in one.members} == {one.due.date()}


@given(cases)
@settings(max_examples=60, deadline=None)
def test_what_counts_business_days_is_due_on_one(case) -> None:  # type: ignore[no-untyped-def]
    interviews, outcomes, _, within, now = case
    decided = any(one.decision_date for one in interviews) or any(one.decision_date for one in outcomes)
    for one in propose(interviews, outcomes, [], within, now).desired:
        if one.key.kind is Kind.KEEP_GOING or (one.key.kind is Kind.CHECK_IN and not decided):
            assert within.calendar.is_business_day(one.due.date())


@given(cases)
@settings(max_examples=60, deadline=None)
def test_an_application_waits_for_one_answer_at_most(case) -> None:  # type: ignore[no-untyped-def]
    interviews, outcomes, standing, within, now = case
    found = propose(interviews, outcomes, standing, within, now)
    home = {
        one.id: place for place, app in enumerate(applications(interviews, outcomes)) for one in app.rounds
    }
    for kind in (Kind.CHECK_IN, Kind.SECOND_CHECK_IN):
        done = {one.key for one in standing if one.state is State.DONE}
        waiting = [
            home[one.members[0].id] for one in found.desired if one.key.kind is kind and one.key not in done
        ]
        assert len(waiting) == len(set(waiting))


@given(cases)
@settings(max_examples=60, deadline=None)
def test_a_week_keeps_going_once(case) -> None:  # type: ignore[no-untyped-def]
    weeks = [one.key for one in proposed(case).desired if one.key.kind is Kind.KEEP_GOING]
    assert len({key.anchor for key in weeks}) == len(weeks)
    assert {key.occasion for key in weeks} <= {0}


@given(cases)
@settings(max_examples=60, deadline=None)
def test_what_was_proposed_and_stands_is_proposed_again_unchanged(case) -> None:  # type: ignore[no-untyped-def]
    """The second run: nothing in the calendar changed, nobody did anything, time went on a little."""
    interviews, outcomes, _, within, now = case
    first = propose(interviews, outcomes, [], within, now)
    standing = [Standing(one.key, one.members, State.OPEN, one.due) for one in first.desired]
    again = propose(interviews, outcomes, standing, within, now + timedelta(hours=1))
    kept = {one.key: one for one in again.desired if one.key.kind is not Kind.SECOND_CHECK_IN}
    assert kept == {one.key: one for one in first.desired}


@given(cases)
@settings(max_examples=60, deadline=None)
def test_what_is_done_keeps_its_key_and_asks_for_no_more(case) -> None:  # type: ignore[no-untyped-def]
    """All is done when it is due and no interview moves: nothing new is wanted but second check-ins."""
    interviews, outcomes, _, within, now = case
    first = propose(interviews, outcomes, [], within, now)
    standing = [Standing(one.key, one.members, State.DONE, one.due, one.due) for one in first.desired]
    again = propose(interviews, outcomes, standing, within, now)
    news = {one.key for one in again.desired} - {one.key for one in first.desired}
    assert {key.kind for key in news} <= {Kind.SECOND_CHECK_IN}


@given(cases, st.integers(1, 10))
@settings(max_examples=60, deadline=None)
def test_what_is_held_again_is_thanked_for_again(case, later: int) -> None:  # type: ignore[no-untyped-def]
    interviews, outcomes, _, within, now = case
    first = propose(interviews, outcomes, [], within, now)
    thanks = [one for one in first.desired if one.key.kind is Kind.THANK_YOU]
    assume(thanks)
    moved = thanks[0].members[0].id
    standing = [
        Standing(one.key, tuple(Member(m.id, m.start) for m in one.members), State.DONE, one.due, one.due)
        for one in thanks
    ]
    shift = timedelta(days=later + 3)
    after = [
        replace(one, start=one.start + shift, end=one.end + shift) if one.id == moved else one
        for one in interviews
    ]
    new = next(one for one in after if one.id == moved)
    assume(
        all(
            one.completed and one.completed.timestamp() < new.start.timestamp()
            for one in standing
            if moved in {m.id for m in one.members}
        )
    )
    again = propose(after, outcomes, standing, within, now)
    keys = {one.key for one in thanks}
    fresh = [one for one in again.desired if one.key.kind is Kind.THANK_YOU and one.key not in keys]
    assert [[member.id for member in one.members] for one in fresh] == [[moved]]
