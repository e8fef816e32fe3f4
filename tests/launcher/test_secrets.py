"""The keys: made once, kept private, never replaced silently."""

from __future__ import annotations

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from gongzhi.kernel.errors import Refusal
from gongzhi.launcher.secrets import NAMES, load_or_create


def refusal_code(folder: Path) -> str:
    with pytest.raises(Refusal) as caught:
        load_or_create(folder)
    return caught.value.code


def test_three_different_keys_of_32_bytes_readable_by_the_owner_only(tmp_path: Path) -> None:
    keys = load_or_create(tmp_path)
    assert tuple(keys) == NAMES
    assert [len(base64.b64decode(key)) for key in keys.values()] == [32, 32, 32]
    assert len(set(keys.values())) == 3
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600
    assert load_or_create(tmp_path) == keys


def test_many_at_once_agree(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(load_or_create, [tmp_path] * 16))
    assert answers == [answers[0]] * 16


def test_the_environment_wins_key_by_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = load_or_create(tmp_path)
    monkeypatch.setenv("GONGZHI_FIELD_KEY", "given")
    assert load_or_create(tmp_path) == kept | {"GONGZHI_FIELD_KEY": "given"}


def test_with_all_three_given_no_file_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, name.lower())
    assert load_or_create(tmp_path) == {name: name.lower() for name in NAMES}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{", "[]", json.dumps({"GONGZHI_SECRET_KEY": "only one"})])
def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path, text: str) -> None:
    (tmp_path / "secrets.json").write_text(text)
    assert refusal_code(tmp_path) == "secrets.unreadable"
    assert (tmp_path / "secrets.json").read_text() == text


def test_new_keys_are_never_made_beside_old_data(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    assert refusal_code(tmp_path) == "secrets.lost"
    assert not (tmp_path / "secrets.json").exists()
