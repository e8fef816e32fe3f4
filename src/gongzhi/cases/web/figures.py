"""The figures page: rates with n, interval and band; counts that open their cases (R30; 条例 art. 32)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongzhi.cases.flow import CASE
from gongzhi.cases.queries import Figures, Measured, by_month, figures, formula_for
from gongzhi.cases.rates import Formula
from gongzhi.cases.vocabulary import CaseCapability
from gongzhi.cases.web.measuring import Opener, breakdowns, measures, month_words, rates, read_month
from gongzhi.cases.web.sheets import workbook
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.clock import month_of, months_later
from gongzhi.kernel.errors import not_found
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.bodies import body_names
from gongzhi.orgs.queries.choices import city_card, communities, streets
from gongzhi.sheets.cells import Raw
from gongzhi.ui.moments import exact
from gongzhi.ui.parts import Breakdown, Link, Measures, Part
from gongzhi.ui.web import page, typed

TREND = 12
"""Months in the table of months."""


@dataclass(frozen=True)
class Asked:
    """What the page is asked for: a month (0: all), a street ("": all that the viewer reads)."""

    viewer: Viewer
    month: int
    street: str
    now: datetime

    @cached_property
    def found(self) -> Figures:
        """The figures of the month."""
        first, last = (self.month, self.month) if self.month else (0, 999912)
        return figures(self.viewer, first=first, last=last, formula=self.formula)

    @cached_property
    def before(self) -> dict[int, dict[str, int]]:
        """What was counted in each of the months up to it."""
        last = self.month or month_of(self.now)
        return by_month(self.viewer, first=months_later(last, 1 - TREND), last=last)

    @cached_property
    def formula(self) -> Formula:
        """The formula in force then, or today."""
        return formula_for(self.viewer, self.month or month_of(self.now))

    @cached_property
    def total(self) -> Measured:
        """The street, or everything."""
        if self.street:
            return self.found.measured(self.found.sums.by_street.get(self.street, {}))
        return self.found.total

    @cached_property
    def usual(self) -> Measured | None:
        """The months before taken together: what a month is compared with."""
        if self.street or not self.month:
            return None
        pooled: Counter[str] = Counter()
        for month, counters in self.before.items():
            if month != self.month:
                pooled.update(counters)
        return self.found.measured(pooled)

    @cached_property
    def opened(self) -> Opener:
        """The cases behind a number of this page."""
        month = str(self.month) if self.month else ""
        return Opener({"month": month, "street": self.street})

    @property
    def scope(self) -> str:
        """The area in words."""
        if self.street:
            return dict(streets(self.viewer))[self.street]
        return city_card(self.viewer).name

    @property
    def period(self) -> str:
        """The span of time in words."""
        return month_words(self.month) if self.month else _("全部时间")


def asked(request: HttpRequest) -> Asked:
    """Month and street from the address.

    Raises:
        Refusal: ``page.month``, ``not_found`` for a street that is none.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    now = clock.now()
    street = typed(request.GET, "street").strip()
    if street and street not in dict(streets(viewer)):
        raise not_found(_("这个街道"))
    return Asked(viewer, read_month(typed(request.GET, "month").strip(), month_of(now)), street, now)


@access(CaseCapability.READ)
@require_GET
def figures_page(request: HttpRequest) -> HttpResponse:
    """What was counted, in the area that the viewer reads."""
    wanted = asked(request)
    return page(request, "cases/figures.html", {**_shown(wanted), **_addresses(wanted)})


@access(CaseCapability.READ)
@require_GET
def figures_export(request: HttpRequest) -> HttpResponse:
    """The figures as the page shows them, with query, filter, formula and time inside (R30, D20)."""
    wanted = asked(request)
    shown = _shown(wanted)
    source = f"{request.build_absolute_uri(reverse('figures'))}?month={wanted.month or 'all'}&street={wanted.street}"
    columns = [
        _("表"), _("项目"), _("件数"), _("指标"), _("百分比"), _("n"), _("区间下端"), _("区间上端"), _("剔除"),
        _("判断"),
    ]  # fmt: skip
    notes = (
        _("范围：%(scope)s · %(period)s") % shown, _("查询：%(address)s") % {"address": source}, *shown["basis"],
        _("统计到：%(when)s") % {"when": exact(wanted.now, _)},
    )  # fmt: skip
    return workbook("figures", _rows(shown), columns, notes)


def _shown(wanted: Asked) -> dict[str, Any]:
    total, opened = wanted.total, wanted.opened
    return {
        "scope": wanted.scope,
        "period": wanted.period,
        "as_of": wanted.now,
        "total": Part(_("共受理"), total.filed, opened()),
        "excluded": Part(_("其中剔除"), total.excluded, opened("excluded")) if total.excluded else None,
        "rates": rates(total, wanted.usual, opened),
        "basis": basis_of(wanted.formula),
        "measures": tuple(table for table in _tables(wanted) if table.lines),
        "breakdowns": (*breakdowns(total, opened), *_standing(wanted)),
    }


def basis_of(formula: Formula) -> tuple[str, ...]:
    """By which formula, on what basis, approved by whom: one line each."""
    return (
        _("公式版本：%(version)s，自 %(day)s 施行") % {"version": formula.version, "day": formula.starts_on},
        _("依据：%(basis)s") % {"basis": formula.basis},
        _("批准：%(who)s") % {"who": formula.approved_by},
    )


def _addresses(wanted: Asked) -> dict[str, Any]:
    here, this = reverse("figures"), month_of(wanted.now)
    months = [months_later(this, -back) for back in range(4)]
    if wanted.month and wanted.month not in months:
        months.append(wanted.month)
    street = f"&street={wanted.street}" if wanted.street else ""
    links = [
        Link(month_words(month), f"{here}?month={month}{street}", current=month == wanted.month)
        for month in months
    ]
    links.append(Link(_("全部时间"), f"{here}?month=all{street}", current=not wanted.month))
    return {
        "months": tuple(links),
        "up": f"{here}?month={wanted.month or 'all'}" if wanted.street else "",
        "export_url": f"{reverse('figures_export')}?month={wanted.month or 'all'}{street}",
        "frozen_url": reverse("figures_frozen"),
        "whatif_url": reverse("figures_whatif"),
    }


def _tables(wanted: Asked) -> Iterator[Measures]:
    found, opened, viewer = wanted.found, wanted.opened, wanted.viewer
    if wanted.street or not found.sums.by_street:
        yield _by_community(wanted)
        return
    here = f"{reverse('figures')}?month={wanted.month or 'all'}"
    names = [*streets(viewer), ("", _("还没有确定街道"))]
    yield measures(_("按街道"), _("街道"), [
        (name, found.measured(counters), opened.narrowed(street=code or "none"), code and f"{here}&street={code}")
        for code, name in names if (counters := found.sums.by_street.get(code))
    ], found.total)  # fmt: skip
    classes = [*((top.code, _(top.name)) for top in catalogue(viewer).tops()), ("", _("还没有分类"))]
    yield measures(_("按类别"), _("类别"), [
        (name, found.measured(counters), opened.narrowed(category=code or "none"), "")
        for code, name in classes if (counters := found.sums.by_dimension.get(code))
    ], found.total)  # fmt: skip
    yield _by_unit(wanted)
    yield _by_month(wanted)


def _by_community(wanted: Asked) -> Measures:
    found = wanted.found
    inside = [one for one in communities(wanted.viewer) if one.value.startswith(wanted.street)]
    return measures(_("按社区"), _("社区"), [
        (one.label, found.measured(counters), wanted.opened.narrowed(community=one.value[:12], street=""), "")
        for one in inside if (counters := found.sums.by_community.get(one.value[:12]))
    ], wanted.total)  # fmt: skip


def _by_unit(wanted: Asked) -> Measures:
    found = wanted.found
    return measures(_("按承办单位"), _("单位"), [
        (name, found.measured(counters), wanted.opened.narrowed(unit=str(body)), "")
        for body, name in body_names(wanted.viewer) if (counters := found.sums.by_unit.get(body))
    ], found.total)  # fmt: skip


def _by_month(wanted: Asked) -> Measures:
    here = reverse("figures")
    return measures(_("按月"), _("月份"), [
        (month_words(month), wanted.found.measured(counters), Opener({"month": f"{month}"}), f"{here}?month={month}")
        for month, counters in wanted.before.items()
    ], wanted.usual or wanted.total)  # fmt: skip


def _standing(wanted: Asked) -> tuple[Breakdown, ...]:
    """Where the cases stand; and by class, for who reads no more than streets."""
    if wanted.street or not wanted.found.by_stage:
        return ()
    sums, opened = wanted.found.sums, wanted.opened
    by_stage = tuple(
        Part(_(stage.label), sums.by_stage.get(stage.name, 0), opened(stage=stage.name))
        for stage in CASE.stages
    )
    if sums.by_dimension:
        return (Breakdown(_("现在到了哪一步"), _("环节"), by_stage),)
    classes = [*((top.code, _(top.name)) for top in catalogue(wanted.viewer).tops()), ("", _("还没有分类"))]
    by_class = tuple(
        Part(name, n, opened(category=code or "none"))
        for code, name in classes
        if (n := sums.standing.get(code))
    )
    return (
        Breakdown(_("现在到了哪一步"), _("环节"), by_stage),
        Breakdown(_("按类别"), _("类别"), by_class),
    )


def _rows(shown: dict[str, Any]) -> Iterator[Sequence[Raw]]:
    yield [_("合计"), shown["total"].label, shown["total"].count]
    if shown["excluded"]:
        yield [_("合计"), shown["excluded"].label, shown["excluded"].count]
    for rate in shown["rates"]:
        yield [_("合计"), "", None, *_rate_cells(rate)]
    for table in shown["measures"]:
        for line in table.lines:
            for rate in line.rates:
                yield [table.title, line.label, line.count.count, *_rate_cells(rate)]
    for table in shown["breakdowns"]:
        for part in table.parts:
            yield [table.title, part.label, part.count]


def _rate_cells(rate: Any) -> list[Raw]:
    ends = (rate.share, rate.low, rate.high)
    share, low, high = (None if end is None else round(100 * end, 1) for end in ends)
    return [rate.label, share, rate.n, low, high, rate.aside.count if rate.aside else 0, rate.band]
