import json
import re
from datetime import datetime

import pytest

from tests.benchmarks.families import NOW, SINCE, UNTIL, families
from tests.benchmarks.generate import generate
from tests.benchmarks.products import ZONES, blob, fold


@pytest.fixture(scope="module")
def calendar(tmp_path_factory):
    return generate(tmp_path_factory.mktemp("data"), 1_000, seed=7)


def test_the_same_seed_gives_the_same_bytes(calendar, tmp_path):
    assert generate(tmp_path, 1_000, seed=7).read_bytes() == calendar.read_bytes()
    assert generate(tmp_path / "other", 1_000, seed=8).read_bytes() != calendar.read_bytes()


def test_it_holds_exactly_the_events_asked_for(calendar):
    data = calendar.read_bytes()
    assert data.count(b"BEGIN:VEVENT\r\n") == data.count(b"END:VEVENT\r\n") == 1_000
    assert 2_000 < len(data) / 1_000 < 2_800


def test_no_line_is_longer_than_the_standard_allows_and_all_end_in_crlf(calendar):
    lines = calendar.read_bytes().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@pytest.mark.parametrize("text", ["x" * 300, "ü" * 150, "SUMMARY:" + "会議🎂" * 40, "x" * 75, "x" * 74 + "é"])
def test_folding_splits_no_character_and_unfolds_to_the_same(text):
    folded = fold(text)
    assert folded.replace("\r\n ", "") == text
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))


def test_a_library_reads_it_without_a_fault_and_finds_the_planted_rows(calendar):
    icalendar = pytest.importorskip("icalendar")
    parsed = icalendar.Calendar.from_ical(calendar.read_bytes())
    assert [part.errors for part in parsed.walk() if part.errors] == []
    starts = {
        (event["UID"], event["DTSTART"].dt.timestamp())
        for event in parsed.walk("VEVENT")
        if isinstance(event["DTSTART"].dt, datetime)
    }
    planted = json.loads(calendar.with_suffix(".json").read_text())
    rows = [(uid, datetime.fromisoformat(start)) for uid, start in planted]
    assert rows
    assert all(SINCE <= start < UNTIL for _, start in rows)
    assert {(uid, start.timestamp()) for uid, start in rows} <= starts


def test_file_and_folder_hold_the_same_events(calendar, tmp_path):
    folder = generate(tmp_path, 1_000, seed=7, folder=True)
    uids = re.findall(rb"\r\nUID:((?:[^\r]|\r\n )+)", calendar.read_bytes())
    in_file = {uid.replace(b"\r\n ", b"").decode() for uid in uids}
    assert {path.stem for path in folder.iterdir()} == in_file
    assert (tmp_path / "1000.json").read_bytes() == calendar.with_suffix(".json").read_bytes()


def test_it_is_as_mixed_as_it_says():
    made = list(families(10_000, seed=3))
    lines = blob(*(event for family in made for event in family.events))
    recurring = lines.count(b"RRULE:")
    interviews = sum(family.interview_start is not None for family in made)
    assert 0.07 < recurring / len(made) < 0.11
    assert 0.0015 < interviews / len(made) < 0.0045
    assert lines.count(b"EXDATE") > recurring / 2
    assert lines.count(b"RECURRENCE-ID") > 20
    assert all(f"TZID={zone.tzid}".encode() in lines for zone in ZONES)
    years = set(re.findall(rb"DTSTART[^:]*:(\d{4})", lines))
    assert years >= {str(year).encode() for year in range(NOW.year - 8, NOW.year + 1)}
