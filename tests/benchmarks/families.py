"""What stands in a generated calendar: ordinary years of meetings, job hunts, and decoys."""

from __future__ import annotations

import functools
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.benchmarks.products import (
    STYLE_WEIGHTS,
    STYLES,
    Style,
    Zone,
    as_html,
    as_outlook_html,
    attendee,
    escape,
)

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SINCE = datetime(2026, 1, 31, tzinfo=UTC)
UNTIL = datetime(2026, 8, 29, tzinfo=UTC)
FIRST = datetime(2017, 3, 1)  # noqa: DTZ001 - wall time, given a zone later
YEARS = 10
HUNTS = (datetime(2019, 5, 6), datetime(2022, 9, 5), datetime(2026, 2, 16))  # noqa: DTZ001
HUNT_WEIGHTS = (1, 1, 3)

INTERVIEWS = 0.003
DECOYS = 0.003
RECURRING = 0.10


@dataclass(frozen=True)
class Family:
    """Everything with one UID: a master and its overrides, unfolded lines, and whether it is an interview."""

    uid: str
    zone: Zone
    events: tuple[tuple[str, ...], ...]
    interview_start: datetime | None


def token(rng: random.Random) -> str:
    return f"{rng.getrandbits(96):024x}"


def person(rng: random.Random, domain: str) -> str:
    """Somebody at that domain: colleagues and people outside share no family name."""
    circle = "last" if domain == WORDS["employer"] else "outside"
    return f"{rng.choice(WORDS['first'])} {rng.choice(WORDS[circle])}"


def mail_of(rng: random.Random, domain: str) -> str:
    return f"p{rng.randrange(400)}@{domain}"


def chatter(rng: random.Random) -> str:
    """The text of an ordinary event: nothing, a line, or minutes and a conference's boilerplate."""
    if rng.random() < 0.25:
        return ""
    length = min(14, 1 + int(rng.expovariate(0.24)))
    text = "\n\n".join(rng.choice(WORDS["paragraphs"]) for _ in range(length))
    if rng.random() < 0.4:
        text += "\n\n" + WORDS["conference"].replace("{token}", token(rng))
    return text


def wall(moment: datetime) -> str:
    return moment.strftime("%Y%m%dT%H%M%S")


def instant(moment: datetime, zone: Zone) -> datetime:
    return moment.replace(tzinfo=zoneinfo(zone.iana)).astimezone(UTC)


zoneinfo = functools.cache(ZoneInfo)


def stamp(moment: datetime) -> str:
    return wall(moment) + "Z"


def when(rng: random.Random) -> datetime:
    day = FIRST + timedelta(days=rng.randrange(365 * YEARS))
    return day + timedelta(minutes=15 * rng.randrange(28, 76))


def hunt(rng: random.Random) -> datetime:
    """A working hour in one of the job hunts."""
    start = rng.choices(HUNTS, HUNT_WEIGHTS)[0] + timedelta(days=7 * rng.randrange(8) + rng.randrange(5))
    return start + timedelta(minutes=30 * rng.randrange(18, 34))


def recurrence(rng: random.Random, start: datetime, zone: Zone) -> tuple[str, list[datetime]]:
    """An RRULE with its end, and the first starts it gives (enough to make exceptions of)."""
    day = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")[start.weekday()]
    rule, step = rng.choice(
        (
            (f"FREQ=WEEKLY;BYDAY={day}", 7),
            (f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}", 14),
            (f"FREQ=WEEKLY;INTERVAL=4;BYDAY={day}", 28),
            ("FREQ=DAILY", 1),
            (f"FREQ=WEEKLY;WKST=MO;BYDAY={day}", 7),
        )
    )
    count = rng.randrange(5, 60)
    starts = [start + timedelta(days=step * n) for n in range(count)]
    match rng.randrange(10):
        case 0 if step > 1:
            return rule, starts
        case 1 | 2 | 3:
            return f"{rule};COUNT={count}", starts
        case _:
            return f"{rule};UNTIL={stamp(instant(starts[-1], zone))}", starts


def event(
    rng: random.Random,
    style: Style,
    *,
    uid: str,
    times: tuple[str, ...],
    title: str,
    text: str,
    organizer: tuple[str, str],
    domain: str,
) -> tuple[str, ...]:
    created = FIRST + timedelta(minutes=rng.randrange(60 * 24 * 365 * 8))
    people = 0 if rng.random() < 0.25 else 1 + int(rng.expovariate(0.33))
    place = rng.choice(WORDS["places"])
    lines = [*times, f"DTSTAMP:{stamp(created)}", f"UID:{uid}", f"CREATED:{stamp(created)}"]
    lines.append(f'ORGANIZER;CN="{organizer[0]}":mailto:{organizer[1]}')
    lines.append(attendee(WORDS["me"], WORDS["me_mail"], "ACCEPTED"))
    lines += [
        attendee(
            person(rng, domain), mail_of(rng, domain), rng.choice(("ACCEPTED", "NEEDS-ACTION", "TENTATIVE"))
        )
        for _ in range(people)
    ]
    lines += [f"LAST-MODIFIED:{stamp(created)}", f"SEQUENCE:{rng.randrange(3)}", "STATUS:CONFIRMED"]
    if text:
        lines.append("DESCRIPTION:" + escape(as_html(text) if style.html and "\n\n" in text else text))
        if style.alt_desc:
            lines.append("X-ALT-DESC;FMTTYPE=text/html:" + escape(as_outlook_html(text)))
    if place:
        lines.append("LOCATION:" + escape(place))
    lines += ["SUMMARY:" + escape(title), *style.extras]
    if rng.random() < 0.6:
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:This is an event reminder",
            f"TRIGGER:-PT{rng.choice((5, 10, 15, 30))}M",
            "END:VALARM",
        ]
    return ("BEGIN:VEVENT", *lines, "END:VEVENT")


def phrases(rng: random.Random, domain: str, company: str = "") -> dict[str, str]:
    return {
        "a": person(rng, domain),
        "b": person(rng, domain),
        "topic": rng.choice(WORDS["topics"]),
        "role": rng.choice(WORDS["roles"]),
        "company": company,
    }


def spanning(start: datetime, minutes: int, zone: Zone) -> tuple[str, str]:
    tz = f";TZID={zone.tzid}:"
    return f"DTSTART{tz}{wall(start)}", f"DTEND{tz}{wall(start + timedelta(minutes=minutes))}"


def ordinary(rng: random.Random, style: Style, zone: Zone, uid: str) -> Family:
    write = functools.partial(event, rng, style, uid=uid, domain=WORDS["employer"])
    start, minutes = when(rng), rng.choice((15, 30, 45, 60, 90))
    title = rng.choice(WORDS["titles"]).format(**phrases(rng, WORDS["employer"]))
    text = chatter(rng)
    organizer = (person(rng, WORDS["employer"]), mail_of(rng, WORDS["employer"]))
    if rng.random() < 0.06:
        end = start + timedelta(days=rng.randrange(1, 4))
        times: tuple[str, ...] = (f"DTSTART;VALUE=DATE:{start:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}")
        return Family(uid, zone, (write(times=times, title=title, text=text, organizer=organizer),), None)
    times = spanning(start, minutes, zone)
    if rng.random() >= RECURRING:
        return Family(uid, zone, (write(times=times, title=title, text=text, organizer=organizer),), None)
    rule, starts = recurrence(rng, start, zone)
    odd = rng.sample(starts[1:], min(len(starts) - 1, rng.randrange(4)))
    gone, moved = odd[:2], odd[2:]
    times += (f"RRULE:{rule}", *(f"EXDATE;TZID={zone.tzid}:{wall(day)}" for day in sorted(gone)))
    overrides = (
        write(
            times=(
                *spanning(day + timedelta(hours=rng.choice((-2, 1, 3))), minutes, zone),
                f"RECURRENCE-ID;TZID={zone.tzid}:{wall(day)}",
            ),
            title=title,
            text=text,
            organizer=organizer,
        )
        for day in moved
    )
    return Family(
        uid, zone, (write(times=times, title=title, text=text, organizer=organizer), *overrides), None
    )


def singular(rng: random.Random, style: Style, zone: Zone, uid: str, *, interview: bool) -> Family:
    """An interview, or a decoy: one event, invited from outside or by the employer."""
    company = rng.choice(WORDS["companies"])
    domain = company.lower().replace(" ", "") + ".example" if interview else WORDS["employer"]
    shape = rng.choice(WORDS["interviews" if interview else "decoys"])
    words, start = phrases(rng, domain, company), hunt(rng)
    lines = event(
        rng,
        style,
        uid=uid,
        times=spanning(start, 45, zone),
        title=shape["title"].format(**words),
        text=shape["text"].format(**words),
        organizer=(words["b"], mail_of(rng, domain)),
        domain=domain,
    )
    return Family(uid, zone, (lines,), instant(start, zone) if interview else None)


def families(events: int, seed: int = 1) -> Iterator[Family]:
    """UID families with exactly ``events`` VEVENT components in all."""
    rng = random.Random(seed)
    left = events
    styles = list(STYLES.values())
    while left > 0:
        style = rng.choices(styles, STYLE_WEIGHTS)[0]
        zone, uid, dice = rng.choice(style.zones), style.uid(rng), rng.random()
        if dice < INTERVIEWS + DECOYS:
            family = singular(rng, style, zone, uid, interview=dice < INTERVIEWS)
        else:
            family = ordinary(rng, style, zone, uid)
            family = Family(uid, zone, family.events[:left], None)
        left -= len(family.events)
        yield family
