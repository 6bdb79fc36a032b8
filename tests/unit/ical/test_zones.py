"""Names of time zones, of all makers."""

from __future__ import annotations

import subprocess
import sys

import pytest

from calsync.ical.zones import iana


def test_windows_names_mean_what_icalendar_says() -> None:
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    assert len(WINDOWS_TO_OLSON) > 100
    for name, key in WINDOWS_TO_OLSON.items():
        zone = iana(name)
        assert zone is not None
        assert zone.key in {key, name}


@pytest.mark.parametrize(
    "name", ["UTC", "GMT", "Europe/Berlin", "/Europe/Berlin", "/vendor.example/Europe/Berlin"]
)
def test_names_of_the_time_zone_database_are_kept(name: str) -> None:
    zone = iana(name)
    assert zone is not None
    assert name.endswith(zone.key)


@pytest.mark.parametrize(
    "name", ["", "Nowhere", "Customized Time Zone", "../../etc/passwd", "a/b/c", "Europe"]
)
def test_what_is_no_zone_is_none(name: str) -> None:
    assert iana(name) is None


def test_a_usual_calendar_is_read_without_the_icalendar_library() -> None:
    code = """if True:
        import sys
        from tests.unit.ical.calendars import calendar, event, query
        from calsync.ical.read import read_calendar
        data = calendar(
            event("UID:a", "DTSTART;TZID=W. Europe Standard Time:20260303T100000", "SUMMARY:interview"),
            event("UID:b", "DTSTART:20260303T100000Z", "RRULE:FREQ=DAILY", "SUMMARY:interview"),
        )
        assert len(read_calendar(data, query(words=("interview",)), "x").occurrences) == 30
        assert not {"icalendar", "recurring_ical_events", "dateutil"} & sys.modules.keys()
    """
    subprocess.run([sys.executable, "-c", code], check=True)
