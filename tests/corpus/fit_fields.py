"""``python -m tests.corpus.fit_fields``: what the words should be worth that are weighed for a field.

Logistic regression over the labelled interviews and sentences. ``around``: is a day that they name the
decision date? ``placed``: does an agency stand between? Prints how often the words alone tell, when they
are fitted to four fifths of the batches and asked about the last; ``--write`` fits them to all and makes
the files in ``calsync/detect/fields/data`` anew.

Needs scikit-learn, which is among what the tests need.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from calsync.detect import fields
from calsync.detect.fields import around, placed, reader_of, text_of
from calsync.detect.fields.dates import Reader
from calsync.detect.fields.decision import Dated, dated
from calsync.detect.fields.parties import parties
from calsync.detect.fields.sentences import sentences
from calsync.detect.fields.weighed import USUAL, weights_file
from calsync.detect.text import clean, view
from tests.corpus.events import SETS, Row, occurrences, rows, settings
from tests.corpus.sentences import SENTENCES_SAID, labelled_sentences

DATA = Path(fields.__file__).parent / "data"
FOLDS = 5
_SHORT = "more/short"
"""Batches whose events are labelled for the verdict alone."""


@dataclass(frozen=True, slots=True)
class Example:
    """What is said, and what the answer is."""

    said: frozenset[str]
    yes: bool


Batch = list[Example]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and how its weights are fitted."""

    name: str
    examples: Callable[[Row], Iterator[Example]]
    at_least: int
    """Examples that must have a word for it to have a weight."""
    moved: float
    """How easily weights move (the inverse of the regression's penalty)."""
    more: Callable[[], Iterator[Example]] = lambda: iter(())
    """Examples that are of no event."""

    def batches(self) -> list[Batch]:
        """The examples of every batch of labelled events."""
        names = [name for name in SETS if not name.startswith(_SHORT)]
        interviews = [[row for row in rows(name) if row["label"] == "interview"] for name in names]
        made = [[one for row in batch for one in self.examples(row)] for batch in interviews]
        return [*made, [*self.more()]]


def days(row: Row) -> Iterator[Example]:
    """The days that an interview names: is one the decision date?"""
    occurrence = max(occurrences(row), key=lambda one: one.start)
    seen = view(occurrence)
    body, _, languages = text_of(seen)
    named = dated(seen.title, sentences(body), languages, reader_of(occurrence, languages[0]))
    return _days(named, row["decision_date"])


def days_of_sentences() -> Iterator[Example]:
    """The days of the single sentences that the tests have, each with its decision date."""
    for language, want, text in labelled_sentences():
        languages = tuple(dict.fromkeys((language, "en")))
        yield from _days(dated("", sentences(clean(text)), languages, Reader(SENTENCES_SAID, False)), want)


def _days(named: Iterable[Dated], decision: str | None) -> Iterator[Example]:
    for sentence in named:
        for one in sentence.found:
            said = around.said(sentence.text, one.start, one.end, in_title=sentence.in_title)
            yield Example(said, one.day is not None and one.day.isoformat() == decision)


def agencies(row: Row) -> Iterator[Example]:
    """The words of an interview: does an agency stand between?"""
    occurrence = max(occurrences(row), key=lambda one: one.start)
    seen = view(occurrence)
    _, folded, _ = text_of(seen)
    text = f"{seen.f_title}\n{folded}"
    invited = parties(occurrence.organizer, occurrence.attendees, settings(row).me, text)
    yield Example(placed.said(text, invited.organizer), bool(row["via_recruiter"]))


QUESTIONS = (
    Question(around.QUESTION, days, at_least=3, moved=1.0, more=days_of_sentences),
    Question(placed.QUESTION, agencies, at_least=6, moved=0.3),
)


def fit(question: Question, examples: Sequence[Example]) -> Mapping[str, float]:
    """What every word is worth that enough of the examples have."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    held = Counter(word for one in examples for word in one.said)
    known = {word for word, count in held.items() if count >= question.at_least}
    vectors = DictVectorizer()
    matrix = vectors.fit_transform([dict.fromkeys(sorted(known & one.said), 1) for one in examples])
    model = LogisticRegression(C=question.moved, max_iter=3000).fit(matrix, [one.yes for one in examples])
    weights = dict(zip(vectors.get_feature_names_out(), map(float, model.coef_[0]), strict=True))
    return {**weights, USUAL: float(model.intercept_[0])}


def tells(weights: Mapping[str, float], one: Example) -> bool:
    """Whether the words alone give the right answer."""
    return (weights[USUAL] + sum(weights.get(word, 0.0) for word in one.said) > 0) == one.yes


def cross_validated(question: Question) -> Iterator[tuple[bool, bool]]:
    """Of every example, the answer, and whether what is fitted to other batches gives it."""
    batches = question.batches()
    for fold in range(FOLDS):
        rest = [one for place, batch in enumerate(batches) if place % FOLDS != fold for one in batch]
        weights = fit(question, rest)
        yield from ((one.yes, tells(weights, one)) for batch in batches[fold::FOLDS] for one in batch)


def main(arguments: list[str]) -> int:
    """Fit, and print or write."""
    for question in QUESTIONS:
        if "--write" in arguments:
            weights = fit(question, [one for batch in question.batches() for one in batch])
            (DATA / f"{question.name}.txt").write_text(weights_file(weights), encoding="utf-8")
            continue
        told = [*cross_validated(question)]
        for answer in (True, False):
            right = [good for yes, good in told if yes is answer]
            share = f"{sum(right) / len(right):.3f} of {len(right)}"
            sys.stdout.write(f"{question.name:<8}{'yes' if answer else 'no':<5}{share}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
