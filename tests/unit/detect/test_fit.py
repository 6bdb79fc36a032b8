"""Fitting weights, and holding events out: what the labelled events are asked besides the score."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from calsync.detect import detect
from calsync.detect.fields.weighed import weights_file
from calsync.detect.words import index
from tests.corpus import fit, fit_fields
from tests.corpus.events import rows
from tests.unit.detect.events import SETTINGS, event


def example(*names: str, interview: bool, group: str = "0", runs: str = "", about: str = "") -> fit.Example:
    said = (frozenset(runs.split(",")), frozenset[str](), frozenset[str]())
    about = about or str(next(_COMPANIES))
    return fit.Example("x-1", dict.fromkeys(names, 1.0), said, interview, 1.0, group, about)


_COMPANIES = count()
"""Another one for every event, if nothing else is said."""


ORDINARY = [example("no.travel title", interview=False) for _ in range(100)]


def test_a_weight_is_high_where_it_speaks_for_interviews_and_low_where_it_does_not() -> None:
    made = [example("yes.step title", interview=True) for _ in range(40)]
    made += [example("yes.step title", "no.health title", interview=False) for _ in range(40)]
    fitted = fit.fit([*made, *ORDINARY]).weights
    assert fitted["yes.step title"] > 0.3
    assert fitted["no.health title"] < -0.3


def test_a_weight_is_never_against_what_it_stands_for_and_a_rare_one_keeps_its_value() -> None:
    made = [example("yes.talk title", interview=False) for _ in range(200)]
    made += [example("no.media title", "yes.sure title", interview=True) for _ in range(100)]
    made += [example("no.unpaid title", interview=True) for _ in range(fit.AT_LEAST - 1)]
    fitted = fit.fit([*made, *ORDINARY]).weights
    assert fitted["yes.talk title"] == 0.0
    assert fitted["no.media title"] == 0.0
    assert fitted["no.unpaid title"] == fit.standing()["no.unpaid title"]


def test_runs_of_letters_are_worth_what_the_events_say() -> None:
    made = [example(interview=True, runs="gut,all") for _ in range(40)]
    made += [example(interview=False, runs="bad,all") for _ in range(60)]
    fitted = fit.fit([*made, *ORDINARY])
    title, *_ = fitted.runs
    assert title["gut"] > 0 > title["bad"]
    assert fitted.finds(made[0])
    assert not fitted.finds(made[-1])


def test_what_only_one_company_is_called_is_worth_nothing() -> None:
    made = [example(interview=True, runs="acme,all", about="acme") for _ in range(40)]
    made += [example(interview=False, runs="bad,all") for _ in range(60)]
    title, *_ = fit.fit([*made, *ORDINARY]).runs
    assert "acme" not in title
    assert "bad" in title


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


def test_cross_validation_tells_what_is_judged_wrongly_by_what_the_others_taught() -> None:
    made = [example("yes.sure title", interview=True, group=str(at % 3)) for at in range(30)]
    made += [example("no.health title", interview=False, group=str(at % 3)) for at in range(60)]
    made += [replace(one, group=str(at % 3)) for at, one in enumerate(ORDINARY)]
    wrong = [replace(made[0], interview=False), replace(made[-1], interview=True)]
    assert {one.interview for one in fit.cross_validate([*made, *wrong])} == {True, False}
    assert not fit.cross_validate(made)


@pytest.mark.parametrize("name", sorted(fit.LEAST))
def test_what_decides_alone_is_worth_enough(name: str) -> None:
    assert abs(fit.standing()[name]) >= abs(fit.LEAST[name])
    assert fit.standing()[name] * fit.LEAST[name] > 0


def test_words_weighed_for_a_field_are_worth_what_the_answers_say() -> None:
    made = [fit_fields.Example(frozenset({"goes out", "on"}), yes=True) for _ in range(20)]
    made += [fit_fields.Example(frozenset({"bring", "on"}), yes=False) for _ in range(20)]
    made += [fit_fields.Example(frozenset({"once"}), yes=True)]
    weights = fit_fields.fit(fit_fields.QUESTIONS[0], made)
    assert weights["goes out"] > 0 > weights["bring"]
    assert "once" not in weights
    assert all(fit_fields.tells(weights, one) for one in made[:40])
    assert "bring\t-" in weights_file(weights)
