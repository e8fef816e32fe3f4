"""The working calendar of China: workdays, four clocks for limits, notices of holidays (facts 2.5, 2.16)."""

from gongzhi.kernel.calendar.notices import NoticeReading, Problem, read_notice
from gongzhi.kernel.calendar.published import FIRST_YEAR, LAST_YEAR, default_calendar, published_rules
from gongzhi.kernel.calendar.statutory import statutory_rules
from gongzhi.kernel.calendar.vocabulary import OFFICE, Clock, DayRule, Due, Limit, Profile
from gongzhi.kernel.calendar.workcalendar import WorkCalendar

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "OFFICE",
    "Clock",
    "DayRule",
    "Due",
    "Limit",
    "NoticeReading",
    "Problem",
    "Profile",
    "WorkCalendar",
    "default_calendar",
    "published_rules",
    "read_notice",
    "statutory_rules",
]
