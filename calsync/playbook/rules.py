"""The rules: shipped ones from ``rules.toml``, and the user's ``[playbook.*]`` tables laid over them."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import time
from functools import lru_cache
from pathlib import Path

from calsync.model import Kind
from calsync.playbook.schedule import Span, Unit

TEXTS = ("title", "why", "note", "subject", "body")
"""The texts of a follow-up, each a template: its title, why it is there, advice, and the draft's parts."""


_NONE, _HALF_AN_HOUR, _WEEK = Span(), Span(30, Unit.MINUTE), Span(7)


@dataclass(frozen=True, slots=True)
class Wording:
    """The user's own words, and what differs for one language; None: as shipped, or as for all languages."""

    enabled: bool | None = None
    priority: int | None = None
    title: str | None = None
    why: str | None = None
    note: str | None = None
    subject: str | None = None
    body: str | None = None

    def over(self, other: Wording) -> Wording:
        """These words where there are any, else the other's."""
        mine = {item.name: getattr(self, item.name) for item in fields(self)}
        return replace(other, **{name: value for name, value in mine.items() if value is not None})


_SILENT = Wording()


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of follow-up is made. Which of the times a kind has is told by ``rules.toml``."""

    kind: Kind
    enabled: bool
    priority: int
    """iCalendar PRIORITY: 1 is highest, 9 lowest."""
    catch_up: Span
    """How far past its due it may still be created."""
    after: Span = _NONE
    """How long after the interview it is due."""
    before: Span = _NONE
    """How long before the interview's start it is due."""
    at: time = time(10)
    """The local time of day where ``after`` counts days."""
    latest: time = time(21)
    """``after`` does not go past this time of day."""
    late: Span = _HALF_AN_HOUR
    """After ``latest``, this long after the end, the same day."""
    earliest: time = time(8)
    """Nor is it due before this time of day: an interview over at half past midnight can wait for it."""
    all_day: time = time(18)
    """When an all-day interview counts as over (closing_words: as begun)."""
    decision_at: time = time(17)
    """The time of day on a known decision date."""
    grace: Span = _NONE
    """Patience added to the due."""
    overdue: Span = _WEEK
    """How long the first check-in lies open before the second one is made."""
    wording: Wording = _SILENT
    languages: tuple[tuple[str, Wording], ...] = ()
    own: str = ""
    """What the user set for this kind, in canonical JSON: part of the facts digest."""

    def words(self, *codes: str) -> Wording:
        """The wording for an interview in the first of these languages; the others, then what is said for all
        languages, fill the gaps."""
        own = dict(self.languages)
        words = self.wording
        for code in reversed(codes):
            words = own.get(code, _SILENT).over(words)
        return words

    def applies(self, language: str) -> bool:
        own = self.words(language).enabled
        return self.enabled if own is None else own


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules, one of each kind."""

    all: tuple[Rule, ...]

    def __getitem__(self, kind: Kind) -> Rule:
        return self.all[_ORDER[kind]]

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.all)


_ORDER = {kind: place for place, kind in enumerate(Kind)}


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("write true or false")
    return value


def _priority(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 9:
        raise ValueError("write a number from 1 (highest) to 9")
    return value


def _span(value: object) -> Span:
    return Span.parse(value if isinstance(value, str) else "")


def _clock(value: object) -> time:
    if isinstance(value, time) and value.tzinfo is None:
        return value.replace(microsecond=0)
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", value.strip() if isinstance(value, str) else "")
    if found is None:
        raise ValueError("write a time of day such as 10:00")
    return time(int(found[1]), int(found[2]))


def _text(value: object) -> str:
    from calsync.playbook.render import check_template

    if not isinstance(value, str):
        raise ValueError("write a text")
    check_template(value)
    return value


_WORDING: Mapping[str, Callable[[object], object]] = {
    "enabled": _switch,
    "priority": _priority,
    **dict.fromkeys(TEXTS, _text),
}
_READERS: Mapping[str, Callable[[object], object]] = {
    **_WORDING,
    **dict.fromkeys(("catch_up", "after", "before", "late", "grace", "overdue"), _span),
    **dict.fromkeys(("at", "latest", "earliest", "all_day", "decision_at"), _clock),
}


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Mapping[str, object]]:
    return tomllib.loads((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def default_rules() -> Rules:
    """The rules as shipped."""
    shipped = _shipped()
    blank = Rule(Kind.THANK_YOU, enabled=False, priority=5, catch_up=Span())
    return Rules(tuple(_laid_over(replace(blank, kind=kind), shipped[kind], str(kind)) for kind in Kind))


def configure(rules: Rules, tables: Mapping[str, Mapping[str, object]]) -> Rules:
    """``rules`` with the user's ``[playbook.<kind>]`` tables laid over them.

    Raises ValueError with one line that names the key: ``playbook.check_in.afer: unknown key, did you mean
    after?``
    """
    for name in tables:
        if name not in _shipped():
            raise ValueError(f"playbook.{name}: unknown rule{_hint(name, _shipped())}")
    changed = []
    for rule in rules:
        table = tables.get(rule.kind)
        if table:
            fresh = _laid_over(rule, table, f"playbook.{rule.kind}")
            own = {**(json.loads(rule.own) if rule.own else {}), **table}
            fresh = replace(fresh, own=json.dumps(own, sort_keys=True, ensure_ascii=False, default=str))
            changed.append(fresh)
        else:
            changed.append(rule)
    return Rules(tuple(changed))


def _laid_over(rule: Rule, table: Mapping[str, object], where: str) -> Rule:
    """``rule`` with the keys of one table. Only keys that the shipped rule of its kind has make sense."""
    known = {*TEXTS, *(key for key, value in _shipped()[rule.kind].items() if not isinstance(value, dict))}
    times: dict[str, object] = {}
    words: dict[str, object] = {}
    languages = dict(rule.languages)
    for key, value in table.items():
        if key in known:
            (words if key in TEXTS else times)[key] = _read(_READERS[key], value, f"{where}.{key}")
        elif re.fullmatch("[a-z]{2}", key) and isinstance(value, Mapping):
            languages[key] = _wording(value, f"{where}.{key}").over(languages.get(key, _SILENT))
        else:
            raise ValueError(f"{where}.{key}: unknown key{_hint(key, known)}")
    wording = Wording(**words).over(rule.wording)  # type: ignore[arg-type]
    changes = {
        **times,
        "wording": wording,
        "languages": tuple(sorted(languages.items(), key=lambda one: one[0])),
    }
    return replace(rule, **changes)  # type: ignore[arg-type]


def _wording(table: Mapping[str, object], where: str) -> Wording:
    for key in table:
        if key not in _WORDING:
            raise ValueError(f"{where}.{key}: unknown key{_hint(key, _WORDING)}")
    read = {key: _read(_WORDING[key], value, f"{where}.{key}") for key, value in table.items()}
    return Wording(**read)  # type: ignore[arg-type]


def _read(reader: Callable[[object], object], value: object, where: str) -> object:
    try:
        return reader(value)
    except ValueError as error:
        raise ValueError(f"{where}: {error}") from None


def _hint(name: str, known: Mapping[str, object] | set[str]) -> str:
    import difflib

    near = difflib.get_close_matches(name, sorted(known), n=1)
    return f", did you mean {near[0]}?" if near else f", known are {', '.join(sorted(known))}"
