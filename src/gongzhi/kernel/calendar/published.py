"""The calendar that the program ships: the notices for 2004 to 2026, and the statute for what follows."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from gongzhi.kernel.calendar.notices import read_notice
from gongzhi.kernel.calendar.vocabulary import DayRule
from gongzhi.kernel.calendar.workcalendar import WorkCalendar

FIRST_YEAR = 2004
LAST_YEAR = 2040


@cache
def published_rules() -> tuple[DayRule, ...]:
    """The days of every yearly notice from 2004 to 2026 and of its amendments, by date (facts 2.16)."""
    return read_notice(files(__package__).joinpath("published.csv").read_text(encoding="utf-8")).rules


@cache
def default_calendar() -> WorkCalendar:
    """The calendar of 2004 to 2040 without any override; years after the last notice are provisional."""
    return WorkCalendar.build(published_rules(), first_year=FIRST_YEAR, last_year=LAST_YEAR)
