"""Child programs: run to the end, or kept alive with growing pauses.

Each has a process group of its own, so that Ctrl-C reaches only the parent, which then stops them in order,
and so that nothing that a child started stays behind.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from gongzhi.launcher.folder import fresh_log

TICK_SECONDS = 0.1
GRACE_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 30.0
SETTLED_SECONDS = 60.0
PR_SET_PDEATHSIG = 1
_PRCTL = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Run in a new child: it gets SIGTERM when its parent is killed (Linux only)."""
    if _PRCTL:
        _PRCTL(PR_SET_PDEATHSIG, signal.SIGTERM)


def _spawn(
    argv: Sequence[str], environment: Mapping[str, str], output: BinaryIO | None
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        argv,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        process_group=0,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - the parent has one thread
    )


def _signal_group(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):  # nobody is left in it
        os.killpg(process.pid, how)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask the program to stop, wait, then kill it and whatever it started."""
    _signal_group(process, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE_SECONDS)
    _signal_group(process, signal.SIGKILL)
    process.wait()


def run(argv: Sequence[str], environment: Mapping[str, str], *, stopping: Callable[[], bool]) -> int:
    """Run a program to its end, its output on ours; cut short as soon as ``stopping()``. Its exit status."""
    process = _spawn(argv, environment, None)
    try:
        while process.poll() is None and not stopping():
            time.sleep(TICK_SECONDS / 5)
    finally:
        end(process)
    return process.returncode


class Child:
    """One long-lived program; ``deaths`` counts its unexpected ends, anew once it has lived a minute."""

    def __init__(self, title: str, argv: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        self.title = title
        self.log = log
        self.deaths = 0
        self._argv = argv
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._began = 0.0
        self._start_at = 0.0

    def start(self) -> None:
        """Start it, its output into the log."""
        with fresh_log(self.log).open("ab") as output:
            self._process = _spawn(self._argv, self._environment, output)
        self._began = time.monotonic()

    def watch(self) -> str | None:
        """Start it again when it has ended and its pause is over; a sentence when it was found ended."""
        now = time.monotonic()
        if self._process is None:
            if now >= self._start_at:
                self.start()
            return None
        status = self._process.poll()
        if status is None:
            if now - self._began > SETTLED_SECONDS:
                self.deaths = 0
            return None
        _signal_group(self._process, signal.SIGKILL)
        self._process = None
        pause = min(LONGEST_PAUSE_SECONDS, 0.5 * 2**self.deaths)
        self.deaths += 1
        self._start_at = now + pause
        return f"{self.title}意外退出（状态 {status}），{pause:g} 秒后重新启动。日志：{self.log}"

    def stop(self) -> None:
        """Stop it if it runs; does nothing the second time."""
        if self._process:
            end(self._process)
            self._process = None
