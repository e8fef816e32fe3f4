"""``/healthz`` says of each part whether it is up, and answers 503 when one is not: each time under the real fault."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.test import Client

from gongzhi.kernel import clock
from tests.config.running import environment, run
from tests.road import rows

UP = {"status": "ok", "database": "ok", "worker": "ok", "migrations": "ok", "disk": "ok"}
ASK = """
import django
django.setup()
from django.test import Client
answer = Client(headers={"host": "localhost"}).get("/healthz")
print(answer.status_code)
print(answer.content.decode())
"""


def beat(ago: timedelta = timedelta(0)) -> None:
    """A worker that was last heard of so long ago."""
    rows("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", clock.now() - ago)


def asked() -> tuple[int, Any]:
    answer = Client().get("/healthz")
    assert answer["Content-Type"] == "application/json"
    return answer.status_code, orjson.loads(answer.content)


def test_all_is_well(db: None) -> None:
    beat(timedelta(seconds=50))
    assert asked() == (200, UP)


def test_without_a_worker_that_was_heard_of_lately(db: None) -> None:
    down = (503, {**UP, "status": "down", "worker": "no heartbeat"})
    assert asked() == down
    beat(timedelta(seconds=70))
    assert asked() == down
    beat()
    assert asked() == (200, UP)


def test_on_a_full_disk(db: None, settings: Any) -> None:
    beat()
    full = next(path for path in (Path("/proc"), Path("/dev")) if path.exists())
    settings.DATA_FOLDER = full
    assert asked() == (503, {**UP, "status": "down", "disk": "0 MB left"})


def test_a_data_folder_that_is_not_there_yet_is_no_fault(db: None, settings: Any, tmp_path: Path) -> None:
    beat()
    settings.DATA_FOLDER = tmp_path / "none"
    assert asked() == (200, UP)


def test_only_looking_is_allowed(db: None) -> None:
    assert Client().post("/healthz").status_code == 405


def in_another_process(data: Path, url: str) -> tuple[str, Any]:
    env = {**environment(data, url), "DJANGO_SETTINGS_MODULE": "gongzhi.config.settings"}
    ran = run([sys.executable, "-c", ASK], env)
    status, body = ran.said.splitlines()
    return status, orjson.loads(body)


def test_on_a_database_without_tables(empty_database: str, tmp_path: Path) -> None:
    assert in_another_process(tmp_path, empty_database) == (
        "503",
        {**UP, "status": "down", "worker": "unreachable: ProgrammingError", "migrations": "pending"},
    )


@pytest.mark.usefixtures("django_db_setup")
def test_without_a_database(tmp_path: Path) -> None:
    lost = "unreachable: OperationalError"
    assert in_another_process(tmp_path, "postgresql://nobody@127.0.0.1:1/none") == (
        "503",
        {**UP, "status": "down", "database": lost, "worker": lost, "migrations": lost},
    )
