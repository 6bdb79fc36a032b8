"""When the candidate will hear, what is to be sent before that, and what the user typed about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from operator import itemgetter
from typing import NamedTuple

from calsync.detect.fields.around import promise
from calsync.detect.fields.dates import FARTHEST, Found, Reader, may_have_dates
from calsync.detect.fields.lexicon import LANGUAGES, cues, data
from calsync.detect.fields.needs import needs
from calsync.detect.fields.phrases import EAST_ASIAN, is_east, ordered, source, union
from calsync.detect.fields.sentences import sentences
from calsync.detect.fields.sought import Sought, matches
from calsync.folding import fold
from calsync.model import Deliverable, Word

_REACH = 12.0
"""How many words may stand between a date and the words it belongs to."""
_EVIDENCE = 240
_ASKED = "deliverable"
_WORTH = {"decision": 4.0, _ASKED: -2.0, "reply": -2.0, "other": -2.0, None: 0.0}
"""What a cue says of the date it belongs to, beside the words around that."""
_ENOUGH = 0.5
_VERB_LAST = frozenset({"ja", "ko", "tr", "hi", "de", "nl"})
_BREAK = re.compile(r"[,:()]| - |、|,")
_WORD = re.compile(r"\w+")


class Promise(NamedTuple):
    """A day, and the sentence as written that names it."""

    day: date
    sentence: str


class Timeline(NamedTuple):
    decision: Promise | None
    deliverable: Deliverable | None
    outcome: Word | None


class Dated(NamedTuple):
    """A sentence that names days on or after that of the interview."""

    written: str
    text: str
    """The same, folded."""
    in_title: bool
    language: str
    """In which the days make sense."""
    found: tuple[Found, ...]


def timeline(title: str, body: str, languages: tuple[str, ...], reader: Reader) -> Timeline:
    """What the text says about the time after the interview. A line typed by the user wins."""
    whole = fold(f"{title}\n{body}")
    spoken = tuple(language for language in languages if may_have_dates(whole, language))
    likely = _likely(whole, spoken)
    written = sentences(body) if spoken else ()
    promised = [
        (max(days.values()), Promise(max(days), sentence.written[:_EVIDENCE]))
        for sentence in dated(title, written, spoken, reader)
        if (days := _promised(sentence, likely[sentence.language]))
    ]
    _, surest = max(promised, key=itemgetter(0), default=(0.0, None))
    asked = [
        Deliverable(day, sentence[:_EVIDENCE])
        for sentence in (written if any(some[_ASKED] for some in likely.values()) else ())
        for day in _asked(fold(sentence), likely, reader)
    ]
    return Timeline(
        decision=_typed_decision(body, languages, reader) or surest,
        deliverable=min(asked, key=lambda d: (d.due, d.text), default=None),
        outcome=_typed_outcome(body),
    )


def dated(title: str, written: Sequence[str], languages: Sequence[str], reader: Reader) -> Iterator[Dated]:
    """Those of the sentences of a body that name days, and the title last if it does; each read in the first
    language that makes sense of it.

    The day of the interview, where it is written out, is just that.
    """
    for sentence, in_title in (*((one, False) for one in written), (title, True)):
        text = fold(sentence)
        for language in languages:
            found = tuple(
                one
                for one in reader.find(text, language)
                if one.day and (reader.base < one.day or (one.rule and one.day == reader.base))
            )
            if found:
                yield Dated(sentence, text, in_title, language, found)
                break


_Cues = Mapping[str, Collection[re.Pattern[str]]]
"""By kind, the cues that a text may have."""


def _likely(text: str, languages: Iterable[str]) -> Mapping[str, _Cues]:
    """By language. Looked for in the whole text at once, so that no sentence is asked for all of them."""
    return {
        language: {kind: some.within(text).values() for kind, some in cues(language)}
        for language in languages
    }


_Mark = tuple[str, re.Match[str]]
"""A cue in a sentence, with its kind."""


def _marks(text: str, some: _Cues) -> list[_Mark]:
    """The cues of a folded sentence that are no part of a longer one."""
    marks = [(kind, m) for kind, patterns in some.items() for m in matches(patterns, text)]
    return [
        (kind, m)
        for kind, m in marks
        if not any(
            o is not m and o.start() <= m.start() and m.end() <= o.end() and len(o[0]) > len(m[0])
            for _, o in marks
        )
    ]


def _promised(sentence: Dated, some: _Cues) -> dict[date, float]:
    """The days of a sentence on which one may hear, with what speaks for each."""
    text, marks = sentence.text, _marks(sentence.text, some)
    promised: dict[date, float] = {}
    for one in sentence.found:
        cue = _WORTH[_purpose(text, one, marks, sentence.language)]
        told = cue + promise(text, one.start, one.end, in_title=sentence.in_title)
        if one.day and told >= _ENOUGH:
            promised[one.day] = max(told, promised.get(one.day, told))
    return promised


def _asked(text: str, likely: Mapping[str, _Cues], reader: Reader) -> list[date]:
    """The dates by which something is to be done or sent; they may lie before the interview."""
    for language, some in likely.items():
        marks = _marks(text, some)
        if not any(kind == _ASKED for kind, _ in marks):
            continue
        found = [
            one.day
            for one in replace(reader, around=True).find(text, language)
            if one.day
            and abs(one.day - reader.base) <= FARTHEST
            and _purpose(text, one, marks, language) == _ASKED
        ]
        if found:
            return found
    return []


def _purpose(text: str, one: Found, marks: Sequence[_Mark], language: str) -> str | None:
    """What a date is for: the kind of the nearest cue. A cue within the words of the date is none."""
    costs = [
        (_cost(text, one, m, language), rank, kind)
        for rank, (kind, m) in enumerate(marks)
        if m.start() < one.start or m.end() > one.end
    ]
    cost, _, kind = min(costs, default=(_REACH + 1, 0, ""))
    return kind if cost <= _REACH else None


def _cost(text: str, one: Found, cue: re.Match[str], language: str) -> float:
    if cue.start() < one.end and one.start < cue.end():
        return 0.0
    before = cue.end() <= one.start
    gap = text[cue.end() : one.start] if before else text[one.end : cue.start()]
    wrong_side = before == (language in _VERB_LAST)
    return len(_tokens(gap)) + 2.5 * len(_BREAK.findall(gap)) + 1.5 * wrong_side


def _tokens(text: str) -> list[str]:
    """Words; where they are written without blanks, two letters make one."""
    return _east_tokens().findall(text) if is_east(text) else _WORD.findall(text)


@cache
def _east_tokens() -> re.Pattern[str]:
    return re.compile(rf"[{EAST_ASIAN}]{{2}}|[^\W{EAST_ASIAN}]+|[{EAST_ASIAN}]")


@cache
def _line(kind: str) -> Sought:
    phrases = ordered(data("typed")[kind])
    return Sought(
        (((*needs(phrase), frozenset(":=")), partial(_label, phrase)) for phrase in phrases), re.MULTILINE
    )


def _label(phrase: str) -> str:
    return rf"^[ \t]*{source(phrase)}[ \t]*[:：=][ \t]*(\S[^\n]*)$"


def _typed_decision(body: str, languages: tuple[str, ...], reader: Reader) -> Promise | None:
    for m in _line("decision").finditer(fold(body)):
        for language in dict.fromkeys((*languages, *LANGUAGES)):
            if found := reader.find(m[1], language):
                day = found[0].day
                written = next(
                    (line for line in body.splitlines() if fold(line).strip() == m[0].strip()), m[0]
                )
                return Promise(day, written.strip()) if day else None
    return None


def _typed_outcome(body: str) -> Word | None:
    for m in _line("outcome").finditer(fold(body)):
        for word in (Word.REJECTED, Word.OFFER, Word.HEARD):
            if _outcome(word).match(m[1]):
                return word
    return None


@cache
def _outcome(word: Word) -> Sought:
    return union(data("typed")[word.value])
