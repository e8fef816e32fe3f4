"""The desk page."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongzhi.kernel import clock
from gongzhi.kernel.access import SIGNED_IN, access
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.ui.parts import Link, Pager, Row
from gongzhi.ui.web import address, page, typed
from gongzhi.workflow.queries import DeskRow, desk
from gongzhi.workflow.registry import flow_of


@access(SIGNED_IN)
@require_GET
def desk_page(request: HttpRequest) -> HttpResponse:
    """What is mine, by deadline."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    names = {"all": _("我的待办"), "overdue": _("已超时"), "soon": _("24 小时内到期"), "later": _("不急")}
    view = request.GET.get("view", "all")
    view = view if view in names else "all"
    query = typed(request.GET, "q").strip()
    found = desk(viewer, now=clock.now(), view=view, query=query, after=_key(request.GET.get("after", "")))
    here = address("desk")
    views = tuple(
        Link(label, f"{here}?view={name}", current=name == view, count=found.counts[name])
        for name, label in names.items()
    )
    context = {
        "heading": names[view],
        "views": views,
        "query": query,
        "search_keeps": {"view": view},
        "clear_url": f"{here}?view={view}" if query else "",
        "rows": tuple(_row(row) for row in found.rows),
        "pager": _pager(here, view, query, found.next_key, len(found.rows)),
        "all_url": address("cases"),
    }
    return page(request, "workflow/desk.html", context)


def _row(row: DeskRow) -> Row:
    flow = flow_of(row.process)
    return Row(
        url=address(row.process, row.number),
        number=row.number,
        title=row.title,
        stage=_(flow.stage(row.stage).label),
        place=row.place,
        source=_(flow.trait_labels.get("channel", {}).get(row.channel, "") or " ").strip(),
        holder=row.holder,
        filed=row.opened_at,
        due=row.due_at,
        provisional=row.provisional,
    )


def _pager(here: str, view: str, query: str, key: tuple[datetime, UUID] | None, shown: int) -> Pager:
    older = ""
    if key is not None:
        older = f"{here}?{urlencode({'view': view, 'q': query, 'after': f'{key[0].isoformat()}~{key[1]}'})}"
    return Pager(shown, older_url=older)


def _key(text: str) -> tuple[datetime, UUID] | None:
    if not text:
        return None
    moment, _tilde, identity = text.partition("~")
    try:
        return datetime.fromisoformat(moment), UUID(identity)
    except ValueError as error:
        raise Refusal("page.key", "翻页的地址不完整，请从第一页重新打开。") from error
