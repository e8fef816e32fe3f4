"""The parts of which a page holds hundreds, drawn in Python: a macro costs several times what it draws.

``ui/components.html`` hands them on under their names, so that templates find every part in one place.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from itertools import groupby
from operator import attrgetter

from django.templatetags.static import static
from markupsafe import Markup, escape

from gongzhi.ui import moments
from gongzhi.ui.parts import Choice
from gongzhi.ui.spoken import said

_VALUE = Markup('value="{}"')


@cache
def icon(name: str) -> Markup:
    """A sign of the sheet; it says nothing to readers."""
    return Markup('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}" /></svg>').format(
        static("ui/icons.svg"), name
    )


def when(at: datetime, now: datetime) -> Markup:
    """A moment as people say it; its title is the exact one."""
    return _time(at, moments.moment(at, now, said))


def due(
    at: datetime | None, now: datetime, closed: datetime | None = None, provisional: bool = False
) -> Markup:
    """Time left in words: on time (ink), soon (amber, clock), overdue (deep red, alert), done (jade, tick).

    The exact moment is its title and is what is printed.
    """
    if closed is not None:
        return _span("due done", icon("tick") + _time(closed, said("已办结")))
    if at is None:
        return _span("due", escape(said("未定时限")))
    state = moments.urgency(at, now)
    sign = {"ontime": Markup(), "soon": icon("clock"), "overdue": icon("alert")}[state]
    left = sign + _time(at, moments.until(at, now, said))
    return _span(f"due {state}", left + _provisional() if provisional else left)


def options(choices: Iterable[Choice], value: str = "") -> Markup:
    """The options of a select, neighbours of one group under its heading. Long lists come on page after page: kept."""
    drawn = _drawn(tuple(choices))
    return drawn.replace(_VALUE.format(value), _VALUE.format(value) + Markup(" selected"), 1)


def _time(at: datetime, words: str) -> Markup:
    exact = escape(moments.exact(at, said))
    return Markup(f'<time datetime="{at.isoformat()}" title="{exact}">{escape(words)}</time>')  # noqa: S704 - escaped


def _span(kind: str, content: Markup) -> Markup:
    return Markup(f'<span class="{kind}">{content}</span>')  # noqa: S704 - a name of ours around what is safe


def _provisional() -> Markup:
    return Markup('<span class="provisional" title="{}">{}</span>').format(
        said("明年放假安排公布后会重新计算"), said("暂定")
    )


@lru_cache(maxsize=64)
def _drawn(choices: tuple[Choice, ...]) -> Markup:
    def option(one: Choice) -> Markup:
        return Markup("<option {}>{}</option>").format(_VALUE.format(one.value), one.label)

    groups = [
        (group, Markup().join(map(option, ones))) for group, ones in groupby(choices, attrgetter("group"))
    ]
    return Markup().join(
        Markup('<optgroup label="{}">{}</optgroup>').format(group, inside) if group else inside
        for group, inside in groups
    )
