"""What a newer version of an invitation does to an older one."""

from __future__ import annotations

import pytest

from calsync.app.invitations import Invitation, invitations, merged
from calsync.errors import ItemError


def calendar(*events: str, method: str = "REQUEST", extra: str = "") -> bytes:
    body = "".join(f"BEGIN:VEVENT\nUID:one\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:{method}\n{extra}{body}END:VCALENDAR\n".encode()


def event(
    summary: str = "Interview", sequence: int = 0, stamp: str = "20261101T100000Z", more: str = ""
) -> str:
    return f"DTSTART:20261124T100000Z\nSUMMARY:{summary}\nSEQUENCE:{sequence}\nDTSTAMP:{stamp}{more}"


def one(data: bytes) -> Invitation:
    (found,) = invitations(data)
    return found


def text(invitation: Invitation | None) -> str:
    assert invitation is not None
    return invitation.data().decode()


def test_the_first_version_is_kept_byte_for_byte() -> None:
    kept = text(merged(None, one(calendar(event("Int\n erview", more="\nX-OWN:kept")))))
    assert "SUMMARY:Int\r\n erview\r\n" in kept
    assert "X-OWN:kept\r\n" in kept
    assert "METHOD" not in kept
    assert kept.replace("\r\n", "").count("\n") == 0


@pytest.mark.parametrize("newer", [event("New", sequence=1), event("New", stamp="20261102T100000Z")])
def test_a_newer_version_replaces(newer: str) -> None:
    result = text(merged(one(calendar(event("Old"))), one(calendar(newer))))
    assert "SUMMARY:New" in result
    assert "SUMMARY:Old" not in result


@pytest.mark.parametrize(
    "older",
    [
        event("New"),
        event("New", stamp="20261031T100000Z"),
        event("New", sequence=0, stamp="20261201T100000Z"),
    ],
)
def test_what_is_not_newer_changes_nothing(older: str) -> None:
    assert merged(one(calendar(event("Old", sequence=1))), one(calendar(older))) is None


def test_a_cancellation_cancels_the_event_as_it_stood() -> None:
    cancel = calendar("SEQUENCE:1\nDTSTAMP:20261102T100000Z", method="CANCEL")
    result = text(merged(one(calendar(event("Interview"))), one(cancel)))
    assert "STATUS:CANCELLED" in result
    assert "SUMMARY:Interview" in result
    assert "DTSTART:20261124T100000Z" in result
    assert "SEQUENCE:1" in result
    assert "SEQUENCE:0" not in result


def test_a_cancellation_of_one_instance_leaves_the_others() -> None:
    series = one(calendar(event("Series", more="\nRRULE:FREQ=DAILY;COUNT=3")))
    cancel = event("Series", sequence=1, more="\nRECURRENCE-ID:20261125T100000Z")
    result = merged(series, one(calendar(cancel, method="CANCEL")))
    assert result is not None
    assert [item.text("STATUS") for item in result.events.values()] == ["", "CANCELLED"]


def test_an_override_joins_its_series_and_a_new_series_brings_its_own() -> None:
    series = one(calendar(event("Series", more="\nRRULE:FREQ=DAILY;COUNT=3")))
    override = one(calendar(event("Moved", more="\nRECURRENCE-ID:20261125T100000Z")))
    both = merged(series, override)
    assert both is not None
    assert set(both.events) == {"", "20261125T100000Z"}
    again = merged(both, one(calendar(event("Series", sequence=2))))
    assert again is not None
    assert set(again.events) == {""}


def test_a_cancellation_alone_cannot_say_when() -> None:
    result = merged(None, one(calendar("SEQUENCE:1", method="CANCEL")))
    assert result is not None
    assert not result.has_start


def test_zones_and_calendar_properties_come_along() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:Here\nEND:VTIMEZONE\n"
    kept = text(one(calendar(event(), extra="X-WR-TIMEZONE:Europe/Berlin\n" + zone)))
    assert "TZID:Here" in kept
    assert "X-WR-TIMEZONE:Europe/Berlin" in kept


def test_what_is_written_reads_back_the_same() -> None:
    first = one(calendar(event("Gespräch", more="\nBEGIN:VALARM\nUID:alarm\nEND:VALARM")))
    again = one(first.data())
    assert again.data() == first.data()
    assert again.uid == "one"


def test_a_file_whose_components_do_not_match_up_is_refused() -> None:
    with pytest.raises(ItemError):
        invitations(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n")
