"""The table that people read and ``latest.json`` that programs read; what was hoped for stands beside what is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.driving import Row

RATIOS = {
    "file": 6.0, "move": 8.0, "list_json": 4.0, "list_page": 12.0, "detail_json": 8.0, "detail_page": 20.0,
    "search": 6.0, "figures": 0.05,
}  # fmt: skip
STATEMENTS = {"file": 6, "move": 6, "list_json": 4, "list_page": 4, "detail_json": 4, "detail_page": 4}
RATES = {"import": 3000.0, "replay": 1000.0}
GROWTH = 1.3
MEMORY_MB = 300
SMALL, LARGE = 100_000, 1_000_000
_HEAD = (
    "op",
    "/s",
    "p50 ms",
    "p95 ms",
    "app ms",
    "db ms",
    "cpu ms",
    "floor ms",
    "× floor",
    "budget",
    "SQL",
    "",
)
_NOTES = """\
app: CPU of the web server's processes (import, replay: of this process); db: of all PostgreSQL processes.
floor: CPU of PostgreSQL and pgbench for one transaction of the least SQL on plain tables with the same cases.
/s: by one client, one request after the other, on a machine whose other work slows it down; CPU is what compares.
For import and replay the budget is a rate: items per second of CPU (app + db) are given as (per CPU second)."""


@dataclass(frozen=True)
class Result:
    """One run."""

    rows: Sequence[Row]
    machine: Mapping[str, object]
    memory: Mapping[str, float]
    floor_rows: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": [row.as_json() for row in self.rows],
            "machine": self.machine,
            "memory_mb": self.memory,
            "floor_cpu_ms": self.floor_rows,
        }


def write(result: Result, folder: Path, cases: int) -> None:
    """``latest.json``, and the same kept by size, so that two sizes can be compared."""
    text = json.dumps(result.as_json(), ensure_ascii=False, indent=1)
    for name in ("latest", str(cases)):
        (folder / f"{name}.json").write_text(text, "utf-8")


def table(result: Result) -> str:
    """The rows with their budgets; ``!`` marks what misses one."""
    lines = [_HEAD, *(_line(row) for row in result.rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEAD))]
    shown = [" ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines]
    memory = sum(result.memory.values())
    parts = ", ".join(f"{name} {value:.0f}" for name, value in result.memory.items())
    return "\n".join(
        [*shown, f"memory: {parts}: {memory:.0f} MB of {MEMORY_MB}{_mark(memory > MEMORY_MB)}", _NOTES]
    )


def _line(row: Row) -> tuple[str, ...]:
    if row.op in RATES:
        per_cpu = 1000 / row.cpu_ms
        missed = max(row.rps, per_cpu) < RATES[row.op]
        budget = f"≥ {RATES[row.op]:.0f}/s ({per_cpu:.0f} per CPU second)"
    else:
        missed = row.ratio is not None and row.ratio > RATIOS[row.op]
        budget = f"≤ {RATIOS[row.op]:g}" + ("" if row.op != "figures" or row.n >= LARGE else " at 1M")
    if row.statements is not None:
        missed = missed or row.statements > STATEMENTS.get(row.op, row.statements)
    times = (_number(row.p50_ms), _number(row.p95_ms), _number(row.app_cpu_ms), _number(row.db_cpu_ms))
    floor = (_number(row.floor_cpu_ms), _number(row.ratio))
    sent = "" if row.statements is None else f"{row.statements}"
    return (row.op, f"{row.rps:.0f}", *times, _number(row.cpu_ms), *floor, budget, sent, _mark(missed))


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _mark(missed: bool) -> str:
    return " !" if missed else ""


def growth(folder: Path) -> str:
    """What a million costs beside a hundred thousand, when both have been measured."""
    paths = [folder / f"{cases}.json" for cases in (SMALL, LARGE)]
    if not all(path.exists() for path in paths):
        return ""
    small, large = ({row["op"]: row for row in json.loads(path.read_text("utf-8"))["rows"]} for path in paths)
    cells = []
    for op in RATIOS:
        times = _cpu(large[op]) / _cpu(small[op])
        cells.append(f"{op} {times:.2f}{_mark(times > GROWTH)}")
    return f"a million beside a hundred thousand (≤ {GROWTH}): {', '.join(cells)}"


def _cpu(row: Mapping[str, float]) -> float:
    return row["app_cpu_ms"] + row["db_cpu_ms"]
