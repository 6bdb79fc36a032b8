"""``python -m tests.corpus.fit``: what each list of words and each other signal should be worth.

Logistic regression over the labelled events, with the weights as they stand as the prior: a weight moves
only as far as the events ask for. A word counts in an event only if other events have it too, so that the
lists are judged by what they say of events that they were not written for. Prints the weights as they stand
and as fitted; ``--write`` puts them into ``signals.toml`` and ``structure.toml``.
"""

from __future__ import annotations

import hashlib
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import calsync.detect
from calsync.detect import evidence, people, signals
from calsync.detect.settings import THRESHOLD
from calsync.detect.words import combinations, index, worths
from tests.corpus.events import SETS, Row, occurrences, rows, settings

LEXICON = Path(calsync.detect.__file__).parent / "lexicon"
FOLDS = 10
STEEPNESS = 4.0
"""Log-odds of being an interview, for one point of score."""
PRIOR = 2.0
"""How hard it is to move a weight, in log-odds."""
HIGHEST = -0.25
"""Log-odds that an event of which nothing is known is an interview: at the most this."""
AT_LEAST = 8
"""Events that must have a signal for its weight to be moved."""
FLOORS = {"yes.sure title": 1.2, "yes.interview title": 0.9, "yes.round title": 0.75, "yes.sure body": 0.6}
"""Words that name an interview are enough in a title: who types no more than "Interview Acme" means it."""

Features = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Example:
    """One event: what says something of it, and what it is."""

    features: Features
    interview: bool
    weight: float
    group: str
    """What it is held out with."""

    def found(self, weights: Mapping[str, float]) -> bool:
        """Whether it is taken for an interview with these weights."""
        return sum(weights.get(name, 0.0) * value for name, value in self.features.items()) >= THRESHOLD


def fold_of(row: Row) -> str:
    """The same fold for the same event, whatever else there is."""
    return str(int(hashlib.sha256(row["id"].encode()).hexdigest(), 16) % FOLDS)


def supporters(events: Sequence[Row]) -> Mapping[str, set[str]]:
    """Of every form of the lexicon that is in an event: the events."""
    found: dict[str, set[str]] = {}
    for row in events:
        for judged in evidence.gather(occurrences(row), settings(row)).values():
            for text in (judged.view.f_title, judged.view.f_body, judged.view.f_place):
                for hit in index().find(text):
                    found.setdefault(hit.form, set()).add(row["id"])
    return found


@contextmanager
def without(forms: set[str]) -> Iterator[None]:
    """The lexicon without these forms."""
    index().silent = forms
    evidence.forget()
    yield
    index().silent = set()
    evidence.forget()


def held_out(group: Sequence[Row], support: Mapping[str, set[str]]) -> set[str]:
    """The forms that only events of ``group`` have."""
    ids = {row["id"] for row in group}
    return {form for form, having in support.items() if having <= ids}


def features(row: Row) -> Features:
    """What says something of an event, by the name of the weight that it is multiplied with."""
    gathered = evidence.gather(occurrences(row), settings(row)).values()
    if not gathered:  # a series without end, too many for the window of the corpus
        return {}
    chosen = max(gathered, key=lambda one: (one.score, repr(one.occurrence.uid)))
    found: Counter[str] = Counter()
    hits = signals.hits(chosen.view, people.company_domains(chosen.occurrence, settings(row)))
    for key in {hit.key for hit in hits}:
        own = [hit for hit in hits if hit.key == key]
        fields = {hit.field for hit in own}
        for field in fields:
            found[f"{key} {field}"] = 1
        further = min(signals.FURTHER, len(own) - len(fields))
        if further:
            found[f"{key} more"] = further
    for piece in chosen.evidence:
        if piece.signal in combinations():
            found[piece.signal] = 1
    return found


def examples(events: Sequence[Row], group_of: Callable[[Row], str]) -> list[Example]:
    """Every event, judged without the words that only its group has."""
    support = supporters(events)
    groups: dict[str, list[Row]] = {}
    for row in events:
        groups.setdefault(group_of(row), []).append(row)
    made = []
    for name, group in groups.items():
        with without(held_out(group, support)):
            made += [Example(features(row), row["label"] == "interview", _worth(row), name) for row in group]
    return made


def cross_validate(made: Sequence[Example]) -> dict[str, tuple[int, int, int]]:
    """True, false and missed interviews: with the weights as they stand, and fitted to the other groups."""
    now = standing()
    counts = {"as they stand": [0, 0, 0], "fitted to the others": [0, 0, 0]}
    for group in sorted({one.group for one in made}):
        others = fit([one for one in made if one.group != group])
        for name, weights in zip(counts, (now, now | others), strict=True):
            for one in made:
                if one.group == group:
                    found = one.found(weights)
                    counts[name][0] += found and one.interview
                    counts[name][1] += found and not one.interview
                    counts[name][2] += one.interview and not found
    return {name: (true, false, missed) for name, (true, false, missed) in counts.items()}


def _worth(row: Row) -> float:
    """A wrong task is worse than a missed one; those events count most that are like what will come."""
    kind = 2.0 if _LIKE_CALENDARS.match(row["id"]) else 0.5 if row["id"] in _short() else 1.0
    return kind * (1.0 if row["label"] == "interview" else 1.25)


_LIKE_CALENDARS = re.compile(r"(?:ev|e\d|s\d)-")
"""The development corpus and the calendars: people's weeks with all that is in them."""


@cache
def _short() -> frozenset[str]:
    return frozenset(row["id"] for name in SETS if "/short" in name for row in rows(name))


def standing() -> dict[str, float]:
    """The weights as they stand."""
    weights = dict(combinations())
    for key, worth in worths().items():
        for field in ("title", "body", "place", "more"):
            weights[f"{key} {field}"] = getattr(worth, field)
    return weights


def fit(made: Sequence[Example], rounds: int = 60) -> dict[str, float]:
    """The weights that fit best: each in its turn moved by Newton's step, within its bounds."""
    names = sorted({name for one in made for name in one.features})
    prior = {name: STEEPNESS * value for name, value in standing().items()}
    weights = {name: prior.get(name, 0.0) for name in names}
    holders = {
        name: [(at, one.features[name]) for at, one in enumerate(made) if name in one.features]
        for name in names
    }
    offset = -STEEPNESS * THRESHOLD
    sums = [offset + sum(weights[name] * value for name, value in one.features.items()) for one in made]
    for _ in range(rounds):
        step = _newton(made, sums, [(at, 1.0) for at in range(len(made))], 0.0, 0.0)
        step = min(step, HIGHEST - offset)
        offset += step
        sums = [value + step for value in sums]
        for name in names:
            if len(holders[name]) < AT_LEAST:
                continue
            step = _newton(made, sums, holders[name], PRIOR, weights[name] - prior.get(name, 0.0))
            low, high = _bounds(name)
            step = max(low * STEEPNESS, min(high * STEEPNESS, weights[name] + step)) - weights[name]
            weights[name] += step
            for at, value in holders[name]:
                sums[at] += step * value
    scale = THRESHOLD / -offset
    return {name: weights[name] * scale for name in names if len(holders[name]) >= AT_LEAST}


def _newton(
    made: Sequence[Example],
    sums: Sequence[float],
    holders: Sequence[tuple[int, float]],
    prior: float,
    away: float,
) -> float:
    slope, bend = -2 * prior * away, 2 * prior + 1e-9
    for at, value in holders:
        chance = 1 / (1 + math.exp(-max(-30.0, min(30.0, sums[at]))))
        slope += made[at].weight * value * (made[at].interview - chance)
        bend += made[at].weight * value * value * chance * (1 - chance)
    return max(-0.5, min(0.5, slope / bend))


def _bounds(name: str) -> tuple[float, float]:
    if name.startswith("yes."):
        return FLOORS.get(name, 0.0), 9.0
    if name.startswith("no."):
        return -9.0, 0.0
    return (0.0, 9.0) if combinations()[name] > 0 else (-9.0, 0.0)


def write(fitted: Mapping[str, float]) -> None:
    """Put the weights into the data files, rounded to a twentieth; all else in them stays as it is."""
    for name in ("signals", "structure"):
        path, section, lines = LEXICON / f"{name}.toml", "", []
        for line in path.read_text(encoding="utf-8").splitlines():
            if opened := re.match(r"\[([a-z_.]+)\]", line):
                section = opened[1] + " "
            value = re.match(r"(\w+)( *= *)(-?[\d.]+)(.*)", line)
            if value and (weight := fitted.get(section + value[1])) is not None:
                lines.append(f"{value[1]}{value[2]}{round(20 * weight) / 20 + 0.0}{value[4]}")
            else:
                lines.append(line)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    events = [row for name in SETS for row in rows(name)]
    by_language = "--leave-out-language" in arguments
    made = examples(events, (lambda row: str(row["lang"])) if by_language else fold_of)
    if by_language or "--folds" in arguments:
        for name, (true, false, missed) in cross_validate(made).items():
            sys.stdout.write(
                f"{name:<22}precision {true / (true + false):.3f}  recall {true / (true + missed):.3f}\n"
            )
        return 0
    now, fitted = standing(), fit(made)
    holders = Counter(name for one in made for name in one.features)
    for name in sorted(fitted):
        weights = f"{now.get(name, 0.0):>7.2f}{fitted[name]:>8.2f}"
        sys.stdout.write(f"{name:<28}{weights}{holders[name]:>7} events\n")
    if "--write" in arguments:
        write(fitted)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
