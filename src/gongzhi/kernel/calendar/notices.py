"""Reading the yearly notice of holidays and make-up workdays from a file that an administrator loads."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from gongzhi.kernel.calendar.vocabulary import SATURDAY, DayRule, notice_year

_COLUMNS = ("日期", "类型", "名称")
_BASIS_COLUMN = "依据"
_IS_WORKDAY = {"班": True, "休": False}
_OFF_DAY_KINDS = {True: "休", False: "班"}
_UNREADABLE = "这一行不是正确的 CSV，可能有过长的内容。"
LONGEST_CELL = 131_072
"""What the csv module allows by itself; other readers in the process may have set it higher."""

_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_HOLIDAYS_SINCE = (
    (1949, ("元旦", "春节", "劳动", "国庆")),
    (2008, ("清明", "端午", "中秋")),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one row. ``row``: line of a CSV, position among a JSON's days; 0: the whole file."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class NoticeReading:
    """The rules that could be read, in the file's order, and every problem met on the way."""

    rules: tuple[DayRule, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    day: str
    kind: str
    name: str
    basis: str = ""
    year: int | None = None


def read_notice(text: str) -> NoticeReading:
    """Read one or more yearly notices; a bad row is reported, never raised, and the rest is read.

    Two shapes: CSV with the columns 日期, 类型 (休 or 班), 名称 and, if wanted, 依据 (the document, by
    default the yearly notice); or JSON ``{"year": 2026, "days": [{"name", "date", "isOffDay"}]}``, where
    ``year`` is the notice's (its days may lie in the December before). A notice that leaves out a
    statutory holiday is reported too: half a notice would pass for a whole one (facts 2.16).
    """
    text = text.removeprefix("\ufeff").strip()
    if not text:
        return NoticeReading((), (Problem(0, "文件是空的。"),))
    rows, problems = _json_rows(text) if text.startswith("{") else _csv_rows(text)
    rules: dict[date, DayRule] = {}
    for row in rows:
        rule = _rule(row)
        if isinstance(rule, DayRule) and rule.date in rules:
            rule = f"{rule.date:%Y-%m-%d}在前面已经出现过。"
        if isinstance(rule, str):
            problems.append(Problem(row.number, rule))
        else:
            rules[rule.date] = rule
    if rules:
        problems.extend(Problem(0, reason) for reason in _omissions(rules.values()))
    return NoticeReading(tuple(rules.values()), tuple(sorted(problems, key=lambda problem: problem.row)))


def _csv_rows(text: str) -> tuple[list[_Row], list[Problem]]:
    reader = csv.reader(text.splitlines())
    try:
        header = [cell.strip() for cell in next(reader)]
        lines = [(reader.line_num, [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error:
        return [], [Problem(reader.line_num, _UNREADABLE)]
    if long := [number for number, cells in lines if max(map(len, cells), default=0) > LONGEST_CELL]:
        return [], [Problem(long[0], _UNREADABLE)]
    if missing := [column for column in _COLUMNS if column not in header]:
        return [], [Problem(1, f"第一行缺少列：{'、'.join(missing)}。")]
    rows, problems = [], []
    for number, cells in lines:
        values = dict(zip(header, cells, strict=False))
        if absent := [column for column in _COLUMNS if not values.get(column)]:
            if any(cells):
                problems.append(Problem(number, f"没有填写：{'、'.join(absent)}。"))
            continue
        day, kind, name = (values[column] for column in _COLUMNS)
        rows.append(_Row(number, day, kind, name, basis=values.get(_BASIS_COLUMN, "")))
    return rows, problems


def _json_rows(text: str) -> tuple[list[_Row], list[Problem]]:
    try:
        content: dict[str, Any] = json.loads(text)
    except (ValueError, RecursionError):
        return [], [Problem(0, "文件不是正确的 JSON。")]
    days, year = content.get("days"), content.get("year")
    if not isinstance(days, list):
        return [], [Problem(0, "文件里没有 days 列表。")]
    rows, problems = [], []
    for number, day in enumerate(days, start=1):
        match day:
            case {"date": str(at), "isOffDay": bool(is_off), "name": str(name)} if name.strip():
                rows.append(_Row(number, at.strip(), _OFF_DAY_KINDS[is_off], name.strip(), year=year))
            case _:
                problems.append(Problem(number, "应有文字 name、date 和 true 或 false 的 isOffDay。"))
    return rows, problems


def _rule(row: _Row) -> DayRule | str:
    """The rule that a row states, or why it states none."""
    try:
        day = _day(row.day)
    except ValueError:
        return f"“{row.day}”不是日期，应写作 2026-10-01。"
    if row.kind not in _IS_WORKDAY:
        return f"类型“{row.kind}”应为“休”或“班”。"
    is_workday, year = _IS_WORKDAY[row.kind], notice_year(day)
    if is_workday and day.weekday() < SATURDAY:
        return f"{day:%Y-%m-%d}不是周末，本来就是工作日，不必写“班”。"
    if row.year not in (None, year):
        return f"{day:%Y-%m-%d}不属于{row.year}年的通知。"
    return DayRule(day, is_workday, row.name, row.basis or f"国务院办公厅关于{year}年部分节假日安排的通知")


def _day(text: str) -> date:
    """Raises ValueError."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = map(int, match.groups())
    return date(year, month, day)


def _omissions(rules: Iterable[DayRule]) -> Iterator[str]:
    """A sentence for each notice that names no day of some statutory holiday."""
    names: dict[int, str] = {}
    for rule in rules:
        names[rule.notice_year] = f"{names.get(rule.notice_year, '')} {rule.name}"
    for year, named in names.items():
        due = [holiday for since, holidays in _HOLIDAYS_SINCE if year >= since for holiday in holidays]
        if missing := [holiday for holiday in due if holiday not in named]:
            yield f"{year}年的通知缺少：{'、'.join(missing)}。请补全后再载入；个别日期请登记为本地调整。"
