"""Folding and fingerprints."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.language.normalise import fingerprint_text, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("　ＡＢＣ１２３　", "ABC123"),
        ("三\t号\r\n楼", "三 号 楼"),
        ("𠮷祥👨‍👩‍👧里", "𠮷祥👨‍👩‍👧里"),
        ("楼道\x00堆\x1b物", "楼道堆物"),
        ("\ufeff柳荫\u200b社区", "柳荫 社区"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_is_final(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_folded_text_can_be_stored(text: str) -> None:
    folded = fold(text)
    assert "\x00" not in folded
    assert folded == folded.strip()
    assert folded.encode().decode() == folded


@pytest.mark.parametrize(
    "text",
    [
        "路灯坏了，ABC栋12号。",
        "路灯坏了 abc 栋12号",
        "路灯坏了！！ＡＢＣ栋１２号～",
        "　路灯坏了\nAbc栋12号\u200b",
    ],
)
def test_same_content(text: str) -> None:
    assert fingerprint_text(text) == "路灯坏了abc栋12号"


def test_other_content() -> None:
    assert fingerprint_text("𠮷祥里") != fingerprint_text("吉祥里")
    assert fingerprint_text("谢谢😀") != fingerprint_text("谢谢")
    assert fingerprint_text("。，！？…—") == ""


@given(st.text())
def test_fingerprint_is_final(text: str) -> None:
    assert fingerprint_text(fingerprint_text(text)) == fingerprint_text(text)
    assert fingerprint_text(fold(text)) == fingerprint_text(text)
