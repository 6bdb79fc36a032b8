"""Templates: the shipped texts of each language, and Jinja2 kept on a short lead.

A template is text with values and conditions in it and nothing more: no call, no attribute, no assignment,
no loop. So it ends, its output is bounded, and every mistake in a user's own template is found when the
configuration is read, not when a follow-up is due.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calsync.model import Kind

if TYPE_CHECKING:
    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

FALLBACK = "en"
VARIABLES = frozenset({
    "me", "company", "role", "people", "several", "recruiter", "agency", "day", "decision", "task",
    "deadline", "person", "first", "to_recruiter",
})  # fmt: skip
"""What a template may name. ``person``, ``first`` and ``to_recruiter`` have a value in drafts only."""

_FILTERS = ("upper", "lower", "capitalize", "trim", "default")
_NODES = frozenset({
    "Template", "Output", "TemplateData", "Name", "Const", "If", "CondExpr", "And", "Or", "Not", "Compare",
    "Operand", "Concat", "Filter",
})  # fmt: skip
_LONGEST = 8000
_FOLDER = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Language:
    """The shipped texts of one language."""

    code: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    first: str
    """How the first day of a month is written."""
    full: str
    """A date with its year, and below it one without."""
    day: str
    labels: Mapping[str, str]
    kinds: Mapping[str, Mapping[str, str]]

    def write(self, day: date, form: str) -> str:
        """A date in words; ``form`` is ``full`` or ``day``."""
        return form.format(
            weekday=self.weekdays[day.weekday()],
            day=self.first if day.day == 1 else day.day,
            month=self.months[day.month - 1],
            year=day.year,
        )

    def joined(self, names: tuple[str, ...]) -> str:
        """Names as a phrase: one, two, or the first and how many others."""
        if len(names) < 2:
            return "".join(names)
        if len(names) == 2:
            return self.labels["two"].format(*names)
        return self.labels["more"].format(names[0], len(names) - 1)


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """Codes of the languages there are texts in."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def language(code: str) -> Language:
    """The texts for an ISO 639-1 code; English where there are none."""
    return _load(code if code in languages() else FALLBACK)


@lru_cache(maxsize=16)
def _load(code: str) -> Language:
    data = tomllib.loads((_FOLDER / f"{code}.toml").read_text(encoding="utf-8"))
    return Language(
        code=code,
        months=tuple(data["months"]),
        weekdays=tuple(data["weekdays"]),
        first=data["first"],
        full=data["date"],
        day=data["day"],
        labels=data["labels"],
        kinds={kind.value: data[kind] for kind in Kind},
    )


def check_template(source: str) -> None:
    """Raises ValueError that says what is wrong with a user's template, and where."""
    from jinja2 import TemplateSyntaxError, meta, nodes

    if len(source) > _LONGEST:
        raise ValueError(f"a template may have at most {_LONGEST} characters")
    try:
        tree = _environment().parse(source)
    except TemplateSyntaxError as error:
        raise ValueError(f"line {error.lineno} of the template: {error.message}") from None
    except RecursionError:
        raise ValueError("the template is nested too deeply") from None
    for node in tree.find_all(nodes.Node):
        if type(node).__name__ not in _NODES:
            raise ValueError(
                f"line {node.lineno} of the template: only values and conditions may stand in it"
            )
        if isinstance(node, nodes.Filter) and not _harmless(node):
            raise ValueError(f"line {node.lineno} of the template: the filters are {', '.join(_FILTERS)}")
        if isinstance(node, nodes.Operand) and node.op not in ("eq", "ne"):
            raise ValueError(f"line {node.lineno} of the template: values can be compared by == and != only")
    unknown = sorted(meta.find_undeclared_variables(tree) - VARIABLES)
    if unknown:
        raise ValueError(f"the template names “{unknown[0]}”; there are {', '.join(sorted(VARIABLES))}")
    try:
        _compiled(source)
    except (SyntaxError, RecursionError):
        raise ValueError("the template is nested too deeply") from None


def _harmless(node: nodes.Filter) -> bool:
    """A known filter; only ``default`` takes arguments."""
    most = 2 if node.name == "default" else 0
    return (
        node.name in _FILTERS
        and len(node.args) <= most
        and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
    )


def render(source: str, values: Mapping[str, str | bool]) -> str:
    """The text of a template, lines trimmed and at most one empty line in a row."""
    text = _compiled(source).render({**dict.fromkeys(VARIABLES, ""), **values})
    lines = (" ".join(line.split()) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


@lru_cache(maxsize=1)
def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in _FILTERS}
    return environment


@lru_cache(maxsize=1024)
def _compiled(source: str) -> Any:
    return _environment().from_string(source)
