"""What stands in one cell of a table, and how it is written as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

Cell = str | float | datetime
Row = dict[str, Cell]
Raw = str | float | bool | date | time | timedelta | None
"""What a workbook or a program puts into a cell; ``datetime`` is a ``date``, ``int`` a ``float``."""

EXTRA = "多出的内容"
"""The key under which a row keeps what stands to the right of the last column: a sign of a broken line."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def text_of(cell: Raw) -> str:
    """The cell as a person would type it: ``13800138000`` and not ``13800138000.0``."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, (int, float)):
        return format(cell, ".15g") if cell % 1 else format(cell, ".0f")
    if isinstance(cell, datetime):
        wall = cell.replace(tzinfo=None, microsecond=0)
        return wall.isoformat(sep=" ") if wall.time() != time() else wall.date().isoformat()
    return str(cell)


def cell_of(value: Raw) -> Cell:
    """What a workbook holds, as one of the three kinds; text without the blanks around it."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return text_of(value)


def guarded(text: str) -> str:
    """The text so that a spreadsheet does not run it as a formula when it opens a CSV (ASVS 1.2.10)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """The text before :func:`guarded`."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


def as_row(columns: Sequence[str], cells: Sequence[Cell]) -> Row:
    """Cells under their columns: missing ones are empty, those past the last column are kept as ``EXTRA``."""
    row = dict(zip(columns, cells, strict=False))
    if len(cells) < len(columns):
        row.update(dict.fromkeys(columns[len(cells) :], ""))
    elif len(cells) > len(columns):
        extra = " ".join(text_of(cell) for cell in cells[len(columns) :] if cell != "")
        if extra:
            row[EXTRA] = extra
    return row
