"""Results as people read them, from 60 columns up, in a terminal or a pipe.

Colour only underlines what a sign or a word says already. Every string that may come from a calendar goes
through ``clean`` here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calsync.app.ids import short_ids
from calsync.app.results import (
    AgendaEntry,
    AgendaResult,
    ExplainResult,
    Explanation,
    Failure,
    ImportResult,
    OutcomeResult,
    PlanResult,
    RulingResult,
    ScanResult,
)
from calsync.cli.cells import count, day, span, stacked, table, text, when
from calsync.cli.clean import clean
from calsync.cli.terminal import Terminal
from calsync.model import Act, Interview, Notice, Outcome, Result, SourceStatus, State

if TYPE_CHECKING:
    from rich.table import Table

SILENT = frozenset({Act.SUPPRESS, Act.KEEP, Act.FORGET})
"""Actions that change nothing in the target."""

_SIGNS = {
    Act.CREATE: ("+", "green"),
    Act.UPDATE: ("~", "cyan"),
    Act.RETRACT: ("-", "red"),
    Act.ADOPT: ("=", "cyan"),
    Act.RELEASE: ("!", "yellow"),
    Act.SUPPRESS: ("x", ""),
    Act.KEEP: (".", ""),
    Act.FORGET: ("x", ""),
}
_DONE = {
    Act.CREATE: "created",
    Act.UPDATE: "updated",
    Act.RETRACT: "retracted",
    Act.ADOPT: "adopted",
    Act.RELEASE: "released",
    Act.SUPPRESS: "suppressed",
    Act.KEEP: "kept",
    Act.FORGET: "forgotten",
}


def scan(terminal: Terminal, result: ScanResult, *, near_misses: bool) -> None:
    zone = ZoneInfo(result.zone)
    since, until = (
        day(moment.astimezone(zone).date()) for moment in (result.window.since, result.window.until)
    )
    terminal.say(f"{count(len(result.interviews), 'interview')}, {since} to {until} ({result.zone})")
    shown = [*result.interviews, *(result.near_misses if near_misses else ())]
    ids = short_ids(item.id for item in shown)
    if result.interviews:
        terminal.say()
        terminal.show(_interviews(terminal, result.interviews, ids, zone))
    if near_misses:
        terminal.say(f"\n{count(len(result.near_misses), 'near miss', 'near misses')}")
        if result.near_misses:
            terminal.say()
            terminal.show(_interviews(terminal, result.near_misses, ids, zone))
    _sources(terminal, result.sources)


def plan(terminal: Terminal, result: PlanResult, outcomes: Sequence[Outcome]) -> None:
    zone = ZoneInfo(result.zone)
    keys = short_ids(str(outcome.action.key) for outcome in result.outcomes)
    planned = all(outcome.result is None for outcome in result.outcomes)
    terminal.say(f"target: {clean(result.target)}")
    if outcomes:
        rows = table("", "due", "follow-up", "id")
        for outcome in outcomes:
            action = outcome.action
            sign, colour = _SIGNS[action.act]
            word = _word(outcome)
            rows.add_row(
                text(f"{sign} {word}", colour),
                text(when(action.due, zone)),
                stacked(action.summary, outcome.error or action.reason),
                text(keys[str(action.key)]),
            )
        terminal.say()
        terminal.show(rows)
        terminal.say()
    terminal.say(_tally(result.outcomes, planned=planned))


def agenda(terminal: Terminal, result: AgendaResult) -> None:
    zone = ZoneInfo(result.zone)
    today = result.now.astimezone(zone).date()
    keys = short_ids(str(entry.key) for entry in result.entries)
    if not result.entries:
        terminal.say(f"nothing to do in {clean(result.target)}")
        return
    groups: dict[str, list[AgendaEntry]] = {"overdue": [], "today": [], "later": [], "done": []}
    for entry in result.entries:
        groups[_group(entry, today, zone)].append(entry)
    for heading, entries in groups.items():
        if not entries:
            continue
        rows = table(heading, "follow-up", "id")
        for entry in entries:
            rows.add_row(
                text(when(entry.due, zone), "red" if entry.overdue else ""),
                stacked(_ticked(entry), entry.note or _about(entry, zone)),
                text(keys[str(entry.key)]),
            )
        terminal.show(rows)
        terminal.say()
    still_open = [entry for entry in result.entries if entry.state is State.OPEN]
    late = sum(entry.overdue for entry in still_open)
    terminal.say(
        f"{len(still_open)} open" + (f", {late} overdue" if late else "") + f" in {clean(result.target)}"
    )


def explain(terminal: Terminal, result: ExplainResult) -> None:
    zone = ZoneInfo(result.zone)
    ids = short_ids(event.interview.id for event in result.events)
    for place, event in enumerate(result.events):
        if place:
            terminal.say()
        _explanation(terminal, event, ids[event.interview.id], zone)


def ruling(terminal: Terminal, result: RulingResult) -> None:
    item = result.interview
    said = {
        True: "is an interview from now on",
        False: "is no interview from now on",
        None: "is judged by the detector again",
    }[result.ruling]
    terminal.say(f"“{clean(item.summary)}”, {when(item.start, ZoneInfo(result.zone))}, {said}")


def outcome(terminal: Terminal, result: OutcomeResult) -> None:
    zone = ZoneInfo(result.zone)
    fact = result.fact
    said = fact.word.value if fact.word else f"decision by {day(fact.decision_date or fact.at.date())}"
    terminal.say(f"recorded: {said}; calsync sync acts on it")
    for item in result.interviews:
        terminal.say(f"  {when(item.start, zone)}  {clean(item.summary)}")


def imports(terminal: Terminal, result: ImportResult, done: str) -> None:
    """``done``: imported, removed, or "" for a list."""
    zone = ZoneInfo(result.zone)
    if result.imports:
        rows = table("when", "event", "id")
        for item in result.imports:
            rows.add_row(
                text(when(item.start, zone) if item.start else ""), text(item.summary), text(item.name)
            )
        terminal.show(rows)
        terminal.say()
    for item in result.kept:
        terminal.say(f"kept: “{clean(item.summary)}” ({item.name}) is as new as what was given")
    terminal.say(f"{count(len(result.imports), 'import')}{f' {done}' if done else ''}")


def remarks(
    terminal: Terminal, notices: Iterable[Notice], failures: Iterable[Failure], *, as_json: bool
) -> None:
    """Warnings and failures, on standard error. With JSON the warnings are in the document."""
    terminal.progress("")
    if not as_json:
        for message in dict.fromkeys(notice.message for notice in notices):
            terminal.warn(message)
    for failure in failures:
        terminal.complain(failure.message, failure.hint)


# --------------------------------------------------------------------------- parts


def _interviews(terminal: Terminal, items: Sequence[Interview], ids: dict[str, str], zone: ZoneInfo) -> Table:
    wide = terminal.width >= 76
    rows = table("when", "interview", *(("stage",) if wide else ()), "id")
    for item in items:
        stage = item.stage.value.replace("_", " ")
        people = ", ".join(person.name or person.email or "" for person in item.interviewers)
        second = [item.company, people and f"with {people}", None if wide else stage, *_states(item)]
        row = [text(span(item, zone)), stacked(item.summary, " · ".join(filter(None, second)))]
        rows.add_row(*row, *([text(stage)] if wide else []), text(ids[item.id]))
    return rows


def _explanation(terminal: Terminal, event: Explanation, short: str, zone: ZoneInfo) -> None:
    item = event.interview
    verdict = "an interview" if event.detected else "not an interview"
    said = {True: " (you confirmed it)", False: " (you ignored it)", None: ""}[event.ruling]
    terminal.say(f"“{clean(item.summary)}”  {span(item, zone)}  [{short}]")
    terminal.say(f"  {verdict}{said}: score {item.score:.2f}, needed {event.threshold:.2f}")
    if item.evidence:
        rows = table("weight", "signal", "the words that fired it")
        for piece in item.evidence:
            rows.add_row(text(f"{piece.weight:+.2f}"), text(piece.signal), text(piece.text))
        terminal.show(rows)
    for name, value in _facts(item):
        terminal.say(f"  {name}: {clean(value)}")
    for wanted in event.follow_ups:
        terminal.say(f"  → {when(wanted.due, zone)}  {clean(wanted.summary)}")
        terminal.say(f"      {clean(wanted.reason)}")


def _facts(item: Interview) -> Iterable[tuple[str, str]]:
    people = ", ".join(
        f"{person.name} <{person.email}>"
        if person.name and person.email
        else person.name or person.email or ""
        for person in item.interviewers
    )
    if item.company:
        yield "company", item.company
    if item.role:
        yield "role", item.role
    yield "stage", item.stage.value.replace("_", " ")
    if people:
        yield "with", people
    if item.recruiter:
        yield "agency", item.recruiter.name or item.recruiter.email or ""
    if item.decision_date:
        yield "decision", f"{item.decision_date.isoformat()} (“{item.decision_evidence or ''}”)"
    for state in _states(item):
        yield "note", state


def _states(item: Interview) -> list[str]:
    """What keeps an interview from being an ordinary one, in words."""
    states = [] if item.active else [item.inactive_reason or "inactive"]
    return states + ([] if item.confirmed else ["not confirmed"])


def _sources(terminal: Terminal, statuses: Sequence[SourceStatus]) -> None:
    if not statuses:
        return
    terminal.say()
    for status in statuses:
        state = "" if status.complete else " (not read to the end)" if not status.error else " (failed)"
        found = f"{count(status.events, 'event')}, {count(status.interviews, 'interview')}"
        terminal.say(f"{clean(status.name)}: {found}{state}")


def _tally(outcomes: Sequence[Outcome], *, planned: bool) -> str:
    counted = [
        outcome for outcome in outcomes if outcome.action.act not in (Act.KEEP, Act.SUPPRESS, Act.FORGET)
    ]
    if not counted:
        return "nothing to do: everything is as it should be"
    parts = []
    for act in Act:
        of_kind = [outcome for outcome in counted if outcome.action.act is act]
        held = sum(outcome.action.withheld or outcome.result is Result.WITHHELD for outcome in of_kind)
        bad = sum(outcome.result in (Result.FAILED, Result.STALE) for outcome in of_kind)
        good = len(of_kind) - held - bad
        parts += [f"{good} {f'to {act.value}' if planned else _DONE[act]}"] if good else []
        parts += [f"{held} {act.value} withheld"] if held else []
        parts += [f"{bad} {act.value} failed"] if bad else []
    return ", ".join(parts) + ("; nothing is written yet, calsync sync does it" if planned else "")


def _word(outcome: Outcome) -> str:
    act = outcome.action.act
    if outcome.action.withheld or outcome.result is Result.WITHHELD:
        return f"{act.value} withheld"
    if outcome.result in (Result.FAILED, Result.STALE):
        return f"{act.value} failed"
    return act.value


def _group(entry: AgendaEntry, today: date, zone: ZoneInfo) -> str:
    if entry.state is not State.OPEN:
        return "done"
    if entry.overdue:
        return "overdue"
    return "today" if entry.due.astimezone(zone).date() <= today else "later"


def _ticked(entry: AgendaEntry) -> str:
    return entry.summary if entry.state is State.OPEN else f"[{entry.state.value}] {entry.summary}"


def _about(entry: AgendaEntry, zone: ZoneInfo) -> str:
    return "; ".join(f"{item.summary}, {when(item.start, zone)}" for item in entry.interviews[:3])
