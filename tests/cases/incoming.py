"""Files of messages as cities hand them in, written without the program's own writers, and what became of them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from openpyxl import Workbook

from gongzhi.cases import people
from gongzhi.cases.operations import ImportReport, import_cases
from gongzhi.kernel.clock import local
from gongzhi.sheets.tables import read_table
from tests.road import rows
from tests.town import MONDAY, Town

COLUMNS = (
    "编号", "标题", "内容", "时间", "诉求人", "联系方式", "渠道", "类型", "类别", "地点", "经度", "纬度",
)  # fmt: skip
ROOT = "990101000000"
"""The district itself: where a message waits whose place nobody knows."""

Line = dict[str, Any]


def write_csv(
    path: Path, lines: Iterable[Line], *, encoding: str = "utf-8", columns: Sequence[str] = COLUMNS
) -> Path:
    """A CSV with a header, as Excel and WPS write it."""
    with path.open("w", encoding=encoding, newline="") as opened:
        writer = csv.DictWriter(opened, columns, restval="")
        writer.writeheader()
        writer.writerows(lines)
    return path


def write_xlsx(path: Path, lines: Iterable[Line], *, columns: Sequence[str] = COLUMNS) -> Path:
    """A workbook with a header."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(columns))
    for line in lines:
        sheet.append([line.get(column) for column in columns])
    book.save(path)
    return path


def take_in(
    town: Town,
    path: Path,
    *,
    by: str = "dispatcher",
    now: datetime = MONDAY,
    source: str = "",
    rejects: Path | None = None,
    progress: Callable[[int], None] = lambda _rows: None,
    **options: Any,
) -> ImportReport:
    """Import the file; rejected rows go to ``退回/`` beside it, under its own name, unless told otherwise."""
    folder = path.parent if path.parent.name == "退回" else path.parent / "退回"
    if rejects is None:
        folder.mkdir(exist_ok=True)
    return import_cases(
        town.viewer(by),
        table=read_table(path),
        now=now,
        source=source or path.stem,
        rejects_path=rejects or folder / f"{path.stem}.csv",
        progress=progress,
        **options,
    )


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """(read, filed, repeated, rejected)."""
    return report.read, report.filed, report.repeated, report.rejected


def rejected(report: ImportReport) -> list[dict[str, str]]:
    """The rows of the rejects file, read by the csv module."""
    assert report.rejects_file is not None
    with Path(report.rejects_file).open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.DictReader(opened))


@dataclass(frozen=True)
class Kept:
    """A case as the database keeps it."""

    id: UUID
    number: str
    stage: str
    title: str
    text: str
    opened: str
    source: str
    external_id: str | None
    kind: str
    channel: str
    traits: dict[str, str]
    place: str
    place_words: str
    lon: float | None
    lat: float | None
    reporter: str
    contact: str
    notes: dict[str, str]


def kept() -> list[Kept]:
    """Every case, in the order of filing; times on a Chinese wall clock, what is sealed opened."""
    found = rows(
        """SELECT s.id, s.number, s.stage, s.title, c.text, s.opened_at, c.source, c.external_id, c.kind, c.channel,
        s.traits, s.place_code, c.place_words, c.lon, c.lat, c.reporter_sealed, c.contact_sealed, c.notes
        FROM workflow_subject s JOIN cases_case c ON c.subject_id = s.id ORDER BY s.id"""
    )
    return [_kept(list(row)) for row in found]


def _kept(row: list[Any]) -> Kept:
    row[5] = f"{local(row[5]):%Y-%m-%d %H:%M:%S}"
    row[10], row[17] = orjson.loads(row[10]), orjson.loads(row[17])
    row[15], row[16] = (people.open_personal(sealed, row[0]) for sealed in row[15:17])
    return Kept(*row)
