"""Reads of the kernel's tables."""

from __future__ import annotations

from gongzhi.kernel.calendar import FIRST_YEAR, LAST_YEAR, DayRule, WorkCalendar, published_rules
from gongzhi.kernel.models import CalendarDay


def calendar_of(city_id: int) -> WorkCalendar:
    """The working calendar of a city: our extract, notices loaded since, and overrides, the city's own last."""
    rows = CalendarDay.objects.filter(city_id__in=(0, city_id)).order_by("city_id", "date")
    rules = {True: [], False: []}  # type: dict[bool, list[DayRule]]
    for row in rows:
        rules[row.override].append(DayRule(row.date, row.is_workday, row.name, row.source))
    return WorkCalendar.build(
        [*published_rules(), *rules[False]], first_year=FIRST_YEAR, last_year=LAST_YEAR, overrides=rules[True]
    )
