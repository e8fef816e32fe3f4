"""The map of where the dispatch catalogue is unclear, as a table; each number opens its cases."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongzhi.cases.queries import objected_cases, unclear_lines
from gongzhi.cases.vocabulary import CaseCapability
from gongzhi.catalogues.queries import catalogue
from gongzhi.catalogues.vocabulary import CataloguesCapability
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.viewer import Viewer
from gongzhi.ui.moments import exact
from gongzhi.ui.parts import Cell, Grid, Link, Pager
from gongzhi.ui.web import page, typed

_DAYS = (30, 90, 365)


@access(CataloguesCapability.READ)
@require_GET
def unclear_page(request: HttpRequest) -> HttpResponse:
    """By line: how often units objected, and how often another unit got the case then."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    days, names = _days(request), catalogue(viewer)
    rows = []
    for line in unclear_lines(viewer, since=_since(days)):
        opens = f"{reverse('catalogue_objected')}?{urlencode({'line': line.id, 'days': days})}"
        label = names.label(line.category) if line.category else _("全部类别")
        rows.append(
            (
                Cell(label if line.body else _("由派单员自己选的单位")),
                Cell((line.place or _("所有地点")) if line.body else ""),
                Cell(line.body or ""),
                Cell(line.basis or ""),
                Cell(f"{line.objections:,}", opens, number=True),
                Cell(f"{line.redirected:,}", f"{opens}&redirected=1", number=True),
            )
        )
    columns = (_("类别"), _("地点"), _("承办单位"), _("依据"), _("异议"), _("其中改派"))
    here = reverse("catalogue_unclear")
    context = {
        "crumbs": (Link(_("目录"), reverse("catalogues")), Link(_("哪里说不清"), here, current=True)),
        "spans": tuple(
            Link(_("近 %(n)s 天") % {"n": one}, f"{here}?days={one}", current=one == days) for one in _DAYS
        ),
        "grid": Grid(_("派单目录的行"), columns, tuple(rows)),
    }
    return page(request, "cases/unclear.html", context)


@access(CataloguesCapability.READ)
@require_GET
def objected(request: HttpRequest) -> HttpResponse:
    """The cases in which units objected to a line."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = objected_cases(
        viewer,
        since=_since(_days(request)),
        line=typed(request.GET, "line"),
        redirected=request.GET.get("redirected") == "1",
    )
    reads, here = viewer.can(CaseCapability.READ), reverse("catalogue_unclear")
    rows = tuple(
        (
            Cell(one.number, reverse("case", args=[one.number]) if reads else ""),
            Cell(exact(one.at, _)),
            Cell(one.body),
            Cell(one.next_body or _("没有改派")),
        )
        for one in found
    )
    context = {
        "crumbs": (
            Link(_("目录"), reverse("catalogues")),
            Link(_("哪里说不清"), here),
            Link(_("诉求"), request.path, current=True),
        ),
        "heading": _("有异议的诉求"),
        "grid": Grid(_("诉求"), (_("编号"), _("异议时间"), _("提出单位"), _("改派给")), rows),
        "pager": Pager(len(rows)),
    }
    return page(request, "cases/numbers.html", context)


def _days(request: HttpRequest) -> int:
    text = request.GET.get("days", "")
    return int(text) if text in {str(one) for one in _DAYS} else _DAYS[1]


def _since(days: int) -> datetime:
    return clock.now() - timedelta(days=days)
