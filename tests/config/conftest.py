"""A database without anything in it, beside that of the tests; and a queue that nobody has used before."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from tests.config.running import url_of


@pytest.fixture
def empty_database(django_db_setup: None) -> Iterator[str]:
    """The address of a fresh database: no migration has run there."""
    fresh = f"gongzhi_empty_{os.getpid()}"
    name, server = sql.Identifier(fresh), url_of("postgres")
    with psycopg.connect(server, autocommit=True) as beside:
        beside.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        beside.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield url_of(fresh)
        # Not by force: it would refuse to end an autovacuum worker, which a plain DROP sends away by itself.
        beside.execute(sql.SQL("DROP DATABASE {}").format(name))


@pytest.fixture
def queue(transactional_db: None) -> Iterator[None]:
    """The queue's tables are not ours, so nobody else empties them."""
    yield
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE procrastinate_jobs, procrastinate_workers, procrastinate_periodic_defers, procrastinate_events"
        )
