"""Follow-ups are found in any calendar file, and nothing else in it is ever touched."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.errors import ItemError
from calsync.ical.item import read_item
from calsync.ical.item_file import Found, alone, check, find, insert, remove, replace
from calsync.model import Component, Stored
from tests.storage.samples import content, item, shared_calendar, uid

SMALL = shared_calendar(events=4)


def found(data: bytes) -> tuple[Found, ...]:
    ours, broken = find(data)
    assert broken == ()
    return ours


def summaries(data: bytes) -> list[str]:
    return [read_item(Stored(one.href, one.etag, one.data)).summary for one in found(data)]


@pytest.mark.parametrize("end", ["\r\n", "\n"])
def test_talk_of_calsync_is_no_follow_up(end: str) -> None:
    assert find(shared_calendar(end)) == ((), ())


@given(
    st.lists(st.tuples(st.sampled_from(Component), st.text(max_size=20)), min_size=1, max_size=5),
    st.booleans(),
)
def test_what_is_inserted_is_found_and_what_is_removed_was_never_there(
    ours: list[tuple[Component, str]], crlf: bool
) -> None:
    before = SMALL if crlf else SMALL.replace(b"\r\n", b"\n")
    data = before
    for number, (component, text) in enumerate(ours):
        data = insert(data, item(number, content(text), component))
    assert [one.uid for one in found(data)] == [uid(number) for number in range(len(ours))]
    assert data.startswith(before[: before.rindex(b"END:VCALENDAR")])
    for number in range(len(ours)):
        changed = replace(data, found(data)[number], item(number, content("Another title")))
        assert summaries(changed)[number] == "Another title"
        assert summaries(changed)[:number] == summaries(data)[:number]
        assert replace(changed, found(changed)[number], found(data)[number].data) == data
    while rest := found(data):
        data = remove(data, rest[-1])
    assert data == before


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_what_replaces_another_takes_on_the_line_ends_it_had(end: bytes) -> None:
    before = insert(SMALL.replace(b"\r\n", end), item(0))
    for new in (item(0, content("New")), item(0, content("New")).replace(b"\r\n", b"\n")):
        after = replace(before, found(before)[0], new)
        assert summaries(after) == ["New"]
        assert after.count(end) == after.count(b"\n")
        assert (b"\r\n" in after) == (end == b"\r\n")


def test_neighbours_without_anything_between_are_kept_apart() -> None:
    data = insert(insert(item(0), item(1)), item(2))
    assert len(found(data)) == 3
    assert [one.uid for one in found(remove(data, found(data)[1]))] == [uid(0), uid(2)]


def test_the_data_of_one_stays_the_same_while_others_come_and_go() -> None:
    one = insert(SMALL, item(0))
    two = insert(one, item(1))
    assert found(one)[0].data == found(two)[0].data
    assert found(one)[0].etag == found(two)[0].etag
    assert found(two)[0].etag != found(two)[1].etag


def test_duplicates_of_a_uid_have_hrefs_of_their_own() -> None:
    data = insert(insert(SMALL, item(0, content("first"))), item(0, content("second")))
    assert [one.href for one in found(data)] == [uid(0), f"{uid(0)}#2"]
    assert summaries(remove(data, found(data)[1])) == ["first"]


def test_an_override_belongs_to_its_master() -> None:
    override = item(0, content("override")).replace(
        b"SEQUENCE:0", b"SEQUENCE:0\r\nRECURRENCE-ID:20260303T090000Z"
    )
    data = insert(insert(insert(SMALL, item(0, content("master"))), item(1)), override)
    first, second = found(data)
    assert first.data.count(b"BEGIN:VTODO") == 2
    assert (first.href, second.href) == (uid(0), uid(1))
    assert remove(remove(data, first), found(remove(data, first))[0]) == SMALL
    one = replace(data, first, item(0, content("single again")))
    assert summaries(one) == ["single again", "Thank Priya Raman (Nimbus) today"]


def test_the_mark_is_enough_where_the_uid_was_replaced() -> None:
    data = insert(SMALL, item(0).replace(uid(0).encode(), b"12345-server"))
    assert [one.uid for one in found(data)] == ["12345-server"]


def test_the_uid_is_enough_where_the_mark_was_stripped() -> None:
    data = insert(
        SMALL, b"".join(line for line in item(0).splitlines(True) if not line.startswith(b"X-CALSYNC"))
    )
    assert [one.uid for one in found(data)] == [uid(0)]


def test_lower_case_files_are_read_too() -> None:
    data = b"".join(
        line if line.startswith((b"UID", b"X-CALSYNC")) else line.lower()
        for line in insert(SMALL, item(0)).splitlines(True)
    )
    check(data)
    assert [one.uid for one in found(data)] == [uid(0)]
    assert len(found(insert(data, item(1)))) == 2


def test_a_zone_comes_along_when_the_file_is_read_and_when_it_is_missing() -> None:
    zoned = item(0).replace(b"DUE:20260303T090000Z", b"DUE;TZID=Europe/Berlin:20260303T100000")
    assert zoned != item(0)
    (one,) = found(insert(SMALL, zoned))
    assert one.data.count(b"BEGIN:VTIMEZONE") == 1
    assert insert(SMALL, one.data).count(b"BEGIN:VTIMEZONE") == 1
    assert insert(item(1), one.data).count(b"BEGIN:VTIMEZONE") == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"END:VALARM\r\n", b""), (b"END:VTODO\r\n", b""), (b"END:VTODO", b"END:VEVENT"), (b"UID:", b"X-UID:")],
)
def test_a_broken_follow_up_is_named_and_hides_no_other(old: bytes, new: bytes) -> None:
    data = insert(insert(insert(SMALL, item(0)), item(1)), item(2))
    start = data.index(uid(1).encode()) - 4
    at = data.index(old, start)
    ours, broken = find(data[:at] + new + data[at + len(old) :])
    assert [one.uid for one in ours] == [uid(0), uid(2)]
    assert len(broken) == 1
    assert broken[0].startswith("#" if old == b"UID:" else uid(1))


def test_only_a_file_with_nothing_else_is_alone() -> None:
    assert alone(item(0), found(item(0))[0])
    for data in (insert(SMALL, item(0)), insert(item(0), item(1))):
        assert not alone(data, found(data)[0])


@pytest.mark.parametrize(
    "data", [b"", b"END:VCALENDAR", b"BEGIN:VCALENDAR\r\nEND:VTODO\r\n", SMALL[:-20], SMALL[3:]]
)
def test_what_is_no_calendar_is_told(data: bytes) -> None:
    with pytest.raises(ItemError):
        check(data)


def test_a_mark_of_byte_order_is_no_reason_to_refuse() -> None:
    data = b"\xef\xbb\xbf" + SMALL
    check(data)
    assert len(found(insert(data, item(0)))) == 1


def test_a_huge_calendar_is_searched_not_parsed() -> None:
    event = (
        b"BEGIN:VEVENT\r\nUID:x\r\nSUMMARY:Meeting\r\nDESCRIPTION:"
        + b"long text " * 200
        + b"\r\nEND:VEVENT\r\n"
    )
    data = b"BEGIN:VCALENDAR\r\n" + event * 20_000 + b"END:VCALENDAR\r\n"
    data = insert(data, item(0))
    begun = time.process_time()
    assert len(found(data)) == 1
    assert time.process_time() - begun < 1  # 40 MB; a full parse takes many seconds


@pytest.mark.parametrize(
    "hostile",
    [
        b"X-A:calsync-\r\n" * 100_000,
        b"BEGIN:VTODO\r\nUID:calsync-\r\n" * 50_000,
        b"END:VTODO\r\ncalsync-\r\n" * 50_000,
        b"BEGIN:VTODO\r\n" + b"X:calsync-\r\n" * 100_000,
        b"BEGIN:VTIMEZONE\r\n" * 50_000 + b"TZID=\r\n",
        b" calsync-" * 300_000,
    ],
)
def test_traces_everywhere_are_no_trap(hostile: bytes) -> None:
    begun = time.process_time()
    find(b"BEGIN:VCALENDAR\r\n" + hostile + b"END:VCALENDAR\r\n")
    assert time.process_time() - begun < 10


def test_a_broken_zone_in_the_file_is_left_out() -> None:
    zoned = item(0).replace(b"DUE:20260303T090000Z", b"DUE;TZID=Broken:20260303T100000")
    zone = b"BEGIN:VTIMEZONE\r\nTZID:Broken\r\nBEGIN:STANDARD\r\nEND:VTIMEZONE\r\n"
    data = insert(SMALL.replace(b"BEGIN:VTIMEZONE", zone + b"BEGIN:VTIMEZONE", 1), zoned)
    (one,) = found(data)
    assert b"VTIMEZONE" not in one.data
    assert read_item(Stored("h", "e", one.data)).values["due"] == "2026-03-03T10:00:00"  # type: ignore[index]


def test_nothing_is_inserted_where_there_is_nothing() -> None:
    with pytest.raises(ItemError):
        insert(SMALL, b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")


_PIECES = [
    item(0),
    item(1),
    SMALL,
    b"BEGIN:VCALENDAR\r\n",
    b"END:VCALENDAR\r\n",
    b"BEGIN:VTODO\r\n",
    b"END:VTODO\r\n",
]
_PIECES += [
    b"UID:calsync-1\r\n",
    b"X-CALSYNC:m\r\n",
    b"BEGIN:VEVENT\r\n",
    b"END:VEVENT\r\n",
    b" calsync-\r\n",
    b"\xff\r\n",
]
_PIECES += [
    b"BEGIN:VALARM\r\n",
    b"END:VALARM\r\n",
    b"RECURRENCE-ID:20260303T090000Z\r\n",
    b"calsync-",
    b"\n",
    b"\r",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=12))
def test_in_any_rubble_each_find_is_one_whole_stretch_of_its_own(pieces: list[bytes]) -> None:
    data = b"".join(pieces)
    ours, _ = find(data)
    assert len({one.href for one in ours}) == len(ours)
    spans = sorted(span for one in ours for span in one.spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    for one in ours:
        assert read_item(Stored(one.href, one.etag, one.data)).uid == one.uid
        for start, end in one.spans:
            assert data[start:end] in one.data
    for one in ours[:1]:
        left = {other.data for other in find(remove(data, one))[0]}
        assert left >= {other.data for other in ours if other.uid != one.uid}
