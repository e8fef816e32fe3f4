"""Frozen months: what was published, and beside it what the same month comes to now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongzhi.cases.queries import Measured
from gongzhi.cases.queries.snapshots import Frozen, counted_now, snapshot, snapshots
from gongzhi.cases.vocabulary import CaseCapability
from gongzhi.cases.web.figures import basis_of
from gongzhi.cases.web.measuring import Opener, month_words, rates
from gongzhi.kernel.access import access
from gongzhi.kernel.errors import not_found
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.choices import city_card, streets
from gongzhi.ui.parts import Rate
from gongzhi.ui.web import page


@access(CaseCapability.READ)
@require_GET
def frozen_list(request: HttpRequest) -> HttpResponse:
    """All frozen months, each with what it comes to now."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    context = {
        "scope": city_card(viewer).name,
        "months": [
            {
                "label": month_words(one.month),
                "url": reverse("figures_frozen_month", args=[one.month]),
                "made_at": one.made_at,
                "version": one.formula.version,
                "intact": one.intact,
                "pairs": pairs_of(one.total, counted_now(viewer, one).total),
            }
            for one in snapshots(viewer)
        ],
    }
    return page(request, "cases/frozen_list.html", context)


@access(CaseCapability.READ)
@require_GET
def frozen_month(request: HttpRequest, month: int) -> HttpResponse:
    """One frozen month by street; corrections stand beside it and never in its place."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    frozen = snapshot(viewer, month)
    if frozen is None:
        raise not_found(_("这个月的冻结数据"))
    return page(request, "cases/frozen.html", {
        "scope": city_card(viewer).name, "period": month_words(month), "made_at": frozen.made_at,
        "basis": basis_of(frozen.formula), "proof": _proof(frozen), "intact": frozen.intact,
        "names": tuple(_(rule.label) for rule in frozen.formula.rates), "lines": _lines(viewer, frozen),
    })  # fmt: skip


def _proof(frozen: Frozen) -> tuple[tuple[str, str], ...]:
    seal = f"{frozen.seal_number} · {frozen.seal_hash}" if frozen.seal_number else _("还没有封存")
    return (
        (_("计到日志第几行"), str(frozen.position)),
        (_("当时最新的封存"), seal),
        (_("内容摘要（SHA-256）"), frozen.digest),
    )


def _lines(viewer: Viewer, frozen: Frozen) -> list[dict[str, Any]]:
    now, then = counted_now(viewer, frozen), frozen.part("streets")
    names = [*streets(viewer), ("", _("还没有确定街道"))]
    lines = [{"label": _("全部"), "pairs": pairs_of(frozen.total, now.total)}]
    for code, name in names:
        today = now.sums.by_street.get(code, {})
        if code in then or today:
            before = then.get(code) or Measured({}, frozen.formula)
            lines.append({"label": name, "pairs": pairs_of(before, now.measured(today))})
    return lines


def pairs_of(then: Measured, now: Measured) -> list[dict[str, Any]]:
    """Cases filed, then each rate: as frozen and as it is now."""
    nowhere = Opener({}, linked=False)
    filed = {"label": _("受理"), "then": str(then.filed), "now": str(now.filed)}
    pairs = zip(rates(then, None, nowhere), rates(now, None, nowhere), strict=True)
    return [filed, *({"label": a.label, "then": _words(a), "now": _words(b)} for a, b in pairs)]


def _words(rate: Rate) -> str:
    if rate.share is None:
        return _("样本太少（n = %(n)s）") % {"n": rate.n} if rate.n else "—"
    return f"{rate.share:.1%}（n = {rate.n:,}）"
