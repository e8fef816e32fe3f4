"""Reply templates: only known placeholders, filled in as plain text. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDERS = ("编号", "地点", "单位", "时限")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def unknown_placeholders(text: str) -> list[str]:
    """The placeholders of the text that nobody fills in."""
    return [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]


def render(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled in once: what a value contains is never looked at again.

    A placeholder without a value stays, so that the writer sees it and fills it in.
    """
    return _PLACEHOLDER.sub(lambda match: values.get(match[1]) or match[0], text)
