"""The API of cases, version 1: file, list, detail, move, search, figures."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Header, Router, Schema
from pydantic import Field

from gongzhi.cases.flow import CASE
from gongzhi.cases.operations import Demand, file_case, move_case
from gongzhi.cases.queries import case_json, case_page, figures
from gongzhi.cases.vocabulary import PROCESS, CaseCapability, Channel, DemandKind
from gongzhi.catalogues.queries import CategoryEntry, catalogue
from gongzhi.kernel import clock
from gongzhi.kernel.errors import Refusal, not_allowed, not_found
from gongzhi.kernel.idempotency import Reply, once
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.lookups import place_by_code
from gongzhi.workflow.queries import Wanted
from gongzhi.workflow.subjects import Head

router = Router(tags=["cases"])

OptionalKey = Annotated[str | None, Header(alias="Idempotency-Key")]


class Filing(Schema):
    """A demand as a program files it."""

    text: str = Field(description="内容")
    title: str = Field("", description="标题；不填则取内容的第一句")
    kind: DemandKind = Field(DemandKind.OTHER, description="类型")
    channel: Channel = Field(Channel.API, description="来源渠道")
    category: str = Field("", description="类别代码或名称")
    place: str = Field("", description="地点代码")
    place_words: str = Field("", description="地点描述")
    lon: float | None = Field(None, ge=73, le=136)
    lat: float | None = Field(None, ge=3, le=54)
    reporter: str = Field("", max_length=60)
    contact: str = Field("", max_length=60)
    external_id: str | None = Field(None, max_length=80, description="来源系统中的编号；同号只登记一次")


class Moving(Schema):
    """A move that the flow declares."""

    move: str = Field(description="操作名，见“moves”")
    words: str = ""
    facts: dict[str, Any] = Field(default_factory=dict)
    body_id: int | None = None
    seen: int | None = Field(None, description="您看到的 sequence；已变化时拒绝")


class Receipt(Schema):
    """What the reporter keeps."""

    id: UUID
    number: str
    code: str
    repeated: bool


@router.post("/cases", response={201: Receipt, 200: Receipt}, summary="登记一件诉求")
def file(request: HttpRequest, filing: Filing, idempotency_key: OptionalKey = None) -> HttpResponse:
    """A repeated request (same Idempotency-Key or external_id) gets the first receipt with status 200."""
    viewer = _viewer(request)
    demand = Demand(
        text=filing.text,
        title=filing.title,
        kind=filing.kind,
        channel=filing.channel,
        source=f"api:{viewer.account_id}",
        external_id=filing.external_id or (idempotency_key and f"key:{idempotency_key[:76]}"),
        reporter=filing.reporter,
        contact=filing.contact,
        category=_category(viewer, filing.category),
        place=place_by_code(viewer, filing.place) if filing.place else None,
        place_words=filing.place_words,
        lon=filing.lon,
        lat=filing.lat,
    )
    filed = file_case(viewer, demand=demand, now=clock.now())
    return _json(orjson.dumps(filed), 200 if filed.repeated else 201)


@router.get("/cases", summary="查看和查找诉求")
def listing(
    request: HttpRequest,
    q: str = "",
    stage: str = "",
    street: str = "",
    community: str = "",
    category: str = "",
    open: bool = False,  # noqa: A002 - the word of the API
    after: UUID | None = None,
) -> HttpResponse:
    """Newest first, 50 a page; ``next`` is the ``after`` of the next page."""
    wanted = Wanted(PROCESS, stage, street, community, category, open_only=open)
    page = case_page(_viewer(request), wanted, query=q, after=after)
    return _json(orjson.dumps({"cases": page.rows, "next": page.next_key}))


@router.get("/cases/{case_id}", summary="一件诉求的全部")
def detail(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Head, text, journal and the moves that you may make."""
    found = case_json(_viewer(request), case_id)
    if found is None:
        raise not_found("这件诉求")
    return _json(found)


@router.post("/cases/{case_id}/moves", summary="办理一步")
def move(
    request: HttpRequest,
    case_id: UUID,
    moving: Moving,
    idempotency_key: OptionalKey = None,
) -> HttpResponse:
    """Make a move. A repeated request with the same Idempotency-Key gets the first answer."""
    viewer = _viewer(request)

    def write() -> Reply:
        head = move_case(
            viewer,
            subject_id=case_id,
            move=moving.move,
            words=moving.words,
            facts=moving.facts,
            body_id=moving.body_id,
            seen=moving.seen,
            now=clock.now(),
        )
        return Reply(200, _head_json(head))

    key = f"{case_id}:{idempotency_key}" if idempotency_key else ""
    reply = once(f"account:{viewer.account_id}", key, request.body, clock.now(), write)
    return _json(reply.body, reply.status)


@router.get("/figures", summary="统计")
def city_figures(request: HttpRequest, first: int = 0, last: int = 999912) -> HttpResponse:
    """Three rates with n and counts; months as year × 100 + month."""
    viewer = _viewer(request)
    if not viewer.can(CaseCapability.READ):
        raise not_allowed()
    found = figures(viewer, first=first, last=last)
    rates = [
        {"name": r.name, "label": r.label, "percent": r.percent, "n": r.n, "formula": r.formula}
        for r in found.rates
    ]
    return _json(
        orjson.dumps(
            {
                "first": first,
                "last": last,
                "rates": rates,
                "filed": found.filed,
                "by_stage": found.by_stage,
                "by_street": found.by_street,
                "by_class": found.by_class,
                "by_month": {str(month): n for month, n in found.by_month.items()},
            }
        )
    )


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.auth  # type: ignore[attr-defined]
    return viewer


def _category(viewer: Viewer, text: str) -> CategoryEntry | None:
    found = catalogue(viewer).find(text) if text else None
    if text and found is None:
        raise Refusal(
            "category.unknown", "没有这个类别，请从目录中选择。", fields={"category": "请从目录中选择"}
        )
    return found


def _head_json(head: Head) -> bytes:
    return orjson.dumps(
        {
            "id": head.id,
            "number": head.number,
            "stage": head.stage,
            "stage_label": CASE.stage(head.stage).label,
            "due_at": head.due_at,
            "sequence": head.sequence,
        }
    )


def _json(body: bytes, status: int = 200) -> HttpResponse:
    return HttpResponse(body, status=status, content_type="application/json")
