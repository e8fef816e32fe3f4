"""A body that is no more holds nothing: its successor goes on, or the matter is sorted anew (peers B12; R2)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from gongzhi.cases.operations.dispatching import dispatching
from gongzhi.cases.vocabulary import APPLICATION, PART, PROCESS
from gongzhi.kernel.clock import local
from gongzhi.kernel.rows import rows
from gongzhi.kernel.viewer import Viewer
from gongzhi.orgs.queries.bodies import successor_of
from gongzhi.orgs.queries.intake import intake
from gongzhi.workflow import engine
from gongzhi.workflow.subjects import Actor, Request

_NOBODY = Actor()
_HELD_BY_ENDED = """
SELECT s.id, s.process, s.holder_body_id, s.traits->>'kind' FROM workflow_subject s
JOIN orgs_body b ON b.id = s.holder_body_id
WHERE s.city_id = %s AND s.closed_at IS NULL AND b.ends_on < %s AND s.process = ANY(%s) ORDER BY s.id
"""


def pass_on_ended(viewer: Viewer, *, now: datetime) -> int:
    """Pass on what ended bodies of the viewer's city still hold; how many matters. A second run finds none."""
    held = rows(_HELD_BY_ENDED, [viewer.city_id, local(now).date(), [PROCESS, PART, APPLICATION]])
    for subject_id, process, body_id, kind in held:
        _pass_on(viewer, subject_id, process, kind or "", body_id, now)
    return len(held)


@transaction.atomic
def _pass_on(viewer: Viewer, subject_id: UUID, process: str, kind: str, body_id: int, now: datetime) -> None:
    heir = successor_of(viewer.city_id, body_id)
    if heir != body_id:
        traits = dispatching(viewer, heir).traits if process == PROCESS else None
        request = Request("succeed", body_id=heir, cause=_NOBODY, traits=traits)
    elif process == PROCESS:
        request = Request("orphan", cause=_NOBODY)
    elif process == PART:
        request = Request("withdraw" if kind == "assist" else "end_consult", cause=_NOBODY)
    else:
        request = Request("succeed", body_id=intake(viewer).body_id, cause=_NOBODY)
    engine.move(subject_id, request, viewer=viewer, now=now)
