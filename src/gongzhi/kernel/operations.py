"""Writes of the kernel's tables."""

from __future__ import annotations

from django.db import transaction

from gongzhi.kernel.calendar import NoticeReading, read_notice
from gongzhi.kernel.models import CalendarDay


@transaction.atomic
def load_notice(text: str, *, override: bool = False, city_id: int = 0) -> NoticeReading:
    """Take in a holiday notice, wholly or (when a row is wrong) not at all; a retry changes nothing (facts 2.16).

    City 0 stands for all cities; ``override`` marks an administrator's own decision, which wins.
    """
    reading = read_notice(text)
    if reading.problems:
        return reading
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                city_id=city_id,
                date=rule.date,
                is_workday=rule.is_workday,
                name=rule.name,
                source=rule.source,
                override=override,
            )
            for rule in reading.rules
        ],
        update_conflicts=True,
        unique_fields=["city_id", "date", "override"],
        update_fields=["is_workday", "name", "source"],
    )
    return reading
