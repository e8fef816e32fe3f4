"""Load a city's catalogues from the tables of its folder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db import transaction

from gongzhi.catalogues.models import Category, DispatchRule
from gongzhi.catalogues.vocabulary import Grade
from gongzhi.kernel.errors import Refusal
from gongzhi.sheets.cells import Row, text_of
from gongzhi.sheets.mapping import Field, map_columns
from gongzhi.sheets.tables import Table

_CATEGORY = (
    Field("code", "代码", required=True),
    Field("name", "名称", required=True),
    Field("grade", "时限等级", required=True),
    Field("words", "别名"),
)
_LINE = (
    Field("category", "类别", required=True),
    Field("target", "承办", required=True),
    Field("basis", "依据", required=True),
)
_CODE = re.compile(r"(?:[0-9]{2}){1,6}")
_NAME, _BASIS = 40, 200
Target = tuple[str, int]
"""(prefix of place codes, body): who answers there."""


@transaction.atomic
def load_categories(city_id: int, *, table: Table, system: str, since: date) -> int:
    """Take in the categories of ``table`` (代码, 名称, 时限等级, 别名) as of ``since``; how many.

    Raises:
        Refusal: ``sheet.columns``, ``category.row`` naming the row.
    """
    rows: dict[str, Category] = {}
    for number, said in _said(table, _CATEGORY):
        category = _category(city_id, system, since, number, said)
        if category.code in rows:
            raise Refusal("category.row", f"第 {number} 行：代码“{category.code}”重复。", row=number)
        rows[category.code] = category
    Category.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["city", "code", "starts_on"],
        update_fields=["name", "grade", "words", "system"],
    )
    return len(rows)


def _said(table: Table, fields: Sequence[Field]) -> Iterator[tuple[int, dict[str, str]]]:
    """Number and texts of each row, by field; what has no column is empty."""
    columns = map_columns(fields, table.columns)

    def texts(row: Row) -> dict[str, str]:
        return {
            field.name: text_of(row[columns[field.name]]) if field.name in columns else "" for field in fields
        }

    return ((number, texts(row)) for number, row in table.rows)


def _category(city_id: int, system: str, since: date, number: int, said: Mapping[str, str]) -> Category:
    code, name, grade = said["code"], said["name"], Grade.by_label(said["grade"])
    if not _CODE.fullmatch(code):
        raise Refusal("category.row", f"第 {number} 行：代码“{code}”应是两位一级的数字。", row=number)
    if not 0 < len(name) <= _NAME:
        raise Refusal("category.row", f"第 {number} 行：名称应有 1 到 {_NAME} 个字。", row=number)
    if grade is None:
        raise Refusal("category.row", f"第 {number} 行：没有时限等级“{said['grade']}”。", row=number)
    words = [word for word in said["words"].split("、") if word]
    return Category(
        city_id=city_id, system=system, code=code, name=name, grade=grade, words=words, starts_on=since
    )


@transaction.atomic
def load_dispatch(city_id: int, *, table: Table, targets: Mapping[str, Sequence[Target]], since: date) -> int:
    """Take in the dispatch catalogue of ``table`` (类别, 承办, 依据) as of ``since``; how many lines.

    ``targets``: for each name in the column 承办, who it is where.

    Raises:
        Refusal: ``sheet.columns``, ``dispatch.row`` naming the row.
    """
    rules: dict[tuple[str, str], DispatchRule] = {}
    for number, said in _said(table, _LINE):
        for rule in _rules(city_id, targets, since, number, said):
            if (rule.category, rule.place) in rules:
                raise Refusal(
                    "dispatch.row",
                    f"第 {number} 行：类别“{rule.category}”在同一地点已有承办单位。",
                    row=number,
                )
            rules[rule.category, rule.place] = rule
    DispatchRule.objects.bulk_create(
        rules.values(),
        update_conflicts=True,
        unique_fields=["city", "category", "place", "starts_on"],
        update_fields=["body", "basis"],
    )
    return len(rules)


def _rules(
    city_id: int, targets: Mapping[str, Sequence[Target]], since: date, number: int, said: Mapping[str, str]
) -> list[DispatchRule]:
    category, name, basis = said["category"], said["target"], said["basis"]
    if category and not _CODE.fullmatch(category):
        raise Refusal("dispatch.row", f"第 {number} 行：类别代码“{category}”应是两位一级的数字。", row=number)
    if name not in targets:
        raise Refusal("dispatch.row", f"第 {number} 行：没有承办单位“{name}”。", row=number)
    if not 0 < len(basis) <= _BASIS:
        raise Refusal("dispatch.row", f"第 {number} 行：依据应有 1 到 {_BASIS} 个字。", row=number)
    return [
        DispatchRule(
            city_id=city_id, category=category, place=place, body_id=body_id, basis=basis, starts_on=since
        )
        for place, body_id in targets[name]
    ]
