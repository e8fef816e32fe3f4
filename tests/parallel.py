"""Calls that truly run at once: each in a thread with a database connection of its own, all let go together."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Self, TypeVar

from django.db import connection, transaction

from gongzhi.kernel.errors import Refusal

T = TypeVar("T")


def at_once(calls: Sequence[Callable[[], T]]) -> list[T | str]:
    """What each call returns, or the code with which it is refused, in the order of ``calls``."""
    start = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T | str:
        connection.ensure_connection()
        start.wait(timeout=60)
        try:
            return call()
        except Refusal as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


class Elsewhere:
    """Another process, as far as the database can tell: calls run one by one in one open transaction of its own."""

    def __enter__(self) -> Self:
        self._thread = ThreadPoolExecutor(1)
        self._begin()
        return self

    def run(self, call: Callable[[], T]) -> T:
        """What the call returns there."""
        return self.start(call).result(timeout=60)

    def start(self, call: Callable[[], T]) -> Future[T]:
        """A call that may have to wait for others."""
        return self._thread.submit(call)

    def commit(self) -> None:
        """End the transaction there; the next call begins another."""
        self._end()
        self._begin()

    def __exit__(self, *error: object) -> None:
        self._end()
        self.run(lambda: connection.close())  # noqa: PLW0108 - looked up there: each thread has its own
        self._thread.shutdown()

    def _begin(self) -> None:
        self._transaction = transaction.atomic()
        self.run(self._transaction.__enter__)

    def _end(self) -> None:
        self.run(lambda: self._transaction.__exit__(None, None, None))


def until_somebody_waits() -> None:
    """Return as soon as some session waits for another's lock."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_locks WHERE NOT granted AND locktype IN ('transactionid', 'tuple')"
            )
            if cursor.fetchone():
                return
        time.sleep(0.01)
    raise TimeoutError("nobody waits")
