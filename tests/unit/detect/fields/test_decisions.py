"""Decision dates, deadlines and typed lines in running text."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.detect.fields import decision, extract
from calsync.detect.fields.dates import Reader, business_days_after
from calsync.detect.fields.decision import timeline
from calsync.detect.fields.lexicon import LANGUAGES, cues
from calsync.detect.fields.phrases import union
from calsync.detect.fields.sentences import sentences
from calsync.detect.text import clean, view
from calsync.model import Deliverable, Word
from tests.corpus.sentences import SENTENCES_SAID, labelled_sentences
from tests.unit.detect.fields.samples import ME, event


@pytest.mark.parametrize(("language", "want", "text"), list(labelled_sentences()))
def test_a_sentence_says_when_one_will_hear_or_does_not(language: str, want: str, text: str) -> None:
    languages = tuple(dict.fromkeys((language, "en")))
    found = timeline("Interview", clean(text), languages, Reader(SENTENCES_SAID, False)).decision
    assert (found.day.isoformat() if found else "-") == want
    assert found is None or found.sentence in text


@pytest.mark.parametrize(
    "text",
    [
        "Short list for the visits goes out 13 March",
        "They make up their minds on 13 March",
        "She usually knows on 13 March",
        "Verdict 13 March",
    ],
)
def test_words_of_ones_own_tell_when_one_will_hear(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, languages = Reader(SENTENCES_SAID, False), ("en",)
    monkeypatch.setattr(decision, "cues", lambda language: [(kind, union(())) for kind, _ in cues(language)])
    found = timeline("Interview", text, languages, reader).decision
    assert found is not None
    assert found.day == date(2026, 3, 13)


def test_every_language_has_its_table() -> None:
    assert {language for language, _, _ in labelled_sentences()} == set(LANGUAGES)


@pytest.mark.parametrize(
    ("zone", "text", "want"),
    [
        ("America/New_York", "Decision by 3/4.", date(2026, 3, 4)),
        ("Europe/London", "Decision by 3/4.", date(2026, 4, 3)),
        ("America/New_York", "Decision by 13/3.", date(2026, 3, 13)),
        ("Europe/London", "Decision Fri 3/13.", date(2026, 3, 13)),
        ("America/New_York", "Decision Thu 9/4.", date(2026, 4, 9)),
        ("America/New_York", "Decision Wed 4/8.", date(2026, 4, 8)),
        ("Asia/Tokyo", "結果は4/5に連絡します", date(2026, 4, 5)),
        ("Europe/Berlin", "Ergebnis bis 4.5.", date(2026, 5, 4)),
    ],
)
def test_place_language_and_weekday_decide_which_number_is_the_month(
    zone: str, text: str, want: date
) -> None:
    start = datetime(2026, 3, 3, 10, tzinfo=ZoneInfo(zone))
    occurrence = event("Interview Northbeam", text, start=start, tz=zone)
    assert extract(occurrence, view(occurrence), ME).decision_date == want


def test_a_year_is_the_nearest_on_or_after_the_interview() -> None:
    december = datetime(2026, 12, 28, 10, tzinfo=ZoneInfo("Europe/London"))
    occurrence = event("Interview", "We will decide by 8 January.", start=december, tz="Europe/London")
    assert extract(occurrence, view(occurrence), ME).decision_date == date(2027, 1, 8)


def test_what_counts_from_a_day_named_before_is_not_counted_from_the_interview() -> None:
    def decided(text: str) -> date | None:
        occurrence = event(
            "Interview", text, start=datetime(2026, 3, 3, 10, tzinfo=ZoneInfo("Europe/London"))
        )
        return extract(occurrence, view(occurrence), ME).decision_date

    assert decided("We interview until Friday 13 March and shall revert the following Monday.") == date(
        2026, 3, 16
    )
    assert decided("Trustees convene on 12 March and will let you know the same day.") == date(2026, 3, 12)
    assert decided("We will let you know the same day.") == date(2026, 3, 3)


def test_chinese_as_it_is_written_in_taiwan_is_not_japanese() -> None:
    occurrence = event("第一次面談", "感謝您應徵本公司。\n若錄取將於兩週內以電話通知。")
    assert extract(occurrence, view(occurrence), ME).decision_date == date(2026, 3, 17)


def test_days_count_from_the_day_where_the_interview_is() -> None:
    late = datetime(2026, 3, 3, 23, 30, tzinfo=ZoneInfo("America/Los_Angeles"))
    occurrence = event("Interview", "You will hear from us tomorrow.", start=late, tz="America/Los_Angeles")
    assert extract(occurrence, view(occurrence), ME).decision_date == date(2026, 3, 4)


@pytest.mark.parametrize(
    "line",
    [
        "Decision: 13 March",
        "decision : 13/3",
        "Entscheidung: 13. März",
        "Décision : 13 mars",
        "決定日:3月13日",
    ],
)
def test_a_line_that_the_user_typed_wins(line: str) -> None:
    occurrence = event("Interview Northbeam", f"We will let you know by 20 March.\n{line}")
    fields = extract(occurrence, view(occurrence), ME)
    assert fields.decision_date == date(2026, 3, 13)
    assert fields.decision_evidence == clean(line)


@pytest.mark.parametrize(
    ("line", "want"),
    [
        ("Outcome: rejected", Word.REJECTED),
        ("outcome : Offer!", Word.OFFER),
        ("Outcome: heard back", Word.HEARD),
        ("Ergebnis: Absage", Word.REJECTED),
        ("Résultat : refus", Word.REJECTED),
        ("結果: 内定", Word.OFFER),
        ("The outcome is that you were rejected", None),
        ("Ergebnis: bis Freitag", None),
    ],
)
def test_an_outcome_is_a_line_that_the_user_typed(line: str, want: Word | None) -> None:
    occurrence = event("Interview Northbeam", f"notes\n{line}\nmore")
    assert extract(occurrence, view(occurrence), ME).outcome is want


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Please send your case study by 6 March. We will decide by 20 March.", date(2026, 3, 6)),
        ("Record your answers before 11:59pm on May 22.", date(2026, 5, 22)),
        ("Bitte senden Sie uns die Fallstudie bis 6. März zu.", date(2026, 3, 6)),
        ("Merci d'envoyer votre book avant le 9 mars.", date(2026, 3, 9)),
        ("課題は3月6日までに提出してください。", date(2026, 3, 6)),
        ("과제는 3월 6일까지 제출해 주세요.", date(2026, 3, 6)),
        ("请在3月6日前提交作业。", date(2026, 3, 6)),
    ],
)
def test_what_is_to_be_sent_by_a_date_is_a_deliverable(text: str, due: date) -> None:
    occurrence = event("Interview Northbeam", text)
    found = extract(occurrence, view(occurrence), ME).deliverable
    assert found is not None
    assert found.due == due
    assert found.text in text


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Please send us your solution by 1 March.", date(2026, 3, 1)),
        ("Please submit your case study by 28 February.", date(2026, 2, 28)),
        ("Bitte schicken Sie uns Ihre Lösung bis zum 2. März.", date(2026, 3, 2)),
        ("Please send us your solution by 20 December.", date(2025, 12, 20)),
        ("Please send us your solution by 1 March 2026.", date(2026, 3, 1)),
    ],
)
def test_what_is_sent_in_time_for_the_interview_is_due_before_it(text: str, due: date) -> None:
    occurrence = event("Interview Northbeam", text)
    found = extract(occurrence, view(occurrence), ME).deliverable
    assert found is not None
    assert found.due == due


def test_what_the_user_has_to_answer_is_no_decision_of_theirs() -> None:
    occurrence = event("Offer chat Northbeam", "comp and start date. have to answer by March 13")
    assert extract(occurrence, view(occurrence), ME).decision_date is None


def test_a_day_that_lies_behind_is_no_decision_a_year_later() -> None:
    occurrence = event("Interview Northbeam", "We decided on 1 March to invite you.")
    assert extract(occurrence, view(occurrence), ME).decision_date is None


def test_confirming_a_time_is_no_deliverable() -> None:
    occurrence = event("Interview Northbeam", "Please confirm your attendance by 6 March.")
    found: Deliverable | None = extract(occurrence, view(occurrence), ME).deliverable
    assert found is None


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_business_days_skip_weekends_and_nothing_else(day: date, count: int) -> None:
    end = business_days_after(day, count)
    passed = [day.fromordinal(n) for n in range(day.toordinal() + 1, end.toordinal() + 1)]
    assert end.weekday() < 5
    assert sum(d.weekday() < 5 for d in passed) == count


@given(st.text(max_size=200), st.sampled_from(LANGUAGES), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_any_text_is_read_without_error_and_never_gives_a_day_before_the_interview(
    text: str, language: str, base: date
) -> None:
    found = timeline(text[:40], clean(text), (language,), Reader(base, False))
    assert found.decision is None or found.decision.day >= base or ":" in found.decision.sentence


@given(
    st.sampled_from([(language, text) for language, want, text in labelled_sentences() if want != "-"]),
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.booleans(),
)
def test_a_promise_stays_within_reach_of_any_interview(
    case: tuple[str, str], base: date, month_first: bool
) -> None:
    found = timeline("Interview", clean(case[1]), (case[0], "en"), Reader(base, month_first)).decision
    assert found is None or found.day >= base or ":" in found.sentence


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We decide on 13. März, then call. Bye.", 2),
        ("Dr. Shaw will call. Mrs. P. Ashdown too.", 2),
        ("Rückmeldung bis 06.03. Mit freundlichen Grüßen", 2),
        ("結果は連絡します。よろしく。", 2),
        ("You will hear from all of us in the hiring team of Northbeam by\nFriday.", 1),
        ("Panel: Ann\nResults Friday", 2),
        ("Offers are emailed March 27. Staff move in August 9.", 2),
        ("Sie erhalten bis zum 20.03. Bescheid.", 1),
    ],
)
def test_sentences_end_where_they_end(text: str, count: int) -> None:
    assert len(sentences(text)) == count
