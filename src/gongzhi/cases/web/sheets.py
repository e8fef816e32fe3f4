"""Answers that are workbooks."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

from django.http import HttpResponse

from gongzhi.kernel import clock
from gongzhi.kernel.clock import local
from gongzhi.sheets.cells import Raw
from gongzhi.sheets.workbooks import write_xlsx

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(
    name: str, rows: Iterable[Sequence[Raw]], columns: Sequence[str], notes: Iterable[str] = ()
) -> HttpResponse:
    """A download of rows under their columns; ``notes`` stand below, one on each line: what it is, and of when."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        write_xlsx(chain(rows, ([note] for note in notes)), columns, path)
        answer = HttpResponse(path.read_bytes(), content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}-{local(clock.now()):%Y%m%d-%H%M}.xlsx"'
    return answer
