"""The rows that were not taken, written so that they can be put right in Excel and handed in again."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from gongzhi.kernel.errors import Refusal
from gongzhi.sheets.cells import EXTRA, Row, guarded, text_of

NUMBER, REASON, CODE = "行号", "原因", "代码"
_OWN = (NUMBER, REASON, CODE)


class RejectsFile:
    """A CSV of rejected rows: their own columns, then the row's number, the reason and its code.

    Made when the first row comes, so that no file means no rejected row. It takes its place at the end of the
    block: the file that is read may be the one that is written. The byte-order mark lets Excel read it as
    UTF-8; cells that look like formulas are guarded and unguarded again when it is read.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        """Nothing is written yet."""
        self.path = path
        self.count = 0
        self._fresh = path.with_name(f"{path.name}.new")
        self._columns = [column for column in columns if column not in _OWN]
        self._writer: csv.DictWriter[str] | None = None
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """The file, closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close what was opened; after an error, leave nothing."""
        self._open.close()
        if self._writer is not None and kind is None:
            self._fresh.replace(self.path)
        elif self._writer is not None:
            self._fresh.unlink()

    def add(self, number: int, row: Row, refusal: Refusal) -> None:
        """Write one rejected row."""
        if self._writer is None:
            handle = self._open.enter_context(self._fresh.open("w", encoding="utf-8-sig", newline=""))
            self._writer = csv.DictWriter(handle, [*self._columns, *_OWN], extrasaction="ignore")
            self._writer.writeheader()
        cells = {column: guarded(text_of(cell)) for column, cell in row.items()}
        reason = refusal.sentence + (f"（{EXTRA}：{text_of(row[EXTRA])}）" if EXTRA in row else "")
        self._writer.writerow(cells | {NUMBER: number, REASON: reason, CODE: refusal.code})
        self.count += 1
