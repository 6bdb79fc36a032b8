"""Lines that stay in their text are found as if they were a list and a dictionary."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from calsync.kept import Lines, Sorted

KEYS = st.text(st.characters(exclude_characters="\t\n", exclude_categories=["Cs"]), min_size=1).map(
    str.encode
)
LINES = st.lists(KEYS)
TABLES = st.dictionaries(KEYS, KEYS | st.binary(min_size=3000, max_size=3000).map(bytes.hex).map(str.encode))


@given(LINES, LINES)
def test_lines_are_given_by_number_up_to_an_empty_one(before: list[bytes], lines: list[bytes]) -> None:
    head = b"".join(b"%b\n" % line for line in before) + b"\n"
    text = head + b"".join(b"%b\n" % line for line in lines) + b"\nmore\n"
    found = Lines(text, len(head))
    assert [*found] == lines
    assert found[:2] == lines[:2]
    assert [found[-number - 1] for number in range(len(lines))] == lines[::-1]


@given(TABLES, KEYS)
def test_a_sorted_text_is_a_mapping(table: dict[bytes, bytes], other: bytes) -> None:
    text = b"\n" + b"".join(b"%b\t%b\n" % (key, table[key]) for key in sorted(table))
    found = Sorted(text, 1)
    assert found == table
    assert len(found) == len(table)
    assert found.get(other) == table.get(other)
