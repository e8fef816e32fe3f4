"""A dispatch catalogue tried on a month's cases before it is published; each number opens its cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from gongzhi.cases.queries import Trial, TriedCase, tried_cases, try_catalogue
from gongzhi.cases.queries.trial import MET, MISSED, NONE, PAGE, RUNNING, Side, Wanted, month_of
from gongzhi.cases.vocabulary import CaseCapability
from gongzhi.catalogues.operations import draft_lines
from gongzhi.catalogues.operations.drafts import LIMIT_BYTES
from gongzhi.catalogues.queries import Line, draft_of
from gongzhi.catalogues.vocabulary import CataloguesCapability, Sheet
from gongzhi.kernel import clock
from gongzhi.kernel.access import access
from gongzhi.kernel.clock import local
from gongzhi.kernel.errors import Refusal, not_found
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.targets import known_bodies
from gongzhi.sheets.tables import read_table
from gongzhi.ui.parts import Cell, Grid, Link, Pager
from gongzhi.ui.web import page, typed

_STATES = {NONE: "没有时限", RUNNING: "还在时限内", MET: "按时答复", MISSED: "超时"}
_FILTERS = ("before", "after", "was", "would", "basis", "moved")


@access(CataloguesCapability.MANAGE)
@require_GET
def trial_page(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Which of the month's cases would have gone elsewhere, and how each body's figures would move."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    lines, now = _lines(viewer, draft), clock.now()
    month, error = _month(request)
    found = try_catalogue(viewer, lines=lines, month=month, now=now)
    names, opens = _names(viewer), _Opens(draft, month)
    context = {
        "crumbs": _crumbs(draft, Link(_("试运行"), request.path, current=True)),
        "values": {"month": f"{month:%Y-%m}"},
        "errors": {"month": error} if error else {},
        "cases": found.cases,
        "moved": Cell(str(found.moved), opens(moved="1")),
        "bodies": _bodies(found, names, opens),
        "moves": _moves(found, names, opens),
        "draft_url": reverse("catalogue_draft", args=[draft]),
    }
    return page(request, "cases/trial.html", context, status=400 if error else 200)


@access(CataloguesCapability.MANAGE)
@require_GET
def tried(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The cases that a number of the trial counts."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    lines, now = _lines(viewer, draft), clock.now()
    month, _error = _month(request)
    chosen = {name: request.GET[name] for name in _FILTERS if name in request.GET}
    cases = tried_cases(
        viewer, lines=lines, month=month, now=now, wanted=_wanted(chosen), after=_after(request)
    )
    found = list(islice(cases, PAGE + 1))
    shown, opens = found[:PAGE], _Opens(draft, month)
    older = opens(**chosen, key=str(shown[-1].id)) if len(found) > PAGE else ""
    trial_url = f"{reverse('catalogue_trial', args=[draft])}?month={month:%Y-%m}"
    context = {
        "crumbs": _crumbs(draft, Link(_("试运行"), trial_url), Link(_("诉求"), request.path, current=True)),
        "heading": _("试运行涉及的诉求"),
        "grid": _cases(viewer, shown),
        "pager": Pager(len(shown), opens(**chosen) if "key" in request.GET else "", older),
    }
    return page(request, "cases/numbers.html", context)


def _lines(viewer: Viewer, draft_id: UUID) -> list[Line]:
    draft = draft_of(viewer, draft_id)
    if draft.sheet != Sheet.DISPATCH:
        raise not_found(_("这份派单目录"))
    return draft_lines(viewer, read_table(bytes(draft.content), draft.name, limit_bytes=LIMIT_BYTES))


def _month(request: HttpRequest) -> tuple[date, str]:
    """The month asked for, else the last one that is over; and what was wrong with what was asked."""
    over = (local(clock.now()).date().replace(day=1) - timedelta(days=1)).replace(day=1)
    text = typed(request.GET, "month").strip()
    try:
        return (month_of(text) if text else over), ""
    except ValueError:
        return over, _("月份应写成 2026-03 这样。")


class _Opens:
    """The address of the cases that a number counts."""

    def __init__(self, draft: UUID, month: date) -> None:
        self._here = reverse("catalogue_tried", args=[draft])
        self._month = f"{month:%Y-%m}"

    def __call__(self, **chosen: str) -> str:
        return f"{self._here}?{urlencode({'month': self._month, **chosen})}"


def _crumbs(draft: UUID, *last: Link) -> tuple[Link, ...]:
    return (
        Link(_("目录"), reverse("catalogues")),
        Link(_(Sheet.DISPATCH.label), reverse("catalogue", args=[Sheet.DISPATCH.value])),
        Link(_("待发布"), reverse("catalogue_draft", args=[draft])),
        *last,
    )


def _names(viewer: Viewer) -> Mapping[int | None, str]:
    return {None: _("没有单位")} | {body.id: body.name for body in known_bodies(viewer.city_id)}


def _bodies(found: Trial, names: Mapping[int | None, str], opens: _Opens) -> Grid:
    rows = []
    for shift in found.bodies:
        if shift.before != shift.after:
            body = str(shift.body_id or 0)
            rows.append(
                (
                    Cell(names[shift.body_id]),
                    *_numbers(shift.before, opens, "was", before=body),
                    *_numbers(shift.after, opens, "would", after=body),
                )
            )
    columns = (
        _("单位"), _("现在件数"), _("现在按时"), _("现在超时"), _("会是件数"), _("会是按时"), _("会是超时"),
    )  # fmt: skip
    return Grid(_("数会变的单位"), columns, tuple(rows))


def _numbers(side: Side, opens: _Opens, state: str, **body: str) -> tuple[Cell, Cell, Cell]:
    return (
        Cell(f"{side.cases:,}", opens(**body), number=True),
        Cell(f"{side.met:,}", opens(**body, **{state: MET}), number=True),
        Cell(f"{side.missed:,}", opens(**body, **{state: MISSED}), number=True),
    )


def _moves(found: Trial, names: Mapping[int | None, str], opens: _Opens) -> Grid:
    return Grid(
        _("会派到别处的"),
        (_("从"), _("到"), _("依据"), _("件数")),
        tuple(
            (
                Cell(names[before]),
                Cell(names[after]),
                Cell(basis),
                Cell(
                    f"{count:,}",
                    opens(moved="1", before=str(before or 0), after=str(after or 0), basis=basis),
                    number=True,
                ),
            )
            for (before, after, basis), count in found.moves.items()
        ),
    )


def _wanted(chosen: Mapping[str, str]) -> Wanted:
    def body(name: str) -> int | None:
        text = chosen.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None

    return Wanted(
        moved=True if chosen.get("moved") else None,
        before=body("before"),
        after=body("after"),
        was=chosen.get("was"),
        would=chosen.get("would"),
        basis=chosen.get("basis"),
    )


def _after(request: HttpRequest) -> UUID | None:
    text = request.GET.get("key", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Refusal("page.key", _("翻页的地址不完整，请从第一页重新打开。")) from error


def _cases(viewer: Viewer, shown: Sequence[TriedCase]) -> Grid:
    names, reads = _names(viewer), viewer.can(CaseCapability.READ)
    return Grid(
        _("诉求"),
        (_("编号"), _("现在"), _("会是"), _("依据"), _("现在时限"), _("会是时限")),
        tuple(
            (
                Cell(one.number, reverse("case", args=[one.number]) if reads else ""),
                Cell(names[one.judged.before]),
                Cell(names[one.judged.after]),
                Cell(one.judged.basis),
                Cell(_(_STATES[one.judged.was])),
                Cell(_(_STATES[one.judged.would])),
            )
            for one in shown
        ),
    )
