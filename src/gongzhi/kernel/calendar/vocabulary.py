"""Words of the working calendar: clocks, profiles, limits, due times, rules of days (facts 2.5, 2.16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from itertools import pairwise

from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.words import Word

MICROSECOND_PER_SECOND = 1_000_000
MINUTE = 60 * MICROSECOND_PER_SECOND
DAY = 24 * 60 * MINUTE
SATURDAY = 5


class Clock(Word):
    """How a limit runs. The comment names the unit of its amounts."""

    CALENDAR_MINUTES = "calendar_minutes", "连续分钟"  # minutes, day and night
    WORK_HOURS = "work_hours", "工作时"  # minutes of work: 4 work-hours are 240
    WORKDAYS = "workdays", "工作日"  # days of work, each as long as the profile's day
    NATURAL_DAYS = "natural_days", "自然日"  # days on the wall calendar


def microseconds_of_day(at: datetime | time) -> int:
    """Microseconds on the wall clock since midnight."""
    seconds = (at.hour * 60 + at.minute) * 60 + at.second
    return seconds * MICROSECOND_PER_SECOND + at.microsecond


@dataclass(frozen=True)
class Profile:
    """The working periods of every workday, by name.

    Periods are whole minutes, in order, apart from each other; 00:00 as an end is the end of the day.

    Raises:
        Refusal: ``calendar.bad_periods``.
    """

    name: str
    periods: tuple[tuple[time, time], ...] = ((time(8), time(12)), (time(14), time(18)))

    def __post_init__(self) -> None:
        edges = [edge for span in self.spans for edge in span]
        rising = all(earlier < later for earlier, later in self.spans)
        apart = all(earlier <= later for earlier, later in pairwise(edges))
        if not (edges and rising and apart and all(edge % MINUTE == 0 for edge in edges)):
            raise Refusal(
                "calendar.bad_periods",
                f"“{self.name}”的工作时段有误：至少要有一段，按先后排列、互不重叠，起止为整分钟。请修改后再保存。",
            )

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Start and end of each period, in microseconds since midnight."""
        return tuple(
            (microseconds_of_day(start), microseconds_of_day(end) or DAY) for start, end in self.periods
        )

    @cached_property
    def length(self) -> int:
        """Microseconds of work in one workday."""
        return sum(end - start for start, end in self.spans)

    def worked_by(self, moment: int) -> int:
        """Microseconds of work in a workday before ``moment`` (microseconds since midnight)."""
        work = 0
        for start, end in self.spans:
            if moment > start:
                work += min(moment, end) - start
        return work

    def moment_of(self, work: int) -> int:
        """The first moment of a workday by which ``work`` (above 0, to ``length``) is done; microseconds."""
        for start, end in self.spans:
            if work <= end - start:
                return start + work
            work -= end - start
        raise ValueError("more work than the day holds")


OFFICE = Profile("office")


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: an amount on a clock, in the clock's unit (see ``Clock``).

    ``profile`` matters to ``WORK_HOURS`` and ``WORKDAYS`` only.

    Raises:
        Refusal: ``calendar.negative_limit``.
    """

    amount: int
    clock: Clock
    profile: Profile = OFFICE

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise Refusal("calendar.negative_limit", "时限不能是负数。请填写零或正整数。")


@dataclass(frozen=True, slots=True)
class Due:
    """When a limit ends: an aware time in China, and whether a notice still to come may move it."""

    at: datetime
    provisional: bool


@dataclass(frozen=True, slots=True)
class DayRule:
    """One day that is set to be a day of work or of rest, by whom (``source``) and for what (``name``)."""

    date: date
    is_workday: bool
    name: str
    source: str

    @property
    def notice_year(self) -> int:
        """The year whose yearly notice speaks of this day: December belongs to the next New Year's Day."""
        return notice_year(self.date)


def notice_year(day: date) -> int:
    """The year whose yearly notice speaks of ``day``.

    The last statutory holiday of a year is in October, so what a notice says of December it says for
    the sake of the next 1 January (facts 2.16).
    """
    return day.year + (day.month == 12)
