"""The API of cases, version 1: file, list, detail, move, search, figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Header, Router
from pydantic import Field

from gongzhi.cases.api.shapes import (
    Counted,
    Filing,
    Listing,
    Moved,
    Moving,
    Problem,
    Receipt,
    Suggesting,
    Telling,
    Whole,
)
from gongzhi.cases.flow import CASE
from gongzhi.cases.operations import Demand, file_case, move_case
from gongzhi.cases.queries import Message, case_json, case_page, figures, says, similar_cases, suggestions
from gongzhi.cases.vocabulary import PROCESS, CaseCapability
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
Month = Annotated[int, Field(ge=0, le=999912, description="年 × 100 + 月")]


REFUSED = frozenset({400, 401, 403, 404, 409, 413, 422})
_MAX_KEY = 76


@router.post("/cases", response={201: Receipt, 200: Receipt, REFUSED: Problem}, summary="登记一件诉求")
def file(request: HttpRequest, filing: Filing, idempotency_key: OptionalKey = None) -> HttpResponse:
    """A repeated request (same Idempotency-Key or external_id) gets the first receipt with status 200."""
    viewer = _viewer(request)
    key = "" if filing.external_id else _key(idempotency_key)
    demand = Demand(
        text=filing.text,
        title=filing.title,
        kind=filing.kind,
        channel=filing.channel,
        source=f"api:{viewer.account_id}",
        external_id=f"key:{key}" if key else filing.external_id or None,
        reporter=filing.reporter,
        contact=filing.contact,
        category=_category(viewer, filing.category),
        place=place_by_code(viewer, filing.place) if filing.place else None,
        place_words=filing.place_words,
        lon=filing.lon,
        lat=filing.lat,
    )
    filed = file_case(viewer, demand=demand, now=clock.now())
    if key and filed.repeated and not says(filed.id, filing.text or filing.title):
        raise Refusal(
            "idempotency.reused", "同一个 Idempotency-Key 用在了不同的请求上，请换一个。", status=422
        )
    return _json(orjson.dumps(filed), 200 if filed.repeated else 201)


@router.get("/cases", response={200: Listing, REFUSED: Problem}, summary="查看和查找诉求")
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


@router.get("/cases/{case_id}", response={200: Whole, REFUSED: Problem}, summary="一件诉求的全部")
def detail(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Head, text, journal and the moves that you may make."""
    found = case_json(_viewer(request), case_id)
    if found is None:
        raise not_found("这件诉求")
    return _json(found)


@router.post("/cases/{case_id}/moves", response={200: Moved, REFUSED: Problem}, summary="办理一步")
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

    asked = request.path.encode() + b"\n" + request.body
    reply = once(f"account:{viewer.account_id}", _key(idempotency_key), asked, clock.now(), write)
    return _json(reply.body, reply.status)


@router.post(
    "/suggestions", response={200: Suggesting, REFUSED: Problem}, summary="类别、地点、单位和相似诉求的建议"
)
def suggest(request: HttpRequest, telling: Telling) -> HttpResponse:
    """While a message is typed, or before it is filed. Nothing is written."""
    viewer = _viewer(request)
    category = _category(viewer, telling.category)
    if telling.place:
        place_by_code(viewer, telling.place)
    message = Message(
        text=telling.text,
        at=clock.now(),
        title=telling.title,
        place_words=telling.place_words,
        place_code=telling.place,
        lon=telling.lon,
        lat=telling.lat,
        category=category.code if category else "",
    )
    found = suggestions(viewer, message)
    if not telling.place and found.place is not None and found.place.certain:
        message = replace(message, place_code=found.place.code)
    similar = similar_cases(viewer, message)
    body = {name: getattr(found, name) for name in ("categories", "place", "unit", "version", "automatic")}
    return _json(orjson.dumps(body | {"similar": similar}))


@router.get("/figures", response={200: Counted, REFUSED: Problem}, summary="统计")
def city_figures(request: HttpRequest, first: Month = 0, last: Month = 999912) -> HttpResponse:
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


def _key(given: str | None) -> str:
    if given and len(given) > _MAX_KEY:
        raise Refusal("idempotency.key", f"Idempotency-Key 最长 {_MAX_KEY} 个字符。")
    return given or ""


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
