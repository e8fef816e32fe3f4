"""A sheet that was handed in: what is wrong with it, what it changes, and its publication."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gongzhi.catalogues.operations import publish, publish_draft
from gongzhi.catalogues.operations.drafts import LIMIT_BYTES
from gongzhi.catalogues.queries import draft_of
from gongzhi.catalogues.vocabulary import CataloguesCapability, Sheet
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.clock import local
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.sheets.tables import read_table
from gongzhi.ui.parts import Cell, Grid, Link
from gongzhi.ui.web import page, typed

_SHOWN = 200


@access(CataloguesCapability.MANAGE)
@require_http_methods(["GET", "POST"])
def draft_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The report of a draft row by row; publish it from a day on."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    now = clock.now()
    since = typed(request.POST, "since") or local(now).date().isoformat()
    errors, status = {}, 200
    if request.method == "POST":
        try:
            report = publish_draft(viewer, draft_id=draft, since=_day(since), now=now)
        except Refusal as refusal:
            if refusal.code == "not_found":
                raise
            errors, status = {"since": refusal.sentence}, refusal.status
        else:
            told = _("已发布，%(day)s 起生效，共 %(n)s 条。") % {"day": report.since, "n": report.rows}
            messages.success(request, told)
            return HttpResponseRedirect(reverse("catalogue", args=[report.sheet.value]))
    return _draft(request, viewer, draft, since, errors, status)


def _draft(
    request: HttpRequest, viewer: Viewer, draft_id: UUID, since: str, errors: dict[str, str], status: int
) -> HttpResponse:
    draft = draft_of(viewer, draft_id)
    sheet = Sheet(draft.sheet)
    table = read_table(bytes(draft.content), draft.name, limit_bytes=LIMIT_BYTES)
    report = publish(viewer, sheet=sheet, table=table, since=date.max, dry_run=True)
    here = reverse("catalogue", args=[sheet.value])
    context = {
        "crumbs": (
            Link(_("目录"), reverse("catalogues")),
            Link(_(sheet.label), here),
            Link(draft.name, request.path, current=True),
        ),
        "heading": _(sheet.label),
        "name": draft.name,
        "report": report,
        "faults": Grid(
            _("要改的地方"),
            (_("行"), _("问题")),
            tuple(
                (Cell(str(fault.number) if fault.number else _("全表")), Cell(fault.sentence))
                for fault in report.faults[:_SHOWN]
            ),
        ),
        "faults_n": len(report.faults),
        "values": {"since": since},
        "errors": errors,
        "trial_url": reverse("catalogue_trial", args=[draft_id])
        if sheet is Sheet.DISPATCH and not report.faults
        else "",
        "sheet_url": here,
    }
    return page(request, "catalogues/draft.html", context, status=status)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refusal("version.since", _("生效日期应写成 2026-03-01 这样。")) from error
