"""Rate limits kept in the database, so that they hold over all web processes (ASVS 2.4, 6.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from gongzhi.kernel.crypto import blind_index
from gongzhi.kernel.errors import Refusal

_COUNT = """
INSERT INTO kernel_ratewindow (key, "window", n) VALUES (%s, %s, 1)
ON CONFLICT (key, "window") DO UPDATE SET n = kernel_ratewindow.n + 1 RETURNING n
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most ``times`` tries in each window of ``seconds``."""

    name: str
    times: int
    seconds: int


def count(rate: Rate, who: str, now: datetime) -> None:
    """Count one try of ``who`` (kept only as a keyed digest).

    Raises:
        Refusal: ``too_many`` with status 429, when the window is full.
    """
    window = int(now.timestamp()) // rate.seconds
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [blind_index(f"{rate.name}:{who}"), window * rate.seconds])
        (tries,) = cursor.fetchone()
    if tries > rate.times:
        minutes = max(1, rate.seconds // 60)
        raise Refusal(
            "too_many",
            f"操作过于频繁，请 {minutes} 分钟后再试。您填写的内容没有丢失。",
            status=429,
            retry_seconds=rate.seconds,
        )


def forget(before: datetime) -> int:
    """Delete windows that began before ``before``; how many."""
    with connection.cursor() as cursor:
        cursor.execute('DELETE FROM kernel_ratewindow WHERE "window" < %s', [int(before.timestamp())])
        return int(cursor.rowcount)
