"""Make one move of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongzhi.cases.operations.file_case import category_traits, readable
from gongzhi.catalogues.queries import catalogue
from gongzhi.kernel.errors import Refusal
from gongzhi.kernel.viewer import Viewer
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
            ``place.unknown``, ``body.ended``; nothing is written then.
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
    return engine.move(subject_id, request, viewer=viewer, now=now)


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
