"""Load a city's catalogues from the tables of its folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction

from gongzhi.catalogues.models import Category, DispatchRule
from gongzhi.catalogues.vocabulary import Grade
from gongzhi.kernel.errors import Refusal
from gongzhi.sheets.cells import Row, text_of
from gongzhi.sheets.tables import Table

Target = tuple[str, int]
"""(prefix of place codes, body): who answers there."""


@transaction.atomic
def load_categories(city_id: int, *, table: Table, system: str, since: date) -> int:
    """Take in the categories of ``table`` (代码, 名称, 时限等级, 别名) as of ``since``; how many.

    Raises:
        Refusal: ``category.grade`` naming the row.
    """
    rows = [_category(city_id, system, since, number, row) for number, row in table.rows]
    Category.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["city", "code", "starts_on"],
        update_fields=["name", "grade", "words", "system"],
    )
    return len(rows)


def _category(city_id: int, system: str, since: date, number: int, row: Row) -> Category:
    grade = Grade.by_label(text_of(row["时限等级"]))
    if grade is None:
        raise Refusal(
            "category.grade", f"第 {number} 行：没有时限等级“{text_of(row['时限等级'])}”。", row=number
        )
    words = [word for word in text_of(row["别名"]).split("、") if word]
    code, name = text_of(row["代码"]), text_of(row["名称"])
    return Category(
        city_id=city_id, system=system, code=code, name=name, grade=grade, words=words, starts_on=since
    )


@transaction.atomic
def load_dispatch(city_id: int, *, table: Table, targets: Mapping[str, Sequence[Target]], since: date) -> int:
    """Take in the dispatch catalogue of ``table`` (类别, 承办, 依据) as of ``since``; how many lines.

    ``targets``: for each name in the column 承办, who it is where.

    Raises:
        Refusal: ``dispatch.target`` naming the row.
    """
    rules = []
    for number, row in table.rows:
        name = text_of(row["承办"])
        if name not in targets:
            raise Refusal("dispatch.target", f"第 {number} 行：没有承办单位“{name}”。", row=number)
        rules += [
            DispatchRule(
                city_id=city_id,
                category=text_of(row["类别"]),
                place=place,
                body_id=body_id,
                basis=text_of(row["依据"]),
                starts_on=since,
            )
            for place, body_id in targets[name]
        ]
    DispatchRule.objects.bulk_create(
        rules,
        update_conflicts=True,
        unique_fields=["city", "category", "place", "starts_on"],
        update_fields=["body", "basis"],
    )
    return len(rules)
