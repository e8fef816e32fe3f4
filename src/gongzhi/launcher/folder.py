"""The data folder: can be written, has room."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from gongzhi.kernel.errors import Refusal

NEEDED_BYTES = 200 * 1024 * 1024
LOG_BYTES = 10 * 1024 * 1024


def check_room(folder: Path, needed: int = NEEDED_BYTES) -> None:
    """Refuse (``disk.full``) when fewer than ``needed`` bytes are free where the folder lies."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Refusal(
            "disk.full",
            f"磁盘快满了：{folder} 所在磁盘只剩 {free // 1024**2} MB，至少需要 {needed // 1024**2} MB。"
            "请清理磁盘，或用 --data 换一个位置。",
            free_bytes=free,
        )


def data_folder(path: Path) -> Path:
    """The folder as an absolute path, made if missing.

    Raises:
        Refusal: ``data.not_writable`` or ``disk.full``.
    """
    try:
        folder = path.expanduser().resolve()
        folder.mkdir(parents=True, exist_ok=True)
        check_room(folder)
        with tempfile.TemporaryFile(dir=folder):
            (folder / "logs").mkdir(exist_ok=True)
    except OSError as error:
        raise Refusal(
            "data.not_writable",
            f"数据文件夹 {path} 不能写入（{error.strerror}）。请检查权限，或用 --data 换一个位置。",
            folder=str(path),
        ) from None
    return folder


def fresh_log(path: Path) -> Path:
    """The same path, ready to be appended to: a log that has grown over 10 MB is put aside as ``.old``."""
    if path.exists() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".old"))
    return path


def last_lines(path: Path, count: int = 5, *, since: int = 0) -> str:
    """The end of a log, from byte ``since`` on; empty when there is none."""
    if not path.exists():
        return ""
    with path.open("rb") as file:
        file.seek(max(since, path.stat().st_size - 16_384))
        return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-count:])
