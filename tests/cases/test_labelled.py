"""Labelled messages as files hold them."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongzhi.cases.labelled import Reject, read_labelled
from gongzhi.kernel.errors import Refusal
from tests.cases.incoming import write_csv


def test_title_and_details_are_read_together_in_any_encoding(tmp_path: Path) -> None:
    lines = [
        {"留言主题": "太吵", "留言详情": "半夜还在唱歌", "一级标签": "环境保护"},
        {"留言主题": "", "留言详情": "暖气不热", "一级标签": " 供暖 "},
    ]
    path = write_csv(tmp_path / "留言.csv", lines, encoding="gb18030", columns=list(lines[0]))
    found = read_labelled(path)
    assert found.texts == ["太吵。半夜还在唱歌", "暖气不热"]
    assert found.labels == ["环境保护", "供暖"]


def test_what_cannot_be_used_is_named_by_row_and_repeats_count_once(tmp_path: Path) -> None:
    path = tmp_path / "留言.csv"
    path.write_text(
        "内容,类别\n太吵,噪声\n，。,噪声\n漏水,\n太 吵！,噪声\n停水,供水,多了\n停电,供电\n", "utf-8"
    )
    found = read_labelled(path)
    assert (found.texts, found.labels, found.repeated) == (["太吵", "停电"], ["噪声", "供电"], 1)
    assert found.rejected == [
        Reject(3, "classify.no_text", "这一行没有文字。"),
        Reject(4, "classify.no_label", "这一行没有类别。"),
        Reject(6, "row.extra", "这一行的格数比表头多，可能缺少引号或多了逗号。"),
    ]


def test_told_columns_go_before_usual_ones(tmp_path: Path) -> None:
    path = tmp_path / "留言.csv"
    path.write_text("内容,类别,说的话,归口\n甲,乙,太吵,噪声\n", "utf-8")
    found = read_labelled(path, text="说的话", label="归口")
    assert (found.texts, found.labels) == (["太吵"], ["噪声"])


@pytest.mark.parametrize(
    ("content", "told", "code"),
    [
        ("内容,甲\n太吵,噪声\n", {}, "sheet.columns"),
        ("甲,类别\n太吵,噪声\n", {}, "sheet.columns"),
        ("内容,类别\n太吵,噪声\n", {"text": "没有"}, "sheet.columns"),
        ("内容,类别\n太吵,噪声\n", {"label": "没有"}, "sheet.columns"),
        ("内容,类别\n，,噪声\n", {}, "classify.no_rows"),
        ("内容,类别\n", {}, "classify.no_rows"),
        ("", {}, "sheet.empty"),
        ("\0\0\0", {}, "sheet.type"),
    ],
)
def test_what_cannot_be_read_is_refused(
    tmp_path: Path, content: str, told: dict[str, str], code: str
) -> None:
    path = tmp_path / "留言.csv"
    path.write_text(content, "utf-8")
    with pytest.raises(Refusal) as refused:
        read_labelled(path, **told)
    assert refused.value.code == code
    with pytest.raises(Refusal) as missing:
        read_labelled(tmp_path / "没有.csv")
    assert missing.value.code == "sheet.missing"
