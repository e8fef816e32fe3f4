"""Names and likenesses, whatever is typed and whatever is seen."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.files.rules import bands, difference, kept_name, suffix_of, typed_name

LIKENESSES = st.integers(0, 2**64 - 1).filter(lambda value: 4 <= value.bit_count() <= 60)


@given(st.text(max_size=300))
def test_a_kept_name_is_harmless_and_says_what_the_file_is(name: str) -> None:
    kept = kept_name(name, "jpg")
    assert kept.endswith(".jpg")
    assert suffix_of(kept) == "jpg"
    assert len(kept) <= 100
    assert not set(kept) & set('/\\<>:"|?*\0\n\r\t')
    assert not kept.startswith(".")
    assert all(unicodedata.category(one) not in {"Cc", "Cs"} for one in kept)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("楼道.JPG", "楼道.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\照片\\一.heic", "一.jpg"),
        ("<script>alert(1)</script>.jpg", "script.jpg"),
        ("photo\u202egpj.exe", "photogpj.exe.jpg"),
        ("二〇二六.三.八", "二〇二六.三.八.jpg"),
        ("", "附件.jpg"),
        (".jpg", "附件.jpg"),
        ("  \t ", "附件.jpg"),
    ],
)
def test_names_as_people_and_others_type_them(name: str, kept: str) -> None:
    assert kept_name(name, "jpg") == kept


def test_a_name_is_cut_not_refused() -> None:
    assert typed_name("长" * 300) == "长" * 80


@given(LIKENESSES, st.lists(st.integers(0, 63), max_size=3, unique=True))
def test_up_to_three_different_bits_leave_a_band_alike(likeness: int, flipped: list[int]) -> None:
    other = likeness
    for bit in flipped:
        other ^= 1 << bit
    one, two = bands(likeness), bands(other)
    if two:
        assert set(one) & set(two)
        assert difference(one, two) == len(flipped)
