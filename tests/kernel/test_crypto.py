"""Personal data at rest: opened only where it was sealed, found again only by its keyed digest."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.kernel import crypto
from gongzhi.kernel.crypto import blind_index, seal, unseal
from gongzhi.kernel.errors import Refusal

readable = st.text(st.characters(exclude_categories=["Cs"]))


def code_of(sealed: bytes, bound_to: str) -> str:
    with pytest.raises(Refusal) as refused:
        unseal(sealed, bound_to=bound_to)
    return refused.value.code


@given(readable, readable)
def test_what_is_sealed_opens_in_its_own_place(text: str, place: str) -> None:
    sealed = seal(text, bound_to=place)
    assert unseal(sealed, bound_to=place) == text
    assert unseal(memoryview(sealed), bound_to=place) == text  # type: ignore[arg-type]
    assert not text or (text.encode() not in sealed or len(text.encode()) < 4)


@given(st.text("0123456789", min_size=1, max_size=12), readable)
def test_it_does_not_open_in_another_place(text: str, place: str) -> None:
    assert code_of(seal(text, bound_to=place), f"{place}'") == "secrets.mismatch"


def test_not_a_byte_of_it_may_change() -> None:
    sealed = seal("13800138000", bound_to="case")
    changed = [sealed[:i] + bytes([sealed[i] ^ 1]) + sealed[i + 1 :] for i in range(len(sealed))]
    assert {code_of(one, "case") for one in changed} == {"secrets.mismatch"}
    cut = [sealed[:length] for length in range(1, len(sealed))]
    assert {code_of(one, "case") for one in cut} == {"secrets.mismatch"}


def test_equal_texts_do_not_look_equal() -> None:
    assert len({seal("13800138000", bound_to="case") for _ in range(50)}) == 50


def test_nothing_stays_nothing() -> None:
    assert (seal("", bound_to="x"), unseal(b"", bound_to="x"), blind_index("")) == (b"", "", b"")


def test_a_blind_index_finds_what_is_equal_and_depends_on_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    one, same, other = blind_index("13800138000"), blind_index("13800138000"), blind_index("13800138001")
    assert (len(one), one == same, one == other) == (16, True, False)
    with another_key(monkeypatch, "GONGZHI_INDEX_KEY", base64.b64encode(b"k" * 32).decode()):
        assert blind_index("13800138000") != one


def test_another_key_does_not_open_it(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = seal("13800138000", bound_to="case")
    with another_key(monkeypatch, "GONGZHI_FIELD_KEY", base64.b64encode(b"k" * 32).decode()):
        assert code_of(sealed, "case") == "secrets.mismatch"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "secrets.length"),
        ("not base64!", "secrets.missing"),
        (base64.b64encode(b"short").decode(), "secrets.length"),
    ],
)
def test_a_key_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, value: str, code: str) -> None:
    with another_key(monkeypatch, "GONGZHI_FIELD_KEY", value), pytest.raises(Refusal) as refused:
        seal("13800138000", bound_to="case")
    assert refused.value.code == code


class another_key:  # noqa: N801 - reads as a statement
    """Another key in the environment; what was remembered of the keys is forgotten on both sides."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
        self.patch, self.variable, self.value = monkeypatch, variable, value

    def __enter__(self) -> None:
        self.patch.setenv(self.variable, self.value)
        self._forget()

    def __exit__(self, *error: object) -> None:
        self.patch.undo()
        self._forget()

    def _forget(self) -> None:
        crypto._key.cache_clear()
        crypto._cipher.cache_clear()
