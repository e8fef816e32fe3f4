"""Rows of a file on their way in: each is read or rejected with its reason, and the rest goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.words import Word
from gongzhi.sheets.cells import EXTRA, Row, text_of
from gongzhi.sheets.mapping import Field, map_columns
from gongzhi.sheets.moments import read_moment
from gongzhi.sheets.rejects import RejectsFile
from gongzhi.sheets.tables import Table

Values = dict[str, Any]
Read = Callable[[str], Any]

_BETWEEN = str.maketrans(dict.fromkeys("，,;；|／/", "、"))


@dataclass(frozen=True, slots=True)
class Column(Field):
    """A field with the reader of its cell; a blank cell gives ``blank``."""

    read: Read = str
    blank: Any = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken, and why."""

    number: int
    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of the rows of a file; ``rejects_file`` is None when no row was rejected or no path given."""

    read: int
    created: int
    changed: int
    unchanged: int
    rejected: tuple[Rejected, ...]
    rejects_file: Path | None


@dataclass(slots=True)
class IncomingRows:
    """One file being taken in. Only fields that have a column are written, so a narrow table clears nothing."""

    table: Table
    columns: tuple[Column, ...]
    pairs: Iterable[str] = ()
    read: int = 0
    mapped: dict[str, str] = field(init=False)
    _rows: dict[int, Row] = field(default_factory=dict, init=False)
    _rejected: dict[int, Refusal] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        """Find the columns.

        Raises:
            Refusal: ``sheet.mapping``, ``sheet.columns``.
        """
        self.mapped = map_columns(self.columns, self.table.columns, self.pairs)

    def entries(self) -> Iterator[tuple[int, Values]]:
        """Number and values of every row whose cells can be read."""
        present = [column for column in self.columns if column.name in self.mapped]
        for number, row in self.table.rows:
            self.read += 1
            self._rows[number] = row
            try:
                if EXTRA in row:
                    raise Refusal("row.extra", "这一行的格数比表头多，可能缺少引号或多了逗号。")
                values = {
                    column.name: _value(column, text_of(row[self.mapped[column.name]])) for column in present
                }
            except Refusal as refusal:
                self.reject(number, refusal)
            else:
                yield number, values

    def reject(self, number: int, refusal: Refusal) -> None:
        """Leave the row out."""
        self._rejected[number] = refusal

    def report(
        self, *, created: int, changed: int, unchanged: int, rejects_path: Path | None
    ) -> ImportReport:
        """The counts, with the rejected rows also written to ``rejects_path``."""
        rejected = sorted(self._rejected.items())
        if rejects_path is not None:
            with RejectsFile(rejects_path, self.table.columns) as rejects:
                for number, refusal in rejected:
                    rejects.add(number, self._rows[number], refusal)
        return ImportReport(
            self.read,
            created,
            changed,
            unchanged,
            tuple(Rejected(number, refusal.code, refusal.sentence) for number, refusal in rejected),
            rejects_path if rejected else None,
        )


def _value(column: Column, text: str) -> Any:
    if not text:
        if column.required:
            raise Refusal("row.missing", f"“{column.label}”不能为空。")
        return column.blank
    try:
        return column.read(text)
    except Refusal as refusal:
        raise Refusal(refusal.code, f"“{column.label}”：{refusal.sentence}") from refusal


def short_text(limit: int) -> Read:
    """Reads a text of one line of at most ``limit`` characters."""

    def read(text: str) -> str:
        if len(text) > limit:
            raise Refusal("row.too_long", f"最多 {limit} 个字，现在有 {len(text)} 个。")
        return " ".join(text.split())

    return read


def number_between(low: float, high: float) -> Read:
    """Reads a number within bounds."""

    def read(text: str) -> float:
        try:
            number = float(text)
        except ValueError as error:
            raise Refusal("row.number", f"“{text[:20]}”不是数字。") from error
        if not low <= number <= high:
            raise Refusal("row.number", f"“{text[:20]}”应在 {low:g} 到 {high:g} 之间。")
        return number

    return read


def whole_number(text: str) -> int:
    """Reads a count."""
    number = number_between(0, 2_000_000_000)(text)
    if number % 1:
        raise Refusal("row.number", f"“{text[:20]}”应是整数。")
    return int(number)


def word_of(words: type[Word]) -> Read:
    """Reads a term by its Chinese label or its value."""

    def read(text: str) -> Word:
        word = words.by_label(text)
        if word is None:
            raise Refusal("row.word", f"没有“{text[:20]}”这一项，可填：{'、'.join(w.label for w in words)}。")
        return word

    return read


def several(text: str) -> list[str]:
    """Reads a list whose parts are set apart by 、 or another usual mark."""
    return list(dict.fromkeys(part for part in map(str.strip, text.translate(_BETWEEN).split("、")) if part))


def day(text: str) -> date:
    """Reads a date."""
    return read_moment(text).date()


def yes_or_no(text: str) -> bool:
    """Reads 是 or 否."""
    if text not in {"是", "否"}:
        raise Refusal("row.word", f"“{text[:20]}”应是“是”或“否”。")
    return text == "是"
