"""What the last start found in order, so that a warm start can skip two programs that would only confirm it.

The mark covers the installed code (names, sizes and times of the source files, the time of the package
folder) and the migrations recorded in the database with their times. Another database, a restored dump, an
update or an edited file each give another mark, and everything is looked at again.
"""

from __future__ import annotations

import hashlib
import json
import sysconfig
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

APPLIED = "SELECT app, name, applied::text FROM django_migrations ORDER BY id"


@dataclass(frozen=True)
class Warm:
    """A start that went well: its mark, whether the demo city was looked after, and the logins to print."""

    mark: str = ""
    demo: bool = False
    logins: str = ""


def current_mark(url: str, sources: Path) -> str:
    """The mark of the code in this folder on this database; empty when the database was never migrated."""
    try:
        with psycopg.connect(url) as connection:
            applied = connection.execute(APPLIED).fetchall()
    except psycopg.Error:
        return ""
    digest = hashlib.sha256(repr(applied).encode())
    for path in sorted(sources.rglob("*.py")):
        state = path.stat()
        digest.update(f"{path}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    digest.update(str(Path(sysconfig.get_path("purelib")).stat().st_mtime_ns).encode())
    return digest.hexdigest()


def read(path: Path) -> Warm:
    """The last good start; an empty one when there is none that can be read."""
    try:
        return Warm(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return Warm()


def write(path: Path, warm: Warm) -> None:
    """Keep it, for the owner's eyes only (it holds the demo logins)."""
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(warm), ensure_ascii=False), "utf-8")
