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
