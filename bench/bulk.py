"""Import and replay by their own functions: messages and lives per second, CPU per item."""

from __future__ import annotations

import csv
import os
import tempfile
import time
from itertools import islice
from pathlib import Path
from uuid import UUID

from bench.driving import Row
from bench.filling import demands
from bench.processes import Watch
from gongzhi.cases.operations import import_cases, replay_cases
from gongzhi.kernel import clock
from gongzhi.kernel.viewer import Viewer
from gongzhi.sheets.tables import read_table
from gongzhi.workflow.operations.fold import fold

_PAIRS = (
    "text=内容",
    "filed_at=时间",
    "reporter=姓名",
    "contact=电话",
    "channel=渠道",
    "kind=类型",
    "category=类别",
    "place=地点",
)


def write_messages(path: Path, viewer: Viewer, many: int) -> None:
    """A table as other systems export it: places and categories in words."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([pair.partition("=")[2] for pair in _PAIRS])
        for one in islice(demands(viewer, many, clock.now(), seed=5), many):
            moment = one.filed_at or clock.now()
            category = one.category.name if one.category else ""
            row = (
                one.text,
                f"{moment:%Y-%m-%d %H:%M:%S}",
                one.reporter,
                one.contact,
                one.channel.label,
                one.kind.label,
            )
            writer.writerow([*row, category, one.place_words])


def measure_import(viewer: Viewer, many: int, cases: int, postmaster: int) -> tuple[Row, list[UUID]]:
    """Import ``many`` new messages; also their ids."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "messages.csv")
        write_messages(path, viewer, many)
        watch, began = Watch.start(os.getpid(), postmaster), time.perf_counter()
        report = import_cases(
            viewer, table=read_table(path), now=clock.now(), source="bench-import", pairs=_PAIRS,
            rejects_path=Path(folder, "rejects.csv"),
        )  # fmt: skip
        row = _row("import", report.filed, cases, watch, began)
    if report.filed != many:
        raise SystemExit(f"import: {report.as_json()}")
    return row, report.ids


def measure_replay(viewer: Viewer, ids: list[UUID], cases: int, postmaster: int) -> Row:
    """Play all of them to their end."""
    fold()
    watch, began = Watch.start(os.getpid(), postmaster), time.perf_counter()
    report = replay_cases(viewer, ids=ids, seed=7, now=clock.now())
    row = _row("replay", report.closed, cases, watch, began)
    if report.closed != len(ids):
        raise SystemExit(f"replay: {report}")
    return row


def _row(op: str, items: int, cases: int, watch: Watch, began: float) -> Row:
    took = time.perf_counter() - began
    app, database = watch.read()
    return Row(op, cases, items / took, None, None, 1000 * app / items, 1000 * database / items)
