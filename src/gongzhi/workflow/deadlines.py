"""Deadlines by dated rules and the working calendar of a city (R4; facts 2.1 "Deadlines", 2.5, 2.16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from gongzhi.kernel.calendar import OFFICE, Clock, Limit, WorkCalendar
from gongzhi.kernel.clock import local
from gongzhi.kernel.queries import calendar_of
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.models import DeadlineRule
from gongzhi.workflow.subjects import OWN_LIMIT, Promise, Promises

_Rules = dict[tuple[str, str], list[DeadlineRule]]


def promises_for(viewer: Viewer, process: str) -> Promises:
    """The deadline function of a process in the viewer's city, cached under the version of its reference data.

    A limit that the subject itself brings goes before the rule of its grade, and that before the general one.
    """
    return _promises(viewer.city_id, viewer.revision, process)


@lru_cache(maxsize=32)
def _promises(city_id: int, _revision: int, process: str) -> Promises:
    rules: _Rules = {}
    for rule in DeadlineRule.objects.filter(city_id=city_id, process=process).order_by("starts_on"):
        rules.setdefault((rule.limit, rule.grade), []).append(rule)
    calendar = calendar_of(city_id)

    def promise(limit: str, traits: Mapping[str, str], start: datetime) -> Promise | None:
        if own := traits.get(f"{OWN_LIMIT}{limit}"):
            clock, amount, basis = own.split("/", 2)
            return _promise(
                calendar, DeadlineRule(limit=limit, clock=clock, amount=int(amount), basis=basis), start
            )
        day = local(start).date()
        rule = _in_force(rules.get((limit, traits.get("grade", "")), ()), day)
        rule = rule or _in_force(rules.get((limit, ""), ()), day)
        return None if rule is None else _promise(calendar, rule, start)

    return promise


def _in_force(rules: Iterable[DeadlineRule], day: date) -> DeadlineRule | None:
    fitting = [r for r in rules if r.starts_on <= day and (r.ends_on is None or day <= r.ends_on)]
    return fitting[-1] if fitting else None


def _promise(calendar: WorkCalendar, rule: DeadlineRule, start: datetime) -> Promise:
    limit = {
        "name": rule.limit,
        "clock": rule.clock,
        "amount": rule.amount,
        "profile": rule.profile,
        "basis": rule.basis,
        "from": start.isoformat(),
    }
    return Promise(calendar.add(start, limit_of(limit)), limit)


def limit_of(stored: Mapping[str, Any]) -> Limit:
    """The limit that a head carries, as the calendar takes it."""
    return Limit(stored["amount"], Clock(stored["clock"]), OFFICE)
