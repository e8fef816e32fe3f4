"""Figures as people read them: pure functions."""

from __future__ import annotations

NOTHING = "—"


def number(value: float | None) -> str:
    """``4,326``; ``3.5``; a dash when nothing is recorded."""
    return NOTHING if value is None else f"{value:,}"


def percent(share: float | None) -> str:
    """The share 0.8746 as ``87.5``, without the sign; a dash when there is nothing to divide."""
    return NOTHING if share is None else f"{share * 100:.1f}"
