"""The language files, compiled once, when a text first needs them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

from calsync.detect.fields.needs import worked_out
from calsync.detect.fields.phrases import alternatives, ordered, union
from calsync.detect.fields.sought import Sought
from calsync.detect.tables import table
from calsync.folding import fold

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "sv", "tr", "ja", "zh", "ko", "hi")
"""ISO 639-1 codes, in the order in which ties are decided."""

_ON_A_DAY = (
    "(?:(?:el|o|no|na|le|il|entro|den|de|op|am|bis|på|w|we|do|by|on) )?{wd},? "
    "(?:(?:the|den|dem|der|de|el|le|il|o|dia|no dia|em|på) )?(?:dia )?{d}(?:st|nd|rd|th|e|:e|:a)?"
    "(?!\\d|[:.,/-]\\d| ?(?:uhr|\\w))"
)
"""A weekday with the day of a month: "viernes 13", "Friday the 13th"."""

_CUES = ("reply", "deliverable", "other", "decision")


@cache
def data(name: str) -> Mapping[str, Any]:
    """What the TOML file ``data/<name>.toml`` holds."""
    return table(f"fields/data/{name}")


@cache
def lines(name: str) -> str:
    """The text ``data/<name>.txt``."""
    return (Path(__file__).with_name("data") / f"{name}.txt").read_text("utf-8")


class Calendar(NamedTuple):
    """How one language writes dates. All patterns are for folded text."""

    months: Mapping[str, int]
    """Folded name to 1-12; empty where months are only numbered."""
    weekdays: re.Pattern[str]
    weekday_of: tuple[str, ...]
    """One pattern for each day, Monday first."""
    weekday_marks: str
    """Single letters that stand for Monday to Sunday in brackets after a date, or ""."""
    numbers: Mapping[str, int]
    number: re.Pattern[str]
    month_first: bool
    rules: tuple[str, ...]
    """For each of ``phrases`` the rule that it means: ``bd{n}``, ``fri+1`` …"""
    phrases: Sought
    vague: Sought
    counting: Sought
    """What counts from a day named before, if there is one: "the same day", "the following Monday"."""
    month: re.Pattern[str]
    named: Sought
    """A day and a month by name: groups d1 m1 y1, or m2 d2 y2."""


@cache
def calendar(language: str) -> Calendar:
    known = data(f"lang/{language}")
    months = {fold(name): n for n, names in enumerate(known.get("months", ()), 1) for name in names.split()}
    numbers = {fold(word): value for word, value in known["numbers"].items()}
    days = [day.split() for day in known["weekdays"]]
    words = "|".join(re.escape(word) for word in sorted(numbers, key=lambda w: (-len(w), w)))
    east = "weekday_marks" in known
    one = rf"(?:\d{{1,3}}|{words})"
    month = "|".join(re.escape(m) for m in sorted(months, key=lambda m: (-len(m), m))) or r"\d{1,2} ?[月월]"
    slots = {
        "n": rf"{one}(?:\s*(?:-|~|/|a|to|or|bis|oder|ou|o|do|till|eller|veya|ila|of|tot|und|y|e|)\s*{one})?"
        if not east
        else rf"{one}(?:\s*(?:[-~、]|から|到|至)\s*{one})?",
        "wd": "(?:"
        + "|".join(sorted((fold(w) for day in days for w in day), key=lambda w: (-len(w), w)))
        + r")\.?",
        "d": r"(?:[12]?\d|3[01])",
        "month": f"(?:{month})",
    }
    fillings = {"wd": worked_out(slots["wd"]), "d": [frozenset("0123456789")]}
    rules = {
        **known["relative"],
        "dom": known["day_of_month"] if east else [*known["day_of_month"], _ON_A_DAY],
    }
    return Calendar(
        months=months,
        weekdays=re.compile(slots["wd"] if east else rf"(?<!\w){slots['wd']}(?!\w)"),
        weekday_of=tuple("(?:" + "|".join(fold(w) for w in day) + r")\.?" for day in days),
        weekday_marks=known.get("weekday_marks", ""),
        numbers=numbers,
        number=re.compile(rf"\d+|(?<![^\W\d]){words}(?![^\W\d])" if not east else one),
        month_first=known.get("month_first", False),
        rules=tuple(rule for rule, phrases in rules.items() for _ in ordered(phrases)),
        phrases=alternatives((p for phrases in rules.values() for p in ordered(phrases)), slots, fillings),
        vague=union(known["vague"], slots),
        counting=union(known["counting"]),
        month=re.compile(slots["month"] if east else rf"(?<!\w){slots['month']}(?!\w)"),
        named=Sought(
            [((frozenset(months), frozenset("0123456789")), partial(_named, month))] if months else ()
        ),
    )


def _named(month: str) -> str:
    """ "13 March 2026", "13. März", "1er juillet", "13 de março de 2026", "March 13th, 2026"."""
    return (
        rf"(?<![\d.:])(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|o|a|\.|e|:e|-?go)?\s?(?:of\s|de\s|di\s|d'|del\s|-)?\s?"
        rf"(?P<m1>{month})(?!\w)\.?(?:,?\s?(?:de\s|del\s|of\s)?(?P<y1>\d{{4}}))?"
        rf"|(?<!\w)(?P<m2>{month})\.?\s(?:the\s)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?"
        rf"(?!\d|[:.]\d|\w|\s(?:{month})(?!\w))"
        rf"(?:,?\s(?P<y2>\d{{4}})(?!\d))?"
    )


@cache
def cues(language: str) -> tuple[tuple[str, Sought], ...]:
    """(kind, phrases) of the words that say what a date is for: decision, reply, deliverable, other."""
    known = data(f"lang/{language}")
    families = {name: f"(?:{fold(words)})" for name, words in known.get("families", {}).items()}
    fillings = {name: worked_out(words) for name, words in families.items()}
    return tuple((kind, alternatives(ordered(known["cues"][kind]), families, fillings)) for kind in _CUES)


@cache
def _common_words() -> Mapping[str, tuple[str, ...]]:
    """Folded word to the languages that use it all the time, or whose titles of interviews do."""
    found: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        listed = f"{data('languages')[language]} {data(f'who/{language}')['noise']}"
        for word in dict.fromkeys(word for word in fold(listed).split() if not word.isdigit()):
            found[word] = (*found.get(word, ()), language)
    return found


_WORD = re.compile(r"(?<!\d)[^\W\d_]+(?!\d)")
_KANA = re.compile(r"[\u3041-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_JAPANESE = re.compile(
    "[様込々円駅働応験検対権営経済関歳読実変楽薬鉄辺渋浜沢斎価労帰毎気団総桜塚畑]|面接|役員|最終|採用担当|(?<!第)[一二]次|製作所|履歴"
)
"""Letters as only Japanese writes them, and words of its interviews that Chinese does not have."""
_DEVANAGARI = re.compile(r"[\u0900-\u097f]")
_SCRIPTS = ((_KANA, "ja"), (_HANGUL, "ko"), (_HAN, "zh"), (_DEVANAGARI, "hi"))


def languages(title: str, body: str) -> tuple[str, ...]:
    """The languages of a folded text, the likeliest first; English is always among them.

    Scripts speak first, then the share of each language's commonest words; a tie goes to English.
    """
    text = f"{title}\n{body}"
    for script, language in () if text.isascii() else _SCRIPTS:
        if script.search(text):
            return ("ja" if language == "zh" and _JAPANESE.search(text) else language, "en")
    known = _common_words()
    points = dict.fromkeys(LANGUAGES, 0.0)
    for spoken in filter(None, map(known.get, _WORD.findall(text))):
        for language in spoken:
            points[language] += 1 / len(spoken)
    points["en"] += 0.01
    ranked = sorted(LANGUAGES, key=lambda language: -points[language])
    best = points[ranked[0]]
    close = [language for language in ranked[:3] if points[language] > best * 0.4]
    return tuple(dict.fromkeys((*close, "en")))
