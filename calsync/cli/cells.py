"""The parts of what is shown: dates, counts, lists. Every string that may come from a calendar is cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calsync.cli.clean import clean
from calsync.model import Interview

if TYPE_CHECKING:
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Dates:
    """Dates as people read them, in the user's zone; the year only where it is not this one."""

    zone: ZoneInfo
    today: date

    @staticmethod
    def of(now: datetime, zone: str) -> Dates:
        there = ZoneInfo(zone)
        return Dates(there, now.astimezone(there).date())

    def local(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def day(self, day: date) -> str:
        year = "" if day.year == self.today.year else f" {day.year}"
        return f"{_DAYS[day.weekday()]} {day.day:2} {_MONTHS[day.month - 1]}{year}"

    def at(self, moment: datetime) -> str:
        local = moment.astimezone(self.zone)
        return f"{self.day(local.date())} {local:%H:%M}"

    def of_interview(self, item: Interview) -> str:
        return self.day(self.local(item.start)) if item.all_day else self.at(item.start)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a list: what stands before its title, the title, its id, and more about it."""

    lead: str
    """calsync's own words, not cleaned."""
    title: str
    id: str
    detail: str = ""
    style: str = ""
    """Of the lead: colour underlines what its words say already."""


def count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def listing(lines: Sequence[Line], indent: int | None = None) -> Group:
    """Lines with their leads and ids in columns; details below, at ``indent``, else below the title."""
    from rich.console import Group
    from rich.table import Table
    from rich.text import Text

    lead = max((len(line.lead) for line in lines), default=0)
    tail = max((len(line.id) for line in lines), default=0)
    parts: list[Table | Padding] = []
    for line in lines:
        row = Table.grid(expand=True, padding=(0, 2, 0, 0), pad_edge=False)
        row.add_column(width=lead, no_wrap=True)
        row.add_column(ratio=1, overflow="fold")
        row.add_column(width=tail, no_wrap=True)
        row.add_row(Text(line.lead, line.style), text(line.title), text(line.id, "dim"))
        parts.append(row)
        if line.detail:
            parts.append(paragraph(line.detail, lead + 2 if indent is None else indent, "dim"))
    return Group(*parts)


def paragraph(content: str, indent: int, style: str = "") -> Padding:
    """Text filled to the width, every line of it indented."""
    from rich.padding import Padding

    return Padding(text(content, style), (0, 0, 0, indent))


def place(name: str) -> str:
    """A source or target by name; a file below the working folder as one would type it."""
    path = Path(name)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        return clean(str(path.relative_to(Path.cwd())))
    return clean(name)


def table(*headings: str) -> Table:
    """A table without lines; the last column takes what is left."""
    from rich.table import Table

    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for heading in headings:
        last = heading == headings[-1]
        made.add_column(heading, overflow="fold", ratio=1 if last else None, no_wrap=not last)
    return made


def text(content: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(clean(content), style=style)
