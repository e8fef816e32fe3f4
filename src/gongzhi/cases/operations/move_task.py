"""Make one move of a part or an application."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from gongzhi.cases.operations.file_case import readable
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.intake import intake
from gongzhi.orgs.queries.lookups import check_in_force
from gongzhi.workflow import engine
from gongzhi.workflow.subjects import Head, Request

_TO_REVIEW = {"endorse"}
_TO_ARBITER = {"refer", "appeal"}


@transaction.atomic
def move_task(
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
    """Make a move that ``PART`` or ``APPLICATION`` declares; what it brings about happens with it or not at all.

    Raises:
        Refusal: ``not_found``, ``stale``, ``not_allowed``, ``flow.*``, ``part.*``, ``application.*``, ``case.*``,
            ``body.*``; nothing is written then.
    """
    if body_id is not None:
        check_in_force(viewer, body_id, now)
    home = intake(viewer)
    if move in _TO_REVIEW:
        body_id = home.body_id
    elif move in _TO_ARBITER:
        body_id = home.government_id or home.body_id
    given = {name: value for name, value in (facts or {}).items() if value not in ("", None)}
    request = Request(move=move, words=readable(words), facts=given, body_id=body_id, seen=seen)
    return engine.move(subject_id, request, viewer=viewer, now=now)
