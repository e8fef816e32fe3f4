"""Load a city's retention rules from a table."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongzhi.kernel.errors import Refusal
from gongzhi.orgs.models import RetentionRule
from gongzhi.orgs.vocabulary import Kept
from gongzhi.sheets.cells import Row, text_of
from gongzhi.sheets.tables import Table

LEAST_AUDIT_DAYS = 184
"""Six months (网安法 21)."""


@transaction.atomic
def load_retention(city_id: int, *, table: Table, since: date) -> int:
    """Take in the rules of ``table`` (数据, 天数, 依据) as of ``since``; how many (PIPL 19).

    Raises:
        Refusal: ``retention.rule`` naming the row.
    """
    rules = [_rule(city_id, since, number, row) for number, row in table.rows]
    RetentionRule.objects.bulk_create(
        rules,
        update_conflicts=True,
        unique_fields=["city", "kept", "starts_on"],
        update_fields=["days", "basis"],
    )
    return len(rules)


def _rule(city_id: int, since: date, number: int, row: Row) -> RetentionRule:
    said, days, basis = (text_of(row.get(name, "")) for name in ("数据", "天数", "依据"))
    kept = Kept.by_label(said)
    if kept is None or not (days.isdecimal() and 0 < int(days) < 100_000) or not basis:
        raise Refusal("retention.rule", f"第 {number} 行：数据、天数或依据有误。", row=number)
    if kept is Kept.AUDIT and int(days) < LEAST_AUDIT_DAYS:
        raise Refusal(
            "retention.rule", f"第 {number} 行：安全日志至少保存六个月（{LEAST_AUDIT_DAYS} 天）。", row=number
        )
    return RetentionRule(city_id=city_id, kept=kept, days=int(days), basis=basis[:200], starts_on=since)
