"""Reading any table: encodings, delimiters, broken files, and no more memory than a record needs."""

from __future__ import annotations

import codecs
import io
import tracemalloc
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from gongzhi.kernel.errors import Refusal
from gongzhi.sheets.cells import EXTRA, unguarded
from gongzhi.sheets.tables import read_table

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "messages"
MESSAGES = """主题,内容,时间
路灯坏了,"第一行
第二行，含""引号""\",2019/2/28 11:25:05

𠮷野路😀,井盖松动,2019-03-01
"""
TAKEN = [
    (2, {"主题": "路灯坏了", "内容": '第一行\n第二行，含"引号"', "时间": "2019/2/28 11:25:05"}),
    (4, {"主题": "𠮷野路😀", "内容": "井盖松动", "时间": "2019-03-01"}),
]


def refusal_of(content: bytes, **options: int) -> Refusal:
    """The refusal that reading the whole content ends with."""
    with pytest.raises(Refusal) as caught:
        list(read_table(content, "诉求.csv", **options).rows)
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_gives_the_same_rows(encoding: str, newline: str) -> None:
    text = MESSAGES.replace("第一行\n第二行", "第一行|第二行").replace("\n", newline).replace("|", "\n")
    table = read_table(text.encode(encoding), "诉求.csv")
    assert table.columns == ("主题", "内容", "时间")
    assert list(table.rows) == TAKEN
    assert list(table.rows) == TAKEN


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_delimiter_is_the_most_frequent_one_outside_quotes(delimiter: str) -> None:
    text = delimiter.join(['"名称,备注;说明"', "b", "c"]) + "\n" + delimiter.join("123") + "\n"
    table = read_table(text.encode(), "a.csv")
    assert [row for _, row in table.rows] == [{"名称,备注;说明": "1", "b": "2", "c": "3"}]


def test_nul_characters_are_dropped_and_blanks_around_cells_stripped() -> None:
    rows = read_table("a,b\n x\0y ,\u3000z\u3000\n".encode()).rows
    assert [row for _, row in rows] == [{"a": "xy", "b": "z"}]


def test_short_rows_are_filled_and_long_rows_keep_what_is_too_much() -> None:
    rows = [row for _, row in read_table(b"a,b,\n1\n1,2,,\n1,2,3,4\n").rows]
    assert rows == [{"a": "1", "b": ""}, {"a": "1", "b": "2"}, {"a": "1", "b": "2", EXTRA: "3 4"}]


def test_a_column_without_name_is_called_by_its_place() -> None:
    assert read_table(b"a,,c\n").columns == ("a", "第2列", "c")


@pytest.mark.parametrize(
    ("content", "position"),
    [
        ("标题\n".encode() + "井盖松动居民反映".encode() + b"\xff\xff", 7 + 24),
        ("标题\n".encode() + "井盖松动居民反映".encode()[:-1], 7 + 21),
        (codecs.BOM_UTF8 + "标题\n".encode() + b"\xb7\xb4", 3 + 7),
        ("标题\n路灯".encode("gb18030") + b"\xff\xff,a\n", 5 + 4),
        ("标题\n".encode("utf-16") + b"\x00\xdc\x41\x00", 8),
        (b"a,b\n" * 300_000 + "井盖松动居民反映".encode() + b"\xff", 1_200_000 + 24),
    ],
    ids=["bad byte", "cut character", "after the mark", "gb18030", "utf-16", "second block"],
)
def test_an_encoding_that_breaks_off_names_the_byte(content: bytes, position: int) -> None:
    refusal = refusal_of(content)
    assert (refusal.code, refusal.details["position"]) == ("sheet.encoding", position)
    assert f"第 {position + 1} 个字节" in refusal.sentence


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "sheet.empty"),
        (b"\n , \n\n", "sheet.empty"),
        (codecs.BOM_UTF8, "sheet.empty"),
        (b"a,b,a\n1,2,3\n", "sheet.columns"),
        (b'a,b\n1,"2\n3,4\n', "sheet.quotes"),
        (b"%PDF-1.7 \xff", "sheet.type"),
        (b"<html><table>", "sheet.type"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", "sheet.type"),
        (b"PK\x03\x04 broken", "sheet.workbook"),
        (b"\xd0\xcf\x11\xe0 broken", "sheet.workbook"),
    ],
)
def test_what_is_no_table_is_refused_by_code(content: bytes, code: str) -> None:
    assert refusal_of(content).code == code


def test_a_missing_file_and_a_file_over_the_limit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"sheet\.missing"):
        read_table(tmp_path / "没有.csv")
    assert refusal_of(b"a\n" + b"1\n" * 100, limit_bytes=100).code == "sheet.too_large"


def test_an_unclosed_quote_names_the_line_where_it_begins() -> None:
    assert refusal_of(b'a,b\n1,2\n3,"4\n5,6\n').details["line"] == 3


def test_a_hundred_thousand_characters_in_one_cell_are_read() -> None:
    body = "噪音扰民" * 25_000
    assert [row for _, row in read_table(f"正文\n{body}\n".encode()).rows] == [{"正文": body}]


def test_a_workbook_gives_text_numbers_and_moments(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append([])
    sheet.append(["标题", "电话", "时间", "日期", "是否"])
    sheet.append([])
    sheet.append([" 𠮷野路 ", 13800138000, datetime(2019, 2, 28, 11, 25, 5), date(2019, 3, 1), True])
    book.save(tmp_path / "a.xlsx")
    expected = {
        "标题": "𠮷野路",
        "电话": 13800138000.0,
        "时间": datetime(2019, 2, 28, 11, 25, 5),
        "日期": datetime(2019, 3, 1),
        "是否": "是",
    }
    assert list(read_table(tmp_path / "a.xlsx").rows) == [(4, expected)]


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 1_000_000)
    assert refusal_of(packed.getvalue(), limit_bytes=100_000).code == "sheet.too_large"


def test_a_long_csv_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("a,b\n" + f"{'值' * 200},2\n" * 20_000, encoding="utf-8")
    tracemalloc.start()
    assert sum(1 for _ in read_table(path).rows) == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 12_000_000 > 4 * peak


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


@given(
    st.lists(st.tuples(CELLS, CELLS), max_size=5),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_no_text_is_lost_on_the_way(rows: list[tuple[str, str]], encoding: str) -> None:
    quoted = [",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    content = "甲,乙\r\n" + "\r\n".join(quoted)
    plain = [(a.strip(), b.strip()) for a, b in rows]
    read = [(row["甲"], row["乙"]) for _, row in read_table(content.encode(encoding)).rows]
    assert read == [tuple(unguarded(cell) for cell in row) for row in plain if any(row)]


@pytest.mark.parametrize("path", sorted(SHARED.glob("*.csv")), ids=lambda path: path.name)
def test_real_files_are_read_to_the_end(path: Path) -> None:
    table = read_table(path)
    assert {"labelled": 2731, "hot_topics": 4326, "with_replies": 2816, "taxonomy": 517}[path.stem] == sum(
        EXTRA not in row for _, row in table.rows
    )
