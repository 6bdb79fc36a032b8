"""Events as they stand in somebody's calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from calsync.model import Query, Window
from calsync.seek import Vocabulary
from tests.servers.running import Server

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
WINDOW = Window(NOW - timedelta(days=30), NOW + timedelta(days=180))
WORDS = ("interview", "vorstellungsgespräch")


def event(uid: str, summary: str, *more: str, start: str = "20260310T100000Z") -> str:
    lines = ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", f"DTSTART:{start}"]
    if not any(line.startswith(("DTEND", "DURATION")) for line in more):
        lines.append("DURATION:PT1H")
    return "\r\n".join([*lines, f"SUMMARY:{summary}", *more, "END:VEVENT", ""])


def calendar(*components: str) -> str:
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//Phone//EN\r\n"
    return head + "".join(components) + "END:VCALENDAR\r\n"


def put_events(server: Server, url: str, summaries: dict[str, str]) -> None:
    """One object for each UID."""
    for uid, summary in summaries.items():
        server.put(f"{url}{uid}.ics", calendar(event(uid, summary)))


def query(words: tuple[str, ...] | None = WORDS, **more: object) -> Query:
    return Query(WINDOW, ZONE, None if words is None else Vocabulary.of(words), **more)  # type: ignore[arg-type]
