"""``python -m bench [--cases N] [--scale S] [--only OP …]``: what requests cost, at N cases, beside the floor.

The first run with an N fills a database with that many cases (kept in ``bench/out/data-N``); every run measures on
a fresh copy of it. Needs Linux, because CPU time is read from ``/proc``.
"""

from __future__ import annotations

import argparse
import importlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import psycopg

from gongzhi.launcher.connect import open_database

OUT = Path(__file__).parent / "out"
COPY = "gongzhi_bench"


def main() -> None:
    """Fill when needed, measure, print, write."""
    arguments = _arguments()
    data = OUT / f"data-{arguments.cases}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongzhi.config.settings"
    os.environ.pop("DATABASE_URL", None)
    with open_database(data) as url:
        django.setup()
        importlib.import_module("bench.prepare").prepare(arguments.cases, data)
        with _copied(url) as copy:
            os.environ["DATABASE_URL"] = copy
            importlib.import_module("bench.run").run(
                cases=arguments.cases, data=data, port=_free_port(), scale=arguments.scale,
                only=frozenset(arguments.only), out=OUT,
            )  # fmt: skip


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--scale", type=float, default=1.0, help="so many times the usual requests")
    parser.add_argument("--only", nargs="*", default=[], metavar="OP")
    return parser.parse_args()


@contextmanager
def _copied(url: str) -> Iterator[str]:
    """The address of a copy of the filled database: the filling stays as it is, and every run begins alike."""
    around = url.replace("///gongzhi?", "///postgres?")
    with psycopg.connect(around, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {COPY} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {COPY} TEMPLATE gongzhi STRATEGY file_copy")
        try:
            yield url.replace("///gongzhi?", f"///{COPY}?")
        finally:
            connection.execute(f"DROP DATABASE {COPY} WITH (FORCE)")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
