"""Scoring predictions against labels. Lenient where people are: legal forms, titles, initials, accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_LEGAL_WORDS = (
    "inc llc ltd limited gmbh ag sa se plc bv nv srl spa sarl sas kg co corp corporation company oy ab as aps"
    " kk ltda sl kft oyj ug pty lp llp the"
)
_LEGAL = frozenset(_LEGAL_WORDS.split())
_LEGAL_EAST = ("株式会社", "有限会社", "合同会社", "有限公司", "股份", "주식회사", "(株)", "㈜", "(주)")
_TITLE_WORDS = (
    "dr prof professor mr mrs ms miss sir herr frau hr fr ing dott dottssa mag lic don doña sister m mme mlle"
    " pan pani bey hanim ji sra sr dipl ir ord"
)
_TITLES = frozenset(_TITLE_WORDS.split())
_TITLES_EAST = ("様", "さん", "氏", "님", "先生", "女士")
_AND = frozenset({"and", "und", "et", "y", "e", "og", "och"})

Person = tuple[str | None, str | None]
"""Name and address."""


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = plain.replace("ı", "i").replace("ł", "l").replace("ø", "o").replace("ß", "ss")
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))


def company(text: str | None) -> str:
    """A company's name without its legal form."""
    text = text or ""
    for form in _LEGAL_EAST:
        text = text.replace(form, " ")
    plain = re.sub(r"[^\w\s&]", " ", folded(re.sub(r"(?<=\w)\.(?=\w)", "", text)))
    words = plain.replace("&", " and ").split()
    while words and words[-1] in _LEGAL:
        words.pop()
    while len(words) > 1 and words[0] in _LEGAL:
        words.pop(0)
    return "".join(word for word in words if word not in _AND)


def _tokens(name: str) -> list[str]:
    for title in _TITLES_EAST:
        name = name.replace(title, " ")
    words = re.sub(r"[^\w\s-]", " ", folded(name)).split()
    return [word for word in words if word not in _TITLES] or words


def same_name(one: str | None, other: str | None) -> bool:
    """Equal, or the shorter one's words all occur in the longer one, initials allowed."""
    if not one or not other:
        return False
    short, long = sorted((_tokens(one), _tokens(other)), key=len)

    def hit(word: str) -> bool:
        return any(
            word == w or (len(word) == 1 and w.startswith(word)) or (len(w) == 1 and word.startswith(w))
            for w in long
        )

    return bool(short) and all(map(hit, short)) and any(len(word) > 1 and word in long for word in short)


@dataclass
class Score:
    """The counts, and what follows from them. Fields count over interviews that were found."""

    events: int = 0
    verdicts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("tp", "fp", "fn", "tn"), 0))
    hard: list[int] = field(default_factory=lambda: [0, 0])
    languages: dict[str, list[int]] = field(default_factory=dict)
    """Found, interviews, false alarms, others."""
    decoys: dict[str, list[int]] = field(default_factory=dict)
    fields: dict[str, list[int]] = field(default_factory=dict)
    people: dict[str, list[int]] = field(default_factory=lambda: {"mail": [0, 0, 0], "person": [0, 0, 0]})
    """True positives, false positives, false negatives."""
    stages: list[tuple[str, str]] = field(default_factory=list)
    wrong: set[str] = field(default_factory=set)

    @staticmethod
    def rate(counts: Iterable[int]) -> float:
        part, whole = counts
        return part / whole if whole else 1.0

    @property
    def precision(self) -> float:
        return self.rate((self.verdicts["tp"], self.verdicts["tp"] + self.verdicts["fp"]))

    @property
    def recall(self) -> float:
        return self.rate((self.verdicts["tp"], self.verdicts["tp"] + self.verdicts["fn"]))

    def f1(self, kind: str) -> float:
        right, extra, missed = self.people[kind]
        return self.rate((2 * right, 2 * right + extra + missed))

    def count(self, name: str, right: bool) -> None:
        counts = self.fields.setdefault(name, [0, 0])
        counts[0] += right
        counts[1] += 1


def score(truth: Iterable[Mapping[str, Any]], predictions: Iterable[Mapping[str, Any]]) -> Score:
    """Compare predictions with labels, by id. A missing prediction counts as no interview."""
    given = {prediction["id"]: prediction for prediction in predictions}
    result = Score()
    for row in truth:
        prediction = given.get(row["id"], {})
        wanted, found = row["label"] == "interview", bool(prediction.get("interview"))
        result.events += 1
        result.verdicts[("tp" if found else "fn") if wanted else ("fp" if found else "tn")] += 1
        language = result.languages.setdefault(row["lang"], [0, 0, 0, 0])
        language[0 if wanted else 2] += found
        language[1 if wanted else 3] += 1
        if wanted != found:
            result.wrong.add(row["id"])
        if not wanted:
            for counts in [result.decoys.setdefault(row.get("neg_kind") or "other", [0, 0])] + (
                [result.hard] if row["difficulty"] == "hard" else []
            ):
                counts[0] += found
                counts[1] += 1
        due = found and bool(prediction.get("followups"))
        result.count("follow-ups due", due == bool(row.get("expects_followup")))
        if wanted and found:
            _fields(result, row, prediction)
    return result


def _fields(result: Score, row: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    if row.get("company"):
        result.count("company", company(row["company"]) == company(given.get("company")))
    else:
        result.count("company left empty", not given.get("company"))
    if row.get("decision_date"):
        result.count("decision date", given.get("decision_date") == row["decision_date"])
    else:
        result.count("decision date left empty", not given.get("decision_date"))
    result.count("agency recruiter", bool(given.get("via_recruiter")) == bool(row["via_recruiter"]))
    result.count("stage", given.get("stage") == row["stage"])
    if given.get("stage") != row["stage"]:
        result.stages.append((row["stage"], str(given.get("stage"))))
    _people(result, [_person(p) for p in row["interviewers"]], [_person(p) for p in given["interviewers"]])


def _person(entry: Mapping[str, str | None]) -> Person:
    return entry.get("name"), (entry.get("email") or "").lower() or None


def _people(result: Score, wanted: list[Person], given: list[Person]) -> None:
    mails, found = {mail for _, mail in wanted if mail}, {mail for _, mail in given if mail}
    counts = result.people["mail"]
    counts[0] += len(mails & found)
    counts[1] += sum(
        mail not in mails
        and not any(not other and _same((name, mail), (known, None)) for known, other in wanted)
        for name, mail in given
        if mail
    )
    counts[2] += len(mails - found)
    counts, left = result.people["person"], list(wanted)
    for person in given:
        match = next((other for other in left if _same(person, other)), None)
        counts[1 if match is None else 0] += 1
        if match is not None:
            left.remove(match)
    counts[2] += len(left)


def _same(given: Person, wanted: Person) -> bool:
    name, mail = given
    known, address = wanted
    if mail and mail == address:
        return True
    if name and known:
        return same_name(name, known)
    local = folded(mail.partition("@")[0]) if mail and known and not address else ""
    return bool(local) and any(word in local for word in _tokens(known or "") if len(word) > 2)
