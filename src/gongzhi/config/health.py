"""``/healthz``: whether the parts are up, for the supervisor and for monitoring."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache

import orjson
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from gongzhi.kernel import clock
from gongzhi.kernel.access import MACHINE, access

ALIVE = timedelta(seconds=60)
LEAST_FREE_BYTES = 200 * 1024 * 1024


@access(MACHINE)
@require_GET
def healthz(_request: HttpRequest) -> HttpResponse:
    """One word for each part: ``ok`` or what is wrong; 503 when a part is down."""
    parts = {name: _look(check) for name, check in _CHECKS.items()}
    up = all(state == "ok" for state in parts.values())
    body = orjson.dumps({"status": "ok" if up else "down", **parts})
    return HttpResponse(body, status=200 if up else 503, content_type="application/json")


def _look(check: Callable[[], str]) -> str:
    try:
        return check()
    except DatabaseError as error:
        return f"unreachable: {type(error).__name__}"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _worker() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
        (latest,) = cursor.fetchone()
    return "ok" if latest and clock.now() - latest < ALIVE else "no heartbeat"


def _migrations() -> str:
    return "ok" if _migrated() else "pending"


@lru_cache(maxsize=1)
def _remembered() -> bool:
    """Once migrated, this process stays so; only that answer is kept."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise LookupError
    return True


def _migrated() -> bool:
    try:
        return _remembered()
    except LookupError:
        return False


def _disk() -> str:
    free = shutil.disk_usage(settings.DATA_FOLDER if settings.DATA_FOLDER.exists() else ".").free
    return "ok" if free > LEAST_FREE_BYTES else f"{free // 2**20} MB left"


_CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "worker": _worker,
    "migrations": _migrations,
    "disk": _disk,
}
