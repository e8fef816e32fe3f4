"""Small cells of public figures (R27): few persons are never counted in public, not even by subtraction."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.small_cells import SMALLEST, published, suppressed

CELLS = st.dictionaries(st.text(max_size=3), st.integers(0, 40), max_size=8)


def test_few_are_said_to_be_few_and_nobody_is_nobody() -> None:
    assert [suppressed(n) for n in (0, 1, 4, 5, 1234)] == ["0", "少于 5", "少于 5", "5", "1,234"]


def test_one_small_cell_takes_the_next_smallest_with_it() -> None:
    assert published({"甲": 3, "乙": 30, "丙": 12, "丁": 0}) == {"甲": None, "乙": 30, "丙": None, "丁": 0}


def test_two_small_cells_that_hide_each_other_are_enough() -> None:
    assert published({"甲": 3, "乙": 4, "丙": 12}) == {"甲": None, "乙": None, "丙": 12}


def test_two_cells_of_one_each_do_not_hide_each_other() -> None:
    assert published({"甲": 1, "乙": 1, "丙": 12}) == {"甲": None, "乙": None, "丙": None}


@given(CELLS)
def test_no_small_cell_can_be_read_or_computed_from_the_sum(cells: dict[str, int]) -> None:
    shown = published(cells)
    assert shown.keys() == cells.keys()
    assert all(n is None or (n == cells[key] and (n == 0 or n >= SMALLEST)) for key, n in shown.items())
    held = [key for key, n in shown.items() if n is None]
    rest = [n for n in shown.values() if n]
    difference = sum(cells.values()) - sum(rest)
    assert not held or not rest or (len(held) > 1 and difference >= SMALLEST)
