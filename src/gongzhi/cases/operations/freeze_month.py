"""Freeze the figures of a month: what was published stays as it was (DC-27; D7: frozen monthly snapshot)."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from gongzhi.cases.formulas import as_data
from gongzhi.cases.models import Snapshot
from gongzhi.cases.queries.figures import Figures, figures, formula_for
from gongzhi.cases.queries.snapshots import canonical, is_frozen
from gongzhi.kernel.clock import local, month_of, months_later, span_of
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.queries import calendar_of
from gongzhi.kernel.viewer import Viewer
from gongzhi.workflow.queries import journal_mark


def freeze_month(viewer: Viewer, *, month: int, now: datetime) -> int:
    """Write down the city's figures of ``month`` for good; the id of the snapshot.

    Call it outside a transaction: counters and the mark of the journal are read from one moment.

    Raises:
        Refusal: ``snapshot.month``, ``snapshot.early`` before the month is over, ``snapshot.frozen``.
    """
    try:
        _, end = span_of(month)
    except ValueError as error:
        raise Refusal("snapshot.month", "月份应写成 2026-03 这样。") from error
    if now < end:
        raise Refusal("snapshot.early", f"{month // 100} 年 {month % 100} 月还没有结束，不能冻结。")
    try:
        return _freeze(viewer, month, now)
    except IntegrityError as error:
        raise _frozen(month) from error


@transaction.atomic
def _freeze(viewer: Viewer, month: int, now: datetime) -> int:
    if is_frozen(viewer, month):
        raise _frozen(month)
    mark = journal_mark()
    found = figures(viewer, first=month, last=month, formula=formula_for(viewer, month), everywhere=True)
    content = _content(found)
    snapshot = Snapshot.objects.create(
        city_id=viewer.city_id,
        month=month,
        made_at=now,
        position=mark.position,
        seal_number=mark.seal_number,
        seal_hash=mark.seal_hash,
        content=content,
        digest=hashlib.sha256(canonical(content)).digest(),
    )
    return int(snapshot.pk)


def _frozen(month: int) -> Refusal:
    return Refusal(
        "snapshot.frozen",
        f"{month // 100} 年 {month % 100} 月已经冻结，不会再改。后来的更正在冻结页上与它并列。",
        status=409,
    )


def _content(found: Figures) -> dict[str, Any]:
    """Everything as whole numbers and text, so that it reads back as it was hashed."""
    sums = found.sums
    return {
        "formula": as_data(found.formula),
        "total": dict(sums.total),
        "stages": dict(sums.by_stage),
        "streets": {key: dict(counters) for key, counters in sums.by_street.items()},
        "communities": {key: dict(counters) for key, counters in sums.by_community.items()},
        "classes": {key: dict(counters) for key, counters in sums.by_dimension.items()},
        "units": {str(key): dict(counters) for key, counters in sums.by_unit.items()},
    }


def freeze_when_due(viewer: Viewer, *, now: datetime) -> int | None:
    """Freeze last month from the workday on that its formula names; the month, or None when there is nothing to do."""
    today = local(now).date()
    month = months_later(month_of(now), -1)
    formula = formula_for(viewer, month)
    begin = date(today.year, today.month, 1)
    calendar = calendar_of(viewer.city_id)
    reached = calendar.workdays_between(begin, today) + calendar.is_workday(begin)
    if reached < formula.freeze_workday or is_frozen(viewer, month):
        return None
    freeze_month(viewer, month=month, now=now)
    return month
