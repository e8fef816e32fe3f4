"""CPU seconds and memory of whole process trees, as Linux counts them in ``/proc``."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_PARENT, _USER, _CHILDREN_SYSTEM, _RESIDENT = 1, 11, 14, 21


def _fields(pid: int) -> list[str]:
    """The fields of ``/proc/PID/stat`` behind the command's name; empty when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def tree(root: int) -> Iterator[int]:
    """The process and everything below it that lives now."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _fields(int(entry.name))):
            children.setdefault(int(fields[_PARENT]), []).append(int(entry.name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += children.get(pid, [])


def cpu_seconds(root: int) -> float:
    """User and system time of the tree, with that of its ended and awaited members."""
    ticks = 0
    for pid in tree(root):
        if fields := _fields(pid):
            ticks += sum(map(int, fields[_USER : _CHILDREN_SYSTEM + 1]))
    return ticks / _TICKS


def resident_megabytes(root: int) -> float:
    """Resident memory of the tree; pages that its members share count once for each."""
    pages = sum(int(fields[_RESIDENT]) for pid in tree(root) if (fields := _fields(pid)))
    return pages * _PAGE / 2**20


def command_of(pid: int) -> str:
    """The words with which the process was started; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""


def postmaster_pid(data: Path) -> int:
    """The first process of the embedded server of this data folder."""
    return int((data / "postgres" / "postmaster.pid").read_text().split()[0])


@dataclass(frozen=True)
class Watch:
    """CPU seconds of application and database since the watch was made."""

    app: int
    database: int
    app_before: float
    database_before: float

    @classmethod
    def start(cls, app: int, database: int) -> Watch:
        return cls(app, database, cpu_seconds(app), cpu_seconds(database))

    def read(self) -> tuple[float, float]:
        return cpu_seconds(self.app) - self.app_before, cpu_seconds(self.database) - self.database_before


def machine() -> dict[str, object]:
    """What was measured on."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")),
        platform.machine(),
    )
    memory = os.sysconf("SC_PHYS_PAGES") * _PAGE // 2**20
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "memory_mb": memory,
        "load": [round(value, 1) for value in os.getloadavg()],
        "python": platform.python_version(),
        "system": platform.platform(),
        "loop_ms": round(_loop_ms(), 1),
    }


def _loop_ms() -> float:
    """CPU of a fixed loop of Python: how much the machine's other work slows even what does not wait."""
    began = time.process_time()
    sum(number & 1023 for number in range(2_000_000))
    return 1000 * (time.process_time() - began)
