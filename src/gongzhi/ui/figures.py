"""Figures as people read them: pure functions."""

from __future__ import annotations

NOTHING = "—"


def number(value: float | None) -> str:
    """``4,326``; ``3.5``; a dash when nothing is recorded."""
    return NOTHING if value is None else f"{value:,}"


def file_size(size: int) -> str:
    """``812 KB``, ``1.4 MB``: in the unit in which it says something."""
    return f"{max(1, round(size / 1024))} KB" if size < 1024 * 1000 else f"{size / 1024 / 1024:.1f} MB"


def percent(share: float | None) -> str:
    """The share 0.8746 as ``87.5``, without the sign; a dash when there is nothing to divide."""
    return NOTHING if share is None else f"{share * 100:.1f}"
