"""Holidays of a year by statute alone, for years whose notice is not published yet (facts 2.16)."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta
from functools import cache

from lunar_python import Lunar

from gongzhi.kernel.calendar.vocabulary import SATURDAY, DayRule

SOURCE = "按《全国年节及纪念日放假办法》（2024年修订）推算"


@cache
def statutory_rules(year: int) -> tuple[DayRule, ...]:
    """The 13 statutory days of ``year`` and the days off in their stead; all of them days of rest, by date.

    Source: 全国年节及纪念日放假办法 (2024-11-10), article 2 and the article on days that meet a weekend.
    The statute says that such a day is made up for on a workday, not on which. Our choice: on the first
    day after it that is neither weekend nor already off. A festival that falls on another festival
    (中秋 on a day of 国庆) is made up for in the same way, as the notices of 2009 and 2020 did.
    No weekend is turned into a workday: only a notice can do that.
    """
    days = _statutory_days(year)
    names: dict[date, str] = {}
    owed: list[tuple[date, str]] = []
    for day, name in days:
        if day.weekday() >= SATURDAY or day in names:
            owed.append((day, name))
        names[day] = f"{names[day]}、{name}" if day in names else name
    for day, name in owed:
        names[_first_free(day, names)] = f"{name}补假"
    return tuple(DayRule(day, False, names[day], SOURCE) for day in sorted(names))


def _first_free(day: date, taken: Container[date]) -> date:
    while day.weekday() >= SATURDAY or day in taken:
        day += timedelta(days=1)
    return day


def _statutory_days(year: int) -> list[tuple[date, str]]:
    new_year = _from_lunar(year, 1, 1)
    tomb_sweeping = Lunar.fromYmd(year, 1, 1).getJieQiTable()["清明"]
    days = [
        (date(year, 1, 1), "元旦"),
        *((new_year + timedelta(days=offset), "春节") for offset in range(-1, 3)),
        (date(tomb_sweeping.getYear(), tomb_sweeping.getMonth(), tomb_sweeping.getDay()), "清明节"),
        *((date(year, 5, day), "劳动节") for day in (1, 2)),
        (_from_lunar(year, 5, 5), "端午节"),
        *((date(year, 10, day), "国庆节") for day in (1, 2, 3)),
        (_from_lunar(year, 8, 15), "中秋节"),
    ]
    return sorted(days)


def _from_lunar(year: int, month: int, day: int) -> date:
    solar = Lunar.fromYmd(year, month, day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())
