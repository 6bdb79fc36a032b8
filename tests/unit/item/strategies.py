"""Follow-ups of every kind for the laws of a stored object."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from calsync.ical.item import Content, Field
from calsync.model import Component

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

_SEPARATORS = ["\r\n", "\n", "\r", "\\n", "\\N", "\\", "\\;", ";", ",", ":", '"', "|", "^n", "%0D%0A"]
_BLANKS = [" ", "\t", "\x00", "\x0b", "\x85", "\u2028", "\u00a0", "\ufeff", "\x1b[2J", "\u202e", "\u200f"]
_LETTERS = ["é", "e\u0301", "日", "ß", "👩\u200d👩\u200d👧", "\ud800", "\uffff", "✓ ", "[x]", "☑\ufe0f"]
_LINES = ["BEGIN:VTODO", "END:VALARM", "UID:calsync-x", "ATTENDEE:mailto:a@b.example"]
_nasty = st.sampled_from([*_SEPARATORS, *_BLANKS, *_LETTERS, *_LINES])
hostile = st.lists(_nasty | st.text(max_size=12), max_size=30).map("".join) | st.text(max_size=300)

dues = st.integers(0, 2**32).map(lambda second: datetime.fromtimestamp(second, UTC)) | st.builds(
    datetime,
    year=st.just(2026),
    month=st.integers(3, 10),
    day=st.integers(1, 30),
    hour=st.integers(0, 23),
    microsecond=st.integers(0, 999_999),
    tzinfo=st.timezones(),
)

contents = st.builds(
    Content,
    summary=hostile,
    description=hostile,
    due=dues,
    priority=st.integers(0, 9),
    categories=st.lists(hostile, max_size=3).map(tuple),
)
marks = st.text(
    alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FFF, exclude_categories=["Cc", "Cs"])
)
components = st.sampled_from(Component)
fields = st.frozensets(st.sampled_from(Field))
moments = st.integers(-400, 400).map(lambda hours: NOW + timedelta(hours=hours))
