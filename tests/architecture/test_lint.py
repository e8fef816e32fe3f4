"""The linter's settings in ``pyproject.toml`` do what the house asks of them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from .trees import PROJECT

RUFF = Path(sys.executable).with_name("ruff")
PAGE = '''"""Pages."""

from django.http import HttpRequest
from django.shortcuts import render

__all__ = ["HttpRequest", "render"]
'''
RULE = '''"""Rules: “办”完了，请回访。"""

THANKS = "好，谢谢（您）：再见"


def counted(number: int) -> int:
    """As many ways through as there are branches, and one."""
{branches}    return number
'''
BRANCH = "    if number == {0}:\n        number += {0}\n"


def complaints(path: str, text: str) -> list[str]:
    """The codes of what the linter says of ``text``, were it at ``path`` in the package."""
    run = subprocess.run(
        [RUFF, "check", "--no-cache", "--output-format=json", f"--stdin-filename=src/gongzhi/{path}", "-"],
        input=text,
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    return [found["code"] for found in json.loads(run.stdout)]


def rule(branches: int) -> str:
    return RULE.format(branches="".join(BRANCH.format(number) for number in range(branches)))


@pytest.mark.parametrize("drawer", ["rules", "models", "queries", "operations"])
def test_pages_are_made_in_web_only(drawer: str) -> None:
    assert complaints(f"cases/{drawer}.py", PAGE) == ["TID251", "TID251"]


@pytest.mark.parametrize("path", ["cases/web.py", "cases/api.py", "config/urls.py"])
def test_pages_may_be_made_in_web(path: str) -> None:
    assert complaints(path, PAGE) == []


def test_complexity_is_limited_and_chinese_punctuation_welcome() -> None:
    assert (complaints("cases/rules.py", rule(7)), complaints("cases/rules.py", rule(8))) == ([], ["C901"])
