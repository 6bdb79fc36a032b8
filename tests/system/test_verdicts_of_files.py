"""Files that stand as they stood are not read again, and whatever verdicts rest on makes them anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calsync.app import scan as module
from calsync.app.embedding import Settings, _session, scan
from calsync.app.results import ScanResult
from calsync.app.verdicts import Judged
from calsync.model import Reading
from tests.unit.ical.calendars import calendar, event

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
SETTINGS = Settings(now=NOW, zone="Europe/Berlin", emails=frozenset({"dana@example.com"}))
LONG_AGO = 1_700_000_000


def meeting(uid: str, title: str, day: int, *more: str) -> bytes:
    lines = (f"UID:{uid}", f"DTSTART:202603{day:02}T100000Z", f"DTEND:202603{day:02}T110000Z")
    return calendar(event(*lines, f"SUMMARY:{title}", *more))


TALK = meeting("talk", "Interview with Arvo", 10, "ORGANIZER:mailto:jobs@arvo.example")
LUNCH = meeting("lunch", "Lunch at Arvo", 12)
HIKE = meeting("hike", "Hike", 13)
CALLED = meeting("call", "Audition", 14)


def put(path: Path, data: bytes, when: float | None = LONG_AGO) -> None:
    """A file last changed long ago, or, without ``when``, just now."""
    path.write_bytes(data)
    if when is not None:
        os.utime(path, (when, when))


def read(sources: Sequence[Path], ledger: Path, asked: Settings = SETTINGS) -> ScanResult:
    """A scan that remembers, as sync makes it."""
    with _session(sources, None, asked, ledger, writes=True) as session:
        return module.scan(session)


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time that a run has judged, with the number of readings."""
    times: list[int] = []
    real: Callable[..., Judged] = module._judged

    def counting(readings: Sequence[Reading], *more: Any) -> Judged:
        times.append(len(readings))
        return real(readings, *more)

    monkeypatch.setattr(module, "_judged", counting)
    return times


def folder(path: Path, **files: bytes) -> Path:
    path.mkdir()
    for name, data in files.items():
        put(path / f"{name}.ics", data)
    return path


def packed(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"{name}.ics", data)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def single(path: Path, **files: bytes) -> Path:
    put(path, b"".join(files.values()))
    return path


KINDS: dict[str, Callable[..., Path]] = {"vdir": folder, "all.zip": packed, "all.ics": single}


@pytest.mark.parametrize("kind", KINDS)
def test_what_has_not_changed_is_not_judged_again_and_comes_to_the_same(
    tmp_path: Path, judged: list[int], kind: str
) -> None:
    source = KINDS[kind](tmp_path / kind, talk=TALK, lunch=LUNCH, hike=HIKE)
    first = read([source], tmp_path / "ledger")
    assert [item.uid for item in first.interviews] == ["talk"]
    assert first.sources[0].events == 3
    assert read([source], tmp_path / "ledger") == first == scan([source], SETTINGS)
    assert judged == [1, 1]  # the first, and that without a memory


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", ["words", "window", "zone", "me", "name", "company"])
def test_whatever_else_a_verdict_rests_on_makes_it_anew(
    tmp_path: Path, judged: list[int], kind: str, what: str
) -> None:
    source = KINDS[kind](tmp_path / kind, talk=TALK, call=CALLED, lunch=LUNCH)
    read([source], tmp_path / "ledger")
    asked = replace(
        SETTINGS,
        **{
            "words": {"words": ("audition",)},
            "window": {"until": NOW + timedelta(days=2)},
            "zone": {"zone": "Europe/Helsinki"},
            "me": {"emails": frozenset({"jobs@arvo.example"})},
            "name": {"name": "Dana Okafor"},
            "company": {"companies": ("Arvo",)},
        }[what],  # type: ignore[arg-type]
    )
    assert read([source], tmp_path / "ledger", asked) == scan([source], asked)
    assert judged == [1, 1, 1]


def test_the_next_day_is_another_window(tmp_path: Path, judged: list[int]) -> None:
    source = folder(tmp_path / "vdir", talk=TALK, lunch=LUNCH)
    read([source], tmp_path / "ledger")
    later = replace(SETTINGS, now=NOW + timedelta(hours=2))
    assert read([source], tmp_path / "ledger", later).interviews
    assert judged == [1]
    later = replace(SETTINGS, now=NOW + timedelta(days=50))
    assert read([source], tmp_path / "ledger", later).interviews == ()
    assert judged == [1, 1]


def test_a_ruling_makes_verdicts_anew(tmp_path: Path, judged: list[int]) -> None:
    source = folder(tmp_path / "vdir", talk=TALK, hike=HIKE)
    assert len(read([source], tmp_path / "ledger").interviews) == 1
    with _session([source], None, SETTINGS, tmp_path / "ledger", writes=True) as session:
        module.rule(session, "hike", ruling=True)
    assert len(read([source], tmp_path / "ledger").interviews) == 2
    assert len(judged) == 3


def test_where_one_source_has_news_the_others_are_read_from_what_is_remembered(
    tmp_path: Path, judged: list[int]
) -> None:
    vdir, file = folder(tmp_path / "vdir", lunch=LUNCH), single(tmp_path / "a.ics", hike=HIKE)
    read([vdir, file], tmp_path / "ledger")
    put(file, TALK)
    assert read([vdir, file], tmp_path / "ledger") == scan([vdir, file], SETTINGS)
    assert judged == [2, 2, 2]


def test_a_reading_with_a_flaw_is_made_anew_every_time(tmp_path: Path, judged: list[int]) -> None:
    broken = TALK.replace(b"END:VCALENDAR", b"")
    for number, source in enumerate(
        (folder(tmp_path / "v", a=broken), single(tmp_path / "a.ics", a=broken), tmp_path / "none.ics"), 1
    ):
        first = read([source], tmp_path / f"{number}")
        assert not first.sources[0].complete
        assert read([source], tmp_path / f"{number}") == first
    assert len(judged) == 6


def test_a_file_that_changes_while_it_is_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, judged: list[int]
) -> None:
    from calsync.stores import files

    source = single(tmp_path / "a.ics", a=TALK)
    real = files.read_file

    def slowly(*asked: Any) -> Reading:
        reading = real(*asked)
        put(source, HIKE, LONG_AGO + 1)
        return reading

    with monkeypatch.context() as patch:
        patch.setattr(files, "read_file", slowly)
        assert len(read([source], tmp_path / "ledger").interviews) == 1
    assert read([source], tmp_path / "ledger").interviews == ()
    assert judged == [1, 1]


CONTENTS = (TALK, LUNCH, HIKE, CALLED, TALK.replace(b"T10", b"T13"), b"nonsense", LUNCH[:-40])
TIMES = st.sampled_from((LONG_AGO, LONG_AGO + 1, None, 4_000_000_000))
CHANGES = st.tuples(st.sampled_from("abc"), st.sampled_from((None, *CONTENTS)), TIMES)
ASKED = st.sampled_from(
    (
        SETTINGS,
        SETTINGS,
        SETTINGS,
        replace(SETTINGS, words=("audition",)),
        replace(SETTINGS, since=NOW + timedelta(days=10)),
        replace(SETTINGS, now=NOW - timedelta(days=300)),
    )
)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.lists(CHANGES, max_size=3), ASKED), min_size=2, max_size=5))
def test_a_run_with_a_memory_shows_what_one_without_shows(
    tmp_path_factory: pytest.TempPathFactory,
    runs: list[tuple[list[tuple[str, bytes | None, float | None]], Settings]],
) -> None:
    """Whatever becomes of the files between the runs: new, changed, gone, touched, racy."""
    place = tmp_path_factory.mktemp("v")
    vdir = folder(place / "vdir", a=TALK, d=LUNCH)
    sources = [vdir, single(place / "a.ics", a=TALK)]
    for number, (changes, asked) in enumerate(runs):
        for name, data, when in changes:
            path = vdir / f"{name}.ics" if name != "c" else place / "a.ics"
            if data is None:
                path.unlink(missing_ok=True)
            else:
                put(path, data, when and when + number)
        assert read(sources, place / "ledger", asked) == scan(sources, asked)


WITHOUT = ("icalendar", "recurring_ical_events", "jinja2", "caldav", "calsync.detect.words")
PROGRAM = """
import json, sys
from datetime import datetime
from pathlib import Path
opened = []
sys.addaudithook(lambda name, args: opened.append(str(args[0])) if name == "open" else None)
import tests.system.test_verdicts_of_files as these
result = these.read([Path(sys.argv[1])], Path(sys.argv[2]))
print(json.dumps([[item.uid for item in result.interviews], sorted(sys.modules), opened]))
"""


def run_apart(source: Path, ledger: Path) -> tuple[list[str], set[str], list[str]]:
    """In a process of its own: the UIDs found, the modules loaded, the files opened."""
    command = [sys.executable, "-c", PROGRAM, str(source), str(ledger)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=root)
    uids, modules, opened = json.loads(done.stdout)
    return uids, set(modules), opened


def test_where_nothing_has_a_word_nothing_that_judges_is_loaded(tmp_path: Path) -> None:
    uids, modules, _ = run_apart(single(tmp_path / "a.ics", a=LUNCH), tmp_path / "ledger")
    assert uids == []
    assert not modules & {*WITHOUT, "calsync.detect.judge"}


def test_a_run_with_nothing_new_opens_no_calendar_and_loads_no_words(tmp_path: Path) -> None:
    source, ledger = folder(tmp_path / "vdir", talk=TALK, hike=HIKE), tmp_path / "ledger"
    uids, modules, opened = run_apart(source, ledger)
    assert uids == ["talk"]
    assert "calsync.detect.words" in modules
    assert any(name.endswith("talk.ics") for name in opened)
    uids, modules, opened = run_apart(source, ledger)
    assert uids == ["talk"]
    assert not modules & {*WITHOUT, "calsync.ical.read", "calsync.detect.judge"}
    assert not any(name.startswith(str(source)) or name.endswith("index.txt") for name in opened)


def test_a_run_that_remembers_nothing_does_not_write_verdicts_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from calsync.app.verdicts import Verdicts

    written: list[object] = []
    monkeypatch.setattr(Verdicts, "keep", lambda *_: written.append(1))
    source = single(tmp_path / "a.ics", a=TALK)
    assert scan([source], SETTINGS).interviews
    assert written == []
    assert read([source], tmp_path / "ledger").interviews
    assert written == [1]
