"""What other apps do to a follow-up is understood, whatever they write it as."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from calsync.errors import ItemError
from calsync.ical.item import Field, Item, read_item
from calsync.model import State, Stored

DUE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

OWN_ZONE = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:+0530
TZOFFSETTO:+0530
END:STANDARD
END:VTIMEZONE
"""


def todo(*lines: str, kind: str = "VTODO", before: str = "", zone: ZoneInfo | None = None) -> Item:
    body = "".join(f"{line}\n" for line in lines)
    data = f"BEGIN:VCALENDAR\n{before}BEGIN:{kind}\nUID:calsync-1\n{body}END:{kind}\nEND:VCALENDAR\n"
    stored = Stored("h", "e", data.encode())
    return read_item(stored, zone) if zone else read_item(stored)


def event(*lines: str) -> Item:
    return todo(*lines, kind="VEVENT")


@pytest.mark.parametrize(
    "lines",
    [
        ["STATUS:COMPLETED"],
        ["status:completed"],
        ["COMPLETED:20260301T120000Z"],
        ["PERCENT-COMPLETE:100"],
        ["STATUS:IN-PROCESS", "PERCENT-COMPLETE:100"],
        ["STATUS:COMPLETED", "PERCENT-COMPLETE:100", "COMPLETED;VALUE=DATE-TIME:20260301T120000Z"],
    ],
)
def test_a_task_is_done_by_any_of_the_signs(lines: list[str]) -> None:
    assert todo(*lines).state is State.DONE


@pytest.mark.parametrize(
    "lines", [[], ["STATUS:NEEDS-ACTION"], ["STATUS:IN-PROCESS", "PERCENT-COMPLETE:99"], ["SUMMARY:✓ Call"]]
)
def test_a_task_is_open_otherwise(lines: list[str]) -> None:
    assert todo(*lines).state is State.OPEN


def test_a_cancelled_task_is_cancelled() -> None:
    assert todo("STATUS:CANCELLED").state is State.CANCELLED
    assert event("STATUS:CANCELLED").state is State.CANCELLED


@pytest.mark.parametrize(
    "tick", ["✓ ", "✓", "✔ ", "✔\ufe0f ", "☑", "☑\ufe0f ", "✅ ", "[x] ", "[X] ", " ✓  "]
)
def test_a_ticked_event_is_done_and_keeps_its_title(tick: str) -> None:
    item = event(f"SUMMARY:{tick}Call them")
    assert item.state is State.DONE
    assert item.summary == item.values[Field.SUMMARY] == "Call them"


@pytest.mark.parametrize("title", ["Call them ✓", "[ ] Call", "x Call", "[Hold] Call", "STATUS:COMPLETED"])
def test_an_event_without_a_leading_tick_is_open(title: str) -> None:
    assert event(f"SUMMARY:{title}").state is State.OPEN


def test_when_it_was_completed_is_an_instant() -> None:
    assert todo("COMPLETED:20260301T120000Z").completed == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert todo("COMPLETED;TZID=Europe/Berlin:20260301T120000").completed == datetime(
        2026, 3, 1, 11, tzinfo=UTC
    )
    assert todo("STATUS:COMPLETED").completed is None


@pytest.mark.parametrize(
    "line",
    [
        "DUE:20260302T090000Z",
        "due:20260302T090000Z",
        "DUE;VALUE=DATE-TIME:20260302T090000Z",
        "DUE;TZID=Europe/Berlin:20260302T100000",
        'DUE;X-A="b:c";TZID="Europe/Berlin":20260302T100000',
        "DUE;TZID=/freeassociation.sourceforge.net/Europe/Berlin:20260302T100000",
        "DUE;TZID=W. Europe Standard Time:20260302T100000",
        "DUE;TZID=Customized Time Zone:20260302T143000",
        "DU\n E;TZID=Europe/Ber\n lin:20260302T10\n 0000",
    ],
)
def test_a_due_is_the_same_instant_in_any_zone(line: str) -> None:
    item = todo(line, before=OWN_ZONE)
    assert item.values[Field.DUE] == "2026-03-02T09:00:00Z"
    assert item.due == DUE


def test_a_due_can_be_a_start_with_a_duration() -> None:
    assert todo("DTSTART:20260302T080000Z", "DURATION:PT1H").due == DUE
    assert todo("DTSTART:20260301T090000Z", "DURATION:P1D").values[Field.DUE] == "2026-03-02T09:00:00Z"
    assert todo("DTSTART:20260309T090000Z", "DURATION:-P1W").due == DUE


def test_a_due_that_was_taken_out_is_none() -> None:
    for lines in ([], ["DTSTART:20260302T080000Z"], ["DUE:soon"], ["DUE:20260231T090000Z"], ["DUE:99999999"]):
        assert todo(*lines).due is None
        assert todo(*lines).values[Field.DUE] == ""


def test_a_date_is_due_until_the_end_of_the_day_of_the_user() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    item = todo("DUE;VALUE=DATE:20260302", zone=berlin)
    assert item.values[Field.DUE] == "2026-03-02"
    assert item.due == datetime(2026, 3, 2, 23, 59, tzinfo=timezone(timedelta(hours=1)))
    floating = todo("DUE:20260302T100000", zone=berlin)
    assert floating.values[Field.DUE] == "2026-03-02T10:00:00"
    assert floating.due == DUE


def test_an_unknown_zone_floats() -> None:
    assert todo("DUE;TZID=Nowhere/Atlantis:20260302T090000").values[Field.DUE] == "2026-03-02T09:00:00"
    assert todo("DUE;TZID=../../etc/passwd:20260302T090000").values[Field.DUE] == "2026-03-02T09:00:00"


def test_an_event_is_due_at_its_start() -> None:
    for end in ("DTEND:20260302T091500Z", "DURATION:PT15M", "DTEND;TZID=Asia/Tokyo:20260302T181500"):
        item = event("DTSTART:20260302T090000Z", end)
        assert item.due == DUE
        assert item.values[Field.DUE] == "2026-03-02T09:00:00Z/2026-03-02T09:15:00Z"


def test_an_alarm_has_no_say_in_what_the_task_is() -> None:
    alarm = [
        "BEGIN:VALARM",
        "UID:calsync-2",
        "SUMMARY:no",
        "DESCRIPTION:no",
        "STATUS:COMPLETED",
        "END:VALARM",
    ]
    item = todo(*alarm, "SUMMARY:yes")
    assert (item.uid, item.summary, item.state) == ("calsync-1", "yes", State.OPEN)
    assert item.values[Field.DESCRIPTION] == ""


def test_categories_are_a_set() -> None:
    one = todo("CATEGORIES:job search,calsync")
    two = todo("CATEGORIES:calsync", "CATEGORIES;LANGUAGE=en:job search,calsync,")
    assert one.values[Field.CATEGORIES] == two.values[Field.CATEGORIES] == "calsync,job search"
    comma = todo(r"CATEGORIES:a\,b,c")
    assert comma.values[Field.CATEGORIES] == r"a\,b,c"


def test_an_undefined_priority_is_none() -> None:
    assert todo("PRIORITY:0").values[Field.PRIORITY] == todo().values[Field.PRIORITY] == ""
    assert todo("PRIORITY: 5").values[Field.PRIORITY] == "5"


def test_text_is_compared_without_what_servers_change() -> None:
    a = todo("SUMMARY:Caf\u00e9", r"DESCRIPTION:one\ntwo\n")
    b = todo("SUMMARY;LANGUAGE=fr: Cafe\u0301 ", r"DESCRIPTION:one \Ntwo")
    assert a.values == b.values


def test_a_master_comes_before_its_override_and_ours_before_others() -> None:
    data = (
        b"BEGIN:VCALENDAR\n"
        b"BEGIN:VTODO\nUID:other\nSUMMARY:theirs\nEND:VTODO\n"
        b"BEGIN:VTODO\nUID:calsync-1\nRECURRENCE-ID:20260302T090000Z\nSUMMARY:override\nEND:VTODO\n"
        b"BEGIN:VTODO\nUID:calsync-1\nSUMMARY:master\nEND:VTODO\n"
        b"END:VCALENDAR\n"
    )
    assert read_item(Stored("h", "e", data)).summary == "master"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7",
        b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nSUMMARY:no UID\r\nEND:VTODO\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:calsync-1\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VTODO\r\nUID:calsync-1\r\nEND:VTODO\r\n",
        b"BEGIN:VCALENDAR\r\nBEGIN:VJOURNAL\r\nUID:calsync-1\r\nEND:VJOURNAL\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VTODO\n" * 100_000,
    ],
)
def test_what_is_no_follow_up_is_an_item_error(data: bytes) -> None:
    with pytest.raises(ItemError):
        read_item(Stored("h", "e", data))


@pytest.mark.parametrize(
    "lines",
    [
        ["DUE:00010101T000000Z"],
        ["DUE:99991231T235959Z"],
        ["DTSTART:20260302T090000Z", "DURATION:P999999W"],
        ["DTSTART:20260302T090000Z", "DURATION:P30D, soon"],
        ["DTSTART;VALUE=DATE:00010101", "DURATION:P1D"],
    ],
)
def test_a_due_beyond_all_sense_is_none(lines: list[str]) -> None:
    assert todo(*lines, zone=ZoneInfo("Asia/Tokyo")).due is None


def test_a_leap_second_and_a_line_without_a_colon_are_no_reason_to_give_up() -> None:
    assert todo("DUE:20161231T235960Z", "STATUS", "SUMMARY").due == datetime(
        2016, 12, 31, 23, 59, 59, tzinfo=UTC
    )
