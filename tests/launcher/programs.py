"""Small real programs for the launcher to run, and scripts in which it runs in a process of its own.

``python programs.py NAME ARGUMENT...``; each part notes its name and number in ``$GONGZHI_DATA/calls.txt``.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import click
import psycopg

from gongzhi.kernel.errors import Refusal
from gongzhi.launcher import open_database
from gongzhi.launcher.postgres import embedded
from gongzhi.launcher.supervisor import Program, up

CALLS = Path(os.environ.get("GONGZHI_DATA", ""), "calls.txt")
LOGINS = "居民  resident01  口令 demo"
MIGRATE = """
    CREATE TABLE IF NOT EXISTS django_migrations (id serial, app text, name text, applied timestamptz);
    CREATE TABLE IF NOT EXISTS starts (at timestamptz NOT NULL DEFAULT now());
    INSERT INTO django_migrations (app, name, applied)
        SELECT 'cases', '0001', now() WHERE NOT EXISTS (SELECT FROM django_migrations);
"""


def command(*words: str) -> tuple[str, ...]:
    """The argv that runs one of the programs in this file."""
    return (sys.executable, str(Path(__file__)), *words)


def shell(name: str, rest: str) -> tuple[str, ...]:
    """The argv of a part that needs no more than a shell."""
    return ("/bin/sh", "-c", f'echo "{name} $$" >> "$GONGZHI_DATA/calls.txt"; {rest}')


PROGRAM = Program(
    sources=Path(os.environ.get("SOURCES", "")),
    migrate=command("migrate"),
    load_demo=shell("load_demo", "true"),
    logins=shell("logins", f"echo '{LOGINS}'"),
    web=command("web"),
    worker=shell("worker", "exec sleep 600"),
)
BROKEN = shell("broken", "echo 缺少配置; exit 1")


class Health(BaseHTTPRequestHandler):
    """Answers 200 as long as the worker was started and the database answers."""

    def do_GET(self) -> None:
        """The one page."""
        try:
            psycopg.connect(os.environ["DATABASE_URL"]).close()
            works = "worker" in CALLS.read_text()
        except psycopg.Error:
            works = False
        self.send_response(200 if works else 503)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        """Keep quiet."""


def _note(name: str) -> None:
    with CALLS.open("a") as calls:
        calls.write(f"{name} {os.getpid()}\n")


def _migrate() -> None:
    _note("migrate")
    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        connection.execute(MIGRATE)


def _web() -> None:
    _note("web")
    HTTPServer(("127.0.0.1", int(os.environ["GONGZHI_PORT"])), Health).serve_forever()


def _hold(data: str) -> None:
    """Use the database of a folder until a line or the end comes in."""
    with embedded(Path(data)) as server:
        click.echo(server.url())
        sys.stdin.readline()


def _open(data: str) -> None:
    """Do as every command does, for a minute at the most."""
    with open_database(Path(data)) as url:
        click.echo(url)
        time.sleep(60)


def _up(port: str, data: str, demo: str, broken: str) -> None:
    changes: dict[str, Any] = {broken: BROKEN} if broken else {}
    up(port=int(port), data=Path(data), demo=demo == "demo", program=replace(PROGRAM, **changes))


if __name__ == "__main__":
    scripts: dict[str, Callable[..., None]] = {
        "migrate": _migrate, "web": _web, "hold": _hold, "open": _open, "up": _up,
    }  # fmt: skip
    try:
        scripts[sys.argv[1]](*sys.argv[2:])
    except Refusal as refusal:
        click.echo(f"{refusal.code} {refusal.sentence}")
        sys.exit(2)
