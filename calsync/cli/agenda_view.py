"""The agenda as people read it: by when it is due, or by company."""

from __future__ import annotations

from datetime import timedelta

from calsync.app.ids import short_ids
from calsync.app.results import AgendaEntry, AgendaResult, Waiting
from calsync.cli.cells import Dates, Line, count, listing, place
from calsync.cli.clean import clean
from calsync.cli.terminal import Terminal
from calsync.model import State

_BY_TIME = ("Overdue", "Today", "This week", "Later", "Done")
_NO_COMPANY = "No company"


def show(terminal: Terminal, result: AgendaResult, *, by_company: bool = False) -> None:
    """The follow-ups in groups, then who owes an answer, then how much there is to do."""
    dates = Dates.of(result.now, result.zone)
    keys = short_ids(str(entry.key) for entry in result.entries)
    if by_company:
        names = sorted({entry.company for entry in result.entries if entry.company}, key=str.casefold)
        groups: dict[str, list[Line]] = {name: [] for name in (*names, _NO_COMPANY)}
    else:
        groups = {name: [] for name in _BY_TIME}
    for entry in result.entries:
        heading = (entry.company or _NO_COMPANY) if by_company else _when(entry, dates)
        groups[heading].append(_line(entry, keys[str(entry.key)], dates, marked=by_company))
    if result.waiting:
        groups["Waiting for an answer"] = [_waiting(one, dates) for one in result.waiting]
    for heading, lines in groups.items():
        if lines:
            terminal.say(clean(heading))
            terminal.show(listing(lines))
            terminal.say()
    still_open = sum(entry.state is State.OPEN for entry in result.entries)
    late = sum(entry.overdue for entry in result.entries)
    tally = f"{still_open} open{f', {late} overdue' if late else ''}" if still_open else "nothing to do"
    terminal.say(f"{tally} in {place(result.target)}")


def _line(entry: AgendaEntry, short: str, dates: Dates, *, marked: bool) -> Line:
    """``marked``: the heading does not say that it is overdue, so the line must."""
    mark = "overdue" if marked and entry.overdue else "" if entry.state is State.OPEN else entry.state.value
    return Line(
        lead=dates.at(entry.due),
        title=f"[{mark}] {entry.summary}" if mark else entry.summary,
        id=short,
        detail=entry.note or _about(entry, dates),
        style="red" if entry.overdue else "",
    )


def _waiting(one: Waiting, dates: Dates) -> Line:
    days = (dates.today - dates.local(one.since)).days
    since = "the last round was " + (f"{count(days, 'day')} ago" if days else "today")
    expected = f"; answer expected {dates.day(one.expected)}" if one.expected else ""
    title = f"{one.company or _NO_COMPANY}{f' ({one.role})' if one.role else ''}"
    return Line(dates.at(one.since), title, "", f"{since}{expected}")


def _when(entry: AgendaEntry, dates: Dates) -> str:
    if entry.state is not State.OPEN:
        return "Done"
    if entry.overdue:
        return "Overdue"
    day = dates.local(entry.due)
    sunday = dates.today + timedelta(days=6 - dates.today.weekday())
    return "Today" if day <= dates.today else "This week" if day <= sunday else "Later"


def _about(entry: AgendaEntry, dates: Dates) -> str:
    if not entry.interviews:
        return ""
    first, *more = entry.interviews
    return f"{dates.of_interview(first)}: {first.summary}" + (f" (and {len(more)} more)" if more else "")
