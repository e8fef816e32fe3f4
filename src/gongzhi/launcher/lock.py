"""Locks between processes. They vanish with their holder, also when it is killed, so none is ever stale."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gongzhi.kernel.errors import Refusal

WAIT_SECONDS = 180.0


def try_lock(path: Path, *, shared: bool = False) -> int | None:
    """The open file that holds the lock until it is closed, or None when somebody else is in the way.

    Raises:
        Refusal: ``data.foreign`` when the lock file belongs to another user.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except PermissionError:
        raise Refusal(
            "data.foreign",
            f"{path} 属于别的用户（可能曾用 root 启动过）。请仍用那个用户运行，或由管理员把整个文件夹改归您所有。",
            path=str(path),
        ) from None
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock alone.

    Raises:
        Refusal: ``launcher.busy`` when the holder does not let go within three minutes.
    """
    deadline = time.monotonic() + WAIT_SECONDS
    while (handle := try_lock(path)) is None:
        if time.monotonic() > deadline:
            raise Refusal(
                "launcher.busy",
                f"另一个命令一直占用着 {path}。请等它结束，或结束该进程后再试。",
                path=str(path),
            )
        time.sleep(0.05)
    try:
        yield
    finally:
        os.close(handle)
