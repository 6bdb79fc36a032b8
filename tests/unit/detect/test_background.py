"""Years of ordinary calendar around a handful of interviews: nothing of it may be taken for one.

A real calendar is background above all: one-to-ones, reviews, lunches, trips, all of them with outside
organisers now and then. No number of weak signals makes an interview of them (field notes 5: one strong
signal is required), and context must lift what is nearly one, never a meeting that merely shares a domain
with something. This holds whether or not calsync was told who the employer is.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from calsync.detect import Settings, detect
from calsync.ical.read import read_calendar
from calsync.model import Me, Occurrence, Query, Window
from tests.benchmarks.families import SINCE, UNTIL, WORDS, families
from tests.benchmarks.generate import FOOT, HEAD
from tests.benchmarks.products import ZONES, blob, vtimezone

BERLIN = ZoneInfo("Europe/Berlin")
EVENTS = 6000
MAILS = frozenset({WORDS["me_mail"], WORDS["work_mail"]})


@pytest.fixture(scope="module")
def year() -> tuple[Sequence[Occurrence], frozenset[str]]:
    """Everything in half a year of a generated calendar, and the UIDs of the interviews in it."""
    made = list(families(EVENTS, seed=3))
    data = blob(HEAD, *map(vtimezone, ZONES), *(line for one in made for line in one.events), FOOT)
    reading = read_calendar(io.BytesIO(data), Query(Window(SINCE, UNTIL), BERLIN), "year")
    planted = frozenset(
        one.uid
        for one in made
        if one.interview_start and SINCE <= one.interview_start.astimezone(UTC) < UNTIL
    )
    return reading.occurrences, planted


@pytest.mark.parametrize(
    "me",
    [Me(None, MAILS, frozenset({WORDS["employer"]})), Me(None, MAILS), Me()],
    ids=["employer known", "employer unknown", "nothing known"],
)
def test_only_the_interviews_are_found(year: tuple[Sequence[Occurrence], frozenset[str]], me: Me) -> None:
    occurrences, planted = year
    assert len(occurrences) > 1000
    found = detect(occurrences, Settings(me, BERLIN)).interviews
    wrong = sorted({(one.summary, round(one.score, 2)) for one in found if one.uid not in planted})
    missed = planted - {one.uid for one in found}
    if me.employer_domains:
        assert not wrong, f"{len(wrong)} titles that are no interview, e.g. {wrong[:8]}"
    else:  # whoever hires for an employer nobody has named may look like a candidate now and then
        assert len(wrong) <= 3, f"{len(wrong)} titles that are no interview, e.g. {wrong[:8]}"
    assert not missed
