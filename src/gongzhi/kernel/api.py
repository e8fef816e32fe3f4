"""The shape in which every API says no."""

from __future__ import annotations

from typing import Any

from ninja import Schema
from pydantic import Field


class Problem(Schema):
    """Why not. Programs decide by ``code``, people read ``sentence``."""

    code: str
    sentence: str
    fields: dict[str, str] = Field(description="有问题的字段各是什么问题")
    details: dict[str, Any]
