"""CSV and its relatives, as a stream: no more than one record is held at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from itertools import chain
from typing import BinaryIO

from gongzhi.kernel.errors import Refusal
from gongzhi.sheets.cells import unguarded

FIELD_LIMIT = 2_000_000
"""Characters in one cell; a longer one is the rest of the file behind a quote that was never closed."""
csv.field_size_limit(FIELD_LIMIT)  # the reader takes its limit from nowhere else
_END = "\ue000end of table"
_DELIMITERS = (",", "\t", ";")


def records(opened: Callable[[], BinaryIO], encoding: str, name: str) -> Iterator[list[str]]:
    """Every record with its cells stripped, blank ones as empty lists. NUL characters are dropped.

    Raises:
        Refusal: ``sheet.quotes`` when a quote is not closed or a cell is longer than ``FIELD_LIMIT``.
    """
    with opened() as raw, io.TextIOWrapper(raw, encoding, newline="") as text:
        delimiter = _delimiter(text)
        text.seek(0)
        lines = (line.replace("\0", "") if "\0" in line else line for line in chain(text, [_END]))
        reader = csv.reader(lines, delimiter=delimiter)
        begun = 1
        try:
            for record in reader:
                if record and record[-1].endswith(_END):
                    break
                yield [unguarded(cell.strip()) for cell in record]
                begun = reader.line_num + 1
        except csv.Error as error:
            raise _unclosed(name, begun) from error
        if record != [_END]:
            raise _unclosed(name, begun)


def _unclosed(name: str, line: int) -> Refusal:
    return Refusal(
        "sheet.quotes",
        f"文件“{name}”第 {line} 行开始的引号没有配对，后面的内容无法分列。请修正该行后再导入。",
        line=line,
    )


def _delimiter(text: io.TextIOWrapper) -> str:
    """What separates the cells of the first line that isn't blank."""
    header = next((line for line in text if line.strip()), "")
    outside = "".join(header.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)
