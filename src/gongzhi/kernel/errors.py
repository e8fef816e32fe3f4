"""Refusals: every "no" that a person or a program hears, with a stable code and a Chinese sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):  # noqa: N818 - it refuses a request; it is not a fault of the program
    """The request can't be carried out, and nothing was changed.

    Attributes:
        code: stable, dotted, never translated (``case.not_found``); API clients branch on it.
        sentence: plain Chinese: what happened, what was kept, what to do.
        status: the HTTP status that fits.
        fields: sentence by name of the input field, when single fields are to blame.
        details: values that a program may want (never personal data).
    """

    def __init__(
        self,
        code: str,
        sentence: str,
        *,
        status: int = 400,
        fields: Mapping[str, str] | None = None,
        **details: Any,
    ) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
        self.status = status
        self.fields = dict(fields or {})
        self.details = details


def not_found(what: str) -> Refusal:
    """The answer for what is not there and for what the viewer may not see: nobody learns which."""
    return Refusal("not_found", f"没有找到{what}，或者您没有查看的权限。请核对编号后再试。", status=404)


def not_allowed(sentence: str = "您的岗位没有这项操作的权限。如需办理，请联系本单位负责人。") -> Refusal:
    """The viewer may see the matter but not do this to it."""
    return Refusal("not_allowed", sentence, status=403)


def stale() -> Refusal:
    """Somebody else moved the matter after the viewer's page was made."""
    return Refusal(
        "stale",
        "这件事刚刚被别人处理过，页面已不是最新。您填写的内容还在，请核对最新情况后再提交。",
        status=409,
    )
