"""Names, contacts and codes of reporters: compared in every writing, shown to nobody whole."""

from __future__ import annotations

from functools import partial
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.cases.people import (
    canonical_contact,
    check_code,
    check_contact,
    check_reporter,
    contact_digest,
    content_fingerprint,
    follow_code,
    masked_contact,
    masked_name,
    open_personal,
    seal_personal,
)
from gongzhi.kernel.errors import Refusal
from tests.road import refusal

MASKED = {
    "13800138000": "138****8000",
    "138 0013-8000": "138****8000",
    "１３８００１３８０００": "138****8000",
    "010-64001234": "010****1234",
    "64001234": "640*1234",
    "6400123": "6***",
    "+8613800138000": "+***",
    "zhang@example.cn": "z***",
    "138****8000": "1***",
    "": "",
    " - ": "",
}


@pytest.mark.parametrize("contact", MASKED)
def test_a_contact_is_masked(contact: str) -> None:
    assert masked_contact(contact) == MASKED[contact]


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_of_a_mobile_number_four_digits_are_hidden(number: str) -> None:
    masked = masked_contact(number)
    assert (masked[:3], masked[3:7], masked[7:]) == (number[:3], "****", number[7:])


def test_a_name_is_masked() -> None:
    assert [masked_name(name) for name in ("张三", "欧阳修", "𠮷田", "")] == ["张**", "欧**", "𠮷**", ""]


def test_one_contact_in_every_writing_is_one() -> None:
    writings = (
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "１３８００１３８０００",
        "(138)00138000",
        " 13800138000 ",
    )
    assert {canonical_contact(text) for text in writings} == {"13800138000"}
    assert len({contact_digest(text) for text in writings}) == 1
    assert (contact_digest(""), contact_digest("  ")) == (b"", b"")
    assert (
        contact_digest("Zhang@Example.cn")
        == contact_digest("zhang@example.cn")
        != contact_digest("li@example.cn")
    )


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "  ",
        "13800138000",
        "010-64001234",
        "+86 138 0013 8000",
        "138****8000",
        "zhang@example.cn",
        "１３８００１３８０００",
    ],
)
def test_a_contact_that_reaches_somebody_is_taken(contact: str) -> None:
    assert refusal(lambda: check_contact(contact)) == ""


@pytest.mark.parametrize(
    "contact", ["110", "下班再说", "a@b", "@", "138001380001380013800", "x" * 61, "\x00", "\ud800", "💬"]
)
def test_a_contact_that_reaches_nobody_is_refused(contact: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_contact(contact)
    assert (refused.value.code, list(refused.value.fields)) == ("case.contact", ["contact"])


def test_a_name_has_an_end() -> None:
    found = [refusal(partial(check_reporter, "王" * length)) for length in (0, 60, 61)]
    assert found == ["", "", "case.reporter_long"]


def test_personal_data_opens_for_its_own_case_only() -> None:
    one, other = uuid4(), uuid4()
    sealed = seal_personal(" 张三 ", one)
    assert open_personal(sealed, one) == "张三"
    assert refusal(lambda: open_personal(sealed, other)) == "secrets.mismatch"


def test_a_follow_code_has_eight_digits_and_belongs_to_its_case() -> None:
    codes = {subject_id: follow_code(subject_id) for subject_id in (uuid4() for _ in range(300))}
    assert {(len(code), code.isdecimal(), code.isascii()) for code in codes.values()} == {(8, True, True)}
    assert len(set(codes.values())) > 290
    assert all(check_code(subject_id, code) for subject_id, code in codes.items())


def test_a_follow_code_is_read_in_every_writing() -> None:
    subject_id = UUID(int=7)
    code = follow_code(subject_id)
    wide = code.translate({ord("0") + i: "０１２３４５６７８９"[i] for i in range(10)})
    writings = (code, wide, f" {code[:4]} {code[4:]}\n", f"{code[:4]}-{code[4:]}")
    assert [check_code(subject_id, text) for text in writings] == [True] * 4


@given(st.text(max_size=12) | st.text("0123456789", min_size=7, max_size=9))
def test_no_other_text_is_the_code(text: str) -> None:
    subject_id = UUID(int=7)
    right = follow_code(subject_id)
    assert check_code(subject_id, text) is (text == right)
    assert check_code(UUID(int=8), right) is False


def test_content_is_the_same_whatever_its_width_blanks_and_marks_and_nobody_is_not_a_reporter() -> None:
    one = content_fingerprint("路灯", "路灯坏了，3天！", "13800138000")
    assert one == content_fingerprint(" 路灯", "路灯坏了,３ 天!\n", "138 0013 8000")
    assert one != content_fingerprint("路灯", "路灯坏了，4天！", "13800138000")
    assert one != content_fingerprint("路灯", "路灯坏了，3天！", "13900139000")
    assert content_fingerprint("路灯路灯", "坏了", "1") != content_fingerprint("路灯", "路灯坏了", "1")
    assert content_fingerprint("路灯", "路灯坏了", " ") is None
