"""Each sheet: listed, searched, filtered, exported as shown, downloaded as it can be handed in, its versions."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from gongzhi.catalogues.forms import FORMS
from gongzhi.catalogues.operations import keep_draft
from gongzhi.catalogues.operations.drafts import LIMIT_BYTES
from gongzhi.catalogues.queries import SheetRow, Version, ended_lines, sheet_rows, versions
from gongzhi.catalogues.queries.dispatch import gaps_on
from gongzhi.catalogues.vocabulary import CataloguesCapability, Sheet
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.clock import local
from gongzhi.kernel.errors import Refusal, not_allowed, not_found
from gongzhi.kernel.viewer import Viewer
from gongzhi.sheets.workbooks import write_xlsx
from gongzhi.ui.parts import Cell, Choice, Filter, Grid, Link, Pager
from gongzhi.ui.web import page, typed

_PAGE = 100
_FEW = 12
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@access(CataloguesCapability.READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All sheets, and what is wrong with what is in force."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    today = local(clock.now()).date()
    missing = gaps_on(viewer, today)
    context = {
        "sheets": Grid(
            _("各种目录"),
            (_("名称"), _("条数"), _("现行版本"), _("即将生效")),
            tuple(_summary(viewer, sheet, today) for sheet in Sheet),
        ),
        "ended": tuple(
            _("类别“%(category)s”派给的“%(body)s”已撤销%(heir)s")
            % {
                "category": line.category or _("全部"),
                "body": line.body,
                "heir": _("，已并入“%(name)s”") % {"name": line.successor} if line.successor else "",
            }
            for line in ended_lines(viewer, today)
        ),
        "missing": tuple(
            _("类别“%(category)s”在 %(n)s 个地点没有人负责") % {"category": code, "n": len(places)}
            for code, places in missing.items()
        )[:_FEW],
        "missing_n": len(missing),
    }
    return page(request, "catalogues/index.html", context)


def _summary(viewer: Viewer, sheet: Sheet, today: date) -> tuple[Cell, ...]:
    there = versions(viewer, sheet)
    present, coming = _in_force(there, today), [one for one in there if one.starts_on > today]
    return (
        Cell(_(sheet.label), reverse("catalogue", args=[sheet.value])),
        Cell(str(present.rows) if present else "0", number=True),
        Cell(_("%(day)s 起") % {"day": present.starts_on} if present else _("还没有")),
        Cell(_("%(day)s 起") % {"day": coming[-1].starts_on} if coming else ""),
    )


def _in_force(there: Sequence[Version], on: date) -> Version | None:
    return next((one for one in there if one.starts_on <= on), None)


@access(CataloguesCapability.READ)
@require_http_methods(["GET", "POST"])
def sheet_page(request: HttpRequest, sheet: str) -> HttpResponse:
    """One version of a sheet; who keeps the catalogues may hand in the next one."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    kind, error, status = _sheet(sheet), "", 200
    if request.method == "POST":
        try:
            return HttpResponseRedirect(reverse("catalogue_draft", args=[_uploaded(request, viewer, kind)]))
        except Refusal as refusal:
            error, status = refusal.sentence, refusal.status
    there = versions(viewer, kind)
    chosen = _chosen(request, kind)
    version = _version(chosen, there)
    rows = _rows(viewer, kind, version, chosen)
    here = reverse("catalogue", args=[sheet])
    context = {
        "crumbs": (Link(_("目录"), reverse("catalogues")), Link(_(kind.label), here, current=True)),
        "heading": _(kind.label),
        "query": chosen.get("q", ""),
        "filters": _filters(viewer, kind, version, chosen, there),
        "clear_url": here if chosen else "",
        "grid": _grid(kind, version, rows[_start(request, rows) :][:_PAGE]),
        "pager": _pager(request, rows, here, chosen),
        "export_url": f"{reverse('catalogue_export', args=[sheet])}?{urlencode(chosen)}",
        "sheet_url": f"{reverse('catalogue_sheet', args=[sheet])}?{urlencode({'version': version or ''})}",
        "history": _history(there, here),
        "may_upload": viewer.can(CataloguesCapability.MANAGE),
        "upload_error": error,
        "columns": "、".join(FORMS[kind].labels),
        "told": tuple(str(message) for message in messages.get_messages(request)),
    }
    return page(request, "catalogues/sheet.html", context, status=status)


def _uploaded(request: HttpRequest, viewer: Viewer, sheet: Sheet) -> str:
    if not viewer.can(CataloguesCapability.MANAGE):
        raise not_allowed()
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("sheet.missing", _("请先选一个文件。"))
    if (file.size or 0) > LIMIT_BYTES:
        raise Refusal("sheet.too_large", _("文件超过 2 MB，请核对是不是选错了文件。"), status=413)
    return str(keep_draft(viewer, sheet=sheet, name=file.name or "", content=file.read(), now=clock.now()))


@access(CataloguesCapability.READ)
@require_GET
def export(request: HttpRequest, sheet: str) -> HttpResponse:
    """The rows as shown, with the filter and the time in the last line."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    kind = _sheet(sheet)
    chosen = _chosen(request, kind)
    version = _version(chosen, versions(viewer, kind))
    rows = [row.cells for row in _rows(viewer, kind, version, chosen)]
    described = "；".join(f"{name}={value}" for name, value in chosen.items()) or _("全部")
    told = _("筛选：%(filter)s；版本：%(version)s；导出时间：%(time)s；%(n)s 条") % {
        "filter": described,
        "version": version or "",
        "time": f"{local(clock.now()):%Y-%m-%d %H:%M}",
        "n": len(rows),
    }
    return _workbook([*rows, (told,)], FORMS[kind].labels, f"{sheet}-{local(clock.now()):%Y%m%d-%H%M}")


@access(CataloguesCapability.READ)
@require_GET
def download(request: HttpRequest, sheet: str) -> HttpResponse:
    """A whole version as a sheet that can be changed and handed in again."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    kind = _sheet(sheet)
    version = _version(_chosen(request, kind), versions(viewer, kind))
    rows = (row.cells for row in sheet_rows(viewer, kind, version=version))
    return _workbook(rows, FORMS[kind].labels, f"{sheet}-{version or 'empty'}")


def _workbook(rows: Iterable[Sequence[str]], columns: Sequence[str], name: str) -> HttpResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        write_xlsx(rows, [_(column) for column in columns], path)
        answer = HttpResponse(path.read_bytes(), content_type=_XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def _sheet(text: str) -> Sheet:
    if text not in set(Sheet):
        raise not_found(_("这种目录"))
    return Sheet(text)


def _chosen(request: HttpRequest, sheet: Sheet) -> dict[str, str]:
    names = ("q", "version", "class", *FORMS[sheet].filters)
    return {name: value for name in names if (value := typed(request.GET, name).strip())}


def _version(chosen: dict[str, str], there: Sequence[Version]) -> date | None:
    """The chosen version, else the one in force, else the newest."""
    told = next((one for one in there if one.starts_on.isoformat() == chosen.get("version")), None)
    found = told or _in_force(there, local(clock.now()).date()) or (there[0] if there else None)
    return found.starts_on if found else None


def _rows(viewer: Viewer, sheet: Sheet, version: date | None, chosen: dict[str, str]) -> list[SheetRow]:
    first = FORMS[sheet].columns[0].name
    wanted = {name: chosen.get(name, "") for name in FORMS[sheet].filters}
    if first in ("code", "category"):
        wanted[first] = chosen.get("class", "")
    return sheet_rows(viewer, sheet, version=version, query=chosen.get("q", ""), chosen=wanted)


def _filters(
    viewer: Viewer, sheet: Sheet, version: date | None, chosen: dict[str, str], there: Sequence[Version]
) -> tuple[Filter, ...]:
    form, rows = FORMS[sheet], sheet_rows(viewer, sheet, version=version)
    found = [
        Filter(
            "version",
            _("版本"),
            tuple(Choice(f"{v.starts_on}", f"{v.starts_on}") for v in there),
            chosen.get("version", ""),
        )
    ]
    if form.columns[0].name in ("code", "category"):
        tops = sorted({row.cells[0][:2] for row in rows if row.cells[0]})
        found.append(
            Filter("class", _("大类"), tuple(Choice(top, top) for top in tops), chosen.get("class", ""))
        )
    for index, column in enumerate(form.columns):
        if column.name in form.filters:
            values = dict.fromkeys(row.cells[index] for row in rows)
            choices = tuple(Choice(value, _(value)) for value in values if value)
            found.append(Filter(column.name, _(column.label), choices, chosen.get(column.name, "")))
    return tuple(found)


def _grid(sheet: Sheet, version: date | None, rows: Iterable[SheetRow]) -> Grid:
    title = _("%(day)s 起的版本") % {"day": version} if version else _("还没有")
    columns = tuple(_(label) for label in FORMS[sheet].labels)
    return Grid(title, columns, tuple(tuple(Cell(text) for text in row.cells) for row in rows))


def _start(request: HttpRequest, rows: Sequence[SheetRow]) -> int:
    """Behind the row with the key in the address."""
    after = request.GET.get("after", "")
    return next((index + 1 for index, row in enumerate(rows) if str(row.id) == after), 0)


def _pager(request: HttpRequest, rows: Sequence[SheetRow], here: str, chosen: dict[str, str]) -> Pager:
    start = _start(request, rows)
    shown = rows[start : start + _PAGE]
    more = start + len(shown) < len(rows)
    older: Any = f"{here}?{urlencode({**chosen, 'after': shown[-1].id})}" if more else ""
    return Pager(len(shown), f"{here}?{urlencode(chosen)}" if start else "", older, len(rows))


def _history(there: Sequence[Version], here: str) -> Grid:
    return Grid(
        _("历次版本"),
        (_("起"), _("止"), _("条数")),
        tuple(
            (
                Cell(f"{one.starts_on}", f"{here}?version={one.starts_on}"),
                Cell(f"{one.ends_on}" if one.ends_on else _("至今")),
                Cell(f"{one.rows}", number=True),
            )
            for one in there
        ),
    )
