"""The program as others run it: real processes on the test database."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from django.db import connection

GONGZHI = Path(sys.executable).with_name("gongzhi")
PROJECT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    status: int
    said: str
    complained: str

    @property
    def json(self) -> Any:
        """What it said, as JSON."""
        return orjson.loads(self.said)


def url_of(database: str) -> str:
    """The address of a database on the server of the tests."""
    return re.sub(r"^(\w+://[^/]*/)[^?]*", rf"\g<1>{database}", os.environ["DATABASE_URL"])


def environment(data: Path, url: str = "") -> dict[str, str]:
    """What a process needs to know: the database of the tests and a data folder of its own."""
    test_url = url or url_of(str(connection.settings_dict["NAME"]))
    return {**os.environ, "DATABASE_URL": test_url, "GONGZHI_DATA": str(data), "COLUMNS": "200"}


def run(argv: list[str], env: Mapping[str, str]) -> Ran:
    """Run a process to its end, in the project's folder."""
    done = subprocess.run(
        argv, env=dict(env), cwd=PROJECT, capture_output=True, text=True, encoding="utf-8", check=False,
        timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def gongzhi(data: Path, *args: str | Path, url: str = "") -> Ran:
    """Run ``gongzhi``."""
    return run([str(GONGZHI), *map(str, args)], environment(data, url))
