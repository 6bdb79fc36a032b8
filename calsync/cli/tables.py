"""Results as people read them, from 60 columns up, in a terminal or a pipe.

Colour only underlines what a sign or a word says already. Every string that may come from a calendar goes
through ``clean`` here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from calsync.app.ids import short_ids
from calsync.app.results import (
    DraftResult,
    ExplainResult,
    Explanation,
    Failure,
    ImportResult,
    OutcomeResult,
    PlanResult,
    RulingResult,
    ScanResult,
)
from calsync.cli.cells import Dates, Line, count, listing, paragraph, place, table, text
from calsync.cli.clean import clean
from calsync.cli.terminal import Terminal
from calsync.model import Act, Interview, Notice, Outcome, Result, SourceStatus, Stage

SILENT = frozenset({Act.SUPPRESS, Act.KEEP, Act.FORGET})
"""Actions that change nothing in the target."""

_HOLDS_BACK = frozenset({"brake", "vanished"})
"""Notices that the user must act upon before the run can be whole."""

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
    dates = Dates.of(result.now, result.zone)
    shown = [*result.interviews, *(result.near_misses if near_misses else ())]
    ids = short_ids(item.id for item in shown)
    since, until = result.window.since, result.window.until - timedelta(seconds=1)
    stretch = f"{dates.day(dates.local(since))} to {dates.day(dates.local(until))}, {result.zone}"
    terminal.say(f"{count(len(result.interviews), 'interview')} ({stretch})")
    if result.interviews:
        terminal.say()
        terminal.show(listing([_line(item, ids, dates) for item in result.interviews]))
    if near_misses:
        terminal.say(f"\n{count(len(result.near_misses), 'near miss', 'near misses')}")
        if result.near_misses:
            terminal.say()
            terminal.show(listing([_line(item, ids, dates) for item in result.near_misses]))
    _sources(terminal, result.sources)


def plan(terminal: Terminal, result: PlanResult, outcomes: Sequence[Outcome]) -> None:
    dates = Dates.of(result.now, result.zone)
    keys = short_ids(str(outcome.action.key) for outcome in result.outcomes)
    terminal.say(f"target: {place(result.target)}")
    if outcomes:
        lines = [
            Line(
                lead=f"{_SIGNS[outcome.action.act][0]} {_word(outcome):<8}  {dates.at(outcome.action.due)}",
                title=outcome.action.summary,
                id=keys[str(outcome.action.key)],
                detail=outcome.error or outcome.action.reason,
                style=_SIGNS[outcome.action.act][1],
            )
            for outcome in sorted(outcomes, key=lambda outcome: outcome.action.due)
        ]
        terminal.say()
        terminal.show(listing(lines, indent=4))
        terminal.say()
    planned = all(outcome.result is None for outcome in result.outcomes)
    terminal.say(tally(result.outcomes, planned=planned))


def draft(terminal: Terminal, result: DraftResult) -> None:
    if not result.drafts:
        terminal.say(f"“{result.entry.summary}” needs no message")
    for number, one in enumerate(result.drafts):
        to = " ".join(part for part in (one.to.name, one.to.email and f"<{one.to.email}>") if part)
        terminal.say(*([""] if number else []))
        terminal.say(f"To: {to or '(nobody known)'}")
        terminal.say(f"Subject: {one.subject}")
        terminal.say()
        for line in one.body.split("\n"):
            terminal.say(line)


def explain(terminal: Terminal, result: ExplainResult) -> None:
    dates = Dates.of(result.now, result.zone)
    ids = short_ids(event.interview.id for event in result.events)
    if not result.events:
        terminal.say("nothing in it comes near an interview")
    for number, event in enumerate(result.events):
        if number:
            terminal.say()
        _explanation(terminal, event, ids[event.interview.id], dates)


def ruling(terminal: Terminal, result: RulingResult) -> None:
    item = result.interview
    said = {
        True: "is an interview from now on",
        False: "is no interview from now on",
        None: "is judged by the detector again",
    }[result.ruling]
    when = Dates.of(result.now, result.zone).of_interview(item)
    terminal.say(f"“{clean(item.summary)}”, {when}, {said}")


def outcome(terminal: Terminal, result: OutcomeResult) -> None:
    dates = Dates.of(result.now, result.zone)
    ids = short_ids(item.id for item in result.interviews)
    fact = result.fact
    said = fact.word.value if fact.word else f"decision by {dates.day(fact.decision_date or dates.today)}"
    terminal.say(f"recorded: {said}; the next calsync sync acts on it")
    if result.interviews:
        terminal.show(listing([_line(item, ids, dates) for item in result.interviews]))


def imports(terminal: Terminal, result: ImportResult, done: str) -> None:
    """``done``: imported, removed, or "" for a list."""
    dates = Dates.of(result.now, result.zone)
    if result.imports:
        lines = [
            Line(dates.at(item.start) if item.start else "", item.summary, item.name)
            for item in result.imports
        ]
        terminal.show(listing(lines))
        terminal.say()
    for item in result.kept:
        terminal.say(f"kept: “{clean(item.summary)}” ({item.name}) is as new as what was given")
    terminal.say(f"{count(len(result.imports), 'import')}{f' {done}' if done else ''}")


def remarks(
    terminal: Terminal, notices: Iterable[Notice], failures: Iterable[Failure], *, as_json: bool
) -> None:
    """Warnings and failures, on standard error. With JSON the warnings are in the document.

    What holds actions back is a failure: it is told also when quiet.
    """
    terminal.progress("")
    for notice in {notice.message: notice for notice in notices}.values():
        if notice.code in _HOLDS_BACK:
            terminal.complain(notice.message)
        elif not as_json:
            terminal.warn(notice.message)
    for failure in failures:
        terminal.complain(failure.message, failure.hint)


# --------------------------------------------------------------------------- parts


def _line(item: Interview, ids: dict[str, str], dates: Dates) -> Line:
    people = ", ".join(person.name or person.email or "" for person in item.interviewers)
    about = [item.company, _stage(item), people and f"with {people}", *_states(item)]
    return Line(dates.of_interview(item), item.summary, ids[item.id], " · ".join(filter(None, about)))


def _explanation(terminal: Terminal, event: Explanation, short: str, dates: Dates) -> None:
    item = event.interview
    verdict = "an interview" if event.detected else "not an interview"
    said = {True: " (you confirmed it)", False: " (you ignored it)", None: ""}[event.ruling]
    terminal.show(listing([Line(dates.of_interview(item), item.summary, short)]))
    terminal.say(f"  {verdict}{said}: score {item.score:.2f}, needed {event.threshold:.2f}\n")
    if item.evidence:
        rows = table("  weight", "signal", "the words that fired it")
        for piece in item.evidence:
            rows.add_row(f"  {piece.weight:+6.2f}", text(piece.signal), text(piece.text))
        terminal.show(rows)
    facts = list(_facts(item))
    if facts:
        terminal.say()
    for name, value in facts:
        terminal.show(paragraph(f"{name}: {value}", 2))
    if event.follow_ups:
        terminal.say()
    for wanted in sorted(event.follow_ups, key=lambda wanted: wanted.due):
        terminal.show(paragraph(f"→ {dates.at(wanted.due)}  {wanted.summary}", 2))
        terminal.show(paragraph(wanted.reason, 6, "dim"))


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
    if stage := _stage(item):
        yield "stage", stage
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
        terminal.say(f"{place(status.name)}: {found}{state}")


def tally(outcomes: Sequence[Outcome], *, planned: bool = False) -> str:
    """How many of each kind of change, in words."""
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


def _stage(item: Interview) -> str | None:
    return None if item.stage is Stage.OTHER else item.stage.value.replace("_", " ")
