"""Make one move of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongzhi.cases.operations.dispatching import check_community, dispatching, is_community, traits_of_line
from gongzhi.cases.operations.file_case import category_traits, readable
from gongzhi.cases.operations.merging import lock_with_main, main_case
from gongzhi.cases.vocabulary import DispatchMode
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.intake import intake
from gongzhi.orgs.queries.lookups import check_in_force, place_by_code
from gongzhi.workflow import engine
from gongzhi.workflow.subjects import Head, Request


@transaction.atomic
def move_case(
    viewer: Viewer,
    *,
    subject_id: UUID,
    move: str,
    now: datetime,
    words: str = "",
    facts: Mapping[str, Any] | None = None,
    body_id: int | None = None,
    seen: int | None = None,
) -> Head:
    """Make a move that :data:`gongzhi.cases.flow.CASE` declares; category and place come in ``facts`` as codes.

    Raises:
        Refusal: ``not_found``, ``stale``, ``not_allowed``, ``flow.*``, ``case.*``, ``category.unknown``,
            ``place.unknown``, ``body.ended``, ``number.*``; nothing is written then.
    """
    given = dict(facts or {})
    request = Request(
        move=move,
        words=readable(words),
        facts={name: value for name, value in given.items() if value not in ("", None)},
        body_id=body_id,
        place=_place(viewer, given.get("place")),
        traits=_traits(viewer, given.get("category")),
        seen=seen,
    )
    if body_id is not None:
        check_in_force(viewer, body_id, now)
    prepare = _PREPARED.get(move)
    if prepare is not None:
        request = prepare(viewer, subject_id, request, now)
    return engine.move(subject_id, request, viewer=viewer, now=now)


def dispatched(viewer: Viewer, subject_id: UUID, request: Request, _now: datetime) -> Request:
    """The request with what a dispatch looks up: the mode, who gets a copy, whether a community may lead, the line.

    Raises:
        Refusal: ``case.community_duty``.
    """
    if request.body_id is None:
        return request
    traits: dict[str, str] = {}
    for head in engine.lock_heads("s.id = %s", [subject_id]):
        traits = traits_of_line(viewer, head, request.body_id)
        if is_community(viewer, request.body_id):
            check_community(viewer, head, request.body_id)
    way = dispatching(viewer, request.body_id)
    mode = DispatchMode.COORDINATED if request.move == "assign" else way.mode
    traits = {**traits, **way.traits}
    return replace(request, traits=traits, found={"mode": str(mode)}, joins=way.copies)


def _coordinated(viewer: Viewer, _subject_id: UUID, request: Request, _now: datetime) -> Request:
    return replace(request, body_id=intake(viewer).government_id)


def _merged(viewer: Viewer, subject_id: UUID, request: Request, _now: datetime) -> Request:
    number = request.facts.get("into")
    if not isinstance(number, str) or not number.strip():
        return request
    return replace(request, found={"into": main_case(viewer, subject_id, number).number})


def _unmerged(_viewer: Viewer, subject_id: UUID, request: Request, _now: datetime) -> Request:
    lock_with_main(subject_id)
    return request


_PREPARED: dict[str, Callable[[Viewer, UUID, Request, datetime], Request]] = {
    "dispatch": dispatched,
    "assign": dispatched,
    "coordinate": _coordinated,
    "merge": _merged,
    "unmerge": _unmerged,
}
"""What some moves look up before the engine decides."""


def _traits(viewer: Viewer, code: object) -> dict[str, str] | None:
    if not code:
        return None
    category = catalogue(viewer).find(str(code))
    if category is None:
        raise Refusal(
            "category.unknown", "没有这个类别，请从目录中选择。", fields={"category": "请从目录中选择"}
        )
    return category_traits(category)


def _place(viewer: Viewer, code: object) -> tuple[int, str] | None:
    return place_by_code(viewer, readable(str(code))) if code else None
