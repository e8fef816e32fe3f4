"""The one place that asks the machine for the time. Everything else takes ``now`` as an argument."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def instant(moment: datetime | None) -> str | None:
    """A moment as it is hashed and kept in facts: UTC, microseconds."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")


def local(moment: datetime) -> datetime:
    """The same moment on a Chinese wall clock."""
    return moment.astimezone(CHINA)


def month_of(moment: datetime) -> int:
    """Year × 100 + month on the Chinese wall clock."""
    here = local(moment)
    return here.year * 100 + here.month


def span_of(month: int) -> tuple[datetime, datetime]:
    """The first moment of a month (year × 100 + month) and of the next one.

    Raises:
        ValueError: when there is no such month.
    """
    following = months_later(month, 1)
    return (
        datetime(month // 100, month % 100, 1, tzinfo=CHINA),
        datetime(following // 100, following % 100, 1, tzinfo=CHINA),
    )


def months_later(month: int, count: int) -> int:
    """The month ``count`` months after (or before) another."""
    years, index = divmod(month // 100 * 12 + month % 100 - 1 + count, 12)
    return years * 100 + index + 1
