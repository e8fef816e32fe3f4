"""The Jinja2 environment of Django's backend: what every template may use without importing it."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from jinja2 import Environment, StrictUndefined

from gongzhi.ui import drawn, figures, moments
from gongzhi.ui.parts import Shell
from gongzhi.ui.spoken import phrase, said


def environment(**options: Any) -> Environment:
    """A strict environment: what is printed is escaped, and an unknown name is an error, never an empty place.

    Globals: ``static``, ``url``, ``language``, ``_`` (with ``%(name)s`` placeholders as arguments), what
    :mod:`gongzhi.ui.drawn` draws (through ``ui/components.html``), and a bare ``shell``, which the view's own
    replaces. Filters: ``moment``, ``until``, ``urgency`` (each takes ``now``), ``exact``, ``number``, ``percent``,
    ``options``.
    """
    options.pop("autoescape", None)
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = Environment(autoescape=True, **options)
    made.globals.update(
        _=phrase,
        draw_icon=drawn.icon,
        draw_when=drawn.when,
        draw_due=drawn.due,
        static=cache(static),
        url=_url,
        language=get_language,
        shell=Shell(),
    )
    made.filters.update(
        moment=_moment,
        options=drawn.options,
        until=_until,
        exact=_exact,
        urgency=moments.urgency,
        number=figures.number,
        percent=figures.percent,
    )
    return made


def _url(name: str, *args: Any, **kwargs: Any) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def _moment(at: datetime, now: datetime) -> str:
    return moments.moment(at, now, said)


def _until(due: datetime, now: datetime) -> str:
    return moments.until(due, now, said)


def _exact(at: datetime) -> str:
    return moments.exact(at, said)
