"""icalendar and recurring-ical-events."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import recurring_ical_events

path, *window = sys.argv[1:]
since, until = (datetime.fromisoformat(text) for text in window)
calendar = icalendar.Calendar.from_ical(Path(path).read_bytes())
# A day either side: all-day events are placed in no zone, and the window is cut by start below.
query = recurring_ical_events.of(calendar, skip_bad_series=True)
for event in query.between(since - timedelta(days=1), until + timedelta(days=1)):
    start = event["DTSTART"].dt
    if isinstance(start, datetime):
        instant = start.astimezone(UTC)
        if since <= instant < until:
            print(event["UID"], f"{instant:%Y-%m-%dT%H:%M:%SZ}", sep="\t")  # noqa: T201
    elif since.date() <= start < until.date():
        print(event["UID"], start, sep="\t")  # noqa: T201
