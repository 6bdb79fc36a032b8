"""Calendars for the tests of reading: text helpers, and a Hypothesis strategy with the traps in it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from calsync.model import Query, Window
from calsync.seek import Vocabulary

BERLIN = ZoneInfo("Europe/Berlin")
WINDOW = Window(datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC))
EVERYTHING = Query(WINDOW, BERLIN)


def query(*, words: Iterable[str] | None = None, **more: object) -> Query:
    """A query over the usual window, in Berlin."""
    asked = None if words is None else Vocabulary.of(words)
    return Query(**{"window": WINDOW, "zone": BERLIN, "words": asked, **more})  # type: ignore[arg-type]


def event(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT")) + "\r\n"


def calendar(*parts: str, head: tuple[str, ...] = ("VERSION:2.0", "PRODID:-//Test//EN")) -> bytes:
    lines = "".join(f"{line}\r\n" for line in head)
    return f"BEGIN:VCALENDAR\r\n{lines}{''.join(parts)}END:VCALENDAR\r\n".encode()


def folded(line: str, at: int) -> bytes:
    """A line folded every ``at`` bytes, through characters if need be."""
    raw = line.encode()
    return b"\r\n ".join(raw[n : n + at] for n in range(0, len(raw), at))


# --------------------------------------------------------------------------- generated calendars

WORDS = ("interview", "vorstellungsgespräch", "面接", "greenhouse.io", "phone screen")
_FILLER = (
    "lunch",
    "team meeting",
    "Zahnarzt",
    "打ち合わせ",
    "R&D",
    "BEGIN:VEVENT",
    "https://x.example/a?b=c",
)
_HIDDEN = (
    "INTERVIEW",
    "Inter<b>view</b>",
    "Vorstellungsgesprach",
    "Vorstellungsgespra\u0308ch",
    "Vorstellungsgespr&auml;ch",
    "phone&nbsp;screen",
    "phone  screen",
    "面接",
    "Ｉｎｔｅｒｖｉｅｗ",
    "see https://boards.greenhouse.io/acme",
    "Inter\u00adview",
)

_ALARM = "\r\n".join(
    ("BEGIN:VALARM", "UID:alarm", "DURATION:PT5M", "REPEAT:2", "DESCRIPTION:x", "TRIGGER:-PT5M", "END:VALARM")
)

_zones = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "W. Europe Standard Time",
        "UTC",
        "/vendor.example/Asia/Tokyo",
        "Nowhere",
    ]
)
_quarters = st.integers(0, 212 * 96)
_moments = _quarters.map(lambda n: datetime.fromisoformat("2025-11-01") + timedelta(minutes=15 * n))
_texts = st.lists(st.sampled_from(_FILLER + _HIDDEN), max_size=3).map(" ".join)
_rules = st.sampled_from(
    [
        "FREQ=DAILY",
        "FREQ=DAILY;COUNT=5",
        "FREQ=WEEKLY;UNTIL=20260301T000000Z",
        "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=30",
        "FREQ=MONTHLY;BYDAY=2TU",
        "FREQ=YEARLY",
        "FREQ=DAILY;INTERVAL=3;UNTIL=20260110",
    ]
)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


@st.composite
def times(draw: st.DrawFn, name: str, moment: datetime | None = None) -> str:
    """A DTSTART-like line, in any of the forms there are."""
    when = draw(_moments) if moment is None else moment
    form = draw(st.sampled_from(["utc", "floating", "date", "zone", "quoted"]))
    stamp = f"{when:%Y%m%dT%H%M%S}"
    match form:
        case "utc":
            return f"{name}:{stamp}Z"
        case "floating":
            return f"{name}:{stamp}"
        case "date":
            return f"{name};VALUE=DATE:{when:%Y%m%d}"
        case "zone":
            return f"{name};TZID={draw(_zones)}:{stamp}"
        case _:
            return f'{name};TZID="GMT +01:00":{stamp}'


@st.composite
def events(draw: st.DrawFn) -> str:
    """One VEVENT, more often odd than not."""
    start = draw(_moments)
    uid = draw(st.sampled_from(["a", "b", "c", "d\\,e", "x" * 90, "calsync-1", "é"]))
    start_line = draw(times("DTSTART", start))
    lines = [f"UID:{uid}", start_line, "DTSTAMP:20260101T000000Z"]
    kind, _, _ = start_line.partition(":")
    length = draw(st.sampled_from([0, 30, 60 * 24, 60 * 24 * 40, 60 * 24 * 200, -60]))
    end = start + timedelta(minutes=length)
    match draw(st.sampled_from(["dtend", "duration", "none", "short"])):
        case "dtend":
            stamp = f"{end:%Y%m%d}" if "VALUE=DATE" in kind else f"{end:%Y%m%dT%H%M%S}"
            zulu = "Z" if start_line.endswith("Z") else ""
            lines.append(f"{kind.replace('DTSTART', 'DTEND')}:{stamp}{zulu}")
        case "duration":
            lines.append(f"DURATION:P{abs(length) // 1440 or 1}D")
        case "short":
            lines.append("DURATION:PT30M")
        case _:
            pass
    if draw(st.booleans()):
        lines.append(f"RRULE:{draw(_rules)}")
    if draw(st.integers(0, 3)) == 0:
        lines.append(draw(times("RDATE")))
    if draw(st.integers(0, 3)) == 0:
        lines.append(draw(times("EXDATE")))
    if draw(st.integers(0, 3)) == 0:
        rid = draw(times("RECURRENCE-ID"))
        if draw(st.booleans()):
            rid = rid.replace("RECURRENCE-ID", "RECURRENCE-ID;RANGE=THISANDFUTURE")
        lines.append(rid)
    lines.append(f"SEQUENCE:{draw(st.integers(0, 2))}")
    lines.append(f"SUMMARY:{_escaped(draw(_texts))}")
    lines.append(f"DESCRIPTION:{_escaped(draw(_texts))}")
    if draw(st.booleans()):
        lines.append(f'ATTENDEE;CN="{draw(_texts)}";PARTSTAT=ACCEPTED:mailto:a@b.example')
    if draw(st.booleans()):
        lines.insert(draw(st.integers(0, len(lines))), _ALARM)
    if draw(st.integers(0, 9)) == 0:
        at = draw(st.integers(0, len(lines) - 1))
        name, _, rest = lines[at].partition(":")
        if ";" not in name and "\r\n" not in lines[at]:
            lines[at] = f"{name.lower()}:{rest}"
    if draw(st.integers(0, 19)) == 0:
        lines.append("a line that is no property")
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))


def refolded(text: str, at: int, line_end: bytes) -> bytes:
    """The text with every line folded at that many bytes."""
    lines = []
    for line in text.split("\r\n"):
        raw = line.encode()
        pieces = (raw[n : n + at] for n in range(0, max(1, len(raw)), at))
        lines.append((line_end + b" ").join(pieces))
    return line_end.join(lines)


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, bytes]:
    """A calendar file, and the same with its components in reverse."""
    parts = draw(st.lists(events(), max_size=7))
    head = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        *draw(st.sampled_from([[], ["X-WR-TIMEZONE:Asia/Tokyo"], ["METHOD:REQUEST"]])),
    ]
    at, line_end = (
        draw(st.sampled_from([20, 33, 74, 75, 10_000])),
        draw(st.sampled_from([b"\r\n", b"\r\n", b"\n"])),
    )
    both = []
    for order in (parts, parts[::-1]):
        text = "\r\n".join((*head, *order, "END:VCALENDAR", ""))
        both.append(refolded(text, at, line_end))
    return both[0], both[1]
