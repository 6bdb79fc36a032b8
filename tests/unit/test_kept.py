"""Lines that stay in their text are found as if they were a list and a dictionary."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.kept import Lines, Sorted

KEYS = st.text(st.characters(exclude_characters="\t\n", exclude_categories=["Cs"]), min_size=1).map(
    str.encode
)
LINES = st.lists(KEYS)
TABLES = st.dictionaries(KEYS, KEYS | st.binary(min_size=3000, max_size=3000).map(bytes.hex).map(str.encode))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept") / "lines.txt"


@given(LINES)
def test_lines_are_given_by_number_up_to_an_empty_one(file: Path, lines: list[bytes]) -> None:
    file.write_bytes(b"".join(b"%b\n" % line for line in lines) + b"\nmore\n")
    found = Lines(file)
    assert [*found] == lines
    assert found[:2] == lines[:2]
    assert [found[-number - 1] for number in range(len(lines))] == lines[::-1]
    assert found.rest() == b"\nmore\n"


@given(TABLES, KEYS)
def test_a_sorted_text_is_a_mapping(table: dict[bytes, bytes], other: bytes) -> None:
    text = b"\n" + b"".join(b"%b\t%b\n" % (key, table[key]) for key in sorted(table))
    found = Sorted(text, 1)
    assert found == table
    assert len(found) == len(table)
    assert found.get(other) == table.get(other)


@given(TABLES, KEYS)
def test_what_stands_under_keys_may_stand_elsewhere(table: dict[bytes, bytes], other: bytes) -> None:
    lines = [*table.values()]
    text = b"\n" + b"".join(b"%b\t%d\n" % (key, [*table].index(key)) for key in sorted(table))
    found = Sorted(text, 1, lines)
    assert found == table
    assert found.get(other) == table.get(other)
