"""All cases that the viewer may see; the same as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongzhi.cases.counting import COUNTERS, EXCLUDED
from gongzhi.cases.flow import CASE
from gongzhi.cases.people import is_clerk
from gongzhi.cases.queries import ALL, case_page, counted_when_filed, figure_clause
from gongzhi.cases.vocabulary import PROCESS, Channel
from gongzhi.cases.web.measuring import month_words, read_month
from gongzhi.cases.web.sheets import workbook
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel import audit, clock
from gongzhi.kernel.access import SIGNED_IN, access
from gongzhi.kernel.audit import AuditAction
from gongzhi.kernel.clock import local, span_of
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.choices import streets
from gongzhi.ui.parts import Choice, Filter, Pager, Row
from gongzhi.ui.web import address, page, typed
from gongzhi.workflow.queries import Clause, SubjectRow, Wanted, counted_for, subject_count

EXPORT_LIMIT = 10_000
_BEHIND = ("community", "unit", "channel", "month", "figure")
_KEPT = ("q", "stage", "street", "category", *_BEHIND)


@access(SIGNED_IN)
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """Newest first, filtered and searched."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    chosen = _chosen(request)
    found = case_page(viewer, _wanted(viewer, chosen), query=chosen.get("q", ""), after=_after(request))
    total = subject_count(viewer, _wanted(viewer, chosen)) if chosen.get("figure") else None
    here = address("cases")
    older = f"{here}?{urlencode({**chosen, 'after': str(found.next_key)})}" if found.next_key else ""
    newer = f"{here}?{urlencode(chosen)}" if request.GET.get("after") else ""
    context = {
        "heading": _heading(chosen),
        "query": chosen.get("q", ""),
        "filters": _filters(viewer, chosen),
        "keeps": {name: value for name, value in chosen.items() if name in _BEHIND},
        "clear_url": here if chosen else "",
        "rows": list_rows(found.rows),
        "pager": Pager(len(found.rows), newer, older, total),
        "export_url": f"{address('cases_export')}?{urlencode(chosen)}",
        "report_url": address("report"),
        "contact_url": address("cases_by_contact") if any(map(is_clerk, viewer.seats)) else "",
    }
    return page(request, "cases/list.html", context)


@access(SIGNED_IN)
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """The same selection as a workbook, with its filter and time in the last line."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    chosen = _chosen(request)
    columns = [
        _("编号"),
        _("标题"),
        _("环节"),
        _("类别"),
        _("地点"),
        _("来源"),
        _("当前单位"),
        _("提出时间"),
        _("时限"),
        _("办结时间"),
    ]
    audit.record(viewer, AuditAction.EXPORTED, now=clock.now(), target="cases", words=_described(chosen))
    return workbook("cases", _export_rows(viewer, chosen), columns)


def _export_rows(viewer: Viewer, chosen: dict[str, str]) -> Iterator[list[str | datetime | None]]:
    after, written = None, 0
    names = catalogue(viewer)
    while written < EXPORT_LIMIT:
        found = case_page(viewer, _wanted(viewer, chosen), query=chosen.get("q", ""), after=after)
        for row in found.rows:
            yield [
                row.number, row.title, _(CASE.stage(row.stage).label), names.label(row.category), row.place,
                _channel(row.channel), row.holder, row.opened_at, row.due_at, row.closed_at,
            ]  # fmt: skip
        written, after = written + len(found.rows), found.next_key
        if after is None:
            break
    yield [
        _("筛选：%(filter)s；导出时间：%(time)s；%(n)s 件")
        % {"filter": _described(chosen), "time": f"{local(clock.now()):%Y-%m-%d %H:%M}", "n": written}
    ]


def _described(chosen: dict[str, str]) -> str:
    return "；".join(f"{name}={value}" for name, value in chosen.items()) or _("全部")


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {name: value for name in _KEPT if (value := typed(request.GET, name).strip())}


def _after(request: HttpRequest) -> UUID | None:
    text = request.GET.get("after", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Refusal("page.key", _("翻页的地址不完整，请从第一页重新打开。")) from error


def _wanted(viewer: Viewer, chosen: dict[str, str]) -> Wanted:
    """What is asked for; behind a figure exactly the cases that it counts: its month is the counter's own."""
    figure, month = chosen.get("figure", ""), read_month(chosen.get("month", ""), 0)
    unit = chosen.get("unit", "")
    return Wanted(
        PROCESS,
        stage=chosen.get("stage", ""),
        street=chosen.get("street", ""),
        community=chosen.get("community", ""),
        category=chosen.get("category", ""),
        channel=chosen.get("channel", ""),
        lead=int(unit) if unit.isdecimal() and len(unit) < 10 else 0,
        month=span_of(month) if month and counted_when_filed(figure) else None,
        clauses=_clauses(viewer, figure, month, whole=not unit),
    )


def _clauses(viewer: Viewer, figure: str, month: int, *, whole: bool) -> tuple[Clause, ...]:
    if not figure:
        return ()
    inside = (counted_for(viewer, PROCESS),) if whole else ()
    return (figure_clause(figure, month), *inside)


def _heading(chosen: dict[str, str]) -> str:
    """What a figure counts, in words."""
    figure, month = chosen.get("figure", ""), read_month(chosen.get("month", ""), 0)
    if not figure:
        return ""
    counter = figure.rpartition(f"{EXCLUDED}:")[2]
    said = {ALL: _("受理"), EXCLUDED: _("剔除")}.get(figure) or _(COUNTERS.get(counter, counter))
    if figure.startswith(f"{EXCLUDED}:"):
        said = _("剔除：%(what)s") % {"what": said}
    return f"{said} · {month_words(month)}" if month else said


def _filters(viewer: Viewer, chosen: dict[str, str]) -> tuple[Filter, ...]:
    anybody = Viewer(viewer.city_id, viewer.city_code, viewer.revision)
    return tuple(
        Filter(name, label, choices, chosen.get(name, ""))
        for name, label, choices in _offered(anybody, get_language())
    )


@lru_cache(maxsize=16)
def _offered(anybody: Viewer, _language: str | None) -> tuple[tuple[str, str, tuple[Choice, ...]], ...]:
    """The same for everybody in a city while its reference data stay as they are."""
    stages = tuple(Choice(stage.name, _(stage.label)) for stage in CASE.stages)
    places = tuple(Choice(code, name) for code, name in streets(anybody))
    tops = tuple(Choice(top.code, _(top.name)) for top in catalogue(anybody).tops())
    return ("stage", _("环节"), stages), ("street", _("街道"), places), ("category", _("类别"), tops)


def _channel(value: str) -> str:
    return _(Channel(value).label) if value else ""


def list_rows(found: Iterable[SubjectRow]) -> tuple[Row, ...]:
    """Cases as the lines of a list."""
    stages = {stage.name: _(stage.label) for stage in CASE.stages}
    channels = {"": "", **{channel.value: _(channel.label) for channel in Channel}}
    return tuple(
        Row(
            url=address("case", row.number),
            number=row.number,
            title=row.title,
            stage=stages[row.stage],
            place=row.place,
            source=channels[row.channel],
            holder=row.holder,
            filed=row.opened_at,
            due=row.due_at,
            closed=row.closed_at,
            provisional=row.provisional,
        )
        for row in found
    )
