"""Fitting weights, and holding events out: what the labelled events are asked besides the score."""

from __future__ import annotations

from dataclasses import replace

import pytest

from calsync.detect import detect
from calsync.detect.words import index
from tests.corpus import fit
from tests.corpus.events import rows
from tests.unit.detect.events import SETTINGS, event


def example(*names: str, interview: bool, group: str = "0") -> fit.Example:
    return fit.Example(dict.fromkeys(names, 1.0), interview, 1.0, group)


def test_a_weight_rises_where_it_speaks_for_interviews_and_falls_where_it_does_not() -> None:
    made = [example("yes.step title", interview=True) for _ in range(40)]
    made += [example("yes.talk title", interview=False) for _ in range(40)]
    now, fitted = fit.standing(), fit.fit(made)
    assert fitted["yes.step title"] > now["yes.step title"]
    assert fitted["yes.talk title"] < now["yes.talk title"]


def test_a_weight_keeps_its_sign_and_a_rare_one_its_value() -> None:
    made = [example("yes.talk title", interview=False) for _ in range(200)]
    made += [example("no.media title", interview=True) for _ in range(200)]
    made += [example("no.travel title", interview=True) for _ in range(fit.AT_LEAST - 1)]
    fitted = fit.fit(made)
    assert fitted["yes.talk title"] >= 0.0
    assert fitted["no.media title"] <= 0.0
    assert "no.travel title" not in fitted


def test_words_of_held_out_events_alone_do_not_count_and_are_back_afterwards() -> None:
    group = rows("dev")[:1]
    support = fit.supporters(rows("dev")[:60])
    dropped = fit.held_out(group, support)
    assert dropped
    assert all(support[form] == {group[0]["id"]} for form in dropped)
    title = event("Erstgespräch", "Vorstellungsgespräch")
    everything = {form.decode().partition(" ")[2] for form in index().forms}
    with fit.without(everything):
        assert not detect([title], SETTINGS).interviews
    assert detect([title], SETTINGS).interviews


def test_cross_validation_counts_every_event_once() -> None:
    made = [example("yes.sure title", interview=True, group=str(at % 3)) for at in range(30)]
    made += [example("no.health title", interview=False, group=str(at % 3)) for at in range(30)]
    made += [replace(made[0], interview=False), replace(made[-1], interview=True)]
    for true, false, missed in fit.cross_validate(made).values():
        assert (true, false, missed) == (30, 1, 1)


@pytest.mark.parametrize("name", sorted(fit.FLOORS))
def test_words_that_name_an_interview_are_enough(name: str) -> None:
    assert fit.standing()[name] >= fit.FLOORS[name]
