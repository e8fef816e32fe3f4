"""The installation's own keys: made once, kept beside the data, readable by their owner only."""

from __future__ import annotations

import base64
import json
import os
import secrets
from pathlib import Path

from gongzhi.kernel.errors import Refusal
from gongzhi.launcher.lock import exclusive

NAMES = ("GONGZHI_SECRET_KEY", "GONGZHI_FIELD_KEY", "GONGZHI_INDEX_KEY")


def _read(path: Path) -> dict[str, str]:
    try:
        kept = json.loads(path.read_text("utf-8"))
        return {name: str(kept[name]) for name in NAMES}
    except (OSError, ValueError, KeyError, TypeError):
        raise Refusal(
            "secrets.unreadable",
            f"密钥文件 {path} 读不出来或不完整。没有它，已加密的内容无法解开。请从备份恢复这个文件后再启动。",
            path=str(path),
        ) from None


def _create(path: Path) -> dict[str, str]:
    if (path.parent / "postgres").exists():
        raise Refusal(
            "secrets.lost",
            f"数据还在，但密钥文件 {path} 不见了。请从备份恢复它，或设置 {'、'.join(NAMES)}，然后再启动；"
            "换一套新密钥会使已加密的内容永远无法解开。",
            path=str(path),
        )
    made = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in NAMES}
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(made, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    return made


def load_or_create(data_dir: Path) -> dict[str, str]:
    """The three keys by name, each base64 of 32 random bytes; those set in the environment win.

    They are written to ``secrets.json`` (mode 0600) the first time, unless the environment sets all three.

    Raises:
        Refusal: ``secrets.unreadable`` or ``secrets.lost``; keys are never replaced silently.
    """
    given = {name: os.environ[name] for name in NAMES if os.environ.get(name)}
    if len(given) == len(NAMES):
        return given
    path = data_dir / "secrets.json"
    with exclusive(data_dir / "secrets.lock"):
        kept = _read(path) if path.exists() else _create(path)
    return kept | given
