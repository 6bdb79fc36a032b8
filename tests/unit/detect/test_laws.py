"""Laws of judging: nothing but the events and the settings decides, in whatever order they come."""

from __future__ import annotations

import locale
import os
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calsync.detect import Detection, context_terms, detect, near_misses, vocabulary
from calsync.detect.known import is_given_name, is_part, is_whole, known_file
from calsync.detect.lookup import Index
from calsync.detect.prefilter import prefilter_file, titles_file
from calsync.detect.vocabularies import sought
from calsync.detect.words import index, index_file, terms
from calsync.model import Occurrence
from calsync.seek import Vocabulary, seeker_for
from tests.corpus.events import SETS, occurrences, rows
from tests.corpus.events import settings as settings_of
from tests.unit.detect.events import SETTINGS, START, event

PIECES = (
    *(
        "Interview",
        "Vorstellungsgespräch",
        "面接",
        "Tessera",
        "Acme x Dana",
        "quick sync",
        "panel",
        "prep",
        "call",
    ),
    *(
        "coffee",
        "role",
        "final round",
        "exit",
        "candidate:",
        "Zug nach Köln",
        "Dana",
        "https://coderpad.io/x",
    ),
    *("café", "besked", "next steps", "decision by Friday", "мир", "🎉", "<b>", "onsite", "CTO"),
)
DOMAINS = ("acme.example", "brightloom.example", "gmail.com", "us.greenhouse.io", "home.example")

texts = st.lists(st.sampled_from(PIECES), max_size=5).map(" ".join)
events = st.builds(
    event,
    texts,
    texts,
    uid=st.sampled_from(["a", "b", "c", "d", "e"]),
    source=st.sampled_from(["x", "y"]),
    start=st.integers(0, 3).map(lambda hours: START + timedelta(hours=hours)),
    organizer=st.none() | st.sampled_from(DOMAINS).map(lambda domain: f"lorna@{domain}"),
    to=st.sampled_from(["dana@home.example", "dana@brightloom.example"]),
    others=st.lists(st.sampled_from(["kim@acme.example", "x@gmail.com"]), unique=True).map(tuple),
    sequence=st.integers(0, 2),
    status=st.sampled_from(["", "CANCELLED", "TENTATIVE"]),
)


@cache
def corpus() -> tuple[tuple[Occurrence, ...], ...]:
    return tuple(occurrences(row) for name in SETS for row in rows(name))


@settings(deadline=None, max_examples=150)
@given(st.lists(events, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_events_and_of_people_never_matters(
    some: list[Occurrence], chance: random.Random
) -> None:
    shuffled = [
        one._replace(attendees=tuple(chance.sample(one.attendees, len(one.attendees)))) for one in some
    ]
    chance.shuffle(shuffled)
    assert detect(some, SETTINGS) == detect(shuffled, SETTINGS)


@settings(deadline=None, max_examples=100)
@given(st.lists(events, max_size=6))
def test_everything_is_judged_once_and_told_with_its_reasons(some: list[Occurrence]) -> None:
    detection = detect(some, SETTINGS)
    judged = [one.uid for one in (*detection.interviews, *detection.others)]
    assert sorted(judged) == sorted({one.uid for one in some})
    assert all(one.inactive_reason for one in detection.interviews if not one.active)
    assert set(near_misses(detection, SETTINGS)) <= set(detection.others)
    without = detect(some, SETTINGS, others=False)
    assert (without.interviews, without.notices) == (detection.interviews, detection.notices)
    assert without.others == near_misses(without, SETTINGS) == near_misses(detection, SETTINGS)


@settings(deadline=None, max_examples=150)
@given(st.lists(events, max_size=5, unique_by=lambda one: one.uid))
def test_a_lazy_reader_sees_every_interview_that_a_full_one_finds(some: list[Occurrence]) -> None:
    full = detect(some, SETTINGS)
    first = [one for one in some if sought(one, SETTINGS)]
    context = Vocabulary.of(context_terms(first, SETTINGS))
    second = [one for one in some if sought(one, SETTINGS) or holds(one, context)]
    assert {one.id for one in detect(second, SETTINGS).interviews} == {one.id for one in full.interviews}


def holds(one: Occurrence, words: Vocabulary) -> bool:
    people = [one.organizer, *one.attendees]
    addresses = [person.email or "" for person in people if person]
    return seeker_for(words).found_in("\n".join([one.summary, one.description, one.location, *addresses]))


SHARE = 5
"""Of so many labelled events one is read lazily: making the words of each user ready takes its time."""


def test_a_lazy_reader_sees_the_interviews_of_the_corpus() -> None:
    for name in SETS:
        for row in rows(name)[::SHARE]:
            seen, own = occurrences(row), settings_of(row)
            lazy = [one for one in seen if sought(one, own)]
            assert bool(detect(lazy, own).interviews) == bool(detect(seen, own).interviews), row["id"]


def test_the_lazy_scan_s_words_are_those_that_follow_from_the_lexicon() -> None:
    """When this fails: ``python -m calsync.detect.prefilter > calsync/detect/lexicon/prefilter.txt``, and
    ``python -m calsync.detect.prefilter titles > calsync/detect/lexicon/titles.txt``."""
    lexicon = resources.files("calsync.detect") / "lexicon"
    assert (lexicon / "prefilter.txt").read_text("utf-8") == prefilter_file()
    assert (lexicon / "titles.txt").read_text("utf-8") == titles_file()
    assert (titles := vocabulary(SETTINGS).titles)
    assert titles.more == (" dana ", " okafor ")


def test_the_words_that_are_kept_as_known_are_those_of_the_lists() -> None:
    """When this fails: ``python -m calsync.detect.known > calsync/detect/lexicon/known.txt``."""
    kept = resources.files("calsync.detect") / "lexicon" / "known.txt"
    assert kept.read_text("utf-8") == known_file()
    assert is_part("interview")
    assert is_whole("面接")
    assert is_given_name("priya")
    assert not is_part("dana")


def test_the_index_that_is_kept_is_that_of_the_lexicon() -> None:
    """When this fails: ``python -m calsync.detect.words > calsync/detect/lexicon/index.txt``."""
    kept, made = index(), Index.of(terms())
    assert index_file() == (resources.files("calsync.detect") / "lexicon" / "index.txt").read_text("utf-8")
    assert (kept.keys, kept.forms[: len(made.forms)], kept.heads) == (made.keys, made.forms, made.heads)


def test_the_words_digest_changes_with_the_words_only() -> None:
    digest = vocabulary(SETTINGS).digest
    assert digest == vocabulary(replace(SETTINGS, threshold=2.0)).digest
    assert digest != vocabulary(replace(SETTINGS, words=("plauderstündchen",))).digest


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest) -> Iterator[None]:
    """The machine in another locale and time zone."""
    zone, language = request.param
    before, set_before = os.environ.get("TZ"), locale.setlocale(locale.LC_ALL)
    os.environ["TZ"] = zone
    time.tzset()
    try:
        locale.setlocale(locale.LC_ALL, language)
    except locale.Error:
        locale.setlocale(locale.LC_ALL, "C")
    yield
    locale.setlocale(locale.LC_ALL, set_before)
    os.environ.pop("TZ")
    if before is not None:
        os.environ["TZ"] = before
    time.tzset()


@cache
def at_home() -> tuple[Detection, ...]:
    return tuple(detect(some, SETTINGS) for some in corpus()[::7])


@pytest.mark.parametrize(
    "elsewhere", [("Pacific/Kiritimati", "C"), ("America/St_Johns", "tr_TR.UTF-8")], indirect=True
)
@pytest.mark.usefixtures("elsewhere")
def test_neither_locale_nor_time_zone_of_the_machine_matters() -> None:
    assert tuple(detect(some, SETTINGS) for some in corpus()[::7]) == at_home()
