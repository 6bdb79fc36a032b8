import json
import sys
from dataclasses import replace

import pytest

from tests.benchmarks import table
from tests.benchmarks.measure import Failed, Task, Use, in_turn, measure
from tests.benchmarks.results import Entry, Section, load, save
from tests.benchmarks.rows import calsync_rows, difference, only, peer_rows, planted

SECTION = Section(
    "files/100000",
    "One file",
    [
        Entry("calsync", "", 2.0, 50_000_000),
        Entry("libical (C)", "3", 9.0, 1),
        Entry("ical.js", "2", 30.0, 1),
        Entry("khal", reason="not installed"),
    ],
    "rows equal",
)


def python(code, name="x", **more):
    return Task(name, (sys.executable, "-c", code), {}, **more)


def test_cpu_memory_and_output_of_a_process_are_measured(tmp_path):
    code = "x = bytearray(80_000_000); n = sum(range(3_000_000)); print('out')"
    use = measure(python(code), tmp_path / "out")
    assert (tmp_path / "out").read_text() == "out\n"
    assert 80_000_000 < use.peak < 160_000_000
    assert 0.02 < use.cpu < 30


def test_the_memory_of_the_one_that_measures_is_not_counted(tmp_path):
    ballast = bytearray(200_000_000)
    assert measure(python("pass"), tmp_path / "out").peak < 100_000_000
    assert ballast


def test_children_are_counted(tmp_path):
    busy = "sum(range(6_000_000))"
    alone = measure(python(busy), tmp_path / "a").cpu
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{busy}; {busy}'])"
    assert measure(python(code), tmp_path / "b").cpu > alone


def test_a_failure_is_told_with_its_last_words_and_stops_nothing(tmp_path):
    tasks = [python("import sys; sys.exit('no such thing')", "bad"), python("pass", "good")]
    used = in_turn(tasks, 2, tmp_path)
    assert isinstance(used["bad"], Failed)
    assert "no such thing" in str(used["bad"])
    assert isinstance(used["good"], Use)


def test_what_must_be_fresh_is_emptied_before_every_run(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    code = f"import pathlib; p = pathlib.Path({str(home / 'kept')!r}); assert not p.exists(); p.touch()"
    assert isinstance(in_turn([python(code, fresh=home)], 3, tmp_path)["x"], Use)


def test_rows_are_compared_as_instants(tmp_path):
    (tmp_path / "truth").write_text(json.dumps([["a", "2026-03-02T09:00:00+00:00"]]))
    (tmp_path / "ours").write_text(
        json.dumps({"interviews": [{"uid": "a", "start": "2026-03-02T10:00:00+01:00"}]})
    )
    (tmp_path / "peer").write_text("a\t2026-03-02T09:00:00Z\nb\t2026-03-03\n")
    truth = planted(tmp_path / "truth")
    assert calsync_rows(tmp_path / "ours") == truth
    assert only(peer_rows(tmp_path / "peer"), truth) == truth
    assert difference("x", truth, truth) == []
    assert difference("x", frozenset(), truth) == ["x: 1 rows missing, 0 too many"]


def test_the_table_says_which_goals_are_reached():
    text = table.markdown([SECTION])
    assert "| calsync | 2.0 s | 50 MB | 1.00 | at most 60 MB: reached |" in text
    assert "| libical (C) 3 | 9.0 s | 0 MB | 4.50 | at least 5: not reached |" in text
    assert "| ical.js 2 | 30.0 s | 0 MB | 15 | at least 12: reached |" in text
    assert "| khal | – | – | not installed | |" in text


def test_results_survive_a_round_trip(tmp_path):
    path = tmp_path / "results.json"
    save(path, {SECTION.key: SECTION})
    assert load(path) == {SECTION.key: SECTION}
    assert load(tmp_path / "none") == {}


def test_only_what_stands_between_the_markers_is_replaced(tmp_path):
    page = tmp_path / "page.md"
    begin, some, end = (
        "<!-- benchmarks:begin -->",
        "<!-- benchmarks:begin other/1 files/100000 -->",
        "<!-- benchmarks:end -->",
    )
    other = replace(SECTION, key="series", title="Another")
    page.write_text(f"before\n{begin}\nold\n{end}\nbetween\n{some}\nold\n{end}\nafter\n")
    table.insert(page, {SECTION.key: SECTION, other.key: other})
    all_, part = table.markdown([SECTION, other]), table.markdown([SECTION])
    assert page.read_text() == f"before\n{begin}\n{all_}{end}\nbetween\n{some}\n{part}{end}\nafter\n"
    kept = page.read_text().replace(f"{begin}\n{all_}", f"{begin}\n{table.markdown([other])}")
    table.insert(page, {other.key: other})
    assert page.read_text() == kept


@pytest.mark.parametrize(("value", "shown"), [(0.0025, "2.5 ms"), (0.25, "250 ms"), (12.34, "12.3 s")])
def test_seconds_are_shown_as_people_read_them(value, shown):
    assert table.seconds(value) == shown
