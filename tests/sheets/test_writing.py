"""Tables written back: rejected rows and workbooks."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from gongzhi.kernel.errors import Refusal
from gongzhi.sheets.cells import EXTRA, Raw, guarded, text_of, unguarded
from gongzhi.sheets.rejects import RejectsFile
from gongzhi.sheets.tables import read_table
from gongzhi.sheets.workbooks import write_xlsx


def test_rejected_rows_can_be_handed_in_again(tmp_path: Path) -> None:
    path = tmp_path / "退回.csv"
    refusal = Refusal("moment.shape", "不是能识别的时间。")
    with RejectsFile(path, ["标题", "时间", "原因"]) as rejects:
        rejects.add(7, {"标题": "=cmd()", "时间": datetime(2019, 2, 28), "原因": "旧"}, refusal)
        rejects.add(9, {"标题": "多行\n标题", "时间": "+86", "原因": "", EXTRA: "x y"}, refusal)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "'=cmd()" in path.read_text("utf-8-sig")
    table = read_table(path)
    assert table.columns == ("标题", "时间", "行号", "原因", "代码")
    first, second = (row for _, row in table.rows)
    assert list(first.values()) == ["=cmd()", "2019-02-28", "7", "不是能识别的时间。", "moment.shape"]
    reason = "不是能识别的时间。（多出的内容：x y）"
    assert list(second.values()) == ["多行\n标题", "+86", "9", reason, "moment.shape"]
    assert rejects.count == 2


def test_no_rejected_row_leaves_no_file(tmp_path: Path) -> None:
    with RejectsFile(tmp_path / "退回.csv", ["a"]) as rejects:
        pass
    assert (rejects.count, (tmp_path / "退回.csv").exists()) == (0, False)


def test_a_workbook_holds_text_never_formulas(tmp_path: Path) -> None:
    path = tmp_path / "导出.xlsx"
    rows: list[list[Raw]] = [
        ["=1+1", 3, None, datetime(2019, 2, 28, 3, 25, 5, tzinfo=UTC)],
        ["坏\x00字𠮷", 1.5, True, "x"],
    ]
    assert write_xlsx(rows, ["文本", "数", "空", "时间"], path) == 2
    cell = load_workbook(path).worksheets[0]["A2"]
    assert (cell.data_type, cell.value) == ("s", "=1+1")
    assert [list(row.values()) for _, row in read_table(path).rows] == [
        ["=1+1", 3.0, "", datetime(2019, 2, 28, 11, 25, 5)],
        ["坏字𠮷", 1.5, "是", "x"],
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (13800138000.0, "13800138000"),
        (0.1, "0.1"),
        (-3.0, "-3"),
        (True, "是"),
        (None, ""),
        (datetime(2019, 2, 28, 1), "2019-02-28 01:00:00"),
    ],
)
def test_cells_are_written_as_a_person_types_them(cell: float | datetime | None, text: str) -> None:
    assert text_of(cell) == text


@given(st.text())
def test_guarding_can_be_undone(text: str) -> None:
    assert unguarded(guarded(text)) in (text, unguarded(text))
    assert not guarded(text).startswith(("=", "+", "-", "@"))
