"""The form of each sheet: its columns, how a cell is read, and how a row is written back into the same columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongzhi.catalogues.rules import read_hours, read_season
from gongzhi.catalogues.rules.spans import hours_text, season_text
from gongzhi.catalogues.vocabulary import Branch, Grade, Need, QuestionKind, ReplyMove, Sheet
from gongzhi.kernel.calendar import Clock
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.words import Word
from gongzhi.orgs.operations.rows import Column, day, several, short_text, whole_number, word_of, yes_or_no

_CODE = re.compile(r"(?:[0-9]{2}){1,6}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,29}")


@dataclass(frozen=True, slots=True)
class Form:
    """``named`` is the column that people know a row by; ``filters`` those that have few values."""

    columns: tuple[Column, ...]
    cells: Callable[[Any], Sequence[str]]
    named: str
    filters: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The header of the sheet."""
        return tuple(column.label for column in self.columns)


def _code(text: str) -> str:
    if not _CODE.fullmatch(text):
        raise Refusal("category.code", f"代码“{text[:20]}”应是两位一级的数字。")
    return text


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise Refusal("question.key", f"“{text[:20]}”应由小写字母开头，只含小写字母、数字和下划线。")
    return text


def _needs(text: str) -> list[str]:
    read = word_of(Need)
    return [str(read(word)) for word in several(text)]


def _text(limit: int) -> Callable[[str], str]:
    def read(text: str) -> str:
        if len(text) > limit:
            raise Refusal("row.too_long", f"最多 {limit} 个字，现在有 {len(text)} 个。")
        return text.strip()

    return read


def _season(text: str) -> str:
    return season_text(read_season(text))


def _hours(text: str) -> str:
    return hours_text(read_hours(text))


def _amount(text: str) -> int:
    amount = whole_number(text)
    if not amount:
        raise Refusal("row.number", "时限应大于零。")
    return amount


def _label(words: type[Word], value: str) -> str:
    return words(value).label if value else ""


def _category_cells(row: Any) -> Sequence[str]:
    tags = "、".join(Need(tag).label for tag in row.tags)
    return (row.code, row.name, _label(Grade, row.grade), "、".join(row.words), tags, row.system, row.edition)


def _question_cells(row: Any) -> Sequence[str]:
    choices, required = "、".join(row.choices), "是" if row.required else "否"
    return (row.category, row.key, row.label, _label(QuestionKind, row.kind), choices, required)


def _dispatch_cells(row: Any) -> Sequence[str]:
    amount = "" if row.amount is None else str(row.amount)
    return (
        row.category, row.place, row.season, row.hours, row.target, row.basis, _label(Clock, row.clock), amount
    )  # fmt: skip


def _refusal_cells(row: Any) -> Sequence[str]:
    return (
        _label(Branch, row.branch), row.matter, "、".join(row.words), row.text, row.door, row.address, row.telephone,
        row.hours, row.reviewed_on.isoformat(),
    )  # fmt: skip


def _template_cells(row: Any) -> Sequence[str]:
    return (row.category, _label(ReplyMove, row.move), row.title, row.text)


FORMS: Mapping[Sheet, Form] = {
    Sheet.CATEGORY: Form(
        (
            Column("code", "代码", required=True, read=_code),
            Column("name", "名称", required=True, read=short_text(40)),
            Column("grade", "时限等级", required=True, read=word_of(Grade)),
            Column("words", "别名", read=several, blank=[]),
            Column("tags", "七有五性", read=_needs, blank=[]),
            Column("system", "分类体系", read=short_text(40), blank=""),
            Column("edition", "体系版本", read=short_text(20), blank=""),
        ),
        _category_cells,
        "name",
        ("grade",),
    ),
    Sheet.QUESTION: Form(
        (
            Column("category", "类别", required=True, read=_code),
            Column("key", "问题代码", required=True, read=_key),
            Column("label", "问题", required=True, read=short_text(60)),
            Column("kind", "回答方式", required=True, read=word_of(QuestionKind)),
            Column("choices", "选项", read=several, blank=[]),
            Column("required", "工作人员必答", read=yes_or_no, blank=False),
        ),
        _question_cells,
        "label",
        ("kind",),
    ),
    Sheet.DISPATCH: Form(
        (
            Column("category", "类别", read=_code, blank=""),
            Column("place", "地点", read=short_text(80), blank=""),
            Column("season", "季节", read=_season, blank=""),
            Column("hours", "时段", read=_hours, blank=""),
            Column("target", "承办", required=True, read=short_text(80)),
            Column("basis", "依据", required=True, read=short_text(200)),
            Column("clock", "时钟", read=word_of(Clock), blank=""),
            Column("amount", "时限", read=_amount),
        ),
        _dispatch_cells,
        "target",
    ),
    Sheet.REFUSAL: Form(
        (
            Column("branch", "情形", required=True, read=word_of(Branch)),
            Column("matter", "事项", required=True, read=short_text(40)),
            Column("words", "别名", read=several, blank=[]),
            Column("text", "告知", required=True, read=_text(400)),
            Column("door", "该找谁", required=True, read=short_text(40)),
            Column("address", "地址", read=short_text(80), blank=""),
            Column("telephone", "电话", read=short_text(40), blank=""),
            Column("hours", "时间", read=short_text(60), blank=""),
            Column("reviewed_on", "复核日期", required=True, read=day),
        ),
        _refusal_cells,
        "matter",
        ("branch",),
    ),
    Sheet.TEMPLATE: Form(
        (
            Column("category", "类别", read=_code, blank=""),
            Column("move", "环节", required=True, read=word_of(ReplyMove)),
            Column("title", "名称", required=True, read=short_text(30)),
            Column("text", "内容", required=True, read=_text(1000)),
        ),
        _template_cells,
        "title",
        ("move",),
    ),
}
