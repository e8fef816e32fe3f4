"""Drive the real web server over loopback and count what it and the database spend."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from itertools import islice
from pathlib import Path
from statistics import quantiles
from typing import Any

from django.db import connection
from django.test import Client

from bench.processes import Watch
from bench.requests import Ask, Callers
from gongzhi.launcher.processes import end

START_SECONDS = 60
_NOT_COUNTED = ("BEGIN", "COMMIT")


@dataclass
class Row:
    """One line of the table; milliseconds of CPU for each request or item."""

    op: str
    n: int
    rps: float
    p50_ms: float | None
    p95_ms: float | None
    app_cpu_ms: float
    db_cpu_ms: float
    statements: int | None = None
    floor_cpu_ms: float | None = None

    @property
    def cpu_ms(self) -> float:
        return self.app_cpu_ms + self.db_cpu_ms

    @property
    def ratio(self) -> float | None:
        return self.cpu_ms / self.floor_cpu_ms if self.floor_cpu_ms else None

    def as_json(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in (*self.__dataclass_fields__, "ratio")}
        return {
            name: round(value, 4) if isinstance(value, float) else value for name, value in values.items()
        }


@contextmanager
def program(*words: str, log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command of the program as a child, ended with everything that it started."""
    command = str(Path(sys.executable).with_name("gongzhi"))
    with log.open("ab") as output:
        child = subprocess.Popen(
            [command, *words], env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=output,
            stderr=output, process_group=0,
        )  # fmt: skip
    try:
        yield child
    finally:
        end(child)


def wait_until_served(port: int) -> None:
    """Wait until the web server answers at all."""
    deadline = time.monotonic() + START_SECONDS
    while True:
        line = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            line.request("GET", "/healthz")
            line.getresponse().read()
            return
        except (OSError, HTTPException):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        finally:
            line.close()


@dataclass
class Driver:
    """One client with one kept connection: what is measured is work, not waiting in line."""

    port: int
    web: int
    postmaster: int
    callers: Callers
    cases: int

    def measure(self, op: str, asks: Iterator[Ask], requests: int, warm_up: int) -> Row:
        """Send the requests; the first ones are not counted."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=120)
        for ask in islice(asks, warm_up):
            self._send(line, ask)
        watch, began = Watch.start(self.web, self.postmaster), time.perf_counter()
        times = [self._send(line, ask) for ask in islice(asks, requests)]
        took = time.perf_counter() - began
        app, database = watch.read()
        line.close()
        cuts = quantiles(times, n=20)
        return Row(
            op, self.cases, requests / took, 1000 * cuts[9], 1000 * cuts[18], 1000 * app / requests,
            1000 * database / requests,
        )  # fmt: skip

    def send(self, ask: Ask) -> bytes:
        """One request on a connection of its own; the body of the answer."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            line.request(ask.method, ask.path, ask.body or None, self.callers.headers(ask))
            answer = line.getresponse()
            return _checked(ask, answer.status, answer.read())
        finally:
            line.close()

    def _send(self, line: HTTPConnection, ask: Ask) -> float:
        headers = self.callers.headers(ask)
        began = time.perf_counter()
        line.request(ask.method, ask.path, ask.body or None, headers)
        answer = line.getresponse()
        body = answer.read()
        took = time.perf_counter() - began
        _checked(ask, answer.status, body)
        return took


def _checked(ask: Ask, status: int, body: bytes) -> bytes:
    if status not in (200, 201):
        raise SystemExit(f"{ask.method} {ask.path}: {status} {body[:500].decode('utf-8', 'replace')}")
    return body


def statements(asks: Iterator[Ask], callers: Callers, *, warm_up: int, counted: int) -> int:
    """The most SQL statements that one of the requests sends, without BEGIN and COMMIT; asked inside this process."""
    client = Client(SERVER_NAME="127.0.0.1")
    most = 0
    for number, ask in enumerate(islice(asks, warm_up + counted)):
        sent: list[str] = []
        with connection.execute_wrapper(_listener(sent)):
            headers = callers.headers(ask)
            answer = client.generic(
                ask.method,
                ask.path,
                ask.body,
                headers.pop("Content-Type", "application/octet-stream"),
                headers=headers,
            )
        _checked(ask, answer.status_code, answer.content)
        if number >= warm_up:
            most = max(most, len(sent))
    return most


def _listener(sent: list[str]) -> Callable[..., Any]:
    def listen(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(_NOT_COUNTED):
            sent.append(sql)
        return execute(sql, params, many, context)

    return listen
