"""``python -m tests.corpus.fit``: what each list of words, each other signal and the wording should be worth.

Logistic regression over the labelled events. A word of the lexicon counts in an event only if other events
have it too, so that the lists are judged by what they say of events that they were not written for. Prints
the weights as they stand and as fitted; ``--write`` puts them into ``signals.toml``, ``structure.toml`` and
``wording.txt``. ``--folds`` and ``--leave-out-language`` fit to the rest and judge what was left out.

Needs scikit-learn, which is among what the tests need.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean

import calsync.detect
from calsync.detect import evidence, people, signals, wording
from calsync.detect.own import own_words
from calsync.detect.settings import THRESHOLD
from calsync.detect.words import combinations, index, worths
from calsync.folding import fold
from tests.corpus.events import SETS, Row, occurrences, rows, settings

LEXICON = Path(calsync.detect.__file__).parent / "lexicon"
FOLDS = 10
MOVED = 1.0
"""How easily weights move (the inverse of the regression's penalty)."""
WORDING = 8.0
"""How easily those of the wording do, as against the others."""
CAUTION = 1.75
"""How much more evidence it takes than makes both verdicts as likely: a wrong task is worse than none."""
AT_LEAST = 8
"""Events that must have a signal for its weight to be moved."""
AT_LEAST_RUNS = 5
"""Companies whose events must have a run of letters for it to have a weight."""
_PARTS = 3
LEAST = {
    "no.leisure title": -2.0,
    "yes.sure title": 1.2,
    "yes.interview title": 0.9,
    "yes.round title": 0.75,
    "yes.sure body": 0.6,
    "own_name_interviews": -1.8,
    "flight": -1.0,
}
"""What some signals are worth at least, either way, although too few events have them to say so: who types no
more than "Interview Acme" means it, and who is named as the interviewer is none."""

Features = Mapping[str, float]
Runs = tuple[frozenset[str], ...]
"""Of title, description and sender."""


@dataclass(frozen=True, slots=True)
class Example:
    """One event: what says something of it, and what it is."""

    id: str
    features: Features
    runs: Runs
    interview: bool
    weight: float
    group: str
    """What it is held out with."""
    about: str
    """The company, or else who sends it: names are no evidence."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights by name, and those of runs of letters in title, description and sender."""

    weights: Mapping[str, float]
    runs: tuple[dict[str, float], ...]
    usual: float
    """What the runs of the usual event come to: the wording is worth what it is more than that."""

    def finds(self, one: Example) -> bool:
        """Whether an event is taken for an interview."""
        score = sum(self.weights.get(name, 0.0) * value for name, value in one.features.items())
        return score + wording.capped(self.wording(one) - self.usual) >= THRESHOLD

    def wording(self, one: Example) -> float:
        """What the runs of an event come to."""
        value = 0.0
        for weights, said in zip(self.runs, one.runs, strict=True):
            if known := weights.keys() & said:
                value += wording.worth(weights, known)
        return value


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
    index().pass_over(forms)
    evidence.forget()
    yield
    index().pass_over(())
    evidence.forget()


def held_out(group: Sequence[Row], support: Mapping[str, set[str]]) -> set[str]:
    """The forms that only events of ``group`` have."""
    ids = {row["id"] for row in group}
    return {form for form, having in support.items() if having <= ids}


def features(row: Row) -> tuple[Features, Runs]:
    """What says something of an event, by the name of the weight that it is multiplied with; and its runs."""
    gathered = evidence.gather(occurrences(row), settings(row)).values()
    if not gathered:  # a series without end, too many for the window of the corpus
        return {}, _SAYS_NOTHING
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
    by_people = people.evidence(chosen.occurrence, chosen.view, settings(row))  # those worth nothing as well
    for piece in (*chosen.evidence, *by_people):
        if piece.signal in combinations():
            found[piece.signal] = 1
    if evidence.at_work({piece.signal for piece in chosen.evidence}):
        return found, _SAYS_NOTHING
    said = wording.texts(chosen.occurrence.organizer, chosen.view, own_words(settings(row).me))
    return found, tuple(map(_runs, said))


_SAYS_NOTHING: Runs = (frozenset(),) * _PARTS


def _runs(text: str) -> frozenset[str]:
    return frozenset(run for word in wording.words(text) for run in wording.runs(word))


def examples(events: Sequence[Row], group_of: Callable[[Row], str]) -> list[Example]:
    """Every event, judged without the words that only its group has."""
    support = supporters(events)
    groups: dict[str, list[Row]] = {}
    for row in events:
        groups.setdefault(group_of(row), []).append(row)
    made = []
    for name, group in groups.items():
        with without(held_out(group, support)):
            for row in group:
                found, runs = features(row)
                made.append(
                    Example(
                        row["id"], found, runs, row["label"] == "interview", _worth(row), name, _about(row)
                    )
                )
    return made


def _about(row: Row) -> str:
    first = occurrences(row)[:1]
    sender = first[0].organizer.email if first and first[0].organizer else None
    return (fold(row.get("company") or "").split() or [(sender or row["id"]).rpartition("@")[2]])[0]


def cross_validate(made: Sequence[Example]) -> list[Example]:
    """The examples that are judged wrongly by what is fitted to the other groups."""
    wrong = []
    for group in sorted({one.group for one in made}):
        fitted = fit([one for one in made if one.group != group])
        wrong += [one for one in made if one.group == group and fitted.finds(one) != one.interview]
    return wrong


def _worth(row: Row) -> float:
    """Those events count most that are like what will come."""
    if _LIKE_CALENDARS.match(row["id"]):
        return 3.0
    return 0.3 if row["id"] in _short() else 1.5


_LIKE_CALENDARS = re.compile(r"(?:ev|[esx]\d+)-")
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


def fit(made: Sequence[Example]) -> Fitted:
    """The weights that fit best. None is against what its list stands for: such a list says nothing."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vocabulary = [_common((one.about, one.runs[part]) for one in made) for part in range(_PARTS)]
    held = Counter(name for one in made for name in one.features)
    names = {name for name, count in held.items() if count >= AT_LEAST}
    while True:
        vectors = DictVectorizer()
        matrix = vectors.fit_transform([_vector(one, names, vocabulary) for one in made])
        model = LogisticRegression(C=MOVED, max_iter=3000)
        model.fit(matrix, [one.interview for one in made], [one.weight for one in made])
        found = dict(zip(vectors.get_feature_names_out(), map(float, model.coef_[0]), strict=True))
        wrong = {name for name in names if not _allowed(name, found.get(name, 0.0))}
        if not wrong:
            break
        names -= wrong
    runs = tuple(
        {run: found[f"{part}{run}"] * WORDING for run in vocabulary[part] if f"{part}{run}" in found}
        for part in range(_PARTS)
    )
    usual = mean(Fitted({}, runs, 0.0).wording(one) for one in made)
    base = float(model.intercept_[0]) + usual
    if base >= 0:
        raise ValueError("an event of which nothing is known would be an interview")
    scale = THRESHOLD / -base / CAUTION
    weights = {name: _at_least(LEAST.get(name, 0.0), found[name] * scale) for name in names}
    weights |= {name: 0.0 for name, count in held.items() if count >= AT_LEAST and name not in names}
    scaled = tuple({run: value * scale for run, value in of.items()} for of in runs)
    return Fitted({**standing(), **weights}, scaled, usual * scale)


def _common(of_events: Iterator[tuple[str, frozenset[str]]]) -> frozenset[str]:
    """The runs that events about enough different companies have: what one company is called is none."""
    counts = Counter(run for _, run in {(about, run) for about, runs in of_events for run in runs})
    return frozenset(run for run, count in counts.items() if count >= AT_LEAST_RUNS)


def _vector(one: Example, names: set[str], vocabulary: Sequence[frozenset[str]]) -> dict[str, float]:
    vector = {name: value for name, value in one.features.items() if name in names}
    for part, known in enumerate(vocabulary):
        if said := known & one.runs[part]:
            vector |= dict.fromkeys((f"{part}{run}" for run in said), WORDING / wording.size(len(said)))
    return vector


def _at_least(least: float, weight: float) -> float:
    return max(least, weight, key=abs)


def _allowed(name: str, weight: float) -> bool:
    for_interviews = name.startswith("yes.") or (not name.startswith("no.") and combinations()[name] >= 0)
    return weight >= 0 if for_interviews else weight <= 0


def write(fitted: Fitted) -> None:
    """Put the weights into the data files, rounded to a twentieth; all else in them stays as it is."""
    for name in ("signals", "structure"):
        path, section, lines = LEXICON / f"{name}.toml", "", []
        for line in path.read_text(encoding="utf-8").splitlines():
            if opened := re.match(r"\[([a-z_.]+)\]", line):
                section = opened[1] + " "
            value = re.match(r"(\w+)( *= *)(-?[\d.]+)(.*)", line)
            if value and (weight := fitted.weights.get(section + value[1])) is not None:
                lines.append(f"{value[1]}{value[2]}{round(20 * weight) / 20 + 0.0}{value[4]}")
            else:
                lines.append(line)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (LEXICON / "wording.txt").write_text(wording.wording_file(fitted.runs, fitted.usual), encoding="utf-8")


def report(made: Sequence[Example], wrong: Sequence[Example]) -> Iterator[str]:
    """Precision and recall, of all and of those events that count most."""
    for name, counts in (("all", lambda _: True), ("calendars", lambda one: _LIKE_CALENDARS.match(one.id))):
        missed = sum(one.interview for one in wrong if counts(one))
        false = sum(not one.interview for one in wrong if counts(one))
        true = sum(one.interview for one in made if counts(one)) - missed
        yield (
            f"{name:<12}precision {true / (true + false):.3f}  recall {true / (true + missed):.3f}"
            f"  false {false}  missed {missed}"
        )


def main(arguments: list[str]) -> int:
    events = [row for name in SETS for row in rows(name)]
    by_language = "--leave-out-language" in arguments
    made = examples(events, (lambda row: str(row["lang"])) if by_language else fold_of)
    if by_language or "--folds" in arguments:
        sys.stdout.writelines(f"{line}\n" for line in report(made, cross_validate(made)))
        return 0
    now, fitted = standing(), fit(made)
    holders = Counter(name for one in made for name in one.features)
    for name in sorted(fitted.weights):
        weights = f"{now.get(name, 0.0):>7.2f}{fitted.weights[name]:>8.2f}"
        sys.stdout.write(f"{name:<28}{weights}{holders[name]:>7} events\n")
    sys.stdout.write(f"runs of letters: {' and '.join(str(len(runs)) for runs in fitted.runs)}\n")
    if "--write" in arguments:
        write(fitted)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
