"""What a page says, in its language."""

from __future__ import annotations

from contextvars import ContextVar
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext
from markupsafe import Markup

SPEAKING: ContextVar[str | None] = ContextVar("speaking", default=None)
"""The language of the page that is being made: asking Django for it at every word costs more than the word."""


def said(message: str) -> str:
    """The message in the language of the page; a page asks for the same few hundred times and again."""
    return _said_in(SPEAKING.get(), message)


def phrase(message: str, **values: Any) -> Markup:
    """The message as HTML with its ``%(name)s`` filled in; values are escaped, messages are ours."""
    spoken = _phrase_in(SPEAKING.get(), message)
    return spoken % values if values else spoken


@lru_cache(maxsize=4096)
def _said_in(_language: str | None, message: str) -> str:
    return gettext(message)


@lru_cache(maxsize=4096)
def _phrase_in(language: str | None, message: str) -> Markup:
    return Markup(_said_in(language, message))  # noqa: S704 - the translations are part of the program
