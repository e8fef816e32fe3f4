"""The calendar against an oracle that walks minute by minute, and the laws that tie its answers together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from gongzhi.kernel.calendar import (
    OFFICE,
    Clock,
    DayRule,
    Due,
    Limit,
    Profile,
    WorkCalendar,
    published_rules,
    statutory_rules,
)
from gongzhi.kernel.clock import CHINA

FIRST_YEAR, UNPUBLISHED_YEAR = 2026, 2027
WINDOW = date(2026, 9, 15), date(2027, 2, 20)
MINUTE = timedelta(minutes=1)
FACTS = {
    rule.date: rule.is_workday
    for rule in (*published_rules(), *statutory_rules(UNPUBLISHED_YEAR))
    if rule.date.year >= FIRST_YEAR
}
PROFILES = (
    OFFICE,
    Profile("city", ((time(8), time(18)),)),
    Profile("night", ((time(0), time(1, 1)), (time(6, 30), time(6, 31)), (time(22, 7), time(0)))),
    Profile("round the clock", ((time(0), time(12)), (time(12), time(0)))),
)

dates = st.dates(*WINDOW)
overrides = st.dictionaries(dates, st.booleans(), max_size=30)
edges = st.sampled_from([time(0), time(8), time(12), time(13), time(14), time(18), time(23, 59)])
moments = st.one_of(
    st.datetimes(datetime.combine(WINDOW[0], time()), datetime.combine(WINDOW[1], time())),
    st.builds(
        lambda day, edge, seconds: datetime.combine(day, edge) + timedelta(seconds=seconds),
        dates,
        edges,
        st.integers(-1, 1),
    ),
).map(lambda wall: wall.replace(tzinfo=CHINA))
limits = st.one_of(
    st.builds(Limit, st.integers(0, 4000), st.just(Clock.CALENDAR_MINUTES)),
    st.builds(Limit, st.integers(0, 2000), st.just(Clock.WORK_HOURS), st.sampled_from(PROFILES)),
    st.builds(Limit, st.integers(0, 8), st.just(Clock.WORKDAYS), st.sampled_from(PROFILES)),
    st.builds(Limit, st.integers(0, 60), st.just(Clock.NATURAL_DAYS)),
)
exactly = settings(max_examples=150, deadline=None)


@dataclass(frozen=True)
class Oracle:
    """Slow and plain: looks at every minute of the wall clock in turn."""

    overrides: Mapping[date, bool]

    def is_workday(self, day: date) -> bool:
        return self.overrides.get(day, FACTS.get(day, day.weekday() < 5))

    def is_provisional(self, day: date) -> bool:
        return day not in self.overrides and day >= date(2026, 12, 25)

    def works(self, wall: datetime, profile: Profile) -> bool:
        return inside(wall.time(), profile) and self.is_workday(wall.date())

    def worked(self, start: datetime, end: datetime, profile: Profile) -> timedelta:
        wall, total = start.replace(tzinfo=None), timedelta()
        last = end.replace(tzinfo=None)
        while wall < last:
            following = min(last, wall.replace(second=0, microsecond=0) + MINUTE)
            total += following - wall if self.works(wall, profile) else timedelta()
            wall = following
        return total

    def after_work(self, start: datetime, work: timedelta, profile: Profile) -> datetime:
        wall = start.replace(tzinfo=None)
        while work:
            following = wall.replace(second=0, microsecond=0) + MINUTE
            if self.works(wall, profile):
                step = min(work, following - wall)
                work -= step
                following = wall + step
            wall = following
        return wall.replace(tzinfo=CHINA)

    def add(self, start: datetime, limit: Limit) -> Due:
        if limit.clock is Clock.CALENDAR_MINUTES:
            moment = start.astimezone(UTC)
            for _ in range(limit.amount):
                moment += MINUTE
            return Due(moment.astimezone(CHINA), provisional=False)
        if limit.clock is Clock.NATURAL_DAYS:
            wall = start.replace(tzinfo=None)
            for _ in range(limit.amount):
                wall += timedelta(days=1)
            return Due(wall.replace(tzinfo=CHINA), provisional=False)
        at = self.after_work(start, limit.amount * unit(limit.clock, limit.profile), limit.profile)
        days = (date.fromordinal(day) for day in range(start.toordinal(), at.toordinal() + 1))
        return Due(at, provisional=any(self.is_provisional(day) for day in days))

    def elapsed(self, start: datetime, end: datetime, clock: Clock, profile: Profile) -> int:
        if end < start:
            return -self.elapsed(end, start, clock, profile)
        if clock in (Clock.WORK_HOURS, Clock.WORKDAYS):
            return self.worked(start, end, profile) // unit(clock, profile)
        step = MINUTE if clock is Clock.CALENDAR_MINUTES else timedelta(days=1)
        wall, last, amount = start.replace(tzinfo=None), end.replace(tzinfo=None), 0
        while wall + step <= last:
            wall += step
            amount += 1
        return amount


def unit(clock: Clock, profile: Profile) -> timedelta:
    """The length of one unit of a clock that reads workdays."""
    if clock is Clock.WORK_HOURS:
        return MINUTE
    minutes = (datetime.combine(date.min, time()) + MINUTE * minute for minute in range(24 * 60))
    return MINUTE * sum(inside(minute.time(), profile) for minute in minutes)


def inside(at: time, profile: Profile) -> bool:
    return any(start <= at and (at < end or end == time(0)) for start, end in profile.periods)


def build(changes: Mapping[date, bool]) -> WorkCalendar:
    rules = [DayRule(day, works, "local", "test") for day, works in changes.items()]
    return WorkCalendar.build(
        published_rules(), first_year=FIRST_YEAR, last_year=UNPUBLISHED_YEAR, overrides=rules
    )


@exactly
@given(overrides, moments, limits)
def test_add_agrees_with_the_oracle(changes: dict[date, bool], start: datetime, limit: Limit) -> None:
    assert build(changes).add(start, limit) == Oracle(changes).add(start, limit)


@exactly
@given(overrides, moments, st.timedeltas(timedelta(days=-12), timedelta(days=12)), limits)
def test_elapsed_agrees_with_the_oracle(
    changes: dict[date, bool], start: datetime, span: timedelta, limit: Limit
) -> None:
    end, clock, profile = start + span, limit.clock, limit.profile
    expected = Oracle(changes).elapsed(start, end, clock, profile)
    assert build(changes).elapsed(start, end, clock, profile) == expected


@exactly
@given(overrides, dates, dates)
def test_days_agree_with_the_oracle(changes: dict[date, bool], day: date, later: date) -> None:
    calendar, oracle = build(changes), Oracle(changes)
    assert calendar.is_workday(day) == oracle.is_workday(day)
    assert calendar.is_provisional(day) == oracle.is_provisional(day)
    days = range(min(day, later).toordinal() + 1, max(day, later).toordinal() + 1)
    counted = sum(oracle.is_workday(date.fromordinal(ordinal)) for ordinal in days)
    assert calendar.workdays_between(day, later) == (counted if day <= later else -counted)


@exactly
@given(overrides, moments, limits)
def test_elapsed_inverts_add(changes: dict[date, bool], start: datetime, limit: Limit) -> None:
    calendar = build(changes)
    end = calendar.add(start, limit).at
    assert calendar.elapsed(start, end, limit.clock, limit.profile) == limit.amount
    assert calendar.elapsed(end, start, limit.clock, limit.profile) == -limit.amount


@exactly
@given(overrides, moments, moments, limits)
def test_add_brackets_elapsed(
    changes: dict[date, bool], one: datetime, other: datetime, limit: Limit
) -> None:
    calendar, (start, end) = build(changes), sorted((one, other))
    amount = calendar.elapsed(start, end, limit.clock, limit.profile)
    whole = calendar.add(start, Limit(amount, limit.clock, limit.profile)).at
    one_more = calendar.add(start, Limit(amount + 1, limit.clock, limit.profile)).at
    assert whole <= end < one_more


@exactly
@given(overrides, moments, moments, limits, st.integers(0, 100))
def test_later_starts_and_longer_limits_end_no_earlier(
    changes: dict[date, bool], one: datetime, other: datetime, limit: Limit, more: int
) -> None:
    calendar, (start, later) = build(changes), sorted((one, other))
    due = calendar.add(start, limit)
    longer = calendar.add(start, Limit(limit.amount + more, limit.clock, limit.profile))
    assert start <= due.at <= longer.at
    assert due.provisional <= longer.provisional
    assert due.at <= calendar.add(later, limit).at


@exactly
@given(overrides, moments, limits, st.integers(0, 50))
def test_two_limits_in_a_row_are_their_sum(
    changes: dict[date, bool], start: datetime, limit: Limit, more: int
) -> None:
    calendar = build(changes)
    first = calendar.add(start, limit).at
    in_a_row = calendar.add(first, Limit(more, limit.clock, limit.profile)).at
    assert in_a_row == calendar.add(start, Limit(limit.amount + more, limit.clock, limit.profile)).at
