"""Sounds: homophones look alike, positions stay."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from gongzhi.language.pinyin import sounds


def test_homophones() -> None:
    assert sounds().key("菊儿") == sounds().key("局而")
    assert sounds().key("柳荫") != sounds().key("柳岸")
    assert sounds().key("绿") != sounds().key("路")


def test_second_readings_of_names() -> None:
    assert sounds().key("常青") in sounds().keys("长青")
    assert sounds().key("掌青") in sounds().keys("长青")


@given(st.text(max_size=30))
def test_positions_stay(text: str) -> None:
    read = sounds()
    assert len(read.key(text)) == len(text)
    assert read.key(text) in read.keys(text)
    assert len(read.keys(text)) <= 8


def test_phrases_are_not_loaded() -> None:
    code = (
        "import sys; from gongzhi.language.pinyin import sounds; "
        "sounds(); print([m for m in sys.modules if m.startswith('pypinyin')])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
