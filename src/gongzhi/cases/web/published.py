"""Figures for everybody: the city's rates of a month, small cells hidden (条例 art. 34; R27)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongzhi.cases.queries import Measured, figures, formula_for
from gongzhi.cases.queries.snapshots import snapshot
from gongzhi.cases.rates import SMALL_CELL, suppressed
from gongzhi.cases.web.figures import basis_of
from gongzhi.cases.web.measuring import Opener, breakdowns, measures, month_words, rates, read_month
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel import clock
from gongzhi.kernel.access import PUBLIC, access
from gongzhi.kernel.clock import month_of, months_later
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.choices import city_card, streets
from gongzhi.ui.parts import Breakdown, Link, Measures, Part, Rate
from gongzhi.ui.web import page, typed

NOWHERE = Opener({}, linked=False)
MONTHS = 4


@access(PUBLIC)
@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """A month as it was frozen, or as it stands so far."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    this = month_of(clock.now())
    month = read_month(typed(request.GET, "month").strip(), this) or this
    frozen = snapshot(viewer, month)
    if frozen:
        total, by_street, by_class = frozen.total, frozen.part("streets"), frozen.part("classes")
    else:
        found = figures(viewer, first=month, last=month, formula=formula_for(viewer, month), everywhere=True)
        total = found.total
        by_street = {key: found.measured(one) for key, one in found.sums.by_street.items()}
        by_class = {key: found.measured(one) for key, one in found.sums.by_dimension.items()}
    classes = [*((top.code, _(top.name)) for top in catalogue(viewer).tops()), ("", _("还没有分类"))]
    tables = (
        _table(_("按街道"), _("街道"), [*streets(viewer), ("", _("还没有确定街道"))], by_street, total),
        _table(_("按类别"), _("类别"), classes, by_class, total),
    )
    here = reverse("published")
    back = sorted({*(months_later(this, -n) for n in range(MONTHS)), month}, reverse=True)
    return page(request, "cases/published.html", {
        "scope": city_card(viewer).name, "period": month_words(month),
        "made_at": frozen.made_at if frozen else None,
        "months": tuple(Link(month_words(one), f"{here}?month={one}", current=one == month) for one in back),
        "total": _hidden(Part(_("共受理"), total.filed, "")), "filed": total.filed,
        "rates": tuple(_public(rate) for rate in rates(total, None, NOWHERE)), "basis": basis_of(total.formula),
        "measures": tuple(table for table in tables if table.lines),
        "breakdowns": tuple(_covered(one) for one in breakdowns(total, NOWHERE)),
    })  # fmt: skip


def _table(
    title: str, column: str, names: list[tuple[str, str]], parts: Mapping[str, Measured], total: Measured
) -> Measures:
    known = [(name, parts[code], NOWHERE, "") for code, name in names if code in parts]
    made = measures(title, column, known, total)
    covered = suppressed([line.count.count or 0 for line in made.lines])
    lines = (
        replace(
            line,
            count=replace(line.count, count=None) if hide else line.count,
            rates=tuple(_public(rate, hide=hide) for rate in line.rates),
        )
        for line, hide in zip(made.lines, covered, strict=True)
    )
    return replace(made, lines=tuple(lines))


def _public(rate: Rate, *, hide: bool = False) -> Rate:
    """Without the counts that it is made of; without its n where that is small, or where its line is hidden."""
    small = hide or rate.share is None
    gone = {"share": None, "low": None, "high": None, "n": 0, "band": "", "kind": ""} if small else {}
    aside = rate.aside if rate.aside and (rate.aside.count or 0) >= SMALL_CELL else None
    return replace(rate, parts=(), aside=None if small else aside, **gone)  # type: ignore[arg-type]


def _covered(one: Breakdown) -> Breakdown:
    hidden = suppressed([part.count or 0 for part in one.parts])
    return replace(
        one,
        parts=tuple(replace(p, count=None) if hide else p for p, hide in zip(one.parts, hidden, strict=True)),
    )


def _hidden(part: Part) -> Part:
    return replace(part, count=None) if 0 < (part.count or 0) < SMALL_CELL else part
