"""Numbers as people read them aloud and type them: whatever the writing, and with every slip found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.numbers import number, read_number

cities = st.from_regex(r"[1-9][0-9]{5}", fullmatch=True)
numbers = st.builds(number, cities, st.integers(2000, 2099), st.integers(1, 10**9))


def code_of(text: str) -> str:
    try:
        read_number(text)
    except Refusal as refusal:
        return refusal.code
    return ""


def test_a_number_carries_city_year_serial_and_check_digit() -> None:
    """The check digit of 110101260000123 by ISO 7064 mod 11,10, by hand: 5."""
    product = 10
    for digit in "110101260000123":
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    assert number("110101", 2026, 123) == f"110101-26-0000123-{(11 - product) % 10}"


@given(numbers)
def test_every_single_wrong_digit_is_found(right: str) -> None:
    for index, digit in enumerate(right):
        if digit != "-":
            wrong = [right[:index] + other + right[index + 1 :] for other in "0123456789" if other != digit]
            assert [code_of(text) for text in wrong] == ["number.check"] * 9


@given(numbers)
def test_every_writing_of_a_number_is_read(right: str) -> None:
    wide = right.translate({ord("0") + i: "０１２３４５６７８９"[i] for i in range(10)}).replace("-", "－")
    writings = (
        right,
        right.replace("-", ""),
        wide,
        f"  {right}\n",
        right.replace("-", " "),
        right.replace("-", "—"),
    )
    assert [read_number(text) for text in writings] == [right] * 6


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "110101-26-000012-4",
        "110101-26-0000123-4a",
        "编号",
        "١١٠١٠١-٢٦-٠٠٠٠١٢٣-٤",
        "\ud800",
        "1" * 100_000 + "x",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    assert code_of(text) == "number.shape"


@given(st.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    assert code_of(text) in ("number.shape", "number.check", "")
