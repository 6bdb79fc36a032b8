"""Content lines: unfolding."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from calsync.ical.content import unfold

PIECES = st.sampled_from(
    (b"\r\n ", b"\n ", b"\r\n\t", b"\n\t", b"\r\n", b"\n", b"\r", b" ", b"\t", b"x", b"\xc3")
)


@given(st.lists(PIECES).map(b"".join))
@example(b"SUMMARY:on\r\n e\r\n  two\r\nX:\r\n\r\n  y")
def test_every_fold_is_taken_out_once(data: bytes) -> None:
    text = re.sub(rb"\r?\n[ \t]", b"", data).decode("utf-8", "calsync-windows")
    assert unfold(data).split("\n") == re.split("\r?\n", text)


def test_a_fold_may_split_a_character() -> None:
    data = "SUMMARY:Gespräch\r\nUID:a".encode().replace(b"\xc3\xa4", b"\xc3\r\n \xa4")
    assert unfold(data) == "SUMMARY:Gespräch\nUID:a"
