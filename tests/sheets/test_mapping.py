"""Which column holds which field."""

from __future__ import annotations

import pytest

from gongzhi.kernel.errors import Refusal
from gongzhi.sheets.mapping import Field, map_columns

FIELDS = (Field("title", "标题"), Field("text", "内容", required=True), Field("filed_at", "时间"))
COLUMNS = ("留言主题", "内容", "留言时间", "filed_at")


def test_pairs_go_before_what_the_header_says() -> None:
    assert map_columns(FIELDS, COLUMNS) == {"text": "内容", "filed_at": "filed_at"}
    assert map_columns(FIELDS, COLUMNS, ["title=留言主题", " filed_at = 留言时间 "]) == {
        "title": "留言主题",
        "text": "内容",
        "filed_at": "留言时间",
    }


def test_a_column_that_is_told_is_not_taken_a_second_time() -> None:
    assert map_columns(FIELDS, ("标题",), ["text=标题"]) == {"text": "标题"}


def test_names_match_whatever_their_width_and_case() -> None:
    assert map_columns(FIELDS, ("ＴＥＸＴ",)) == {"text": "ＴＥＸＴ"}
    assert map_columns(FIELDS, ("A列",), ["text=ａ列"]) == {"text": "A列"}


@pytest.mark.parametrize(
    ("pairs", "code", "said"),
    [
        (["title"], "sheet.mapping", "“title”不是 字段=列名 的写法"),
        (["=内容"], "sheet.mapping", "“=内容”不是 字段=列名 的写法"),
        (["name=内容"], "sheet.mapping", "没有字段“name”"),
        (["title=主题"], "sheet.mapping", "文件里没有列“主题”"),
        (["title=内容", "title=内容"], "sheet.mapping", "字段“title”指定了两次"),
        (["title=内容"], "sheet.columns", "缺少必需的列：内容（text）"),
    ],
)
def test_a_wrong_pair_lists_the_columns(pairs: list[str], code: str, said: str) -> None:
    with pytest.raises(Refusal) as caught:
        map_columns(FIELDS, COLUMNS, pairs)
    assert caught.value.code == code
    assert said in caught.value.sentence
    assert "留言主题、内容、留言时间、filed_at" in caught.value.sentence
