"""Seeing what runs."""

from __future__ import annotations

import os
import time
from pathlib import Path


def processes_in(folder: Path) -> list[int]:
    """The processes that work in this folder: those of a server over it (empty where there is no /proc)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                found.append(int(process.name))
        except OSError:
            continue
    return found


def is_left_alone(folder: Path) -> bool:
    """Whether nobody works in the folder, now or within five seconds."""
    deadline = time.monotonic() + 5
    while processes_in(folder) and time.monotonic() < deadline:
        time.sleep(0.02)
    return processes_in(folder) == []


def is_alive(pid: int) -> bool:
    """Whether there is a process of this number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
