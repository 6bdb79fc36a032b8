"""The laws of a stored follow-up: what is written is read, and a patch touches what it should alone."""

from __future__ import annotations

from datetime import UTC, datetime

import icalendar
from hypothesis import assume, given
from hypothesis import strategies as st

from calsync.errors import ItemError
from calsync.ical.item import (
    Content,
    Field,
    Item,
    cancel_item,
    canonical,
    complete_item,
    new_item,
    patch_item,
    read_item,
    reschedule_item,
)
from calsync.ical.lines import split
from calsync.model import Component, State, Stored
from tests.unit.item.strategies import NOW, components, contents, dues, fields, hostile, marks, moments

UID = "calsync-0f0e0d0c-0b0a-5908-8706-050403020100"


def read(data: bytes) -> Item:
    return read_item(Stored("href", "etag", data))


def library(data: bytes) -> icalendar.Component:
    """The follow-up as an independent reader sees it."""
    (calendar,) = icalendar.Calendar.from_ical(data, multiple=True)
    assert [component.name for component in calendar.subcomponents] in (["VTODO"], ["VEVENT"])
    return calendar.subcomponents[0]


@given(contents, components, marks, moments)
def test_what_is_written_is_read(content: Content, component: Component, mark: str, now: datetime) -> None:
    item = read(new_item(UID, content, component, mark, now))
    assert item.values == canonical(content, component)
    assert (item.uid, item.mark, item.component, item.state) == (UID, mark, component, State.OPEN)
    assert item.due == content.due.astimezone(UTC).replace(microsecond=0)


@given(contents, components)
def test_canonical_text_is_its_own_canonical_text(content: Content, component: Component) -> None:
    values = canonical(content, component)
    again = Content(values[Field.SUMMARY], values[Field.DESCRIPTION], content.due, content.priority, ())
    assert canonical(again, component)[Field.SUMMARY] == values[Field.SUMMARY]
    assert canonical(again, component)[Field.DESCRIPTION] == values[Field.DESCRIPTION]


@given(contents, components, marks, moments)
def test_another_reader_sees_the_same_values(
    content: Content, component: Component, mark: str, now: datetime
) -> None:
    values = canonical(content, component)
    seen = library(new_item(UID, content, component, mark, now))
    assert seen.name == component
    assert str(seen.get("SUMMARY", "")) == values[Field.SUMMARY]
    assert str(seen.get("DESCRIPTION", "")) == values[Field.DESCRIPTION]
    due = seen["DUE" if component is Component.VTODO else "DTSTART"].dt
    assert due == content.due.replace(microsecond=0)
    assert str(seen.get("PRIORITY", "")) == values[Field.PRIORITY]
    alarms = [child for child in seen.subcomponents if child.name == "VALARM"]
    assert len(alarms) == (content.due > now)
    for alarm in alarms:
        assert alarm["TRIGGER"].dt == due


@given(contents, components, marks)
def test_lines_are_short_and_hold_no_control_character(
    content: Content, component: Component, mark: str
) -> None:
    data = new_item(UID, content, component, mark, NOW)
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        text = line.decode()  # no character is cut in two
        assert all(ch == "\t" or (ch >= " " and not "\x7f" <= ch <= "\x9f") for ch in text)
    names = {line.name for line in split(data)}
    assert not names & {"ORGANIZER", "ATTENDEE", "METHOD", "RRULE", "RELATED-TO", ""}


MANAGED = {
    Field.SUMMARY: {"SUMMARY"},
    Field.DESCRIPTION: {"DESCRIPTION"},
    Field.DUE: {"DUE", "DTSTART", "DTEND", "TRIGGER"},
    Field.PRIORITY: {"PRIORITY"},
    Field.CATEGORIES: {"CATEGORIES"},
}
ALWAYS = {"X-CALSYNC", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE"}


def others(data: bytes, names: set[str]) -> list[bytes]:
    """The lines that are none of these, alarms without their texts (they follow the title)."""
    return [line.raw for line in split(data) if line.name not in names]


user_lines = st.lists(
    st.sampled_from(
        [
            b"X-OC-HIDESUBTASKS:1",
            b'x-lower;P="a:b;c":v',
            b"URL:https://example.com/" + b"x" * 90,
            b"COMMENT:fol\r\n ded in\r\n\tside \xc3\r\n \xa9 a character",
            b"ATTACH;VALUE=BINARY:!!!",
            b"X-APPLE-SORT-ORDER:1",
            b"NOT A PROPERTY",
            b"",
            b"PERCENT-COMPLETE:40",
            b"STATUS:IN-PROCESS",
            b"X-LATIN:\xfc\xff",
            b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nUID:mine\r\nDESCRIPTION:calsync\r\nTRIGGER:-PT1H\r\nEND:VALARM",
            b"BEGIN:VALARM\r\nUID:0\r\nACTION:AUDIO\r\nX-CALSYNC:x\r\nTRIGGER;RELATED=END:PT0S\r\nEND:VALARM",
        ]
    ),
    unique=True,
)


@given(contents, contents, components, fields, marks, moments, user_lines, st.booleans(), st.data())
def test_a_patch_writes_its_fields_and_leaves_every_other_byte(
    old: Content,
    new: Content,
    component: Component,
    changed: frozenset[Field],
    mark: str,
    now: datetime,
    mine: list[bytes],
    crlf: bool,
    data: st.DataObject,
) -> None:
    rows = [line.raw for line in split(new_item(UID, old, component, "before", NOW))]
    for line in mine:
        # Anywhere between the follow-up's own properties.
        rows.insert(data.draw(st.integers(4, 12)), line + b"\r\n")
    before = b"".join(rows)
    if not crlf:
        before = before.replace(b"\r\n", b"\n")
    after = patch_item(before, new, changed, mark, now)

    was, item = read(before).values, read(after)
    wanted = canonical(new, component)
    for field in Field:
        assert item.values[field] == (wanted if field in changed else was)[field]
    assert item.mark == mark
    assert item.state is read(before).state

    touched = ALWAYS.union(*(MANAGED[field] for field in changed))
    if changed & {Field.SUMMARY, Field.DUE}:  # the alarm's own lines, checked elsewhere
        touched |= {"BEGIN", "END", "ACTION", "UID", "DESCRIPTION", "TRIGGER"}
    assert others(after, touched) == others(before, touched)
    assert (b"\r\n" in after) == (b"\r\n" in before)
    assert after.count(b"\r\n") in (0, after.count(b"\n"))
    if b"UID:mine" in before:
        own = next(line for line in mine if b"UID:mine" in line)
        assert own.replace(b"\r\n", b"\n") in after.replace(b"\r\n", b"\n")


@given(contents, components, moments)
def test_a_patch_of_nothing_new_changes_only_version_and_mark(
    content: Content, component: Component, now: datetime
) -> None:
    before = new_item(UID, content, component, "mark", NOW)
    after = patch_item(before, content, frozenset(), "mark", now)
    assert others(after, {"DTSTAMP", "LAST-MODIFIED", "SEQUENCE"}) == others(
        before, {"DTSTAMP", "LAST-MODIFIED", "SEQUENCE"}
    )
    assert b"SEQUENCE:1\r\n" in after


@given(contents, contents, components, fields, marks, moments)
def test_a_patch_works_on_what_a_library_has_rewritten(
    old: Content, new: Content, component: Component, changed: frozenset[Field], mark: str, now: datetime
) -> None:
    data = new_item(UID, old, component, "before", NOW)
    assume(b"\\\\N" not in data.replace(b"\r\n ", b""))  # icalendar itself reads a written \\N as a line end
    stored = icalendar.Calendar.from_ical(data).to_ical(sorted=True)
    assert read(stored).values == canonical(old, component)
    item = read(patch_item(stored, new, changed, mark, now))
    for field in Field:
        assert item.values[field] == canonical(new if field in changed else old, component)[field]
    assert item.mark == mark


@given(contents, components, marks, moments)
def test_a_library_gives_the_mark_back(
    content: Content, component: Component, mark: str, now: datetime
) -> None:
    assume("\\N" not in mark)
    stored = icalendar.Calendar.from_ical(new_item(UID, content, component, mark, now)).to_ical()
    assert read(stored).mark == mark


@given(contents, components, moments, st.lists(st.sampled_from([complete_item, cancel_item]), min_size=1))
def test_the_users_hand_leaves_the_values_alone(
    content: Content, component: Component, at: datetime, hands: list[object]
) -> None:
    data = new_item(UID, content, component, "mark", NOW)
    for hand in hands:
        data = hand(data, at)  # type: ignore[operator]
        item = read(data)
        assert item.values == canonical(content, component)
        assert item.state is (State.DONE if hand is complete_item else State.CANCELLED)
        assert item.mark == "mark"
    if hands[-1] is complete_item and component is Component.VTODO:
        assert item.completed == at
        assert library(data)["STATUS"] == "COMPLETED"


@given(contents, components, dues, moments)
def test_rescheduling_changes_the_due_alone(
    content: Content, component: Component, due: datetime, now: datetime
) -> None:
    before = new_item(UID, content, component, "mark", NOW)
    item = read(reschedule_item(before, due, now))
    moved = Content(content.summary, content.description, due, content.priority, content.categories)
    assert item.values == canonical(moved, component)
    assert item.mark == "mark"


@given(contents, components, st.data())
def test_reading_a_damaged_object_gives_an_item_or_an_item_error(
    content: Content, component: Component, data: st.DataObject
) -> None:
    whole = new_item(UID, content, component, "mark", NOW)
    start = data.draw(st.integers(0, len(whole)))
    stop = data.draw(st.integers(start, len(whole)))
    junk = data.draw(st.binary(max_size=20) | hostile.map(lambda text: text.encode(errors="replace")))
    damaged = whole[:start] + junk + whole[stop:]
    try:
        item = read(damaged)
    except ItemError:
        return
    assert set(item.values) == set(Field)
    assert read(patch_item(damaged, content, frozenset(Field), "m", NOW)).values == canonical(
        content, item.component
    )
