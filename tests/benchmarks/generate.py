"""Realistic calendars from a seed: the same arguments always give the same bytes.

``python -m tests.benchmarks.generate --events 10000 --out DIR`` writes ``10000.ics``, with ``--folder`` a
vdir ``10000/`` of one file per UID, and always ``10000.json``: the rows a reader must find (``truth``).

A calendar spans ten years up to a year after ``NOW``, about 2.4 kB an event, a tenth of the UIDs
recurring with EXDATEs and overrides, 0.3 % interviews (a job hunt in 2019, one in 2022, one around
``NOW``) and as many decoys: events that only sound like interviews.
"""

from __future__ import annotations

import argparse
import functools
import json
import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SINCE = datetime(2026, 1, 31, 9, 0, tzinfo=UTC)
UNTIL = datetime(2026, 8, 29, 9, 0, tzinfo=UTC)
FIRST = datetime(2017, 3, 1)  # noqa: DTZ001 - wall time, given a zone later
YEARS = 10
HUNTS = (datetime(2019, 5, 6), datetime(2022, 9, 5), datetime(2026, 2, 16))  # noqa: DTZ001
HUNT_WEIGHTS = (1, 1, 3)

INTERVIEWS = 0.003
DECOYS = 0.003
RECURRING = 0.10

EUROPE = ("-1SU", 3, "020000", "-1SU", 10, "030000")
AMERICA = ("2SU", 3, "020000", "1SU", 11, "020000")


@dataclass(frozen=True)
class Zone:
    """A TZID as a product writes it, the IANA zone behind it, and the rules of its VTIMEZONE."""

    tzid: str
    iana: str
    standard: str
    daylight: str
    rules: tuple[str, int, str, str, int, str] | None


ZONES = (
    Zone("Europe/Berlin", "Europe/Berlin", "+0100", "+0200", EUROPE),
    Zone("Europe/London", "Europe/London", "+0000", "+0100", ("-1SU", 3, "010000", "-1SU", 10, "020000")),
    Zone("America/New_York", "America/New_York", "-0500", "-0400", AMERICA),
    Zone("America/Los_Angeles", "America/Los_Angeles", "-0800", "-0700", AMERICA),
    Zone("Asia/Kolkata", "Asia/Kolkata", "+0530", "+0530", None),
    Zone("W. Europe Standard Time", "Europe/Berlin", "+0100", "+0200", EUROPE),
    Zone("Eastern Standard Time", "America/New_York", "-0500", "-0400", AMERICA),
)
IANA, WINDOWS = ZONES[:5], ZONES[5:]


@dataclass(frozen=True)
class Style:
    """How one product writes events."""

    uid: Callable[[random.Random], str]
    zones: tuple[Zone, ...]
    html: bool
    alt_desc: bool
    extras: tuple[str, ...]


STYLES = {
    "google": Style(
        uid=lambda r: f"{r.getrandbits(128):026x}"[:26] + "@google.com",
        zones=IANA,
        html=True,
        alt_desc=False,
        extras=("TRANSP:OPAQUE", "X-GOOGLE-CONFERENCE:https://meet.example.com/abc-defg-hij"),
    ),
    "outlook": Style(
        uid=lambda r: "040000008200E00074C5B7101A82E008" + f"{r.getrandbits(256):064X}",
        zones=WINDOWS,
        html=False,
        alt_desc=True,
        extras=(
            "CLASS:PUBLIC",
            "PRIORITY:5",
            "X-MICROSOFT-CDO-APPT-SEQUENCE:0",
            "X-MICROSOFT-CDO-OWNERAPPTID:2119384756",
            "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
            "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY",
            "X-MICROSOFT-CDO-ALLDAYEVENT:FALSE",
            "X-MICROSOFT-CDO-IMPORTANCE:1",
            "X-MICROSOFT-DISALLOW-COUNTER:FALSE",
        ),
    ),
    "nextcloud": Style(
        uid=lambda r: "-".join(f"{r.getrandbits(4 * n):0{n}x}" for n in (8, 4, 4, 4, 12)),
        zones=IANA,
        html=False,
        alt_desc=False,
        extras=("X-MOZ-GENERATION:3", "CATEGORIES:Termine,Büro"),
    ),
}
STYLE_WEIGHTS = (45, 35, 20)


@dataclass(frozen=True)
class Family:
    """Everything with one UID: a master and its overrides, unfolded lines, and whether it is an interview."""

    uid: str
    zone: Zone
    events: tuple[tuple[str, ...], ...]
    interview_start: datetime | None


# --------------------------------------------------------------------------- text


def fold(line: str) -> str:
    """RFC 5545 3.1: lines of at most 75 octets, never splitting a character."""
    if len(line) <= 75 and line.isascii():
        return line
    if line.isascii():
        return "\r\n ".join((line[:75], *(line[i : i + 74] for i in range(75, len(line), 74))))
    pieces, piece, size = [], 0, 0
    for index, octets in enumerate(map(len, map(str.encode, line))):
        if size + octets > 75:
            pieces.append(line[piece:index])
            piece, size = index, 1
        size += octets
    return "\r\n ".join((*pieces, line[piece:]))


def escape(text: str) -> str:
    """RFC 5545 3.3.11."""
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def token(rng: random.Random) -> str:
    return f"{rng.getrandbits(96):024x}"


def person(rng: random.Random) -> str:
    return f"{rng.choice(WORDS['first'])} {rng.choice(WORDS['last'])}"


def attendee(name: str, mail: str, partstat: str) -> str:
    return (
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};RSVP=TRUE;"
        f'CN="{name}";X-NUM-GUESTS=0:mailto:{mail}'
    )


def mail_of(rng: random.Random, domain: str) -> str:
    return f"p{rng.randrange(400)}@{domain}"


def chatter(rng: random.Random) -> str:
    """The text of an ordinary event: nothing, a line, or minutes and a conference's boilerplate."""
    if rng.random() < 0.25:
        return ""
    text = "\n\n".join(
        rng.choice(WORDS["paragraphs"]) for _ in range(min(12, 1 + int(rng.expovariate(0.34))))
    )
    if rng.random() < 0.4:
        text += "\n\n" + WORDS["conference"].replace("{token}", token(rng))
    return text


def as_html(text: str) -> str:
    return "".join(f"<p>{part}</p>" for part in text.split("\n\n")).replace("\n", "<br>")


def as_outlook_html(text: str) -> str:
    head = (
        '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">\n<HTML>\n<HEAD>\n'
        '<META NAME="Generator" CONTENT="MS Exchange Server version 16.0">\n<TITLE></TITLE>\n</HEAD>\n'
        "<BODY>\n"
    )
    span = '<P DIR=LTR><SPAN LANG="en-us"><FONT FACE="Calibri">{}</FONT></SPAN></P>\n'
    return head + "".join(span.format(p) for p in text.split("\n\n")) + "</BODY>\n</HTML>"


# --------------------------------------------------------------------------- events


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
        attendee(person(rng), mail_of(rng, domain), rng.choice(("ACCEPTED", "NEEDS-ACTION", "TENTATIVE")))
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


def phrases(rng: random.Random, company: str = "") -> dict[str, str]:
    return {
        "a": person(rng),
        "b": person(rng),
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
    title = rng.choice(WORDS["titles"]).format(**phrases(rng))
    text, organizer = chatter(rng), (person(rng), mail_of(rng, WORDS["employer"]))
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
    words, start = phrases(rng, company), hunt(rng)
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


# --------------------------------------------------------------------------- files


@functools.cache
def vtimezone(zone: Zone) -> tuple[str, ...]:
    """The zone's rules as products write them (RFC 5545 3.6.5)."""

    def part(kind: str, source: str, goal: str, begin: str, rule: tuple[str, ...]) -> tuple[str, ...]:
        head = (f"BEGIN:{kind}", f"TZOFFSETFROM:{source}", f"TZOFFSETTO:{goal}", f"DTSTART:{begin}")
        return (*head, *rule, f"END:{kind}")

    std, dst, year = zone.standard, zone.daylight, "1601" if zone in WINDOWS else "1970"
    if zone.rules is None:
        body = part("STANDARD", std, std, f"{year}0101T000000", ())
    else:
        spring, march, at, autumn, october, back = zone.rules
        body = part(
            "DAYLIGHT", std, dst, f"{year}0101T{at}", (f"RRULE:FREQ=YEARLY;BYDAY={spring};BYMONTH={march}",)
        ) + part(
            "STANDARD",
            dst,
            std,
            f"{year}0101T{back}",
            (f"RRULE:FREQ=YEARLY;BYDAY={autumn};BYMONTH={october}",),
        )
    return ("BEGIN:VTIMEZONE", f"TZID:{zone.tzid}", *body, "END:VTIMEZONE")


def blob(*groups: tuple[str, ...]) -> bytes:
    return "".join(fold(line) + "\r\n" for group in groups for line in group).encode()


HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Benchmarks//Generated//EN", "CALSCALE:GREGORIAN")
FOOT = ("END:VCALENDAR",)


def write_file(path: Path, source: Iterator[Family]) -> list[Family]:
    """One calendar with every family in it; returns the interviews."""
    found = []
    with path.open("wb") as out:
        out.write(blob(HEAD, *map(vtimezone, ZONES)))
        for family in source:
            out.write(blob(*family.events))
            if family.interview_start:
                found.append(family)
        out.write(blob(FOOT))
    return found


def write_folder(path: Path, source: Iterator[Family]) -> list[Family]:
    """A vdir: one file per UID; returns the interviews."""
    path.mkdir()
    found = []
    for family in source:
        data = blob(HEAD, vtimezone(family.zone), *family.events, FOOT)
        (path / f"{family.uid}.ics").write_bytes(data)
        if family.interview_start:
            found.append(family)
    return found


def truth(interviews: list[Family]) -> list[list[str]]:
    """Rows (uid, start as UTC ISO) of the interviews inside the window SINCE..UNTIL."""
    return sorted(
        [family.uid, family.interview_start.isoformat()]
        for family in interviews
        if family.interview_start and SINCE <= family.interview_start < UNTIL
    )


def generate(out: Path, events: int, *, seed: int = 1, folder: bool = False) -> Path:
    """The calendar of that size in ``out``, made only when it is not there yet. Returns its path."""
    path = out / (str(events) if folder else f"{events}.ics")
    rows = out / f"{events}.json"
    if not (path.exists() and rows.exists()):
        out.mkdir(parents=True, exist_ok=True)
        found = (write_folder if folder else write_file)(path, families(events, seed))
        rows.write_text(json.dumps(truth(found), indent=1), encoding="utf-8")
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description="Write generated calendars.")
    parser.add_argument("--events", type=int, action="append", help="VEVENT components (repeatable)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", action="store_true", help="a file per UID instead of one file")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    for events in options.events or [1_000, 10_000]:
        print(generate(options.out, events, seed=options.seed, folder=options.folder))  # noqa: T201


if __name__ == "__main__":
    main()
