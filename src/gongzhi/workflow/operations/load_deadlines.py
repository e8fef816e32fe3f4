"""Load a city's deadline rules from a table."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongzhi.kernel.calendar import Clock
from gongzhi.kernel.errors import Refusal
from gongzhi.sheets.cells import text_of
from gongzhi.sheets.mapping import Field, map_columns
from gongzhi.sheets.tables import Table
from gongzhi.workflow.models import DeadlineRule
from gongzhi.workflow.registry import flows

_FIELDS = (
    Field("process", "事项", required=True),
    Field("limit", "环节", required=True),
    Field("grade", "等级"),
    Field("clock", "时钟", required=True),
    Field("amount", "时限", required=True),
    Field("basis", "依据", required=True),
)
_MOST = 10_000_000
"""Units of any clock: about twenty years of minutes."""
_BASIS = 200


@transaction.atomic
def load_deadlines(city_id: int, *, table: Table, since: date) -> int:
    """Take in the rules of ``table`` (事项, 环节, 等级, 时钟, 时限, 依据) as of ``since``; how many (R4).

    The unit of 时限 is the clock's: minutes, minutes of work, workdays or days.

    Raises:
        Refusal: ``sheet.columns``, ``deadline.rule`` naming the row.
    """
    columns = map_columns(_FIELDS, table.columns)
    rules: dict[tuple[str, str, str], DeadlineRule] = {}
    for number, row in table.rows:
        rule = _rule(city_id, since, number, {name: text_of(row[column]) for name, column in columns.items()})
        key = (rule.process, rule.limit, rule.grade)
        if key in rules:
            raise Refusal("deadline.rule", f"第 {number} 行：这个环节和等级已有时限。", row=number)
        rules[key] = rule
    DeadlineRule.objects.bulk_create(
        rules.values(),
        update_conflicts=True,
        unique_fields=["city", "process", "limit", "grade", "starts_on"],
        update_fields=["clock", "amount", "basis"],
    )
    return len(rules)


def _rule(city_id: int, since: date, number: int, said: dict[str, str]) -> DeadlineRule:
    limits = {flow.process: set(flow.limits) for flow in flows()}
    faults = (
        ("事项", said["process"] not in limits),
        ("环节", said["limit"] not in limits.get(said["process"], set())),
        ("时钟", said["clock"] not in set(Clock)),
        ("时限", not said["amount"].isdecimal() or not 0 < int(said["amount"]) <= _MOST),
        ("依据", not 0 < len(said["basis"]) <= _BASIS),
    )
    wrong = [name for name, is_wrong in faults if is_wrong]
    if wrong:
        raise Refusal("deadline.rule", f"第 {number} 行：{'、'.join(wrong)}有误。", row=number)
    return DeadlineRule(
        city_id=city_id,
        process=said["process"],
        limit=said["limit"],
        grade=said.get("grade", ""),
        clock=said["clock"],
        amount=int(said["amount"]),
        basis=said["basis"],
        starts_on=since,
    )
