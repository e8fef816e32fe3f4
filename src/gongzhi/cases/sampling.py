"""A sample that nobody can steer and anybody can draw again. Pure.

The order is that of a hash over seed and case: it knows nothing of the handler, the street or the answer (D6).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from uuid import UUID

from gongzhi.cases.rates import Z


def draw(population: Iterable[UUID], size: int, seed: int) -> list[UUID]:
    """``size`` of the population (all, when it is smaller), the same for the same seed in whatever order they come."""
    return sorted(set(population), key=lambda one: (_ticket(one, seed), one))[: max(size, 0)]


def _ticket(one: UUID, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}:{one}".encode()).digest()


def margin(size: int, of: int) -> float | None:
    """Half the width of the 95 % interval that a sample gives at worst (a share of one half); None for no sample."""
    if size <= 0 or of <= 0:
        return None
    if size >= of:
        return 0.0
    return Z * math.sqrt(0.25 / size * (of - size) / (of - 1))
