"""Load a city's deadline rules from a table."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from gongzhi.kernel.calendar import Clock
from gongzhi.kernel.errors import Refusal
from gongzhi.sheets.cells import Row, text_of
from gongzhi.sheets.tables import Table
from gongzhi.workflow.models import DeadlineRule
from gongzhi.workflow.registry import flow_of


@transaction.atomic
def load_deadlines(city_id: int, *, table: Table, process: str, since: date) -> int:
    """Take in the rules of ``table`` (环节, 等级, 时钟, 时限, 依据) as of ``since``; how many (R4).

    The unit of 时限 is the clock's: minutes, minutes of work, workdays or days.

    Raises:
        Refusal: ``deadline.rule`` naming the row.
    """
    rules = [_rule(city_id, process, since, number, row) for number, row in table.rows]
    DeadlineRule.objects.bulk_create(
        rules,
        update_conflicts=True,
        unique_fields=["city", "process", "limit", "grade", "starts_on"],
        update_fields=["clock", "amount", "basis"],
    )
    return len(rules)


def _rule(city_id: int, process: str, since: date, number: int, row: Row) -> DeadlineRule:
    limit, grade, clock, amount, basis = (
        text_of(row[name]) for name in ("环节", "等级", "时钟", "时限", "依据")
    )
    known = limit in flow_of(process).limits and clock in set(Clock)
    if not known or not amount.isdecimal() or not basis:
        raise Refusal("deadline.rule", f"第 {number} 行：环节、时钟、时限或依据有误。", row=number)
    return DeadlineRule(
        city_id=city_id,
        process=process,
        limit=limit,
        grade=grade,
        clock=clock,
        amount=int(amount),
        basis=basis,
        starts_on=since,
    )
