"""One way to read a table, whatever the file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from gongzhi.kernel.errors import Refusal
from gongzhi.sheets import delimited, workbooks
from gongzhi.sheets.cells import Cell, Row, as_row, text_of
from gongzhi.sheets.encodings import text_encoding

LIMIT_BYTES = 200 * 1024 * 1024

_Records = Callable[[], Iterator[Sequence[Cell]]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows are read from the file each time they are asked for."""

    name: str
    columns: tuple[str, ...]
    _records: _Records = field(repr=False)

    @property
    def rows(self) -> Iterator[tuple[int, Row]]:
        """Pairs of the row's number, as Excel shows it, and its cells by column; blank rows are left out.

        Raises:
            Refusal: ``sheet.quotes`` when the file is broken further down.
        """
        numbered = enumerate(self._records(), start=1)
        next(cells for _, cells in numbered if any(cells))
        return ((number, as_row(self.columns, cells)) for number, cells in numbered if any(cells))


def read_table(source: Path | bytes, name: str = "", *, limit_bytes: int = LIMIT_BYTES) -> Table:
    """Open a CSV (UTF-8, UTF-16 with mark, GB18030; comma, tab or semicolon) or a workbook's first sheet.

    The first row that isn't blank holds the columns. A CSV is streamed; ``name`` is what refusals call it.

    Raises:
        Refusal: ``sheet.missing``, ``sheet.too_large``, ``sheet.empty``, ``sheet.type``, ``sheet.encoding``,
            ``sheet.columns``, ``sheet.quotes``, ``sheet.workbook``, ``sheet.password``.
    """
    name = name or (source.name if isinstance(source, Path) else "上传的文件")
    opened = _opener(source, name, limit_bytes)
    with opened() as stream:
        head = stream.read(8)
        stream.seek(0)
        records: _Records
        if head.startswith(workbooks.SIGNATURES):
            sheet = workbooks.open_sheet(stream.read(), name, limit_bytes=limit_bytes)
            records = partial(workbooks.records, sheet)
        else:
            records = partial(delimited.records, opened, text_encoding(stream, name), name)
    header = next((cells for cells in records() if any(cells)), None)
    if header is None:
        raise _empty(name)
    return Table(name, _columns([text_of(cell) for cell in header], name), records)


def _opener(source: Path | bytes, name: str, limit_bytes: int) -> Callable[[], BinaryIO]:
    if isinstance(source, Path) and not source.is_file():
        raise Refusal("sheet.missing", f"没有找到文件“{source}”，请核对路径。", status=404)
    size = source.stat().st_size if isinstance(source, Path) else len(source)
    if size == 0:
        raise _empty(name)
    if size > limit_bytes:
        raise Refusal(
            "sheet.too_large",
            f"文件“{name}”有 {size / 2**20:.1f} MB，超过了 {limit_bytes / 2**20:.0f} MB 的上限，"
            "请分成几个文件导入。",
            status=413,
        )
    return lambda: source.open("rb") if isinstance(source, Path) else io.BytesIO(source)


def _empty(name: str) -> Refusal:
    return Refusal("sheet.empty", f"文件“{name}”是空的：第一行应是列名，下面每行一条记录。")


def _columns(header: list[str], name: str) -> tuple[str, ...]:
    while header and not header[-1]:
        header.pop()
    columns = tuple(cell or f"第{place}列" for place, cell in enumerate(header, start=1))
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise Refusal(
            "sheet.columns",
            f"文件“{name}”的表头有重复的列名：{'、'.join(twice)}。请改名后再导入。",
            columns=twice,
        )
    return columns
