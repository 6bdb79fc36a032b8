"""The parts of tables: dates, counts, cells. Every string that may come from a calendar is cleaned here."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calsync.cli.clean import clean
from calsync.model import Interview

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text


def span(item: Interview, zone: ZoneInfo) -> str:
    if item.all_day:
        return day(item.start.astimezone(zone).date())
    return when(item.start, zone)


def when(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{day(local.date())} {local:%H:%M}"


def day(day: date) -> str:
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return f"{names[day.weekday()]} {day.isoformat()}"


def count(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def table(*headings: str) -> Table:
    """A table without lines: the widest column takes what is left, the others keep their width."""
    from rich.table import Table

    made = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 1))
    for heading in headings:
        takes_rest = heading in ("follow-up", "interview", "event", "the words that fired it")
        made.add_column(heading, overflow="fold", ratio=1 if takes_rest else None, no_wrap=not takes_rest)
    return made


def text(content: str, style: str = "") -> Text:
    from rich.text import Text

    return Text(clean(content), style=style)


def stacked(first: str, second: str) -> Text:
    """Two lines of a cell: what it is, and more about it."""
    cell = text(first)
    if clean(second):
        cell.append("\n").append(text(second, "dim"))
    return cell
