"""Calls that truly run at once: each in a thread with a database connection of its own, all let go together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

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
