"""Ids: UUIDs of version 7 that sort by the time of their making."""

from __future__ import annotations

import time
from uuid import RFC_4122

from gongzhi.kernel.ids import new_id


def test_ids_are_of_version_7_and_sort_by_time() -> None:
    before = time.time_ns() // 1_000_000
    made = []
    for _ in range(2000):
        made.append(new_id())
        time.sleep(0.000_001)
    after = time.time_ns() // 1_000_000
    assert made == sorted(made)
    assert {(one.version, one.variant) for one in made} == {(7, RFC_4122)}
    assert all(before <= one.int >> 80 <= after for one in made)


def test_no_two_are_alike() -> None:
    assert len({new_id() for _ in range(100_000)}) == 100_000
