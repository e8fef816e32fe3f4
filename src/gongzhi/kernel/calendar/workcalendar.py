"""The working calendar: which days are workdays, when a limit ends, how much of it has run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from gongzhi.kernel.calendar.statutory import statutory_rules
from gongzhi.kernel.calendar.vocabulary import (
    MINUTE,
    OFFICE,
    SATURDAY,
    Clock,
    DayRule,
    Due,
    Limit,
    Profile,
    microseconds_of_day,
    notice_year,
)
from gongzhi.kernel.clock import CHINA
from gongzhi.kernel.errors import Refusal

_DAY_ONE = datetime(1, 1, 1, tzinfo=CHINA)
_ONE_MINUTE = timedelta(minutes=1)
_FIRST_DAY_OF_NEXT_NOTICE = (12, 25)


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Workdays of the years ``first_year`` to ``last_year`` in China; immutable; made by ``build``.

    **The four clocks** (facts 2.5, 2.16; DC-26). Every start counts to the microsecond.

    - ``CALENDAR_MINUTES`` runs always. Any year.
    - ``WORK_HOURS`` runs inside the periods of a profile, on workdays, on the wall clock; its amount is in
      minutes. It ends at the earliest moment by which the amount has run: 4 hours from 08:00 end at 12:00,
      not at 14:00, and a start outside the periods runs from the next one.
    - ``WORKDAYS`` is ``WORK_HOURS`` in units of a whole day of the profile: 8 work-hours with ``OFFICE``,
      10 with a profile of 10 hours. So N workdays from 10:30 on a workday end at 10:30, N workdays later.
    - ``NATURAL_DAYS`` ends at the same wall-clock time N days later. A wall-clock time that summer time
      skipped (1986-1991) is read with the offset from before the change. Any year.

    No amount ends at once, at its start.

    **Provisional.** A day whose yearly notice is not among the rules is computed from the statute. So are,
    as long as only the next notice is missing, the days from 25 December on, which that notice may still
    turn around for the sake of 1 January. A day with an override is settled. A due time is provisional when
    its clock reads workdays and a day from start to end is provisional.
    """

    first_year: int
    last_year: int
    origin: int
    """Ordinal of the first day."""
    workdays: tuple[int, ...] = field(repr=False)
    """Ordinals of the workdays, rising."""
    workdays_before: tuple[int, ...] = field(repr=False)
    """By day since ``origin``: how many workdays came before it; one more entry than there are days."""
    provisional_before: tuple[int, ...] = field(repr=False)
    """The same count of provisional days."""

    @classmethod
    def build(
        cls,
        rules: Iterable[DayRule],
        *,
        first_year: int,
        last_year: int,
        overrides: Iterable[DayRule] = (),
    ) -> WorkCalendar:
        """The calendar of whole years from the rules of the yearly notices.

        Overrides win over notices, notices over the statute (for years without a notice), and the statute
        over Monday to Friday. Of two rules for one day in one layer the later wins, so an amendment
        follows what it amends. Rules of other years have no effect.
        """
        notices, settled = tuple(rules), {rule.date: rule.is_workday for rule in overrides}
        published = {rule.notice_year for rule in notices}
        missing = [year for year in range(first_year, last_year + 1) if year not in published]
        layers = {rule.date: rule.is_workday for year in missing for rule in statutory_rules(year)}
        layers |= {rule.date: rule.is_workday for rule in notices} | settled

        origin, end = date(first_year, 1, 1).toordinal(), date(last_year, 12, 31).toordinal()
        days = [date.fromordinal(ordinal) for ordinal in range(origin, end + 1)]
        working = [layers.get(day, day.weekday() < SATURDAY) for day in days]
        open_days = [day not in settled and not _is_published(day, published) for day in days]
        return cls(
            first_year,
            last_year,
            origin,
            tuple(origin + index for index, works in enumerate(working) if works),
            tuple(accumulate(working, initial=0)),
            tuple(accumulate(open_days, initial=0)),
        )

    def is_workday(self, day: date) -> bool:
        """Whether people work on ``day``. Raises Refusal ``calendar.outside``."""
        index = self._index(day)
        return self.workdays_before[index + 1] > self.workdays_before[index]

    def is_provisional(self, day: date) -> bool:
        """Whether a notice still to come may change ``day``. Raises Refusal ``calendar.outside``."""
        index = self._index(day)
        return self.provisional_before[index + 1] > self.provisional_before[index]

    def workdays_between(self, day: date, later: date) -> int:
        """Workdays after ``day``, up to and with ``later``; negative when ``later`` is the earlier one.

        The first day does not count: 民法典 article 201. Raises Refusal ``calendar.outside``.
        """
        return self.workdays_before[self._index(later) + 1] - self.workdays_before[self._index(day) + 1]

    def add(self, start: datetime, limit: Limit) -> Due:
        """When ``limit`` ends that starts at ``start`` (aware).

        Raises:
            Refusal: ``calendar.outside``: the years of the calendar do not hold the span.
            ValueError: ``start`` is naive.
        """
        try:
            match limit.clock:
                case Clock.CALENDAR_MINUTES:
                    end = _utc(start) + timedelta(minutes=limit.amount)
                    return Due(end.astimezone(CHINA), provisional=False)
                case Clock.NATURAL_DAYS:
                    return Due(_days_later(start, limit.amount), provisional=False)
                case Clock.WORK_HOURS | Clock.WORKDAYS:
                    work = limit.amount * _unit(limit.clock, limit.profile)
                    return self._add_work(start, work, limit.profile)
        except OverflowError:
            raise self._outside() from None

    def elapsed(self, start: datetime, end: datetime, clock: Clock, profile: Profile = OFFICE) -> int:
        """Whole units of ``clock`` that run from ``start`` to ``end`` (both aware).

        It is the largest amount that, added to ``start``, does not end after ``end``; for an ``end`` before
        ``start`` it is minus the amount from ``end`` to ``start``. Raises as ``add`` does.
        """
        start, end = _utc(start), _utc(end)
        if end < start:
            return -self.elapsed(end, start, clock, profile)
        match clock:
            case Clock.CALENDAR_MINUTES:
                return (end - start) // _ONE_MINUTE
            case Clock.NATURAL_DAYS:
                return _days_between(start, end)
            case Clock.WORK_HOURS | Clock.WORKDAYS:
                work = self._work_by(end.astimezone(CHINA), profile)
                work -= self._work_by(start.astimezone(CHINA), profile)
                return work // _unit(clock, profile)

    def _add_work(self, start: datetime, work: int, profile: Profile) -> Due:
        local = _china(start)
        first = self._index(local)
        if work == 0:
            return Due(local, self.is_provisional(local))
        full_days, rest = divmod(self._work_by(local, profile) + work - 1, profile.length)
        if full_days >= len(self.workdays):
            raise self._outside()
        last = self.workdays[full_days]
        at = _DAY_ONE + timedelta(days=last - 1, microseconds=profile.moment_of(rest + 1))
        touched = self.provisional_before[last - self.origin + 1] - self.provisional_before[first]
        return Due(at, provisional=touched > 0)

    def _work_by(self, local: datetime, profile: Profile) -> int:
        """Microseconds of work from the first day of the calendar to a moment on the wall clock."""
        index = self._index(local)
        before, after = self.workdays_before[index], self.workdays_before[index + 1]
        work = before * profile.length
        return work + profile.worked_by(microseconds_of_day(local)) if after > before else work

    def _index(self, day: date) -> int:
        index = day.toordinal() - self.origin
        if not 0 <= index < len(self.workdays_before) - 1:
            raise self._outside()
        return index

    def _outside(self) -> Refusal:
        return Refusal(
            "calendar.outside",
            f"日期超出了工作日历的范围（{self.first_year}年至{self.last_year}年）。请核对日期。",
        )


def _is_published(day: date, published: set[int]) -> bool:
    """Whether every notice that may speak of ``day`` is there."""
    also_next = (day.month, day.day) >= _FIRST_DAY_OF_NEXT_NOTICE
    return day.year in published and (not also_next or notice_year(day) in published)


def _unit(clock: Clock, profile: Profile) -> int:
    return MINUTE if clock is Clock.WORK_HOURS else profile.length


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UTC)


def _china(moment: datetime) -> datetime:
    return _utc(moment).astimezone(CHINA)


def _days_later(start: datetime, days: int) -> datetime:
    local = _china(start)
    wall = datetime.combine(local.date() + timedelta(days=days), local.timetz())
    return _china(wall)


def _days_between(start: datetime, end: datetime) -> int:
    """Both in UTC, in order: two times of one zone would be compared by the wall clock."""
    days = end.astimezone(CHINA).toordinal() - start.astimezone(CHINA).toordinal()
    return days - (_utc(_days_later(start, days)) > end)
