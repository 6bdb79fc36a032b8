"""Which interviews belong together."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from calsync.model import Interview, OutcomeFact, Word
from calsync.playbook import Application, applications
from tests.unit.playbook.build import at, interview, said


def grouped(*interviews: Interview, outcomes: tuple[OutcomeFact, ...] = ()) -> list[list[str]]:
    return [[one.id for one in found.rounds] for found in applications(interviews, outcomes)]


def one(*interviews: Interview, outcomes: tuple[OutcomeFact, ...] = ()) -> Application:
    (found,) = applications(interviews, outcomes)
    return found


def test_the_interviews_with_one_company_are_rounds_in_order() -> None:
    assert grouped(interview("b", "2026-11-10 14:00"), interview("a", "2026-11-04 14:00")) == [["a", "b"]]


def test_an_unknown_company_is_an_application_of_its_own() -> None:
    found = grouped(
        interview("a", "2026-11-04 14:00", company=None), interview("b", "2026-11-10 14:00", company=None)
    )
    assert found == [["a"], ["b"]]


def test_two_spellings_of_one_company_are_one() -> None:
    found = one(
        interview("a", "2026-11-04 14:00", company="Nimbus", company_key="nimbus"),
        interview("b", "2026-11-10 14:00", company="NIMBUS GmbH", company_key="nimbus"),
    )
    assert (found.company, len(found.rounds)) == ("Nimbus", 2)


def test_different_known_roles_are_different_applications() -> None:
    found = grouped(
        interview("a", "2026-11-04 14:00", role="Data Engineer"),
        interview("b", "2026-11-05 14:00", role="Product Manager"),
        interview("c", "2026-11-10 14:00", role="Data Engineer"),
    )
    assert found == [["a", "c"], ["b"]]


def test_a_role_told_in_more_words_is_the_same_role() -> None:
    found = one(
        interview("a", "2026-11-04 14:00", role="Engineer (m/w/d)"),
        interview("b", "2026-11-10 14:00", role="Senior Data ENGINEER"),
        interview("c", "2026-11-12 14:00", role="Data Engineer"),
    )
    assert (found.role, len(found.rounds)) == ("Senior Data ENGINEER", 3)


def test_an_unknown_role_joins_what_was_going_on_last() -> None:
    found = grouped(
        interview("a", "2026-11-04 14:00", role=None),
        interview("b", "2026-11-05 14:00", role="Data Engineer"),
        interview("c", "2026-11-06 14:00", role="Product Manager"),
        interview("d", "2026-11-10 14:00", role=None),
    )
    assert found == [["a", "b"], ["c", "d"]]


def test_an_interview_after_a_recorded_rejection_starts_a_new_application() -> None:
    first, second = interview("a", "2026-11-04 14:00"), interview("b", "2026-12-04 14:00")
    assert grouped(first, second, outcomes=(said("2026-11-20 09:00", Word.REJECTED, company="nimbus"),)) == [
        ["a"],
        ["b"],
    ]
    assert grouped(first, second, outcomes=(said("2026-11-20 09:00", Word.REJECTED, about="a"),)) == [
        ["a"],
        ["b"],
    ]


def test_a_rejection_touches_only_what_ended_before_it() -> None:
    first, second = interview("a", "2026-11-04 14:00"), interview("b", "2026-12-04 14:00")
    early = said("2026-11-04 14:30", Word.REJECTED, company="nimbus")
    elsewhere = said("2026-11-20 09:00", Word.REJECTED, company="vireo")
    late = said("2026-12-20 09:00", Word.REJECTED, company="nimbus")
    assert grouped(first, second, outcomes=(early, elsewhere, late)) == [["a", "b"]]


def test_a_rejection_typed_into_the_event_counts_for_the_whole_day() -> None:
    found = grouped(
        interview("a", "2026-11-04 09:00", outcome=Word.REJECTED),
        interview("b", "2026-11-04 13:00"),
        interview("c", "2026-12-04 13:00"),
    )
    assert found == [["a", "b"], ["c"]]


def test_an_offer_or_a_word_does_not_end_an_application() -> None:
    for word in (Word.HEARD, Word.OFFER):
        told = said("2026-11-20 09:00", word, company="nimbus")
        assert grouped(
            interview("a", "2026-11-04 14:00"), interview("b", "2026-12-04 14:00"), outcomes=(told,)
        ) == [["a", "b"]]


def test_what_does_not_count_is_listed_but_decides_nothing() -> None:
    found = one(
        interview("a", "2026-11-04 14:00", role="Data Engineer"),
        interview(
            "b", "2026-11-02 14:00", role="Data Engineer II", active=False, inactive_reason="cancelled"
        ),
        interview("c", "2026-11-12 14:00", confirmed=False),
    )
    assert [one.id for one in found.rounds] == ["b", "a", "c"]
    assert [one.id for one in found.held] == ["a"]
    assert found.role == "Data Engineer"


def test_a_repeated_invitation_is_no_round() -> None:
    twin = interview("b", "2026-11-04 14:00", active=False, inactive_reason="duplicate: same", alias_of="a")
    assert grouped(interview("a", "2026-11-04 14:00"), twin) == [["a"]]


def test_the_last_word_is_the_latest_that_came_after_the_interview() -> None:
    found = one(
        interview("a", "2026-11-04 14:00"),
        outcomes=(
            said("2026-11-20 09:00", Word.OFFER, company="nimbus"),
            said("2026-11-10 09:00", company="nimbus", decision="2026-11-18"),
            said("2026-11-04 14:59", Word.HEARD, company="nimbus"),
        ),
    )
    ended = at("2026-11-04 15:00")
    word = found.last_word(ended)
    assert word is not None
    assert (word.word, word.postpones) == (Word.OFFER, False)
    assert [one.decision_date for one in found.said] == [None, date(2026, 11, 18), None]
    assert found.last_word(at("2026-11-21 09:00")) is None
    assert found.rejection(ended) is None


@given(st.permutations(range(6)))
def test_order_does_not_matter(order: list[int]) -> None:
    interviews = [
        interview("a", "2026-11-04 14:00", role=None),
        interview("b", "2026-11-04 14:00"),
        interview("c", "2026-11-05 14:00", role="Product Manager"),
        interview("d", "2026-11-10 14:00", role=None),
        interview("e", "2026-11-10 14:00", company=None),
        interview("f", "2026-11-12 14:00", confirmed=False),
    ]
    outcomes = (
        said("2026-11-06 09:00", Word.REJECTED, about="b"),
        said("2026-11-06 09:00", Word.HEARD, about="b"),
    )
    expected = applications(interviews, outcomes)
    assert applications([interviews[place] for place in order], outcomes[::-1]) == expected
