"""The figures page: three rates with n, counts that open their cases."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongzhi.cases.flow import CASE
from gongzhi.cases.queries import Figures, figures
from gongzhi.cases.rules.case import SMALLEST_N
from gongzhi.cases.rules.case import Rate as CountedRate
from gongzhi.cases.vocabulary import CaseCapability
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.choices import city_card, streets
from gongzhi.ui.parts import Breakdown, Part, Rate
from gongzhi.ui.web import address, page


@access(CaseCapability.READ)
@require_GET
def figures_page(request: HttpRequest) -> HttpResponse:
    """What was counted, in the area that the viewer reads."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = figures(viewer)
    context = {
        "scope": city_card(viewer).name,
        "period": _("全部时间"),
        "as_of": clock.now(),
        "total": Part(_("共受理"), found.filed, address("cases")),
        "rates": tuple(_rate(rate) for rate in found.rates),
        "breakdowns": _breakdowns(viewer, found),
    }
    return page(request, "cases/figures.html", context)


def _rate(rate: CountedRate) -> Rate:
    share = rate.part / rate.n if rate.n >= SMALLEST_N else None
    return Rate(_(rate.label), share, rate.n, _(rate.formula), _open(rate=rate.name), _(rate.unit))


def _open(**chosen: str) -> str:
    return f"{address('cases')}?{urlencode(chosen)}"


def _breakdowns(viewer: Viewer, found: Figures) -> tuple[Breakdown, ...]:
    names = catalogue(viewer)
    by_stage = tuple(
        Part(_(stage.label), found.by_stage.get(stage.name, 0), _open(stage=stage.name))
        for stage in CASE.stages
    )
    by_street = tuple(
        Part(name, found.by_street.get(code, 0), _open(street=code)) for code, name in streets(viewer)
    )
    unplaced = found.by_street.get("", 0)
    by_class = tuple(
        Part(_(top.name), found.by_class.get(top.code, 0), _open(category=top.code)) for top in names.tops()
    )
    unsorted = found.by_class.get("", 0)
    by_month = tuple(
        Part(f"{month // 100}-{month % 100:02d}", n, _open(month=str(month)))
        for month, n in found.by_month.items()
    )
    return (
        Breakdown(_("按环节"), _("环节"), by_stage),
        Breakdown(
            _("按街道"), _("街道"), (*by_street, Part(_("还没有确定街道"), unplaced, _open(street="none")))
        ),
        Breakdown(
            _("按类别"), _("类别"), (*by_class, Part(_("还没有分类"), unsorted, _open(category="none")))
        ),
        Breakdown(_("按月"), _("月份"), by_month),
    )
