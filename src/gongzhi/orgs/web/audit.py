"""The security audit log: read, searched, taken out by those who answer for it (R25)."""

from __future__ import annotations

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongzhi.kernel import audit, clock
from gongzhi.kernel.access import access
from gongzhi.kernel.audit import AuditAction
from gongzhi.kernel.clock import local
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.audit import AuditRow, AuditWanted, audit_lines, audit_page
from gongzhi.orgs.vocabulary import OrgsCapability
from gongzhi.sheets.workbooks import write_xlsx
from gongzhi.ui.parts import Choice, Entry, Filter, Pager
from gongzhi.ui.web import page, typed

EXPORT_LIMIT = 100_000
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DAYS = ("7", "30", "184")
_KEPT = ("q", "action", "days")


@access(OrgsCapability.AUDIT)
@require_GET
def audit_log(request: HttpRequest) -> HttpResponse:
    """Newest first, filtered and searched."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    chosen = _chosen(request)
    after = request.GET.get("after", "")
    key = int(after) if after.isascii() and after.isdecimal() and len(after) < 19 else None
    found, next_key = audit_page(viewer, _wanted(chosen, clock.now()), after=key)
    here = reverse("audit")
    older = f"{here}?{urlencode({**chosen, 'after': next_key})}" if next_key else ""
    newer = f"{here}?{urlencode(chosen)}" if key else ""
    context = {
        "query": chosen.get("q", ""),
        "filters": _filters(chosen),
        "clear_url": here if chosen else "",
        "entries": tuple(map(_entry, found)),
        "pager": Pager(len(found), newer, older),
        "export_url": f"{reverse('audit_export')}?{urlencode(chosen)}",
    }
    return page(request, "orgs/audit.html", context)


@access(OrgsCapability.AUDIT)
@require_GET
def audit_export(request: HttpRequest) -> HttpResponse:
    """The same selection as a workbook; that it was taken out is a line of its own."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    chosen, now = _chosen(request), clock.now()
    columns = [
        _("序号"), _("时间"), _("操作"), _("登录名"), _("姓名"), _("岗位"), _("单位"), _("对象"), _("用途"),
        _("说明"),
    ]  # fmt: skip
    wanted = _wanted(chosen, now)
    rows = map(_cells, audit_lines(viewer, wanted, most=EXPORT_LIMIT))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.xlsx"
        write_xlsx(rows, columns, path)
        answer = HttpResponse(path.read_bytes(), content_type=_XLSX)
    said = "；".join(f"{name}={value}" for name, value in chosen.items()) or _("全部")
    audit.record(viewer, AuditAction.EXPORTED, now=now, target="audit", words=said)
    answer["Content-Disposition"] = f'attachment; filename="audit-{local(now):%Y%m%d-%H%M}.xlsx"'
    return answer


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: value for name in _KEPT if (value := typed(request.GET, name).strip())}


def _wanted(chosen: dict[str, str], now: datetime) -> AuditWanted:
    days = chosen.get("days", "")
    since = now - timedelta(days=int(days)) if days in _DAYS else None
    return AuditWanted(chosen.get("action", ""), chosen.get("q", ""), since)


def _filters(chosen: dict[str, str]) -> tuple[Filter, ...]:
    actions = tuple(Choice(action.value, _(action.label)) for action in AuditAction)
    days = tuple(Choice(value, _("最近 %(n)s 天") % {"n": value}) for value in _DAYS)
    return (
        Filter("action", _("操作"), actions, chosen.get("action", "")),
        Filter("days", _("时间"), days, chosen.get("days", "")),
    )


def _cells(row: AuditRow) -> list[str | datetime]:
    return [
        str(row.id), row.at, _(AuditAction(row.action).label), row.login, row.person, row.post, row.body, row.target,
        row.purpose, row.words,
    ]  # fmt: skip


def _entry(row: AuditRow) -> Entry:
    who = " · ".join(part for part in (row.body, row.post, row.person) if part)
    facts = ((_("对象"), row.target), (_("用途"), row.purpose), (_("说明"), row.words))
    return Entry(
        at=row.at,
        what=_(AuditAction(row.action).label),
        who=who or _("系统"),
        facts=tuple((label, text) for label, text in facts if text),
    )
