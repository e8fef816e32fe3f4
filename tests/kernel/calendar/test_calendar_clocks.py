"""The four clocks at their edges: ends of periods, summer time, other profiles, refusals."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest

from gongzhi.kernel.calendar import Clock, Due, Limit, Profile, WorkCalendar, default_calendar
from gongzhi.kernel.clock import CHINA
from gongzhi.kernel.errors import Refusal

CITY = Profile("city", ((time(8), time(18)),))
NIGHT = Profile("night", ((time(20), time(0)),))
HALF_TO_TWO, HALF_PAST_TWO = time(1, 30), time(2, 30)


def monday(hour: int, minute: int = 0, second: int = 0) -> datetime:
    return datetime(2026, 8, 3, hour, minute, second, tzinfo=CHINA)


def days(amount: int) -> timedelta:
    return timedelta(days=amount)


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        (monday(8), Limit(240, Clock.WORK_HOURS), monday(12)),
        (monday(12), Limit(240, Clock.WORK_HOURS), monday(18)),
        (monday(13, 15), Limit(1, Clock.WORK_HOURS), monday(14, 1)),
        (monday(11, 59, 20), Limit(1, Clock.WORK_HOURS), monday(14, 0, 20)),
        (monday(13, 15), Limit(0, Clock.WORK_HOURS), monday(13, 15)),
        (monday(18), Limit(1, Clock.WORK_HOURS), monday(8, 1) + days(1)),
        (monday(3), Limit(1, Clock.WORKDAYS), monday(18)),
        (monday(13), Limit(1, Clock.WORKDAYS), monday(12) + days(1)),
        (monday(10, 30), Limit(5, Clock.WORKDAYS), monday(10, 30) + days(7)),
        (monday(20) - days(2), Limit(1, Clock.WORKDAYS), monday(18)),
        (monday(10, 30), Limit(600, Clock.WORK_HOURS, CITY), monday(10, 30) + days(1)),
        (monday(10, 30), Limit(2, Clock.WORKDAYS, CITY), monday(10, 30) + days(2)),
        (monday(8), Limit(1, Clock.WORKDAYS, CITY), monday(18)),
        (monday(23), Limit(60, Clock.WORK_HOURS, NIGHT), monday(0) + days(1)),
        (monday(23), Limit(61, Clock.WORK_HOURS, NIGHT), monday(20, 1) + days(1)),
        (monday(22), Limit(120, Clock.CALENDAR_MINUTES), monday(0) + days(1)),
        (monday(22, 5, 7), Limit(15, Clock.NATURAL_DAYS), monday(22, 5, 7) + days(15)),
    ],
)
def test_ends(start: datetime, limit: Limit, end: datetime) -> None:
    assert default_calendar().add(start, limit) == Due(end, provisional=False)


def test_the_zone_of_the_start_does_not_matter() -> None:
    calendar, limit = default_calendar(), Limit(3, Clock.WORKDAYS)
    starts = [monday(9), monday(9).astimezone(UTC), monday(9).astimezone(timezone(timedelta(hours=-7)))]
    ends = [calendar.add(start, limit).at for start in starts]
    assert [end.isoformat() for end in ends] == ["2026-08-06T09:00:00+08:00"] * 3


@pytest.mark.parametrize(
    ("clock", "amount"),
    [(Clock.CALENDAR_MINUTES, 1439), (Clock.WORK_HOURS, 479), (Clock.WORKDAYS, 0), (Clock.NATURAL_DAYS, 0)],
)
def test_elapsed_counts_whole_units(clock: Clock, amount: int) -> None:
    start, end = monday(9, 0, 30), monday(9) + days(1)
    assert default_calendar().elapsed(start, end, clock) == amount
    assert default_calendar().elapsed(end, start, clock) == -amount


@pytest.mark.parametrize(
    ("start", "limit", "end"),
    [
        ("1986-05-03T12:00:00+08:00", Limit(1, Clock.NATURAL_DAYS), "1986-05-04T12:00:00+09:00"),
        ("1986-05-03T12:00:00+08:00", Limit(1440, Clock.CALENDAR_MINUTES), "1986-05-04T13:00:00+09:00"),
        ("1986-05-03T02:30:00+08:00", Limit(1, Clock.NATURAL_DAYS), "1986-05-04T03:30:00+09:00"),
        ("1986-09-13T01:30:00+09:00", Limit(1, Clock.NATURAL_DAYS), "1986-09-14T01:30:00+09:00"),
        ("1986-09-14T01:30:00+09:00", Limit(60, Clock.CALENDAR_MINUTES), "1986-09-14T01:30:00+08:00"),
        ("1986-09-14T01:30:00+08:00", Limit(0, Clock.NATURAL_DAYS), "1986-09-14T01:30:00+08:00"),
    ],
)
def test_summer_time(start: str, limit: Limit, end: str) -> None:
    calendar, begin = default_calendar(), datetime.fromisoformat(start)
    due = calendar.add(begin, limit)
    assert due.at.isoformat() == end
    assert calendar.elapsed(begin, due.at, limit.clock) == limit.amount


def test_the_hour_that_comes_twice_is_not_a_day() -> None:
    first, again = (datetime(1986, 9, 14, 1, 30, fold=fold, tzinfo=CHINA) for fold in (0, 1))
    day_before = first - days(1)
    calendar = default_calendar()
    assert calendar.elapsed(first, again, Clock.CALENDAR_MINUTES) == 60
    assert calendar.elapsed(first, again, Clock.NATURAL_DAYS) == 0
    assert calendar.elapsed(day_before, first - timedelta(minutes=1), Clock.NATURAL_DAYS) == 0
    assert calendar.elapsed(day_before, again, Clock.NATURAL_DAYS) == 1
    assert calendar.elapsed(day_before + timedelta(minutes=15), again, Clock.NATURAL_DAYS) == 1


def test_clocks_that_read_no_workdays_know_no_years() -> None:
    start = datetime(2050, 1, 1, tzinfo=CHINA)
    assert default_calendar().add(start, Limit(2, Clock.NATURAL_DAYS)).at == start + days(2)
    assert default_calendar().add(start, Limit(2880, Clock.CALENDAR_MINUTES)).at == start + days(2)


@pytest.mark.parametrize(
    ("start", "limit"),
    [
        (datetime(2003, 12, 31, 23, 59, tzinfo=CHINA), Limit(1, Clock.WORK_HOURS)),
        (datetime(2041, 1, 1, tzinfo=CHINA), Limit(0, Clock.WORKDAYS)),
        (datetime(2040, 12, 31, 10, tzinfo=CHINA), Limit(1, Clock.WORKDAYS)),
        (datetime(2040, 12, 31, 10, tzinfo=CHINA), Limit(10**30, Clock.WORKDAYS)),
        (datetime(2040, 12, 31, 10, tzinfo=CHINA), Limit(10**30, Clock.NATURAL_DAYS)),
        (datetime(2040, 12, 31, 10, tzinfo=CHINA), Limit(10**7, Clock.NATURAL_DAYS)),
        (datetime(2040, 12, 31, 10, tzinfo=CHINA), Limit(10**13, Clock.CALENDAR_MINUTES)),
    ],
)
def test_outside_the_calendar(start: datetime, limit: Limit) -> None:
    with pytest.raises(Refusal) as caught:
        default_calendar().add(start, limit)
    assert caught.value.code == "calendar.outside"
    assert caught.value.sentence == "日期超出了工作日历的范围（2004年至2040年）。请核对日期。"


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2041, 1, 1), date.min, date.max])
def test_days_outside_the_calendar(day: date) -> None:
    for question in (default_calendar().is_workday, default_calendar().is_provisional):
        with pytest.raises(Refusal) as caught:
            question(day)
        assert caught.value.code == "calendar.outside"


def test_the_last_minute_of_the_calendar_is_inside() -> None:
    last = datetime(2040, 12, 31, 17, 59, tzinfo=CHINA)
    assert default_calendar().add(last, Limit(1, Clock.WORK_HOURS)).at == last + timedelta(minutes=1)
    assert default_calendar().elapsed(last, last + timedelta(hours=5), Clock.WORK_HOURS) == 1


@pytest.mark.parametrize("clock", Clock)
def test_a_moment_without_a_zone_is_an_error(clock: Clock) -> None:
    naive = monday(9).replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        default_calendar().add(naive, Limit(1, clock))
    with pytest.raises(ValueError, match="time zone"):
        default_calendar().elapsed(monday(9), naive, clock)


@pytest.mark.parametrize(
    "periods",
    [
        (),
        ((time(12), time(8)),),
        ((time(8), time(8)),),
        ((time(8), time(12)), (time(11), time(18))),
        ((time(14), time(18)), (time(8), time(12))),
        ((time(8), time(0)), (time(9), time(10))),
        ((time(8), time(12, 0, 30)),),
    ],
)
def test_bad_periods_are_refused(periods: tuple[tuple[time, time], ...]) -> None:
    with pytest.raises(Refusal) as caught:
        Profile("office", periods)
    assert caught.value.code == "calendar.bad_periods"


def test_a_negative_limit_is_refused() -> None:
    with pytest.raises(Refusal) as caught:
        Limit(-1, Clock.WORKDAYS)
    assert caught.value.code == "calendar.negative_limit"


def test_a_calendar_is_a_value() -> None:
    one, other = (WorkCalendar.build([], first_year=2030, last_year=2031) for _ in range(2))
    assert one == other
    assert one != WorkCalendar.build([], first_year=2030, last_year=2032)
    assert one.is_provisional(date(2030, 7, 1))
