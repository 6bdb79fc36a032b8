"""What the page shows, worked out: every string cleaned, every time written in the user's zone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from calsync.model import Interview, Kind, State, Word
from calsync.playbook.describe import Draft
from calsync.playbook.rounds import Application
from calsync.playbook.text import LINE, clean

PLACE_TO_FILL = re.compile(r"(\[[^\[\]\n]{1,120}\])")
"""What a draft leaves to the user, in square brackets."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One follow-up of the target, with the messages it suggests."""

    id: str
    """Short, as ``calsync done ID`` takes it."""
    kind: Kind
    summary: str
    due: datetime
    state: State
    company: str | None = None
    note: str | None = None
    """What the user should know of it."""
    interviews: tuple[str, ...] = ()
    """Ids of the interviews it is about."""
    completed: datetime | None = None
    drafts: tuple[Draft, ...] = ()
    language: str = "en"
    """Of the drafts."""


class Mark(StrEnum):
    """What stands on a timeline. Each has a shape and a word of its own: colour alone says nothing."""

    ROUND = "round"
    COMING = "coming"
    OFF = "off"
    DECISION = "decision"
    WORD = "word"
    DONE = "done"
    OPEN = "open"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class Event:
    """One line of an application's history."""

    at: datetime
    mark: Mark
    when: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A draft as shown: ``body`` in pieces, the odd ones being places to fill in."""

    to: str
    subject: str
    body: tuple[str, ...]
    mailto: str | None
    whole: bool
    """False when the link had no room for the text: it must be copied."""


@dataclass(frozen=True, slots=True)
class Card:
    """One open follow-up."""

    id: str
    label: str
    title: str
    company: str
    due: datetime
    when: str
    note: str
    language: str
    messages: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """One application."""

    company: str
    role: str
    state: str
    closed: bool
    past: tuple[Event, ...]
    ahead: tuple[Event, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        return self.past + self.ahead


@dataclass(frozen=True, slots=True)
class View:
    now: datetime
    written: str
    zone: str
    groups: tuple[tuple[str, tuple[Card, ...]], ...]
    """Overdue, today, this week, later: those that hold something."""
    stories: tuple[Story, ...]
    counts: tuple[tuple[str, int], ...]


@cache
def words() -> dict[str, Any]:
    return tomllib.loads(files("calsync.report").joinpath("words.toml").read_text(encoding="utf-8"))


def view(
    applications: Sequence[Application], follow_ups: Sequence[FollowUp], *, now: datetime, zone: ZoneInfo
) -> View:
    """Everything the page shows at ``now`` (aware), in ``zone``."""
    now = now.astimezone(zone)
    stories = [story(one, follow_ups, now, zone) for one in applications if one.rounds]
    stories.sort(key=lambda one: (one.closed, -max(event.at for event in one.events).timestamp()))
    groups = tuple((name, cards) for name, cards in grouped(follow_ups, now, zone) if cards)
    by_name = {name: len(cards) for name, cards in groups}
    coming = sum(event.mark is Mark.COMING for one in stories for event in one.events)
    counts = (
        ("to do", sum(by_name.values())),
        ("overdue", by_name.get("Overdue", 0)),
        ("interviews ahead", coming),
        ("applications open", sum(not one.closed for one in stories)),
    )
    return View(now, moment(now), zone.key, groups, tuple(stories), counts)


# --------------------------------------------------------------------------- what is to be done


def grouped(
    follow_ups: Sequence[FollowUp], now: datetime, zone: ZoneInfo
) -> Iterator[tuple[str, tuple[Card, ...]]]:
    tomorrow = midnight(now.date() + timedelta(days=1), zone)
    next_week = midnight(now.date() + timedelta(days=7 - now.weekday()), zone)
    still = sorted((one for one in follow_ups if one.state is State.OPEN), key=lambda one: (one.due, one.id))
    edges = (("Overdue", now), ("Today", tomorrow), ("This week", next_week), ("Later", None))
    for name, until in edges:
        here = [one for one in still if until is None or one.due < until]
        still = still[len(here) :]
        yield name, tuple(card(one, now, zone) for one in here)


def card(one: FollowUp, now: datetime, zone: ZoneInfo) -> Card:
    due = one.due.astimezone(zone)
    return Card(
        id=clean(one.id),
        label=words()["kind"][one.kind],
        title=clean(one.summary),
        company=clean(one.company),
        due=due,
        when=f"due {moment(due)}" + (f", {ago(due, now)}" if due < now else ""),
        note=clean(one.note, 3 * LINE),
        language=one.language if re.fullmatch(r"[a-z]{2,3}", one.language) else "en",
        messages=tuple(message(draft) for draft in one.drafts),
    )


def message(draft: Draft) -> Message:
    link = draft.mailto if draft.mailto and draft.mailto.startswith("mailto:") else None
    who = [clean(part) for part in (draft.to.name, draft.to.email) if part]
    return Message(
        to=f"{who[0]} ({who[1]})" if len(who) == 2 else "".join(who),
        subject=clean(draft.subject),
        body=tuple(PLACE_TO_FILL.split(block(draft.body))),
        mailto=link,
        whole=link is not None and "&body=" in link,
    )


def block(text: str) -> str:
    """Several lines of text without a character that hides or turns others."""
    return "\n".join(
        "".join(char for char in line if char.isprintable() or char in "\u200c\u200d\t")
        for line in text.splitlines()
    )


# --------------------------------------------------------------------------- applications


def story(one: Application, follow_ups: Sequence[FollowUp], now: datetime, zone: ZoneInfo) -> Story:
    ids = {interview.id for interview in one.rounds}
    about = [each for each in follow_ups if ids & set(each.interviews)]
    events = sorted(
        (
            *(of_round(interview, now, zone) for interview in one.rounds),
            *decisions(one, zone),
            *(event for each in about for event in of_follow_up(each, now, zone)),
            *said(one, zone),
        ),
        key=lambda event: (event.at, event.mark),
    )
    state, closed = standing(one, now, zone)
    return Story(
        company=clean(one.company) or words()["unknown"],
        role=clean(one.role),
        state=state,
        closed=closed,
        past=tuple(event for event in events if event.at <= now),
        ahead=tuple(event for event in events if event.at > now),
    )


def of_round(interview: Interview, now: datetime, zone: ZoneInfo) -> Event:
    start = interview.start.astimezone(zone)
    names = [clean(person.name) or clean(person.email) for person in interview.interviewers]
    reason = clean(interview.inactive_reason) if not interview.active else ""
    title = words()["stage"][interview.stage]
    detail = "; ".join(
        part
        for part in (
            reason or unsure(interview),
            clean(interview.summary),
            f"with {', '.join(names)}" if names else "",
        )
        if part
    )
    mark = Mark.OFF if not interview.active else Mark.COMING if interview.end > now else Mark.ROUND
    return Event(start, mark, day(start) if interview.all_day else moment(start), title, detail)


def unsure(interview: Interview) -> str:
    return "" if interview.confirmed else "not confirmed"


def decisions(one: Application, zone: ZoneInfo) -> Iterator[Event]:
    known = {interview.decision_date for interview in one.held} | {word.decision_date for word in one.said}
    for decision in sorted(filter(None, known)):
        at = datetime.combine(decision, time(17), zone)
        yield Event(at, Mark.DECISION, day(at), "Decision expected")


def said(one: Application, zone: ZoneInfo) -> Iterator[Event]:
    for each in one.said:
        if each.word is not None:
            at = each.at.astimezone(zone)
            yield Event(at, Mark.WORD, day(at), words()["word"][each.word])


def of_follow_up(one: FollowUp, now: datetime, zone: ZoneInfo) -> Iterator[Event]:
    """What was not deleted or taken back: done ones at the time they were done."""
    due = one.due.astimezone(zone)
    match one.state:
        case State.OPEN:
            mark, at, how = (Mark.OVERDUE, due, "overdue") if due < now else (Mark.OPEN, due, "to do")
        case State.DONE:
            mark, at, how = Mark.DONE, (one.completed or due).astimezone(zone), "done"
        case State.CANCELLED:
            mark, at, how = Mark.DONE, due, "closed by you"
        case State.DELETED | State.RETRACTED | State.RELEASED:
            return
    yield Event(at, mark, moment(at), clean(one.summary), how)


def standing(one: Application, now: datetime, zone: ZoneInfo) -> tuple[str, bool]:
    """Where the application stands, in a few words, and whether it is over."""
    held = [interview for interview in one.held if interview.end <= now]
    coming = [interview for interview in one.held if interview.end > now]
    last = one.said[-1] if one.said else None
    if last is not None and last.word is Word.REJECTED and not coming:
        return "Closed: rejection", True
    if last is not None and last.word is Word.OFFER:
        return "Offer", False
    if coming:
        return f"Next: {moment(coming[0].start.astimezone(zone))}", False
    if not held:
        return (
            ("Not confirmed yet", False) if any(each.active for each in one.rounds) else ("Called off", True)
        )
    if last is not None and last.at >= held[-1].end:
        return "In touch", False
    expected = [event.at for event in decisions(one, zone) if event.at > now]
    since = f"Waiting, last round {ago(held[-1].end.astimezone(zone), now)}"
    return (f"{since}; answer expected {day(expected[0])}" if expected else since), False


# --------------------------------------------------------------------------- times


def midnight(on: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(on, time(), zone)


def day(at: date) -> str:
    return f"{words()['weekdays'][at.weekday()]} {at.day} {words()['months'][at.month - 1]} {at.year}"


def moment(at: datetime) -> str:
    return f"{day(at)}, {at:%H:%M}"


def ago(at: datetime, now: datetime) -> str:
    days = (now.date() - at.date()).days
    return "earlier today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"
