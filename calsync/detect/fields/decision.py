"""When the candidate will hear, what is to be sent before that, and what the user typed about it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import NamedTuple

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
_TOLD = ("decision", "deliverable")
"""The kinds of dates that are told; the others only keep a date from being taken for one of these."""
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


def timeline(title: str, body: str, languages: tuple[str, ...], reader: Reader) -> Timeline:
    """What the text says about the time after the interview. A line typed by the user wins."""
    decided: list[Promise] = []
    asked: list[Deliverable] = []
    whole = fold(f"{title}\n{body}")
    dated = any(may_have_dates(whole, language) for language in languages)
    likely = _likely(whole, languages) if dated else {}
    telling = [pattern for some in likely.values() for kind in _TOLD for pattern in some[kind]]
    for sentence in (*sentences(body), title) if telling else ():
        folded = fold(sentence)
        if not any(pattern.search(folded) for pattern in telling):
            continue
        for kind, day in _dates(folded, likely, reader):
            if kind == "decision":
                decided.append(Promise(day, sentence[:_EVIDENCE]))
            elif kind == "deliverable" and sentence != title:
                asked.append(Deliverable(day, sentence[:_EVIDENCE]))
        if decided and decided[-1].sentence == title[:_EVIDENCE] and len(decided) > 1:
            decided.pop()
    first = decided[0].sentence if decided else ""
    return Timeline(
        decision=_typed_decision(body, languages, reader)
        or max((p for p in decided if p.sentence == first), key=lambda p: p.day, default=None),
        deliverable=min(asked, key=lambda d: (d.due, d.text), default=None),
        outcome=_typed_outcome(body),
    )


_Likely = Mapping[str, Mapping[str, Collection[re.Pattern[str]]]]
"""By language and kind, the cues that a text may have."""


def _likely(text: str, languages: tuple[str, ...]) -> _Likely:
    """Looked for in the whole text at once, so that no sentence is asked for all of them."""
    return {
        language: {kind: some.within(text).values() for kind, some in cues(language)}
        for language in languages
    }


def _dates(text: str, likely: _Likely, reader: Reader) -> list[tuple[str, date]]:
    """(kind, day) of the dates of a folded sentence, read in the first language that makes sense of it.

    The day of the interview, where it is written out, is just that.
    """
    for language, some in likely.items():
        marks = [(kind, m) for kind, patterns in some.items() for m in matches(patterns, text)]
        if not marks:
            continue
        marks = [
            (kind, m)
            for kind, m in marks
            if not any(
                o is not m and o.start() <= m.start() and m.end() <= o.end() and len(o[0]) > len(m[0])
                for _, o in marks
            )
        ]
        found = [
            (kind, one.day)
            for one in reader.find(text, language)
            if one.day
            and reader.base <= one.day
            and (one.rule or one.day > reader.base)
            and (kind := _purpose(text, one, marks, language))
        ]
        asked = _asked(text, marks, language, reader) if any(k == "deliverable" for k, _ in marks) else []
        if found or asked:
            return [*(one for one in found if one[0] != "deliverable"), *asked]
    return []


def _asked(
    text: str, marks: list[tuple[str, re.Match[str]]], language: str, reader: Reader
) -> list[tuple[str, date]]:
    """The dates by which something is to be done or sent; they may lie before the interview."""
    return [
        ("deliverable", one.day)
        for one in replace(reader, around=True).find(text, language)
        if one.day
        and abs(one.day - reader.base) <= FARTHEST
        and _purpose(text, one, marks, language) == "deliverable"
    ]


def _purpose(text: str, one: Found, marks: list[tuple[str, re.Match[str]]], language: str) -> str | None:
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
