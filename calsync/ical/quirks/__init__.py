"""What other programs' calendars get wrong, and what was meant: one quirk per file.

Three kinds, by what they work on, each applied in the order given here:

* ``BYTES``: the whole file, before it is cut into components;
* ``TEXT``: one component's unfolded text, before it is cut into lines;
* ``LINES``: one component's Lines, before its times are read.

A quirk returns what it was given where it does not apply.
"""

from __future__ import annotations

from calsync.ical.quirks.carriage_returns import carriage_returns
from calsync.ical.quirks.date_forms import date_forms
from calsync.ical.quirks.empty_times import empty_times
from calsync.ical.quirks.nul_bytes import nul_bytes
from calsync.ical.quirks.quoted_printable import join_soft_breaks, quoted_printable
from calsync.ical.quirks.raw_newlines import raw_newlines
from calsync.ical.quirks.rule_forms import rule_forms
from calsync.ical.quirks.utf16 import utf16

BYTES = (utf16, nul_bytes, carriage_returns)
TEXT = (join_soft_breaks, raw_newlines)
LINES = (quoted_printable, empty_times, date_forms, rule_forms)
