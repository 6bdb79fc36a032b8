"""New follow-ups and patched ones: times, alarms, and the user's own hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calsync.ical.item import (
    Content,
    Field,
    cancel_item,
    complete_item,
    new_item,
    patch_item,
    read_item,
    reschedule_item,
)
from calsync.model import Component, State, Stored

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DUE = datetime(2026, 3, 3, 17, 0, tzinfo=UTC)
CONTENT = Content("Thank Priya", "Why.", DUE, 5, ("calsync",))
TODO = new_item("calsync-1", CONTENT, Component.VTODO, "mark", NOW)
EVENT = new_item("calsync-1", CONTENT, Component.VEVENT, "mark", NOW)
LATER = DUE + timedelta(days=2)


def moved(data: bytes, due: datetime = LATER, now: datetime = NOW) -> str:
    return patch_item(data, replace(CONTENT, due=due), frozenset({Field.DUE}), "mark", now).decode()


def with_lines(data: bytes, *lines: bytes) -> bytes:
    return data.replace(
        b"CLASS:PRIVATE\r\n", b"".join(line + b"\r\n" for line in lines) + b"CLASS:PRIVATE\r\n"
    )


def state(data: bytes) -> State:
    return read_item(Stored("h", "e", data)).state


def test_a_new_task_is_what_apps_expect() -> None:
    assert new_item("calsync-1", CONTENT, Component.VTODO, "mark", NOW, "1.2").decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//calsync//calsync 1.2//EN",
        "BEGIN:VTODO",
        "UID:calsync-1",
        "DTSTAMP:20260302T090000Z",
        "CREATED:20260302T090000Z",
        "LAST-MODIFIED:20260302T090000Z",
        "SEQUENCE:0",
        "DUE:20260303T170000Z",
        "SUMMARY:Thank Priya",
        "DESCRIPTION:Why.",
        "PRIORITY:5",
        "CATEGORIES:calsync",
        "CLASS:PRIVATE",
        "STATUS:NEEDS-ACTION",
        "X-CALSYNC:mark",
        "BEGIN:VALARM",
        "UID:calsync-1-alarm",
        "ACTION:DISPLAY",
        "DESCRIPTION:Thank Priya",
        "TRIGGER;VALUE=DATE-TIME:20260303T170000Z",
        "END:VALARM",
        "END:VTODO",
        "END:VCALENDAR",
        "",
    ]


def test_a_new_event_has_an_end_and_blocks_no_time() -> None:
    lines = EVENT.decode().split("\r\n")
    for line in ("DTSTART:20260303T170000Z", "DTEND:20260303T171500Z", "TRANSP:TRANSPARENT", "CLASS:PRIVATE"):
        assert line in lines
    assert not any(line.startswith(("DUE", "STATUS")) for line in lines)


def test_no_alarm_is_set_in_the_past() -> None:
    for late in (DUE, DUE + timedelta(hours=1)):
        assert b"VALARM" not in new_item("calsync-1", CONTENT, Component.VTODO, "mark", late)
    assert "VALARM" not in moved(TODO, DUE - timedelta(hours=1), DUE)


@pytest.mark.parametrize("data", [TODO, EVENT])
def test_our_alarm_follows_the_due(data: bytes) -> None:
    after = moved(data)
    assert after.count("TRIGGER;VALUE=DATE-TIME:20260305T170000Z") == after.count("TRIGGER") == 1


def test_an_alarm_whose_uid_a_server_stripped_is_still_ours() -> None:
    after = moved(TODO.replace(b"UID:calsync-1-alarm\r\n", b""))
    assert after.count("TRIGGER;VALUE=DATE-TIME:20260305T170000Z") == after.count("TRIGGER") == 1


def test_the_users_alarms_stay_as_they_are() -> None:
    mine = (
        b"BEGIN:VALARM\r\nUID:mine\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\n"
        b"TRIGGER;VALUE=DATE-TIME:20260303T170000Z\r\nEND:VALARM\r\n"
        b"BEGIN:VALARM\r\nACTION:AUDIO\r\nTRIGGER;VALUE=DATE-TIME:20260303T170000Z\r\nEND:VALARM\r\n"
    )
    without = TODO[: TODO.index(b"BEGIN:VALARM")] + mine + b"END:VTODO\r\nEND:VCALENDAR\r\n"
    assert mine.decode() in moved(without)
    both = TODO.replace(b"END:VTODO", mine + b"END:VTODO")
    assert mine.decode() in moved(both)
    assert moved(both).count("20260305T170000Z") == 2


def test_an_alarm_the_user_removed_stays_away() -> None:
    start, end = TODO.index(b"BEGIN:VALARM"), TODO.index(b"END:VTODO")
    assert "VALARM" not in moved(TODO[:start] + TODO[end:])


def test_an_alarm_made_relative_is_left_to_move_by_itself() -> None:
    relative = TODO.replace(b"TRIGGER;VALUE=DATE-TIME:20260303T170000Z", b"TRIGGER:-PT30M")
    assert "TRIGGER:-PT30M\r\n" in moved(relative)


def test_a_follow_up_created_too_late_for_an_alarm_gets_one_when_it_moves_ahead() -> None:
    late = DUE + timedelta(hours=3)
    data = new_item("calsync-1", CONTENT, Component.VTODO, "mark", late)
    after = moved(data, now=late)
    assert after.count("TRIGGER;VALUE=DATE-TIME:20260305T170000Z") == 1
    assert after.index("BEGIN:VALARM") < after.index("END:VTODO")


def test_the_alarm_shows_the_new_title() -> None:
    after = patch_item(TODO, replace(CONTENT, summary="Thank Ada"), frozenset({Field.SUMMARY}), "m", NOW)
    assert after.count(b"Thank Ada") == 2
    assert b"Priya" not in after


def test_a_start_the_user_added_stays_while_it_is_before_the_due() -> None:
    data = with_lines(TODO, b"DTSTART;TZID=Europe/Berlin:20260303T080000")
    assert "DTSTART;TZID=Europe/Berlin:20260303T080000\r\n" in moved(data)


def test_a_start_that_would_no_longer_be_before_the_due_moves_with_it() -> None:
    data = with_lines(TODO, b"DTSTART:20260303T120000Z")
    after = moved(data, DUE - timedelta(days=1))
    assert "DTSTART:20260302T120000Z\r\n" in after
    assert "DUE:20260302T170000Z\r\n" in after


def test_date_and_date_time_are_never_mixed() -> None:
    all_day = TODO.replace(b"DUE:20260303T170000Z", b"DTSTART;VALUE=DATE:20260302\r\nDUE;VALUE=DATE:20260303")
    after = moved(all_day)
    assert "DTSTART:20260302T235900Z\r\n" in after
    assert "DUE:20260305T170000Z\r\n" in after
    assert "VALUE=DATE:" not in after


def test_a_duration_gives_way_to_a_due() -> None:
    data = TODO.replace(b"DUE:20260303T170000Z", b"DTSTART:20260303T160000Z\r\nDURATION:PT1H")
    after = moved(data)
    assert "DURATION" not in after
    assert "DUE:20260305T170000Z" in after
    event = EVENT.replace(b"DTEND:20260303T171500Z", b"DURATION:PT15M")
    assert "DTEND:20260305T171500Z" in moved(event)
    assert "DURATION" not in moved(event)


def test_versions_rise_and_never_fall_behind_a_device_whose_clock_is_ahead() -> None:
    data = TODO.replace(b"LAST-MODIFIED:20260302T090000Z", b"LAST-MODIFIED:20270101T000000Z")
    data = data.replace(b"SEQUENCE:0", b"SEQUENCE:41")
    after = moved(data, now=NOW + timedelta(minutes=1))
    assert "LAST-MODIFIED:20270101T000000Z\r\n" in after
    assert "DTSTAMP:20260302T090100Z\r\n" in after
    assert "SEQUENCE:42\r\n" in after
    assert "CREATED:20260302T090000Z\r\n" in after


def test_an_edited_title_gives_up_its_alternative_text() -> None:
    data = with_lines(TODO, b"X-ALT-DESC;FMTTYPE=text/html:<b>Why.</b>")
    data = data.replace(b"SUMMARY:", b'SUMMARY;ALTREP="http://x/":')
    after = patch_item(data, CONTENT, frozenset({Field.SUMMARY}), "mark", NOW)
    assert b"ALTREP" not in after
    assert b"X-ALT-DESC;FMTTYPE=text/html:<b>Why.</b>\r\n" in after


def test_duplicates_of_a_managed_field_become_one() -> None:
    data = with_lines(TODO, b"CATEGORIES:a", b"CATEGORIES:b")
    after = patch_item(data, CONTENT, frozenset({Field.CATEGORIES}), "mark", NOW)
    assert after.count(b"CATEGORIES:") == 1


def test_a_value_that_is_gone_takes_its_line_along() -> None:
    empty = Content("x", "", DUE, 0, ())
    after = patch_item(TODO, empty, frozenset(Field), "mark", NOW)
    assert not any(name in after for name in (b"\r\nDESCRIPTION:Why", b"PRIORITY", b"CATEGORIES"))


def test_completing_a_task_says_so_in_every_way_apps_look_for() -> None:
    data = complete_item(TODO, NOW)
    for line in (b"STATUS:COMPLETED", b"PERCENT-COMPLETE:100", b"COMPLETED:20260302T090000Z"):
        assert line + b"\r\n" in data
    assert state(data) is State.DONE


def test_a_new_property_comes_before_the_alarm_as_parsers_expect() -> None:
    data = complete_item(TODO, NOW)
    assert data.index(b"\r\nCOMPLETED:") < data.index(b"BEGIN:VALARM")


def test_completing_again_keeps_the_first_time() -> None:
    again = complete_item(complete_item(TODO, NOW), NOW + timedelta(days=1))
    assert b"COMPLETED:20260302T090000Z\r\n" in again


def test_completing_an_event_ticks_its_title_and_ends_its_alarm() -> None:
    data = complete_item(EVENT, NOW)
    assert "SUMMARY:✓ Thank Priya\r\n".encode() in data
    assert b"VALARM" not in data
    assert complete_item(data, NOW).count("✓".encode()) == 1
    assert state(complete_item(cancel_item(EVENT, NOW), NOW)) is State.DONE


def test_a_new_title_keeps_the_tick() -> None:
    data = complete_item(EVENT, NOW)
    after = patch_item(data, replace(CONTENT, summary="Thank Ada"), frozenset({Field.SUMMARY}), "m", NOW)
    assert "SUMMARY:✓ Thank Ada\r\n".encode() in after
    assert state(after) is State.DONE


@pytest.mark.parametrize("data", [TODO, EVENT])
def test_cancelling_sets_the_status_and_ends_our_alarm(data: bytes) -> None:
    after = cancel_item(data, NOW)
    assert state(after) is State.CANCELLED
    assert b"VALARM" not in after


@pytest.mark.parametrize("data", [TODO, EVENT])
def test_rescheduling_leaves_the_mark_so_that_it_reads_as_the_users_edit(data: bytes) -> None:
    after = reschedule_item(data, LATER, NOW)
    item = read_item(Stored("h", "e", after))
    assert (item.mark, item.due) == ("mark", LATER)
    assert after.count(b"20260305T170000Z") == 2
