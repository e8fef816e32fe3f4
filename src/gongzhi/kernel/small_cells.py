"""Small cells of what is published: a count of few persons points at them (R27; requirements 1.7). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

SMALLEST = 5
"""Fewer persons than this are not counted in public; nobody at all may be said."""

Key = TypeVar("Key")


def is_small(n: int) -> bool:
    """True when a count may not be published as it is."""
    return 0 < n < SMALLEST


def suppressed(n: int) -> str:
    """The count as the public reads it: ``1,234``, ``0``, and ``少于 5`` for what is small."""
    return f"少于 {SMALLEST}" if is_small(n) else f"{n:,}"


def published(cells: Mapping[Key, int]) -> dict[Key, int | None]:
    """The cells of one breakdown whose sum is published too; None stands for a cell that is held back.

    A single small cell could be computed from the sum and the others: while what is held back adds up to
    little, the smallest of the rest is held back with it.
    """
    held = {key for key, n in cells.items() if is_small(n)}
    rest = sorted((key for key, n in cells.items() if n >= SMALLEST), key=lambda key: cells[key])
    while held and rest and (len(held) < 2 or sum(cells[key] for key in held) < SMALLEST):
        held.add(rest.pop(0))
    return {key: None if key in held else n for key, n in cells.items()}
