"""The labelled events, and the scores reached on them: these can only rise."""

from __future__ import annotations

import re

import pytest

from tests.corpus.events import SETS, predictions, rows
from tests.corpus.score import Score, score

pytestmark = pytest.mark.timeout(120)


def scored(*names: str) -> Score:
    events = [row for name in names for row in rows(name)]
    return score(events, predictions(events))


@pytest.fixture(scope="module")
def dev() -> Score:
    return scored("dev")


@pytest.fixture(scope="module")
def more() -> Score:
    return scored(*(name for name in SETS if name.startswith("more/") and not _BIG.search(name)))


_BIG = re.compile("short|calendar")


@pytest.fixture(scope="module")
def calendars() -> Score:
    """People's weeks with all that is in them, in the form and the spirit of the development corpus.

    Weights are fitted to them: what is to be expected of others stands in FIRST_SEEN.md.
    """
    return scored(*(name for name in SETS if "calendar" in name))


@pytest.fixture(scope="module")
def short() -> Score:
    """Thousands of terse notes, of which only the verdict is labelled throughout."""
    return scored(*(name for name in SETS if "short" in name))


def test_interviews_of_the_corpus_are_found_and_hardly_anything_else(dev: Score) -> None:
    assert dev.precision >= 0.98
    assert dev.recall >= 0.98


def test_interviews_of_the_further_events_are_found_and_hardly_anything_else(more: Score) -> None:
    assert more.precision >= 0.98
    assert more.recall >= 0.98


def test_interviews_in_calendars_are_found_and_hardly_anything_else(calendars: Score) -> None:
    assert calendars.precision >= 0.98
    assert calendars.recall >= 0.96
    assert calendars.rate(calendars.hard) <= 0.02


def test_interviews_in_terse_notes_are_found_and_hardly_anything_else(short: Score) -> None:
    assert short.precision >= 0.98
    assert short.recall >= 0.965


def test_hard_decoys_are_not_taken_for_interviews(dev: Score, more: Score, short: Score) -> None:
    assert dev.rate(dev.hard) <= 0.022
    assert more.rate(more.hard) <= 0.021
    assert short.rate(short.hard) <= 0.02


def test_no_language_is_left_behind(dev: Score, more: Score, short: Score) -> None:
    for language in dev.languages:
        counts = [which.languages[language] for which in (dev, more, short)]
        assert sum(found for found, *_ in counts) / sum(all_ for _, all_, *_ in counts) >= 0.90, language


def test_follow_ups_are_due_where_they_should_be(dev: Score) -> None:
    assert dev.rate(dev.fields["follow-ups due"]) >= 0.96


def test_fields_are_read_as_labelled(dev: Score, more: Score) -> None:
    for which in (dev, more):
        assert which.rate(which.fields["company"]) >= 0.94
        assert which.rate(which.fields["decision date"]) >= 0.99
        assert which.rate(which.fields["decision date left empty"]) >= 0.99
        assert which.rate(which.fields["agency recruiter"]) >= 0.985
        assert which.f1("mail") >= 0.98


def test_scoring_tells_right_from_wrong() -> None:
    events = rows("dev")
    nothing = score(events, [])
    assert nothing.recall == 0.0
    everything = score(events, [{"id": row["id"], "interview": True, "interviewers": []} for row in events])
    assert everything.recall == 1.0
    assert everything.precision < 0.5
    assert everything.rate(everything.hard) == 1.0
