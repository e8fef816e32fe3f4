"""The API of cases, version 1: file, list, detail, move, search, figures."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from gongzhi.cases.api.answers import REFUSED, OptionalKey, checked_key, json_answer, moved_once, viewer_of
from gongzhi.cases.api.shapes import (
    Asking,
    AttachedShape,
    Counted,
    Filing,
    Listing,
    Looking,
    Moved,
    Moving,
    Receipt,
    Shown,
    Suggesting,
    Telling,
    Whole,
)
from gongzhi.cases.counting import filed
from gongzhi.cases.operations import (
    Demand,
    attach_files,
    file_case,
    find_by_contact,
    move_case,
    reveal_contact,
)
from gongzhi.cases.queries import (
    Message,
    by_month,
    case_json,
    cases_json,
    figures,
    formula_for,
    says,
    similar_cases,
    suggestions,
)
from gongzhi.cases.rates import Rate
from gongzhi.cases.vocabulary import PROCESS, CaseCapability
from gongzhi.catalogues.queries import CategoryEntry, catalogue
from gongzhi.files.vocabulary import Audience, Role
from gongzhi.kernel import clock
from gongzhi.kernel.api import Problem
from gongzhi.kernel.clock import month_of
from gongzhi.kernel.errors import Refusal, not_allowed, not_found
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.lookups import place_by_code
from gongzhi.workflow.queries import Wanted

router = Router(tags=["cases"])

Month = Annotated[int, Field(ge=0, le=999912, description="年 × 100 + 月")]


@router.post("/cases", response={201: Receipt, 200: Receipt, REFUSED: Problem}, summary="登记一件诉求")
def file(request: HttpRequest, filing: Filing, idempotency_key: OptionalKey = None) -> HttpResponse:
    """A repeated request (same Idempotency-Key or external_id) gets the first receipt with status 200."""
    viewer = viewer_of(request)
    key = "" if filing.external_id else checked_key(idempotency_key)
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
    return json_answer(orjson.dumps(filed), 200 if filed.repeated else 201)


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
    return json_answer(cases_json(viewer_of(request), wanted, query=q, after=after))


@router.post("/cases/by-contact", response={200: Listing, REFUSED: Problem}, summary="按联系方式查找")
def by_contact(request: HttpRequest, asking: Asking) -> HttpResponse:
    """A caller's earlier cases by the whole contact, newest first; written to the audit log."""
    page = find_by_contact(viewer_of(request), contact=asking.contact, after=asking.after, now=clock.now())
    return json_answer(orjson.dumps({"cases": page.rows, "next": page.next_key}))


@router.get("/cases/{case_id}", response={200: Whole, REFUSED: Problem}, summary="一件诉求的全部")
def detail(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Head, text, journal and the moves that you may make."""
    found = case_json(viewer_of(request), case_id)
    if found is None:
        raise not_found("这件诉求")
    return json_answer(found)


@router.post("/cases/{case_id}/contact", response={200: Shown, REFUSED: Problem}, summary="查看联系方式")
def contact(request: HttpRequest, case_id: UUID, looking: Looking) -> HttpResponse:
    """Name and contact, to be shown until ``shown_until``; the reporter sees who looked and what for."""
    shown = reveal_contact(
        viewer_of(request),
        subject_id=case_id,
        purpose=looking.purpose,
        words=looking.words,
        now=clock.now(),
    )
    return json_answer(orjson.dumps(shown))


@router.post("/cases/{case_id}/moves", response={200: Moved, REFUSED: Problem}, summary="办理一步")
def move(
    request: HttpRequest,
    case_id: UUID,
    moving: Moving,
    idempotency_key: OptionalKey = None,
) -> HttpResponse:
    """Make a move. A repeated request with the same Idempotency-Key gets the first answer."""
    return moved_once(
        request,
        idempotency_key,
        lambda: move_case(viewer_of(request), subject_id=case_id, now=clock.now(), **dict(moving)),
    )


@router.post(
    "/cases/{case_id}/attachments",
    response={201: AttachedShape, 200: AttachedShape, REFUSED: Problem},
    summary="添加附件",
)
def add_attachments(
    request: HttpRequest,
    case_id: UUID,
    files: Annotated[list[UploadedFile], File(description="一次最多 12 个，合计最多 60 MB")],
    role: Annotated[Role, Form(description="这些文件是什么")],
    audience: Annotated[Audience, Form(description="谁能看到")] = Audience.STAFF,
) -> HttpResponse:
    """Attach files; 201 when some were kept, 200 when all were there already. Each refused one says why."""
    done = attach_files(
        viewer_of(request), subject_id=case_id, files=files, role=role, audience=audience, now=clock.now()
    )
    left = [
        {"name": one.name, "code": one.refusal.code, "sentence": one.refusal.sentence} for one in done.left
    ]
    if not (done.kept or done.repeated):
        first = done.left[0].refusal
        raise Refusal(first.code, first.sentence, status=first.status, left=left)
    body = orjson.dumps({"kept": done.kept, "repeated": done.repeated, "left": left})
    return json_answer(body, 201 if done.kept else 200)


@router.post(
    "/suggestions", response={200: Suggesting, REFUSED: Problem}, summary="类别、地点、单位和相似诉求的建议"
)
def suggest(request: HttpRequest, telling: Telling) -> HttpResponse:
    """While a message is typed, or before it is filed. Nothing is written."""
    viewer = viewer_of(request)
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
    return json_answer(orjson.dumps(body | {"similar": similar}))


@router.get("/figures", response={200: Counted, REFUSED: Problem}, summary="统计")
def city_figures(request: HttpRequest, first: Month = 0, last: Month = 999912) -> HttpResponse:
    """Three rates with n and counts; months as year × 100 + month."""
    viewer = viewer_of(request)
    if not viewer.can(CaseCapability.READ):
        raise not_allowed()
    formula = formula_for(viewer, min(last, month_of(clock.now())))
    found = figures(viewer, first=first, last=last, formula=formula, detail=False)
    months = by_month(viewer, first=first, last=last)
    return json_answer(
        orjson.dumps(
            {
                "first": first,
                "last": last,
                "formula": formula.version,
                "rates": [_rate_json(rate) for rate in (*found.rates, found.total.composite)],
                "filed": found.filed,
                "by_stage": found.by_stage,
                "by_street": found.by_street,
                "by_class": found.by_class,
                "by_month": {str(month): n for month, counted in months.items() if (n := filed(counted))},
            }
        )
    )


def _rate_json(rate: Rate) -> dict[str, Any]:
    low, high = (
        None if end is None or not rate.shown else round(100 * end, 1) for end in (rate.low, rate.high)
    )
    return {
        "name": rate.name, "label": rate.label, "percent": rate.percent, "n": rate.n, "low": low, "high": high,
        "excluded": rate.excluded, "formula": rate.formula,
    }  # fmt: skip


def _category(viewer: Viewer, text: str) -> CategoryEntry | None:
    found = catalogue(viewer).find(text) if text else None
    if text and found is None:
        raise Refusal(
            "category.unknown", "没有这个类别，请从目录中选择。", fields={"category": "请从目录中选择"}
        )
    return found
