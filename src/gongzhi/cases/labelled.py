"""Messages with their class, as a table holds them: what a classifier learns from and is measured on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gongzhi.kernel.errors import Refusal
from gongzhi.language.normalise import fingerprint_text
from gongzhi.sheets.cells import EXTRA, Row, text_of
from gongzhi.sheets.tables import Table, read_table

LABELS = ("类别", "label", "一级标签", "一级分类", "分类", "标签", "category")
DETAILS = ("内容", "text", "留言详情", "详情", "诉求内容", "正文", "body")
TITLES = ("标题", "title", "留言主题", "主题", "subject")


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that can't be used, and why."""

    row: int
    code: str
    sentence: str


@dataclass(slots=True)
class Labelled:
    """Texts with their labels. ``repeated`` rows said what an earlier one had said, and are left out."""

    texts: list[str] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    rejected: list[Reject] = field(default_factory=list)
    repeated: int = 0
    rare: dict[str, int] = field(default_factory=dict)
    """Labels with too few messages to be learnt, and how many."""


def read_labelled(path: Path, *, text: str = "", label: str = "") -> Labelled:
    """The labelled messages of a table in any encoding; a title is read before the details when both are there.

    A row without text or label, or with more cells than columns, is rejected by number; each text counts once.

    Raises:
        Refusal: ``sheet.*`` when the file can't be read or has no such column, ``classify.no_rows``.
    """
    table = read_table(path)
    texts = [_told(table, text)] if text else _found(table, TITLES)[:1] + _found(table, DETAILS)[:1]
    labels = [_told(table, label)] if label else _found(table, LABELS)[:1]
    for what, option, names in (("内容", "text", texts), ("类别", "label", labels)):
        if not names:
            raise Refusal(
                "sheet.columns",
                f"没有找到{what}的列，请用 --{option} 列名 指明。文件里的列有：{'、'.join(table.columns)}。",
                columns=list(table.columns),
            )
    found, seen = Labelled(), set[str]()
    for number, row in table.rows:
        _take(found, seen, number, row, texts, labels[0])
    if not found.texts:
        raise Refusal("classify.no_rows", f"文件“{table.name}”里没有既有文字又有类别的行。")
    return found


def _take(found: Labelled, seen: set[str], number: int, row: Row, texts: Sequence[str], column: str) -> None:
    said, label = (
        "。".join(filter(None, (text_of(row[name]).strip() for name in texts))),
        text_of(row[column]),
    )
    mark = fingerprint_text(said)
    if EXTRA in row:
        sentence = "这一行的格数比表头多，可能缺少引号或多了逗号。"
        found.rejected.append(Reject(number, "row.extra", sentence))
    elif not mark:
        found.rejected.append(Reject(number, "classify.no_text", "这一行没有文字。"))
    elif not label.strip():
        found.rejected.append(Reject(number, "classify.no_label", "这一行没有类别。"))
    elif mark in seen:
        found.repeated += 1
    else:
        seen.add(mark)
        found.texts.append(said)
        found.labels.append(label.strip())


def _told(table: Table, column: str) -> str:
    if column not in table.columns:
        raise Refusal(
            "sheet.columns",
            f"文件“{table.name}”里没有列“{column}”。文件里的列有：{'、'.join(table.columns)}。",
            columns=list(table.columns),
        )
    return column


def _found(table: Table, names: Sequence[str]) -> list[str]:
    return [name for name in names if name in table.columns]
