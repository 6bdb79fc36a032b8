"""``python -m tests.corpus.fit_dates``: what the words around a date should be worth.

Logistic regression over all days that the labelled interviews and sentences name: is it the decision date, or
not? Prints
how many interviews are given the right date, by whether they have one, when it is fitted to four fifths of
the batches and asked about the last; ``--write`` fits it to all and makes ``around.txt`` anew.

Needs scikit-learn, which is among what the tests need.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from calsync.detect import fields
from calsync.detect.fields import around, reader_of, text_of
from calsync.detect.fields.dates import Reader
from calsync.detect.fields.decision import Dated, dated
from calsync.detect.text import clean, view
from tests.corpus.events import SETS, Row, occurrences, rows
from tests.corpus.sentences import SENTENCES_SAID, sentences

FILE = Path(fields.__file__).parent / "data" / "around.txt"
FOLDS = 5
AT_LEAST = 3
"""Days that must have a word beside them for it to have a weight."""
_SHORT = "more/short"
"""Batches whose events are labelled for the verdict alone."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day that an event names, the words around it, and whether it is the decision date."""

    event: str
    said: frozenset[str]
    decision: bool


def days(row: Row) -> Iterator[Day]:
    """The days that a labelled event names."""
    occurrence = max(occurrences(row), key=lambda one: one.start)
    seen = view(occurrence)
    body, _, languages = text_of(seen)
    named = dated(seen.title, body, languages, reader_of(occurrence, languages[0]))
    return _days(row["id"], named, row["decision_date"])


def days_of_sentences() -> Iterator[Day]:
    """The days of the single sentences that the tests have, each with its decision date."""
    for language, want, text in sentences():
        languages = tuple(dict.fromkeys((language, "en")))
        yield from _days(text, dated("", clean(text), languages, Reader(SENTENCES_SAID, False)), want)


def _days(event: str, named: Iterable[Dated], decision: str | None) -> Iterator[Day]:
    for sentence in named:
        for one in sentence.found:
            said = around.said(sentence.text, one.start, one.end, in_title=sentence.in_title)
            yield Day(event, said, one.day is not None and one.day.isoformat() == decision)


def fit(found: Sequence[Day]) -> Mapping[str, float]:
    """What every word is worth that enough of the days have."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    held = Counter(word for day in found for word in day.said)
    known = {word for word, count in held.items() if count >= AT_LEAST}
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([dict.fromkeys(sorted(known & day.said), 1) for day in found])
    model = LogisticRegression(max_iter=3000).fit(matrix, [day.decision for day in found])
    weights = dict(zip(vectors.get_feature_names_out(), map(float, model.coef_[0]), strict=True))
    return {**weights, around.USUAL: weights[around.USUAL] + float(model.intercept_[0])}


def judged(found: Sequence[Day], weights: Mapping[str, float]) -> Mapping[str, bool]:
    """Of every event, whether its days are told from one another: by these words alone."""
    right: dict[str, bool] = {}
    for day in found:
        yes = sum(weights.get(word, 0.0) for word in day.said) > 0
        right[day.event] = right.get(day.event, True) and yes == day.decision
    return right


def main(arguments: list[str]) -> int:
    """Fit, and print or write."""
    batches = [
        [day for row in rows(name) if row["label"] == "interview" for day in days(row)]
        for name in SETS
        if not name.startswith(_SHORT)
    ]
    batches.append(list(days_of_sentences()))
    if "--write" in arguments:
        weights = fit([day for batch in batches for day in batch])
        FILE.write_text("".join(around.weights_file(weights)), encoding="utf-8")
        return 0
    right: dict[str, bool] = {}
    for fold in range(FOLDS):
        rest = [day for place, batch in enumerate(batches) if place % FOLDS != fold for day in batch]
        right |= judged([day for batch in batches[fold::FOLDS] for day in batch], fit(rest))
    with_date = {day.event for batch in batches for day in batch if day.decision}
    for name, events in (("with a decision date", with_date), ("without", right.keys() - with_date)):
        good = sum(right[event] for event in events)
        sys.stdout.write(f"{name:<22}{good / len(events):.3f}  of {len(events)} that name a day\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
