"""The API of parts and applications: read one, make a move."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from gongzhi.cases.api.answers import REFUSED, OptionalKey, json_answer, moved_once, viewer_of
from gongzhi.cases.api.shapes import Moved, Moving, WholeTask
from gongzhi.cases.operations import move_task
from gongzhi.cases.queries import task_json
from gongzhi.cases.vocabulary import APPLICATION, PART
from gongzhi.kernel import clock
from gongzhi.kernel.api import Problem
from gongzhi.kernel.errors import not_found

router = Router(tags=["tasks"])


@router.get("/parts/{task_id}", response={200: WholeTask, REFUSED: Problem}, summary="一份协办或会商的全部")
def part(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Head, journal and the moves that you may make."""
    return _whole(request, PART, task_id)


@router.get("/applications/{task_id}", response={200: WholeTask, REFUSED: Problem}, summary="一份申请的全部")
def application(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Head, journal and the moves that you may make."""
    return _whole(request, APPLICATION, task_id)


def _whole(request: HttpRequest, process: str, task_id: UUID) -> HttpResponse:
    found = task_json(viewer_of(request), process=process, subject_id=task_id)
    if found is None:
        raise not_found("这件事")
    return json_answer(found)


@router.post("/parts/{task_id}/moves", response={200: Moved, REFUSED: Problem}, summary="协办或会商办理一步")
def part_move(
    request: HttpRequest, task_id: UUID, moving: Moving, idempotency_key: OptionalKey = None
) -> HttpResponse:
    """Make a move. A repeated request with the same Idempotency-Key gets the first answer."""
    return _moved(request, task_id, moving, idempotency_key)


@router.post("/applications/{task_id}/moves", response={200: Moved, REFUSED: Problem}, summary="申请办理一步")
def application_move(
    request: HttpRequest, task_id: UUID, moving: Moving, idempotency_key: OptionalKey = None
) -> HttpResponse:
    """Make a move. A repeated request with the same Idempotency-Key gets the first answer."""
    return _moved(request, task_id, moving, idempotency_key)


def _moved(request: HttpRequest, task_id: UUID, moving: Moving, key: str | None) -> HttpResponse:
    return moved_once(
        request,
        key,
        lambda: move_task(viewer_of(request), subject_id=task_id, now=clock.now(), **dict(moving)),
    )
