"""Time-ordered identifiers (UUID version 7, RFC 9562 section 5.7)."""

from __future__ import annotations

import os
import time
from uuid import UUID

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_RANDOM = (1 << 62) - 1


def new_id() -> UUID:
    """A fresh id: 48 bits of milliseconds, 12 bits of the fraction below, 62 random bits.

    Ids made later by the same machine sort later, down to a quarter of a microsecond.
    """
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    fraction = (rest << 12) // 1_000_000
    random = int.from_bytes(os.urandom(8), "big") & _RANDOM
    return UUID(int=(milliseconds << 80) | _VERSION | (fraction << 64) | _VARIANT | random)
