"""Excel workbooks: read by calamine (xlsx and the older xls), written by openpyxl as a stream."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from gongzhi.kernel import clock
from gongzhi.kernel.errors import Refusal
from gongzhi.sheets.cells import Cell, Raw, cell_of

SIGNATURES = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
ROW_LIMIT = 1_048_576
_EXPANSION = 4
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def open_sheet(content: bytes, name: str, *, limit_bytes: int) -> CalamineSheet:
    """The first sheet of a workbook.

    Raises:
        Refusal: ``sheet.workbook``, ``sheet.password``, ``sheet.too_large`` (also once unpacked).
    """
    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                unpacked = sum(part.file_size for part in packed.infolist())
            if unpacked > limit_bytes * _EXPANSION:
                raise Refusal(
                    "sheet.too_large", f"Excel 文件“{name}”解开后过大，请分成几个文件导入。", status=413
                )
        return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except PasswordError as error:
        raise Refusal("sheet.password", f"Excel 文件“{name}”有打开密码，请去掉密码后再导入。") from error
    except (CalamineError, zipfile.BadZipFile) as error:
        raise Refusal(
            "sheet.workbook", f"Excel 文件“{name}”已损坏或不是工作簿，请重新另存为 xlsx 后再导入。"
        ) from error


def records(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    """Every row of the sheet from its first line on."""
    for row in sheet.iter_rows():
        yield [cell_of(value) for value in row]


def write_xlsx(rows: Iterable[Sequence[Raw]], columns: Sequence[str], path: Path) -> int:
    """Write a sheet with a bold header that stays in view; returns the number of rows written.

    Text is written as text, never as a formula; moments as Chinese wall-clock time.

    Raises:
        Refusal: ``sheet.too_many_rows`` past what Excel holds.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.freeze_panes = "A2"
    header = [WriteOnlyCell(sheet, column) for column in columns]
    for cell in header:
        cell.font = Font(bold=True)
    sheet.append(header)
    count = 0
    for row in rows:
        count += 1
        if count >= ROW_LIMIT:
            raise Refusal(
                "sheet.too_many_rows",
                f"超过了 Excel 能容纳的 {ROW_LIMIT - 1} 行，请缩小范围或导出为 CSV。",
            )
        sheet.append([_written(sheet, value) for value in row])
    book.save(path)
    return count


def _written(sheet: WriteOnlyWorksheet, value: Raw) -> object:
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, _UNPRINTABLE.sub("", value))
        cell.data_type = "s"
        return cell
    if isinstance(value, datetime) and value.tzinfo:
        return clock.local(value).replace(tzinfo=None)
    if value is None or isinstance(value, (int, float, date)):
        return value
    return str(value)
