"""The Jinja2 environment of Django's backend: what every template may use without importing it."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from datetime import datetime
from functools import cache, lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from gongzhi.ui import figures, moments
from gongzhi.ui.parts import Choice, Shell


def environment(**options: Any) -> Environment:
    """A strict environment: what is printed is escaped, and an unknown name is an error, never an empty place.

    Globals: ``static``, ``url``, ``language``, ``_`` (with ``%(name)s`` placeholders as arguments), ``draw_icon``
    and a bare ``shell``, which the view's own replaces. Filters: ``moment``, ``until``, ``urgency`` (each takes
    ``now``), ``exact``, ``iso``, ``number``, ``percent``, ``options``.
    """
    options.pop("autoescape", None)
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(autoescape=True, **options)
    made.globals.update(
        _=_phrase, draw_icon=_icon, static=cache(static), url=_url, language=get_language, shell=Shell()
    )
    made.filters.update(
        moment=_moment,
        iso=datetime.isoformat,
        options=_options,
        until=_until,
        exact=_exact,
        urgency=moments.urgency,
        number=figures.number,
        percent=figures.percent,
    )
    return made


SPEAKING: ContextVar[str | None] = ContextVar("speaking", default=None)
"""The language of the page that is being made: asking Django for it at every word costs more than the word."""


@lru_cache(maxsize=4096)
def _said_in(_language: str | None, message: str) -> str:
    return gettext(message)


def _said(message: str) -> str:
    """The message in the language of the page; a page asks for the same few hundred times and again."""
    return _said_in(SPEAKING.get(), message)


def _phrase(message: str, **values: Any) -> Markup:
    """The message as HTML with its ``%(name)s`` filled in; values are escaped, messages are ours."""
    phrase = _phrase_in(SPEAKING.get(), message)
    return phrase % values if values else phrase


@lru_cache(maxsize=4096)
def _phrase_in(language: str | None, message: str) -> Markup:
    return Markup(_said_in(language, message))  # noqa: S704 - the translations are part of the program


@cache
def _icon(name: str) -> Markup:
    """A sign of the sheet; it says nothing to readers."""
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}" /></svg>').format(
        static("ui/icons.svg"), name
    )


def _options(choices: Iterable[Choice], value: str = "") -> Markup:
    """The options of a select, each under its group. Long ones are offered on page after page, so they are kept."""
    drawn = _drawn(tuple(choices))
    return drawn.replace(_VALUE.format(value), _VALUE.format(value) + Markup(" selected"), 1)


@lru_cache(maxsize=64)
def _drawn(choices: tuple[Choice, ...]) -> Markup:
    def option(one: Choice) -> Markup:
        return Markup("<option {}>{}</option>").format(_VALUE.format(one.value), one.label)

    groups = [
        (group, Markup().join(map(option, ones))) for group, ones in groupby(choices, attrgetter("group"))
    ]
    return Markup().join(
        Markup('<optgroup label="{}">{}</optgroup>').format(group, options) if group else options
        for group, options in groups
    )


_VALUE = Markup('value="{}"')


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def _moment(at: datetime, now: datetime) -> str:
    return moments.moment(at, now, _said)


def _until(due: datetime, now: datetime) -> str:
    return moments.until(due, now, _said)


def _exact(at: datetime) -> str:
    return moments.exact(at, _said)
