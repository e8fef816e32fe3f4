"""Writings of place names: suffixes, numbers, words that say little."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.language.lexicon import is_ordinary
from gongzhi.language.placenames import (
    NUMBERED,
    number_in_chinese,
    number_key,
    number_value,
    split_number,
    split_suffix,
    writings,
)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("柳荫社区居委会", "柳荫"),
        ("柳荫居民委员会", "柳荫"),
        ("白石街道", "白石"),
        ("小寺村委会", "小寺"),
        ("孤山村村民委员会", "孤山"),
        ("新村村委会", "新村"),
        ("李村社区居委会", "李村"),
        ("王村委会", "王村"),
        ("绿华新村", "绿华新村"),
        ("锦绣嘉园", "锦绣嘉园"),
        ("社区", "社区"),
    ],
)
def test_stem(name: str, stem: str) -> None:
    assert split_suffix(name).text == stem


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("二十三", 23),
        ("一百零五", 105),
        ("一〇二", 102),
    ],
)
def test_number(text: str, value: int) -> None:
    assert number_value(text) == value


@given(st.integers(min_value=0, max_value=9999))
def test_numbers_are_read_as_they_are_written(value: int) -> None:
    assert number_value(number_in_chinese(value)) == value


def test_writings_of_numbers() -> None:
    assert writings("六条") == {"六条", "6条"}
    assert writings("20里铺") == {"20里铺", "二十里铺"}
    assert writings("百荣嘉园") == {"百荣嘉园"}


@pytest.mark.parametrize("text", ["3号楼", "三号楼", "3栋", "3幢", "3#楼", "3#", "3楼"])
def test_one_building_has_one_key(text: str) -> None:
    match = NUMBERED.fullmatch(text)
    assert match is not None
    assert number_key(match) == "3楼"


def test_number_at_the_end_of_a_name() -> None:
    assert split_number("锦绣嘉园12号楼") == ("锦绣嘉园", "12楼")
    assert split_number("甲5号院") == ("", "甲5院")
    assert split_number("G座") == ("", "G楼")
    assert split_number("柳荫社区第二网格") == ("柳荫社区", "2格")
    assert split_number("柳荫社区") is None


def test_ordinary_words() -> None:
    assert [is_ordinary(word) for word in ("和平", "六条", "6条", "街道", "柳荫")] == [
        True,
        True,
        True,
        True,
        False,
    ]
