"""What the shipped calendar says about real days, and how it treats years whose notice is not out yet."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from lunar_python.util import HolidayUtil

from gongzhi.kernel.calendar import (
    Clock,
    DayRule,
    Due,
    Limit,
    WorkCalendar,
    default_calendar,
    published_rules,
    statutory_rules,
)
from gongzhi.kernel.clock import CHINA

LAST_PUBLISHED = 2026
PUBLIC_FILE = Path(__file__).resolve().parents[3].parent / "shared/data/calendar/chinese-days.json"


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]


def by_statute(year: int) -> list[tuple[str, str]]:
    return [(f"{rule.date:%m-%d}", rule.name) for rule in statutory_rules(year)]


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=CHINA)


def by_the_week(day: date, amount: int) -> date:
    """The day that counting from Monday to Friday arrives at."""
    later = every_day(day + timedelta(days=1), day + timedelta(days=2 * amount + 2))
    return [candidate for candidate in later if candidate.weekday() < 5][amount - 1]


def library_table() -> dict[date, bool]:
    """Whether a day is worked, by day, as the library for the lunar calendar tells it."""
    return {
        date.fromisoformat(holiday.getDay()): holiday.isWork()
        for year in range(2004, LAST_PUBLISHED + 1)
        for holiday in HolidayUtil.getHolidays(year)
    }


def public_table() -> dict[date, bool]:
    """The same from the public file."""
    content = json.loads(PUBLIC_FILE.read_text(encoding="utf-8"))
    return {
        date.fromisoformat(day): works
        for key, works in (("holidays", False), ("workdays", True))
        for day in content[key]
    }


# What the others have wrong, with the notice that says so: 国办发明电〔2012〕33号, 国办发明电〔2005〕35号.
WRONG_ELSEWHERE = {"library": ["2013-04-07", "2013-10-12"], "public file": ["2005-12-31"]}
TABLES = {"library": library_table(), **({"public file": public_table()} if PUBLIC_FILE.exists() else {})}


def test_make_up_workdays_of_2026() -> None:
    made_up = [rule.date for rule in published_rules() if rule.date.year == 2026 and rule.is_workday]
    assert [f"{day:%m-%d}" for day in made_up] == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_days_off_of_2026() -> None:
    names = Counter(rule.name for rule in published_rules() if rule.date.year == 2026 and not rule.is_workday)
    assert names == {"元旦": 3, "春节": 9, "清明节": 3, "劳动节": 5, "端午节": 3, "中秋节": 3, "国庆节": 7}
    calendar = default_calendar()
    assert sum(not calendar.is_workday(day) for day in every_day(date(2026, 1, 1), date(2026, 12, 31))) == 117


@pytest.mark.parametrize(("year", "workdays"), [(2024, 251), (2025, 248), (2026, 248), (2027, 248)])
def test_workdays_of_a_year(year: int, workdays: int) -> None:
    assert default_calendar().workdays_between(date(year - 1, 12, 31), date(year, 12, 31)) == workdays


def test_each_notice_gives_the_statutory_number_of_days() -> None:
    """Days off from Monday to Friday less make-up workdays are the statutory holidays of the time."""
    balance: Counter[int] = Counter()
    for rule in published_rules():
        if rule.is_workday:
            balance[rule.notice_year] -= 1
        elif rule.date.weekday() < 5:
            balance[rule.notice_year] += 1
    statutory = {year: 10 if year < 2008 else 11 if year < 2025 else 13 for year in range(2004, 2027)}
    assert balance == statutory | {2015: 11 + 1, 2020: 11 + 2}


@pytest.mark.parametrize("name", TABLES)
def test_other_tables_agree_but_for_their_known_errors(name: str) -> None:
    ours, other = default_calendar(), TABLES[name]
    days = every_day(date(2004, 1, 1), date(LAST_PUBLISHED, 12, 31))
    differing = [str(day) for day in days if ours.is_workday(day) != other.get(day, day.weekday() < 5)]
    assert differing == WRONG_ELSEWHERE[name]


@pytest.mark.parametrize("written", ["2005-12-31", "2006-12-30", "2007-12-29", "2011-12-31", "2018-12-29"])
def test_december_follows_the_next_notice(written: str) -> None:
    day = date.fromisoformat(written)
    assert default_calendar().is_workday(day)
    assert [rule.notice_year for rule in published_rules() if rule.date == day] == [day.year + 1]


@pytest.mark.parametrize(("amount", "wrong"), [(5, 48), (15, 105)])
def test_monday_to_friday_is_not_the_calendar(amount: int, wrong: int) -> None:
    """Of 248 deadlines from the workdays of 2026, so many end on another day than the week says."""
    calendar, year = default_calendar(), every_day(date(2026, 1, 1), date(2026, 12, 31))
    starts = [at(2026, day.month, day.day, 10) for day in year if calendar.is_workday(day)]
    dues = [calendar.add(start, Limit(amount, Clock.WORKDAYS)).at.date() for start in starts]
    assert len(dues) == 248
    assert (
        sum(due != by_the_week(start.date(), amount) for start, due in zip(starts, dues, strict=True))
        == wrong
    )


def test_work_hours_of_a_friday_evening_run_on_the_make_up_saturday() -> None:
    due = default_calendar().add(at(2026, 5, 8, 17, 30), Limit(4 * 60, Clock.WORK_HOURS))
    assert due == Due(at(2026, 5, 9, 11, 30), provisional=False)


def test_statute_of_2027() -> None:
    assert by_statute(2027) == [
        ("01-01", "元旦"),
        *((f"02-{day:02}", "春节") for day in (5, 6, 7, 8)),
        *((f"02-{day:02}", "春节补假") for day in (9, 10)),
        ("04-05", "清明节"),
        *((f"05-{day:02}", "劳动节") for day in (1, 2)),
        *((f"05-{day:02}", "劳动节补假") for day in (3, 4)),
        ("06-09", "端午节"),
        ("09-15", "中秋节"),
        *((f"10-{day:02}", "国庆节") for day in (1, 2, 3)),
        *((f"10-{day:02}", "国庆节补假") for day in (4, 5)),
    ]


def test_a_festival_on_a_festival_is_made_up_for() -> None:
    assert by_statute(2031)[-4:] == [
        ("10-01", "中秋节、国庆节"),
        ("10-02", "国庆节"),
        ("10-03", "国庆节"),
        ("10-06", "国庆节补假"),
    ]


def test_the_statute_always_takes_13_days_from_the_week() -> None:
    off = {year: sum(rule.date.weekday() < 5 for rule in statutory_rules(year)) for year in range(2025, 2061)}
    assert off == dict.fromkeys(range(2025, 2061), 13)


@pytest.mark.parametrize("year", [2025, 2026])
def test_notices_keep_to_the_statute(year: int) -> None:
    """The provisional days off of the years since the statute are days off in the notices too."""
    calendar = default_calendar()
    assert [rule for rule in statutory_rules(year) if calendar.is_workday(rule.date)] == []


def test_days_before_the_notice_are_provisional() -> None:
    firm = [date(2004, 1, 1), date(2025, 12, 31), date(2026, 12, 24)]
    open_still = [date(2026, 12, 25), date(2027, 1, 1), date(2027, 12, 31), date(2040, 12, 31)]
    answers = [default_calendar().is_provisional(day) for day in (*firm, *open_still)]
    assert answers == [False] * len(firm) + [True] * len(open_still)


def test_a_due_time_is_provisional_when_its_clock_reads_a_provisional_day() -> None:
    calendar, start = default_calendar(), at(2026, 12, 22, 9)
    dues = {
        (clock, amount): calendar.add(start, Limit(amount, clock))
        for clock, amount in [
            (Clock.WORKDAYS, 2),
            (Clock.WORKDAYS, 3),
            (Clock.WORK_HOURS, 3 * 480),
            (Clock.NATURAL_DAYS, 15),
            (Clock.CALENDAR_MINUTES, 15 * 1440),
        ]
    }
    assert dues == {
        (Clock.WORKDAYS, 2): Due(at(2026, 12, 24, 9), provisional=False),
        (Clock.WORKDAYS, 3): Due(at(2026, 12, 25, 9), provisional=True),
        (Clock.WORK_HOURS, 3 * 480): Due(at(2026, 12, 25, 9), provisional=True),
        (Clock.NATURAL_DAYS, 15): Due(at(2027, 1, 6, 9), provisional=False),
        (Clock.CALENDAR_MINUTES, 15 * 1440): Due(at(2027, 1, 6, 9), provisional=False),
    }


def test_the_notice_settles_and_moves_a_due_time() -> None:
    notice = [
        DayRule(date(2026, 12, 26), True, "元旦", "通知"),
        DayRule(date(2027, 1, 1), False, "元旦", "通知"),
    ]
    calendar = WorkCalendar.build([*published_rules(), *notice], first_year=2026, last_year=2027)
    start, limit = at(2026, 12, 25, 9), Limit(1, Clock.WORKDAYS)
    assert default_calendar().add(start, limit) == Due(at(2026, 12, 28, 9), provisional=True)
    assert calendar.add(start, limit) == Due(at(2026, 12, 26, 9), provisional=False)


def worked(overrides: Mapping[date, bool], rules: list[DayRule]) -> tuple[bool, bool]:
    """Whether New Year's Day 2027 is worked and provisional."""
    chosen = [DayRule(day, works, "本地", "测试") for day, works in overrides.items()]
    calendar = WorkCalendar.build(rules, first_year=2027, last_year=2027, overrides=chosen)
    return calendar.is_workday(date(2027, 1, 1)), calendar.is_provisional(date(2027, 1, 1))


def test_overrides_win_over_notices_and_notices_over_the_statute() -> None:
    day = date(2027, 1, 1)
    off, on = DayRule(day, False, "元旦", "通知"), DayRule(day, True, "元旦", "更正")
    assert worked({}, []) == (False, True)
    assert worked({day: True}, []) == (True, False)
    assert worked({}, [off, on]) == (True, False)
    assert worked({}, [on, off]) == (False, False)
    assert worked({day: True}, [off]) == (True, False)
