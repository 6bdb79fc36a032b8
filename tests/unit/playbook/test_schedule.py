"""Business days, local days and clock times."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calsync.playbook.schedule import Calendar, Span, Unit, check_country
from tests.unit.playbook.build import BERLIN, all_day, at, interview

PLACES = (None, "DE", "DE-BY", "US", "US-CA", "GB", "FR", "IL", "JP", "BR", "IN")


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30 minutes", Span(30, Unit.MINUTE)),
        ("1 minute", Span(1, Unit.MINUTE)),
        ("90min", Span(90, Unit.MINUTE)),
        (" 3  Hours ", Span(3, Unit.HOUR)),
        ("2 days", Span(2, Unit.DAY)),
        ("1 week", Span(1, Unit.WEEK)),
        ("3 business  days", Span(3, Unit.BUSINESS_DAY)),
        ("0 days", Span(0, Unit.DAY)),
    ],
)
def test_a_span_is_read_as_people_write_it(text: str, span: Span) -> None:
    assert Span.parse(text) == span


@pytest.mark.parametrize(
    "text", ["", "three days", "3", "-1 day", "3 fortnights", "3 days ago", "99999 days"]
)
def test_anything_else_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match="write a duration"):
        Span.parse(text)


def test_a_weekend_is_skipped() -> None:
    friday = date(2026, 11, 6)
    assert Calendar(BERLIN).business_days(friday, 1) == date(2026, 11, 9)
    assert Calendar(BERLIN).business_days(friday, 5) == date(2026, 11, 13)


@pytest.mark.parametrize(
    ("place", "day", "count", "expected"),
    [
        ("DE", "2026-12-24", 1, "2026-12-28"),  # 25 and 26 December, then the weekend
        ("DE", "2026-10-02", 1, "2026-10-05"),
        ("US", "2026-11-25", 1, "2026-11-27"),  # Thanksgiving
        ("DE-BY", "2027-01-05", 1, "2027-01-07"),  # Epiphany, in Bavaria
        ("DE-BE", "2027-01-05", 1, "2027-01-06"),  # but not in Berlin
        ("FR", "2026-12-31", 1, "2027-01-04"),
        ("IL", "2026-11-05", 1, "2026-11-08"),  # Friday and Saturday are the weekend
        (None, "2026-12-24", 1, "2026-12-25"),
    ],
)
def test_public_holidays_of_the_place_are_honoured(
    place: str | None, day: str, count: int, expected: str
) -> None:
    found = Calendar(BERLIN, place).business_days(date.fromisoformat(day), count)
    assert found == date.fromisoformat(expected)


@given(
    st.sampled_from(PLACES),
    st.dates(date(2002, 1, 1), date(2034, 1, 1)),
    st.integers(min_value=1, max_value=30),
)
def test_business_days_are_counted_one_by_one(place: str | None, day: date, count: int) -> None:
    calendar = Calendar(BERLIN, place)
    found = calendar.business_days(day, count)
    assert calendar.is_business_day(found)
    between = (day + timedelta(days=step) for step in range(1, (found - day).days + 1))
    assert sum(calendar.is_business_day(one) for one in between) == count


@given(st.sampled_from(PLACES), st.dates(date(2002, 1, 1), date(2034, 1, 1)))
def test_a_business_day_is_on_no_weekend_and_no_holiday(place: str | None, day: date) -> None:
    import holidays

    if Calendar(BERLIN, place).is_business_day(day):
        country, _, region = (place or "").partition("-")
        known = holidays.country_holidays(country, subdiv=region or None, years=day.year) if place else None
        assert day not in known if known is not None else True
        assert day.weekday() not in (known.weekend if known is not None else {5, 6})


@pytest.mark.parametrize("code", ["de", "DE-BY", "us_ca", " GB "])
def test_a_known_country_is_accepted_in_any_spelling(code: str) -> None:
    assert check_country(code) == code.strip().upper().replace("_", "-")


@pytest.mark.parametrize("code", ["", "Germany", "XX", "DE-XX", "DE-", "../DE"])
def test_an_unknown_country_is_named(code: str) -> None:
    with pytest.raises(ValueError, match="no public holidays are known"):
        check_country(code)
    with pytest.raises(ValueError, match="no public holidays are known"):
        Calendar(BERLIN, code)


def test_a_time_that_the_clocks_skip_is_read_as_the_one_after() -> None:
    found = Calendar(BERLIN).moment(date(2026, 3, 29), time(2, 30))
    assert found.isoformat() == "2026-03-29T03:30:00+02:00"


def test_a_midnight_that_the_clocks_skip_stays_on_its_day() -> None:
    found = Calendar(ZoneInfo("Africa/Cairo")).moment(date(2026, 4, 24), time(0))
    assert found.isoformat() == "2026-04-24T01:00:00+03:00"


def test_hours_are_elapsed_time_across_a_change_of_clocks() -> None:
    calendar = Calendar(BERLIN)
    before = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 summer time; an hour later it is 02:30 again
    assert calendar.later(before, Span(3, Unit.HOUR)).isoformat() == "2026-10-25T04:30:00+01:00"


def test_days_keep_the_time_of_day_across_a_change_of_clocks() -> None:
    calendar = Calendar(BERLIN)
    assert calendar.later(at("2026-10-24 14:00"), Span(2)).isoformat() == "2026-10-26T14:00:00+01:00"


def test_the_last_day_of_an_all_day_interview_is_the_last_it_fills() -> None:
    calendar = Calendar(BERLIN)
    assert calendar.last_day(all_day("a", "2026-11-04", "2026-11-05")) == date(2026, 11, 5)


def test_an_all_day_interview_keeps_its_date_when_the_user_travels() -> None:
    away = Calendar(ZoneInfo("America/Los_Angeles"))
    assert away.last_day(all_day("a", "2026-11-04", "2026-11-04")) == date(2026, 11, 4)
    assert away.first_day(all_day("a", "2026-11-04", "2026-11-04", tz="No/Where")) == date(2026, 11, 3)


def test_a_timed_interview_is_on_the_users_own_day() -> None:
    tokyo = Calendar(ZoneInfo("Asia/Tokyo"))
    assert tokyo.last_day(interview("a", "2026-11-04 20:00")) == date(2026, 11, 5)
