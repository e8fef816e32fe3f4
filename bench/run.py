"""One run over the copied database: floor, then the program over HTTP, then import and replay."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from uuid import UUID

import orjson
from django.db import connection
from psycopg.conninfo import conninfo_to_dict

from bench import requests as asks
from bench.bulk import measure_import, measure_replay
from bench.driving import Driver, Row, program, statements, wait_until_served
from bench.filling import words_of
from bench.floor import Floor, Samples
from bench.messages import categories, stories
from bench.processes import machine, postmaster_pid, resident_megabytes
from bench.report import Result, growth, table, write
from bench.requests import Ask, Callers
from gongzhi.launcher.account import account_for
from gongzhi.launcher.binaries import find_binaries
from gongzhi.orgs.queries.lookups import communities_of
from gongzhi.orgs.queries.viewers import system_viewer

WARM_UP = 100
IMPORTED = 10_000
FLOORS = {
    "file": "create", "move": "move", "list_json": "list", "list_page": "list", "detail_json": "detail",
    "detail_page": "detail", "search": "search", "figures": "figures",
}  # fmt: skip


@dataclass(frozen=True)
class Job:
    """An operation: its requests and how many of them."""

    asks: Iterator[Ask]
    requests: int


@dataclass
class Run:
    """Everything that one run needs to know."""

    cases: int
    data: Path
    port: int
    scale: float
    only: frozenset[str]
    samples: Samples = field(init=False)
    callers: Callers = field(init=False)
    postmaster: int = field(init=False)

    def __post_init__(self) -> None:
        words = words_of(self.cases)
        random.Random(4).shuffle(words)
        texts = [text for _, _, text in islice(stories(99, ["东四街道南门仓社区"], words_of(1000)), 200)]
        self.samples = Samples(self.cases, asks.full_areas(), words[:2000], texts)
        self.callers = Callers.make()
        self.postmaster = postmaster_pid(self.data)

    def measure(self) -> Result:
        """All of it."""
        floor = self._floor()
        log = self.data / "logs" / "bench.log"
        with program("serve", "--port", str(self.port), log=log) as web, program("worker", log=log) as worker:
            wait_until_served(self.port)
            driver = Driver(self.port, web.pid, self.postmaster, self.callers, self.cases)
            rows = [
                self._row(op, job, driver, floor)
                for op, job in self._jobs(driver).items()
                if self._wanted(op)
            ]
            memory = {"web": resident_megabytes(web.pid), "worker": resident_megabytes(worker.pid)}
        rows += self._bulk()
        return Result(rows, machine(), memory, floor.costs)

    def _wanted(self, op: str) -> bool:
        return not self.only or op in self.only

    def _floor(self) -> Floor:
        binaries = find_binaries(account_for((self.data / "postgres").resolve()))
        floor = Floor(binaries.folder / "pgbench", os.environ["DATABASE_URL"], self.postmaster)
        floor.measure(self.samples, self.scale, {FLOORS[op] for op in FLOORS if self._wanted(op)})
        return floor

    def _jobs(self, driver: Driver) -> dict[str, Job]:
        ids, numbers = asks.chosen_keys(5000)
        return {
            "list_json": Job(asks.lists(self.samples, "/api/v1/cases", page=False), 600),
            "list_page": Job(asks.lists(self.samples, "/cases/", page=True), 300),
            "detail_json": Job(asks.details(ids, "/api/v1/cases/{}", page=False), 800),
            "detail_page": Job(asks.details(numbers, "/cases/{}/", page=True), 300),
            "search": Job(asks.searches(self.samples), 600),
            "figures": Job(asks.figures(), 300),
            "file": Job(self._filings(seed=1), 800),
            "move": Job(iter(asks.Road(self._filed(driver), self._department())), 900),
        }

    def _filings(self, seed: int) -> Iterator[Ask]:
        places = [code for _, code in communities_of(system_viewer())]
        return asks.filings(self.samples, places, categories(), seed)

    def _filed(self, driver: Driver) -> Iterator[UUID]:
        """New cases, all filed at the first question, so that filing stays out of what is measured of moving."""
        filings = islice(self._filings(seed=2), int(200 * self.scale) + 40)
        yield from [UUID(orjson.loads(driver.send(ask))["id"]) for ask in filings]

    def _department(self) -> int:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT po.body_id FROM orgs_post po JOIN orgs_account a ON a.person_id = po.person_id
                WHERE a.login = 'department' LIMIT 1"""
            )
            return int(cursor.fetchone()[0])

    def _row(self, op: str, job: Job, driver: Driver, floor: Floor) -> Row:
        began = time.monotonic()
        row = driver.measure(op, job.asks, max(60, int(job.requests * self.scale)), WARM_UP)
        row.statements = statements(job.asks, self.callers, warm_up=12, counted=12)
        row.floor_cpu_ms = floor.costs[FLOORS[op]]
        print(f"  {op}: {time.monotonic() - began:.0f} s", flush=True)
        return row

    def _bulk(self) -> list[Row]:
        if not self._wanted("import"):
            return []
        viewer, many = system_viewer(), max(1000, int(IMPORTED * self.scale))
        row, ids = measure_import(viewer, many, self.cases, self.postmaster)
        return [row, measure_replay(viewer, ids, self.cases, self.postmaster)]


def run(*, cases: int, data: Path, port: int, scale: float, only: frozenset[str], out: Path) -> None:
    """Measure, print and write."""
    connection.settings_dict["NAME"] = conninfo_to_dict(os.environ["DATABASE_URL"])["dbname"]
    result = Run(cases, data, port, scale, only).measure()
    if not only:
        write(result, out, cases)
    print("\n".join(filter(None, (table(result), growth(out)))))
